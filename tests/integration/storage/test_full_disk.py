"""A full disk stops a delivery with a clear answer; what was committed stays, and the delivery resumes afterwards."""

from __future__ import annotations

import os
import pwd
import secrets
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import URL, Engine, event, make_url
from sqlalchemy.exc import OperationalError

from app.core.errors import StorageFull
from app.core.outcome import DeliveryCounts, Outcome
from app.core.text import Text
from app.storage.database import check, migrate, open_database
from app.storage.deliveries import finish, store_chunk
from app.storage.institutions import add_institution
from app.storage.submissions import SubmissionState, fail_submission, get_submission, start_submission
from tests.databases import MUSEUM, begin, deliver, finding, log, outcome

CHUNK = 20
RECORDS = 600


def large(n: int) -> Outcome:
    """Return a record that cannot be compressed into a corner: its body is 6 kB of noise."""
    return outcome(n, f"r{n}", secrets.token_hex(1500), findings=(finding(row=n),))


def store_until_refused(engine: Engine, submission: str, outcomes: list[Outcome]) -> int:
    """Store chunks until the disk is full; return how many records were stored."""
    checkpoint = get_submission(engine, submission).checkpoint
    while checkpoint < RECORDS:
        try:
            store_chunk(engine, submission, checkpoint, checkpoint + CHUNK, outcomes[checkpoint : checkpoint + CHUNK])
        except StorageFull:
            return checkpoint
        checkpoint += CHUNK
    pytest.fail("the disk was never full: the test is wrong")


def check_what_was_committed(engine: Engine, submission: str, stored: int) -> SubmissionState:
    state = get_submission(engine, submission)
    assert (state.checkpoint, state.counts.records, state.counts.created) == (stored, stored, stored)
    assert len(log(engine)) == stored
    return state


def finish_with_room(engine: Engine, submission: str, outcomes: list[Outcome]) -> None:
    """Store the rest, now that there is room, and check that everything is there once."""
    checkpoint = start_submission(engine, submission).checkpoint
    while checkpoint < RECORDS:
        store_chunk(engine, submission, checkpoint, checkpoint + CHUNK, outcomes[checkpoint : checkpoint + CHUNK])
        checkpoint += CHUNK
    assert finish(engine, submission) == DeliveryCounts(records=RECORDS, created=RECORDS, findings=RECORDS)
    changes = log(engine)
    assert len(changes) == len({name for _, name, _ in changes}) == RECORDS


def test_sqlite_at_its_greatest_size(sqlite_engine: Engine) -> None:
    outcomes = [large(n) for n in range(RECORDS)]
    pages = {"max": 400}
    event.listen(
        sqlite_engine,
        "begin",
        lambda connection: connection.connection.execute(f"PRAGMA max_page_count = {pages['max']}"),
    )
    submission = begin(sqlite_engine)
    stored = store_until_refused(sqlite_engine, submission, outcomes)
    assert stored > 0
    check_what_was_committed(sqlite_engine, submission, stored)
    pages["max"] = 1_000_000
    finish_with_room(sqlite_engine, submission, outcomes)


@pytest.fixture
def small_disk() -> Iterator[Path]:
    """Yield a folder on a file system of 6 MB of its own; skips where we may not mount one."""
    if os.geteuid() != 0 or not shutil.which("mount"):
        pytest.skip("mounting a small file system needs root")
    folder = Path(tempfile.mkdtemp(prefix="concordance-small-"))
    try:
        mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=6m", "tmpfs", folder], check=False)
        if mounted.returncode:
            pytest.skip("this machine does not let us mount a tmpfs")
        yield folder
    finally:
        subprocess.run(["umount", "-l", folder], check=False, stderr=subprocess.DEVNULL)
        folder.rmdir()


def test_sqlite_on_a_disk_that_is_really_full(small_disk: Path, sqlite_template: Path) -> None:
    outcomes = [large(n) for n in range(RECORDS)]
    shutil.copy(sqlite_template, small_disk / "concordance.sqlite")
    engine = open_database(f"sqlite:///{small_disk}/concordance.sqlite")
    submission = begin(engine)
    stored = store_until_refused(engine, submission, outcomes)
    assert stored > 0
    check_what_was_committed(engine, submission, stored)
    assert check(engine).works  # what is there can be read on a full disk
    subprocess.run(["mount", "-o", "remount,size=64m", small_disk], check=True)
    with engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA integrity_check").scalar() == "ok"
    finish_with_room(engine, submission, outcomes)
    engine.dispose()


@pytest.mark.postgres
def test_postgresql_on_a_disk_that_is_really_full(small_disk: Path, postgres_server: URL) -> None:
    outcomes = [large(n) for n in range(RECORDS)]
    with small_database(small_disk, postgres_server) as url:
        engine = open_database(url)
        migrate(engine)
        add_institution(engine, MUSEUM, Text("Musée", "Museum"))
        submission = begin(engine)
        stored = store_until_refused(engine, submission, outcomes)
        assert stored > 0
        check_what_was_committed(engine, submission, stored)
        subprocess.run(["mount", "-o", "remount,size=128m", small_disk], check=True)
        finish_with_room(engine, submission, outcomes)
        engine.dispose()


class small_database:  # noqa: N801  # used as a context manager, as contextlib's are
    """A database of the server whose files are on the small disk, while it lasts; its log is elsewhere."""

    def __init__(self, folder: Path, server: URL) -> None:
        self._server = server
        self._name = f"small_{secrets.token_hex(4)}"
        self._folder = folder / "tablespace"

    def __enter__(self) -> str:
        if os.environ.get("CONCORDANCE_TEST_POSTGRES_URL"):
            pytest.skip("a server that we did not start cannot be given a folder of ours")
        subprocess.run(["mount", "-o", "remount,size=8m", self._folder.parent], check=True)  # 3 MB of catalogue
        self._folder.mkdir()
        owner = pwd.getpwnam("postgres")
        for path in (self._folder, self._folder.parent):
            os.chown(path, owner.pw_uid, owner.pw_gid)
        self._run(f"CREATE TABLESPACE {self._name} LOCATION '{self._folder}'")
        self._run(f"CREATE DATABASE {self._name} TEMPLATE template0 TABLESPACE {self._name}")
        return self._server.set(database=self._name).render_as_string(hide_password=False)

    def __exit__(self, *_: object) -> None:
        self._run(f"DROP DATABASE {self._name} WITH (FORCE)")
        self._run(f"DROP TABLESPACE {self._name}")

    def _run(self, statement: str) -> None:
        address = make_url(self._server.set(drivername="postgresql")).render_as_string(hide_password=False)
        with psycopg.connect(address, autocommit=True) as connection:
            connection.execute(statement.encode())


def test_other_errors_are_not_taken_for_a_full_disk(engine: Engine) -> None:
    deliver(engine, outcome(0, "1"))
    submission = begin(engine)
    with engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE findings RENAME TO elsewhere")
    with pytest.raises(Exception, match="findings") as raised:
        store_chunk(engine, submission, 0, 1, [large(0)])
    assert not isinstance(raised.value, StorageFull)
    with engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE elsewhere RENAME TO findings")
    assert store_chunk(engine, submission, 0, 1, [large(0)]).records == 1


def test_a_read_only_database_refuses_and_keeps_answering(sqlite_url: str) -> None:
    deliver(writable := open_database(sqlite_url), outcome(0, "1"))
    submission = begin(writable)
    writable.dispose()
    read_only = open_database(sqlite_url)
    event.listen(read_only, "connect", lambda connection, _: connection.execute("PRAGMA query_only = ON"))
    with pytest.raises((StorageFull, OperationalError)) as refused:
        store_chunk(read_only, submission, 0, 1, [large(0)])
    assert isinstance(refused.value, StorageFull)
    assert refused.value.status == 507
    assert len(log(read_only)) == 1
    with pytest.raises(StorageFull):
        fail_submission(read_only, submission, refused.value)
    read_only.dispose()
