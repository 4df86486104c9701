"""The embedded store follows the log on both databases: only what changes is applied, readers see whole states."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from pyoxigraph import DefaultGraph, Quad, Store
from sqlalchemy import Engine, delete, text

from app.projections.follower import Follower, LogWentBack, catch_up, rebuild
from app.projections.quads import EmbeddedQuads
from app.storage.database import writing
from app.storage.log_batches import next_batch
from app.storage.place import Occupied
from app.storage.quads import embedded
from app.storage.quads.snapshots import current_snapshot, held, remove_old_snapshots
from app.storage.single_records import withdraw_record
from app.storage.tables import changes
from tests.databases import MUSEUM, VIOLATION, deliver, outcome
from tests.graphs import QUADS, expected_quads, object_of


def shown(folder: Path) -> set[Quad]:
    """Return what a reader sees who comes now, its default graph being the merge of all others, each triple once."""
    snapshot = current_snapshot(folder)
    assert snapshot is not None
    quads = set(Store.read_only(str(snapshot.path)))
    named = {quad for quad in quads if quad.graph_name != DefaultGraph()}
    assert {quad.triple for quad in quads - named} == {quad.triple for quad in named}
    return named


def test_the_store_holds_what_is_published(engine: Engine, tmp_path: Path) -> None:
    target = EmbeddedQuads(tmp_path / "quads")
    catch_up(engine, target)
    assert shown(tmp_path / "quads") == set()
    many = [object_of(n, f"N-{n}") for n in range(embedded.BULK_FROM + 20)]
    deliver(engine, *many, outcome(900, "X", findings=(VIOLATION,)))
    catch_up(engine, target)
    assert shown(tmp_path / "quads") == expected_quads(engine)

    deliver(engine, object_of(0, "N-1", "Nouveau"), object_of(1, "à/b c%", "Odd"), object_of(2, "N-5", "Un"))
    withdraw_record(engine, MUSEUM, "N-2")
    withdraw_record(engine, MUSEUM, "N-3")
    deliver(engine, object_of(0, "N-3", "De retour"), object_of(1, "N-5", "Deux"))
    end = catch_up(engine, target)
    assert shown(tmp_path / "quads") == expected_quads(engine)
    assert target.shown() == end
    snapshot = current_snapshot(tmp_path / "quads")
    assert snapshot is not None
    graphs = {graph.value for graph in Store.read_only(str(snapshot.path)).named_graphs()}
    assert not any(graph.endswith("/N-2") for graph in graphs), "the name of a withdrawn record's graph is gone as well"


def eventually(happened: Callable[[], bool]) -> bool:
    """Wait until this happens in another thread."""
    deadline = time.monotonic() + 60
    while not happened() and time.monotonic() < deadline:
        time.sleep(0.05)
    return happened()


class Noted:
    """A store that notes the updates it is given."""

    def __init__(self, store: Store) -> None:
        self.updates: list[str] = []
        self._store = store

    def __getattr__(self, name: str) -> Any:
        return getattr(self._store, name)

    def update(self, update: str) -> None:
        self.updates.append(update)
        self._store.update(update)


def test_only_changed_quads_are_applied(engine: Engine, tmp_path: Path) -> None:
    target = EmbeddedQuads(tmp_path / "quads")
    deliver(engine, object_of(0, "N-1", "Ancien"), object_of(1, "N-2"))
    catch_up(engine, target)
    deliver(engine, object_of(0, "N-1", "Nouveau"))
    batch = next_batch(engine, target.shown(), content="nquads", limit=10, before=True)
    assert batch is not None
    writer = target.open()
    assert isinstance(writer, embedded.EmbeddedWriter)
    noted, store = Noted(writer._store), writer._store
    writer._store = noted  # type: ignore[assignment]  # it has what the writer needs of a store
    writer.apply(batch)
    assert len(noted.updates) == 1, "quads and checkpoint are one transaction"
    assert [line for line in noted.updates[0].splitlines() if "rdf-schema" in line or "urn:example" in line] == [
        f'<https://donnees.example.org/{MUSEUM}/object/N-1> <http://www.w3.org/2000/01/rdf-schema#label> "{title}" .'
        for title in ("Ancien", "Ancien", "Nouveau", "Nouveau")  # each in its graph, and in the merge of all
    ]
    writer._store = store
    del noted, store
    writer.close()
    catch_up(engine, target)
    assert shown(tmp_path / "quads") == expected_quads(engine)


def test_readers_keep_their_snapshot(sqlite_engine: Engine, tmp_path: Path) -> None:
    folder = tmp_path / "quads"
    target = EmbeddedQuads(folder)
    deliver(sqlite_engine, object_of(0, "N-1"))
    catch_up(sqlite_engine, target)
    first = current_snapshot(folder)
    assert first is not None
    with held(first):
        for number in range(5):
            deliver(sqlite_engine, object_of(0, "N-1", f"Titre {number}"))
            catch_up(sqlite_engine, target)
        remove_old_snapshots(folder, kept_s=0)
        assert len(set(Store.read_only(str(first.path)))) == 2 * QUADS
    remove_old_snapshots(folder, kept_s=0)
    assert not first.path.exists()
    assert len([path for path in (folder / "snapshots").iterdir() if path.is_dir()]) == 3
    with pytest.raises(FileNotFoundError), held(first):
        pass


def test_a_rebuild_while_reading_and_following(engine: Engine, tmp_path: Path) -> None:
    folder = tmp_path / "quads"
    target = EmbeddedQuads(folder)
    deliver(engine, *(object_of(n, f"N-{n}") for n in range(60)))
    follower, stopping = Follower(engine, target), threading.Event()
    thread = threading.Thread(target=follower.run, args=(stopping,))
    thread.start()
    try:
        assert eventually(lambda: current_snapshot(folder) is not None and shown(folder) == expected_quads(engine))
        deliver(engine, object_of(0, "N-7", "Pendant"), object_of(1, "N-8", "Pendant"))
        told: list[tuple[int, int]] = []
        small = EmbeddedQuads(folder)
        small.batch_changes = 7
        assert rebuild(engine, small, told=lambda reached, goal: told.append((reached, goal)))
        assert len(told) == 9
        assert told[-1] == (62, 62), "each record once, at its newest change"
        assert eventually(lambda: not target.replaced()), "the follower takes the rebuilt store up"
        deliver(engine, object_of(0, "N-9", "Après"))
        withdraw_record(engine, MUSEUM, "N-10")
        assert eventually(lambda: shown(folder) == expected_quads(engine))
        with pytest.raises(Occupied):
            EmbeddedQuads(folder).open()
        assert follower.trouble() is None
    finally:
        stopping.set()
        thread.join(30)


def test_an_unreadable_graph_is_left_out_and_told_of(sqlite_engine: Engine, tmp_path: Path) -> None:
    folder = tmp_path / "quads"
    target = EmbeddedQuads(folder)
    good = [object_of(n, f"N-{n}") for n in range(embedded.BULK_FROM)]
    bad = object_of(999, "bad", nquads=b"<urn:a b> <urn:c> <urn:d> <https://donnees.example.org/musee/object/bad> .\n")
    deliver(sqlite_engine, *good, bad)
    writer = target.open()
    batch = next_batch(sqlite_engine, writer.checkpoint(), content="nquads", limit=1000, before=True)
    assert batch is not None
    writer.apply(batch)
    writer.commit()
    trouble = writer.trouble()
    assert trouble is not None
    assert "musee/bad" in trouble.en
    assert len(shown(folder)) == embedded.BULK_FROM * QUADS
    writer.close()
    deliver(sqlite_engine, object_of(0, "bad", "Corrigé"))
    catch_up(sqlite_engine, target)
    assert shown(folder) == expected_quads(sqlite_engine)


def test_a_log_that_went_back_is_noticed_and_rebuilt(sqlite_engine: Engine, tmp_path: Path) -> None:
    folder = tmp_path / "quads"
    target = EmbeddedQuads(folder)
    deliver(sqlite_engine, object_of(0, "N-1"), object_of(1, "N-2"))
    catch_up(sqlite_engine, target)
    with writing(sqlite_engine) as connection:  # what putting back a backup does
        for (name,) in connection.execute(text("SELECT name FROM sqlite_master WHERE type = 'trigger'")).all():
            connection.execute(text(f"DROP TRIGGER {name}"))
        connection.execute(delete(changes).where(changes.c.sequence > 1))
    with pytest.raises(LogWentBack):
        catch_up(sqlite_engine, target)
    follower, stopping = Follower(sqlite_engine, target), threading.Event()
    thread = threading.Thread(target=follower.run, args=(stopping,))
    thread.start()
    assert eventually(lambda: target.shown().sequence == 1)
    stopping.set()
    thread.join(30)
    assert len(shown(folder)) == QUADS
