"""A command line that is killed with -9 in the middle of an ingest, and run again: nothing lost, nothing twice."""

import csv
import os
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest

ROWS = 4000


@pytest.fixture
def delivery(tmp_path: Path) -> Path:
    path = tmp_path / "inventaire.csv"
    with path.open("w", newline="", encoding="utf-8") as opened:
        table = csv.writer(opened)
        table.writerow(["No d'accession", "Titre", "Date", "Artiste"])
        table.writerows([f"2001.{number}", f"Œuvre {number}", "vers 1875", "Roy, Denise"] for number in range(ROWS))
    return path


def command(data_dir: Path, *arguments: str, processes: int = 1) -> subprocess.Popen[bytes]:
    environment = {
        **os.environ,
        "CONCORDANCE_DATA_DIR": str(data_dir),
        "CONCORDANCE_CHUNK_RECORDS": "100",
        "CONCORDANCE_WORKERS": str(processes),
    }
    line = [sys.executable, "-c", "from app.cli import main; main()", *arguments]
    printed = (data_dir.parent / "printed.txt").open("ab")
    with printed:
        return subprocess.Popen(line, env=environment, stdout=printed, stderr=printed, process_group=0)


def counted(data_dir: Path, query: str) -> int:
    path = data_dir / "concordance.sqlite"
    if not path.exists():
        return 0
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as connection:
        try:
            return int(connection.execute(query).fetchone()[0])
        except sqlite3.OperationalError:  # the tables are not there yet
            return 0


def test_killed_and_run_again(tmp_path: Path, delivery: Path) -> None:
    data_dir = tmp_path / "data"
    assert command(data_dir, "institution", "add", "rives", "--name", "Musée des Rives").wait(60) == 0
    arguments = ("ingest", str(delivery), "--institution", "rives", "--mode", "full")
    kills = 0
    for threshold in (300, 1500):
        running = command(data_dir, *arguments)
        deadline = time.monotonic() + 60
        while counted(data_dir, "SELECT count(*) FROM records") < threshold and time.monotonic() < deadline:
            assert running.poll() is None, (tmp_path / "printed.txt").read_text()
            time.sleep(0.005)
        os.killpg(running.pid, signal.SIGKILL)
        running.wait(10)
        kills += threshold <= counted(data_dir, "SELECT count(*) FROM records") < ROWS
    assert kills == 2, "both kills met the ingest in its middle"
    assert counted(data_dir, "SELECT count(*) FROM records") % 100 == 0, "whole chunks, or nothing"

    assert command(data_dir, *arguments).wait(120) == 0, (tmp_path / "printed.txt").read_text()
    assert counted(data_dir, "SELECT count(*) FROM records WHERE state = 'published'") == ROWS
    assert counted(data_dir, "SELECT count(*) FROM record_versions") == ROWS
    assert counted(data_dir, "SELECT count(*) FROM changes") == ROWS
    assert counted(data_dir, "SELECT count(DISTINCT record_id) FROM changes") == ROWS
    assert counted(data_dir, "SELECT count(*) FROM submissions") == 1, "the same delivery was taken up each time"
