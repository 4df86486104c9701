"""The search index follows the log, on both databases: what is published is found, what is withdrawn is not."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import msgspec
import pytest
import zstandard
from sqlalchemy import Engine

from app.core.config import Settings
from app.core.outcome import RecordOutcome
from app.core.record import CatalogueRecord, Identifier, NamedValue, Title
from app.projections.follower import catch_up, rebuild
from app.projections.search import SearchTarget, search_folder
from app.storage.changes import last_sequence
from app.storage.search.found import Question
from app.storage.search.index import SearchIndex
from app.storage.search.query import Filters
from app.storage.single_records import withdraw_record
from tests.databases import MUSEUM, VIOLATION, deliver, outcome

WINDOW = 100_000
SECRET = "Zyzzyva"
RECORDS = 600
KILLS = 6

# Small batches and small commits: many places to be killed at.
PROGRAM = """
import sys
from pathlib import Path
from threading import Event
from app.core.config import Settings
from app.projections import follower
from app.projections.search import SearchTarget
from app.storage.database import open_database
from app.storage.search import writer
follower.COMMIT_S = follower.BACKLOG_COMMIT_S = 0.02
writer._MOST_WAITING = 50
target = SearchTarget(Settings(data_dir=Path(sys.argv[2])))
target.batch_changes = 40
engine = open_database(sys.argv[1])
sys.stdout.write("ready\\n")
sys.stdout.flush()
if sys.argv[3] == "rebuild":
    follower.rebuild(engine, target)
else:
    follower.Follower(engine, target).run(Event())
"""


def said(ordinal: int, local_id: str, title: str, **more: object) -> RecordOutcome:
    """Return a record of this title, as it is stored."""
    record = CatalogueRecord(
        local_id=local_id,
        identifiers=(Identifier(local_id),),
        titles=(Title(title),),
        private=(NamedValue(name=f"Valeur {SECRET}", value=SECRET),),
        unmapped=(NamedValue(name=SECRET, value=SECRET),),
    )
    made = outcome(ordinal, local_id, title, **more)  # type: ignore[arg-type]  # the keywords of `outcome`
    return msgspec.structs.replace(made, canonical=zstandard.compress(msgspec.json.encode(record)))


def target_in(folder: Path) -> SearchTarget:
    return SearchTarget(Settings(data_dir=folder))


def shown(folder: Path, text: str = "") -> dict[str, str]:
    """Return the title of each record that is found, page by page."""
    index = SearchIndex(search_folder(Settings(data_dir=folder)), WINDOW)
    titles: dict[str, str] = {}
    after: str | None = None
    while True:
        page = index.search(Question(text, after=after, limit=100))
        titles |= {one.hit.local_id: one.hit.title for one in page.records}
        assert page.total >= len(titles)
        after = page.next
        if after is None:
            assert page.total == len(titles)
            return titles


def test_what_is_published_is_found_and_what_is_withdrawn_is_not(engine: Engine, tmp_path: Path) -> None:
    target = target_in(tmp_path)
    deliver(engine, said(0, "A", "Le moulin"), said(1, "B", "La rivière"), said(2, "C", "La gare"))
    assert catch_up(engine, target).sequence == target.shown().sequence == last_sequence(engine)
    assert shown(tmp_path) == {"A": "Le moulin", "B": "La rivière", "C": "La gare"}
    deliver(engine, said(0, "A", "Le pont"))
    withdraw_record(engine, MUSEUM, "C")
    catch_up(engine, target)
    assert shown(tmp_path) == {"A": "Le pont", "B": "La rivière"}
    assert shown(tmp_path, "moulins") == {}
    deliver(engine, said(0, "C", "La gare"))
    catch_up(engine, target)
    assert shown(tmp_path, "gares") == {"C": "La gare"}


def test_nothing_private_withheld_or_with_a_violation_is_on_the_disk(engine: Engine, tmp_path: Path) -> None:
    deliver(
        engine,
        said(0, "A", "Le moulin"),
        said(1, "B", f"Retenu {SECRET}", withheld=True),
        said(2, "C", f"Fautif {SECRET}", findings=(VIOLATION,)),
    )
    catch_up(engine, target_in(tmp_path))
    assert shown(tmp_path) == {"A": "Le moulin"}
    assert shown(tmp_path, SECRET) == {}
    written = [path for path in (tmp_path / "search").rglob("*") if path.is_file()]
    assert written
    for path in written:
        assert SECRET.lower().encode() not in path.read_bytes().lower(), path


def test_a_rebuild_swaps_while_the_old_index_answers(engine: Engine, tmp_path: Path) -> None:
    target = target_in(tmp_path)
    deliver(engine, *(said(n, f"N-{n}", f"Paysage {n}") for n in range(200)))
    catch_up(engine, target)
    index = SearchIndex(search_folder(Settings(data_dir=tmp_path)), WINDOW)
    totals: list[int] = []
    stop = threading.Event()

    def ask() -> None:
        while not stop.is_set():
            totals.append(index.search(Question("paysage")).total)

    asking = threading.Thread(target=ask)
    asking.start()
    assert rebuild(engine, target_in(tmp_path))
    catch_up(engine, target)
    stop.set()
    asking.join(30)
    assert set(totals) == {200}
    assert index.search(Question("paysage")).total == 200
    assert not target.replaced()


def test_an_interrupted_rebuild_goes_on(engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.storage.search.writer._MOST_WAITING", 50)
    deliver(engine, *(said(n, f"N-{n}", f"Paysage {n}") for n in range(300)))
    target = target_in(tmp_path)
    target.batch_changes = 30
    stopping, reached = threading.Event(), []

    def told(sequence: int, _goal: int) -> None:
        reached.append(sequence)
        if len(reached) == 5:
            stopping.set()

    assert not rebuild(engine, target, stopping=stopping, told=told)
    again: list[int] = []
    assert rebuild(engine, target, told=lambda sequence, _goal: again.append(sequence))
    assert again[0] > 60, "what was committed before is not done again"
    catch_up(engine, target)
    assert len(shown(tmp_path)) == 300


def test_a_damaged_checkpoint_and_an_index_of_other_fields_are_made_again(engine: Engine, tmp_path: Path) -> None:
    target = target_in(tmp_path)
    deliver(engine, said(0, "A", "Le moulin"))
    catch_up(engine, target)
    (target.live / "checkpoint.json").write_bytes(b"")
    (tmp_path / "search" / "fields-1" / "live").mkdir(parents=True)
    assert catch_up(engine, target).sequence == last_sequence(engine)
    assert shown(tmp_path) == {"A": "Le moulin"}
    assert not (tmp_path / "search" / "fields-1").exists()


def test_pages_by_relevance_hold_while_records_come_and_go(engine: Engine, tmp_path: Path) -> None:
    target = target_in(tmp_path)
    deliver(engine, *(said(n, f"N-{n}", f"Paysage {'de lac ' * (n % 7)}{n}") for n in range(60)))
    catch_up(engine, target)
    index = SearchIndex(search_folder(Settings(data_dir=tmp_path)), WINDOW)
    question = Question("paysage", Filters(), limit=7)
    page = index.search(question)
    seen = [one.hit.local_id for one in page.records]
    while page.next is not None:
        withdraw_record(engine, MUSEUM, f"N-{len(seen)}")
        deliver(engine, said(0, f"M-{len(seen)}", "Paysage"))
        catch_up(engine, target)
        page = index.search(msgspec.structs.replace(question, after=page.next))
        seen += [one.hit.local_id for one in page.records]
    assert sorted(seen) == sorted(f"N-{n}" for n in range(60))


def killed_after(seconds: float, *arguments: str) -> int | None:
    """Run the program, kill it so many seconds after it is ready; return its exit code if it ended before."""
    with subprocess.Popen(
        [sys.executable, "-c", PROGRAM, *arguments], stdout=subprocess.PIPE, process_group=0
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"ready\n"
        time.sleep(seconds)
        ended = process.poll()
        if ended is None:
            os.killpg(process.pid, signal.SIGKILL)
        return ended


def test_following_and_rebuilding_killed_at_random(engine: Engine, tmp_path: Path) -> None:
    address = engine.url.render_as_string(hide_password=False)
    chance = random.Random(11)  # noqa: S311  # the same changes each time
    expected = {f"N-{n}": f"Paysage {n}" for n in range(RECORDS)}
    deliver(engine, *(said(n, name, title) for n, (name, title) in enumerate(expected.items())))
    gone: set[str] = set()
    for kill in range(KILLS):
        changed = chance.sample(sorted(expected), 60)
        for name in changed[:10]:
            withdraw_record(engine, MUSEUM, name)
            del expected[name]
            gone.add(name)
        expected |= dict.fromkeys(changed[10:], f"Rivière {kill}")
        deliver(engine, *(said(n, name, f"Rivière {kill}") for n, name in enumerate(changed[10:])))
        assert killed_after(chance.uniform(0.02, 0.4), address, str(tmp_path), "follow") is None
    catch_up(engine, target_in(tmp_path))
    assert shown(tmp_path) == expected
    for _ in range(3):
        if killed_after(chance.uniform(0.02, 0.2), address, str(tmp_path), "rebuild") is not None:
            break
        assert shown(tmp_path) == expected, "the old one answers"
    assert rebuild(engine, target_in(tmp_path))
    catch_up(engine, target_in(tmp_path))
    assert shown(tmp_path) == expected
    assert shown(tmp_path, " ".join(sorted(gone)[:1])) == {}
