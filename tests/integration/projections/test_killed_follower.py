"""Following and rebuilding, killed with -9 at random moments and begun again: the store holds the truth in the end."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

from pyoxigraph import DefaultGraph, Quad, Store
from sqlalchemy import Engine

from app.projections.follower import catch_up, rebuild
from app.projections.quads import EmbeddedQuads
from app.storage.quads.snapshots import current_snapshot
from app.storage.single_records import withdraw_record
from tests.databases import MUSEUM, deliver
from tests.graphs import expected_quads, object_of

RECORDS = 800
KILLS = 4

# Small batches, small transactions and small bulk loads: many places to be killed at.
PROGRAM = """
import sys
from pathlib import Path
from threading import Event
from app.projections import follower
from app.projections.quads import EmbeddedQuads
from app.storage.database import open_database
from app.storage.quads import embedded
follower.COMMIT_S = follower.BACKLOG_COMMIT_S = 0.05
embedded.BULK_FROM, embedded._BULK_BYTES, embedded._UPDATE_QUADS = 30, 20_000, 200
engine = open_database(sys.argv[1])
target = EmbeddedQuads(Path(sys.argv[2]))
target.batch_changes = 60
sys.stdout.write("ready\\n")
sys.stdout.flush()
if sys.argv[3] == "rebuild":
    follower.rebuild(engine, target)
else:
    follower.Follower(engine, target).run(Event())
"""


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


def shown(folder: Path) -> set[Quad]:
    """Return what a reader sees in named graphs; the default graph is the merge of them, whoever was killed."""
    snapshot = current_snapshot(folder)
    assert snapshot is not None
    quads = set(Store.read_only(str(snapshot.path)))
    named = {quad for quad in quads if quad.graph_name != DefaultGraph()}
    assert {quad.triple for quad in quads - named} == {quad.triple for quad in named}
    return named


def test_following_killed_at_random(engine: Engine, tmp_path: Path) -> None:
    folder = tmp_path / "quads"
    address = engine.url.render_as_string(hide_password=False)
    chance = random.Random(7)  # noqa: S311  # moments to be killed at, the same each time
    deliver(engine, *(object_of(n, f"N-{n}") for n in range(RECORDS)))
    for kill in range(KILLS):
        changed = chance.sample(range(RECORDS), 120)
        deliver(engine, *(object_of(n, f"N-{n}", f"Titre {kill}") for n in changed), object_of(9999, f"M-{kill}"))
        for n in changed[:10]:
            withdraw_record(engine, MUSEUM, f"N-{n}")
        assert killed_after(chance.uniform(0.02, 0.4), address, str(folder), "follow") is None
    target = EmbeddedQuads(folder)
    end = catch_up(engine, target)
    assert target.shown() == end
    assert shown(folder) == expected_quads(engine)


def test_a_rebuild_killed_at_random(sqlite_engine: Engine, tmp_path: Path) -> None:
    folder = tmp_path / "quads"
    address = sqlite_engine.url.render_as_string(hide_password=False)
    chance = random.Random(11)  # noqa: S311  # the same
    deliver(sqlite_engine, *(object_of(n, f"N-{n}") for n in range(RECORDS)))
    target = EmbeddedQuads(folder)
    catch_up(sqlite_engine, target)
    before = expected_quads(sqlite_engine)
    kills = 0
    for kill in range(KILLS):
        kills += killed_after(chance.uniform(0.02, 0.25), address, str(folder), "rebuild") is None
        assert shown(folder) == before, "the old store answers until the new one is whole"
        deliver(sqlite_engine, object_of(0, f"N-{kill}", "Pendant la reconstruction"))
        withdraw_record(sqlite_engine, MUSEUM, f"N-{kill + 100}")
    assert kills >= KILLS // 2
    assert rebuild(sqlite_engine, target)
    catch_up(sqlite_engine, target)
    assert shown(folder) == expected_quads(sqlite_engine)
