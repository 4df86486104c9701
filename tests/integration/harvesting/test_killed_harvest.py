"""A harvest that is killed with -9 in the middle of pages, and run again: nothing lost, nothing twice."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

from app.storage.harvest_runs import list_runs
from app.storage.harvest_sources import get_source
from app.storage.record_origins import origin_of
from tests.harvested import (
    MUSEUM,
    SOURCE,
    Answered,
    add,
    described,
    entry,
    harvester,
    lido,
    page,
    provider,
)

PAGES, RECORDS = 8, 60


def _answering(_path: str, arguments: dict[str, str], _headers: dict[str, str]) -> Answered:
    if arguments["verb"] != "ListRecords":
        return described(arguments)
    number = int(arguments.get("resumptionToken", "0"))
    names = [f"{number}-{one}" for one in range(RECORDS)]
    following = str(number + 1) if number + 1 < PAGES else ""
    return page(*(entry(name, lido(name, f"Vue {name}")) for name in names), token=following)


def _harvest(data_dir: Path) -> subprocess.Popen[bytes]:
    environment = {
        **os.environ,
        "CONCORDANCE_DATA_DIR": str(data_dir),
        "CONCORDANCE_CHUNK_RECORDS": "10",
        "CONCORDANCE_WORKERS": "1",
        "CONCORDANCE_OUTGOING_ADDRESSES": "any",
        "CONCORDANCE_HARVEST_PAUSE_MS": "0",
    }
    line = [sys.executable, "-c", "from app.cli import main; main()", "harvest", "run", SOURCE]
    with (data_dir.parent / "printed.txt").open("ab") as printed:
        return subprocess.Popen(line, env=environment, stdout=printed, stderr=printed, process_group=0)


def _counted(data_dir: Path, query: str) -> int:
    with closing(sqlite3.connect(f"file:{data_dir / 'concordance.sqlite'}?mode=ro", uri=True)) as connection:
        return int(connection.execute(query).fetchone()[0])


def test_killed_twice_in_the_middle_of_a_page_and_run_again(tmp_path: Path) -> None:
    data_dir = tmp_path / "data"
    data_dir.mkdir()
    with provider(_answering) as other:
        with harvester(data_dir) as tools:
            add(tools, f"{other.address}/oai")
        kills = 0
        for threshold in (95, 245):
            running = _harvest(data_dir)
            deadline = time.monotonic() + 60
            while _counted(data_dir, "SELECT count(*) FROM records") < threshold and time.monotonic() < deadline:
                assert running.poll() is None, (tmp_path / "printed.txt").read_text()
                time.sleep(0.002)
            os.killpg(running.pid, signal.SIGKILL)
            running.wait(10)
            kills += threshold <= _counted(data_dir, "SELECT count(*) FROM records") < PAGES * RECORDS
        assert kills == 2, "both kills met the harvest in its middle"
        assert _harvest(data_dir).wait(120) == 0, (tmp_path / "printed.txt").read_text()
        assert _counted(data_dir, "SELECT count(*) FROM records WHERE state = 'published'") == PAGES * RECORDS
        assert _counted(data_dir, "SELECT count(*) FROM changes") == PAGES * RECORDS, "each record was stored once"
        with harvester(data_dir) as tools:
            (done,) = list_runs(tools.database, get_source(tools.database, MUSEUM, SOURCE))
            assert (done.status, done.pages, done.entries, done.damaged) == ("done", PAGES, PAGES * RECORDS, 0)
            assert done.counts.created == PAGES * RECORDS
            names = [f"{number}-{one}" for number in range(PAGES) for one in range(RECORDS)]
            origins = origin_of(tools.database, MUSEUM, names)
            assert {name: one.identifier for name, one in origins.items()} == {
                name: f"oai:depot:{name}" for name in names
            }
        asked = [one.get("resumptionToken", "0") for one in other.lists()]
        assert len(asked) <= PAGES + 2, "a page that was kept is not asked for again"
        assert not list((data_dir / "deliveries").glob("*/*")), "pages that are done are not kept"
