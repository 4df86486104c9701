"""A process that is killed while it stores loses nothing and repeats nothing."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
import time
from collections import Counter

from sqlalchemy import Engine, text

from app.core.outcome import DeliveryCounts
from app.storage.findings import groups, stream
from app.storage.records import list_records
from app.storage.submissions import NewSubmission, create_submission, get_submission
from tests.databases import MUSEUM, log
from tests.integration.storage.killed_ingest import delivery
from tests.shared import ROOT

RECORDS = 4_000
CHUNK = 10
KILLS = 8
EXPECTED = DeliveryCounts(
    records=4_000, created=3_760, withheld=400, duplicates=160, rejected=80, findings=3_760 + 400 + 160 + 80
)


def start(url: str, submission: str, *more: str) -> subprocess.Popen[str]:
    """Start the process and wait until it has opened the database and prepared its records."""
    module = "tests.integration.storage.killed_ingest"
    command = [sys.executable, "-m", module, url, submission, str(RECORDS), str(CHUNK), *more]
    child = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert child.stdout is not None
    assert child.stdout.readline() == "started\n"
    return child


def kill_at_some_moment(engine: Engine, url: str, submission: str, chance: random.Random) -> int:
    """Let a process store a few chunks, kill it at some moment of the next, and return where the delivery stands."""
    before = get_submission(engine, submission).checkpoint
    child = start(url, submission)
    wanted = before + chance.randint(1, 15) * CHUNK
    while get_submission(engine, submission).checkpoint < min(wanted, RECORDS - 20 * CHUNK):
        assert child.poll() is None
    time.sleep(chance.random() * 0.004)  # about the time of a chunk: between two, or within one
    child.send_signal(signal.SIGKILL)
    child.wait()
    assert child.stdout is not None
    child.stdout.close()
    assert child.returncode == -signal.SIGKILL
    return get_submission(engine, submission).checkpoint


def test_a_killed_ingest_resumes_and_everything_is_there_once(engine: Engine, database_url: str) -> None:
    chance = random.Random(20_260_101)  # noqa: S311  # when to kill is no secret
    submission = create_submission(engine, NewSubmission(institution=MUSEUM, file_name="grand.csv")).id
    stands = 0
    for _ in range(KILLS):
        reached = kill_at_some_moment(engine, database_url, submission, chance)
        assert reached > stands
        assert reached % CHUNK == 0
        stands = reached
        state = get_submission(engine, submission)
        assert (state.status, state.counts.records) == ("running", reached)
        assert len(list(stream(engine, submission))) == state.counts.findings
    with start(database_url, submission) as last:
        assert last.wait(timeout=60) == 0
    _check_all(engine, submission)


def _check_all(engine: Engine, submission: str) -> None:
    state = get_submission(engine, submission)
    assert (state.status, state.checkpoint, state.counts) == ("done", RECORDS, EXPECTED)
    listed = list_records(engine, MUSEUM, limit=RECORDS)
    assert len(listed) == EXPECTED.created
    changes = Counter(name for _, name, _ in log(engine))
    assert set(changes.values()) == {1}
    assert set(changes) == {record.local_id for record in listed if record.state == "published"}
    assert sum(group.findings for group in groups(engine, submission)) == EXPECTED.findings
    said = list(stream(engine, submission))
    assert len(said) == EXPECTED.findings
    assert Counter(one.finding.rule for one in said)["storage.duplicate-identifier"] == EXPECTED.duplicates
    with engine.connect() as connection:
        assert connection.scalar(text("SELECT count(*) FROM record_versions")) == EXPECTED.created
        if engine.dialect.name == "sqlite":
            assert connection.scalar(text("PRAGMA integrity_check")) == "ok"


def test_a_kill_between_the_last_write_and_the_commit_leaves_the_chunk_undone(
    engine: Engine, database_url: str
) -> None:
    submission = create_submission(engine, NewSubmission(institution=MUSEUM, file_name="grand.csv")).id
    for reached in (5 * CHUNK, 5 * CHUNK, 7 * CHUNK):
        committed = (reached - get_submission(engine, submission).checkpoint) // CHUNK
        with start(database_url, submission, str(committed)) as child:
            assert child.wait(timeout=60) == -signal.SIGKILL
        state = get_submission(engine, submission)
        assert (state.checkpoint, state.counts.records) == (reached, reached)
        assert len(log(engine)) == state.counts.created - state.counts.withheld
        assert len(list_records(engine, MUSEUM, limit=RECORDS)) == state.counts.created
    with start(database_url, submission) as last:
        assert last.wait(timeout=60) == 0
    _check_all(engine, submission)


def test_the_expected_counts_are_those_of_the_delivery() -> None:
    kinds = Counter(type(one).__name__ for one in delivery(RECORDS))
    assert kinds == {"RecordOutcome": EXPECTED.records - EXPECTED.rejected, "RejectedRecord": EXPECTED.rejected}
