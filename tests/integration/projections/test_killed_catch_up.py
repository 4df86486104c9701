"""A backlog of new records, loaded in bulk by a process that is killed with -9 in the middle, again and again."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from sqlalchemy import Engine

from app.projections.follower import catch_up
from app.projections.quads import EmbeddedQuads
from app.storage.log_batches import newest_checkpoint
from app.storage.quads.bulk_marks import BulkMarks, read_marks
from app.storage.single_records import withdraw_record
from tests.databases import MUSEUM, deliver
from tests.graphs import expected_quads, object_of
from tests.integration.projections.test_killed_follower import shown

RECORDS = 3_000
KILLS = 4
PATIENCE_S = 60

# Many small loads a batch, many batches: the kill falls into one of them.
PROGRAM = """
import sys
from pathlib import Path
from threading import Event
from app.projections.follower import Follower
from app.projections.quads import EmbeddedQuads
from app.storage.database import open_database
from app.storage.quads import embedded
embedded.BULK_FROM, embedded._BULK_BYTES = 30, 100_000
target = EmbeddedQuads(Path(sys.argv[2]))
target.batch_changes = 200
Follower(open_database(sys.argv[1]), target).run(Event())
"""


def killed_while_loading(store: Path, before: BulkMarks, *arguments: str) -> BulkMarks:
    """Run the program, kill it while it loads a batch after `before`, and return the marks that it leaves."""
    with subprocess.Popen([sys.executable, "-c", PROGRAM, *arguments], process_group=0) as process:
        deadline = time.monotonic() + PATIENCE_S
        while time.monotonic() < deadline:
            marks = read_marks(store)
            if marks.unfinished is not None and marks.checkpoint > before.checkpoint:
                break
        os.killpg(process.pid, signal.SIGKILL)
    return read_marks(store)


def test_a_bulk_catch_up_killed_while_it_loads(sqlite_engine: Engine, tmp_path: Path) -> None:
    folder = tmp_path / "quads"
    address = sqlite_engine.url.render_as_string(hide_password=False)
    deliver(sqlite_engine, *(object_of(n, f"N-{n}") for n in range(RECORDS)))
    end = newest_checkpoint(sqlite_engine)
    marks = BulkMarks()
    for kill in range(KILLS):
        marks = killed_while_loading(folder / "store", marks, address, str(folder))
        assert marks.checkpoint < end, "killed before the end"
        withdraw_record(sqlite_engine, MUSEUM, f"N-{kill}")
    target = EmbeddedQuads(folder)
    reached = catch_up(sqlite_engine, target)
    assert reached == newest_checkpoint(sqlite_engine) == target.shown()
    assert shown(folder) == expected_quads(sqlite_engine)
