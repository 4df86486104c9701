"""Several writers at once, and a follower of the log who must never miss a change."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor

import pytest
from sqlalchemy import Engine, select, text

from app.core.errors import Conflict
from app.core.outcome import DeliveryCounts
from app.core.text import Text
from app.storage.changes import append_changes, changes_after, last_sequence
from app.storage.database import open_database, writing
from app.storage.deliveries import finish, store_chunk
from app.storage.findings import groups
from app.storage.idempotency import Use, claim
from app.storage.institutions import add_institution
from app.storage.keys import issue_key
from app.storage.records import list_records
from app.storage.single_records import put_record
from app.storage.submissions import NewSubmission, get_submission
from app.storage.tables import institutions, records
from tests.databases import MUSEUM, begin, deliver, finding, log, outcome, record_rows

OTHER = "autre"


@pytest.fixture
def two(engine: Engine) -> Engine:
    """Return an engine with two institutions of one record each."""
    add_institution(engine, OTHER, Text("Autre", "Other"))
    for institution in (MUSEUM, OTHER):
        deliver(engine, outcome(0, "first"), institution=institution)
    return engine


def keys(engine: Engine, institution: str) -> tuple[int, int]:
    """Return the keys of an institution and of its record."""
    with engine.connect() as connection:
        row = connection.execute(
            select(institutions.c.id, records.c.id.label("record"))
            .join(records, records.c.institution_id == institutions.c.id)
            .where(institutions.c.slug == institution)
        ).one()
        return row.id, row.record


def test_a_sequence_that_is_handed_out_is_committed_before_the_next_one(two: Engine) -> None:
    """The writer who comes second waits, so that a follower cannot see its change before that of the first."""
    seen = last_sequence(two)
    mine, theirs = keys(two, MUSEUM), keys(two, OTHER)
    second_done = threading.Event()

    def second() -> None:
        with writing(two) as connection:
            append_changes(connection, theirs[0], [(theirs[1], "updated", 1)])
        second_done.set()

    thread = threading.Thread(target=second)
    with writing(two) as connection:
        append_changes(connection, mine[0], [(mine[1], "updated", 1)])
        thread.start()
        assert not second_done.wait(0.3)  # it must wait; without the lock it is done in a hundredth of that
        assert changes_after(two, seen) == ()
    thread.join(30)
    assert second_done.is_set()
    assert [change.institution for change in changes_after(two, seen)] == [MUSEUM, OTHER]


def test_a_follower_never_misses_a_change_of_many_writers(two: Engine, database_url: str) -> None:
    per_writer, writers = 60, 4
    stop = threading.Event()

    def follow() -> list[tuple[int, str, str]]:
        follower = open_database(database_url)
        found: list[tuple[int, str, str]] = []
        checkpoint, last_look = 0, False
        while True:
            page = changes_after(follower, checkpoint, limit=7)
            found += [(change.sequence, change.institution, change.local_id) for change in page]
            checkpoint = page[-1].sequence if page else checkpoint
            if last_look and not page:
                follower.dispose()
                return found
            last_look = stop.is_set()

    def write(number: int) -> None:
        writer = open_database(database_url)
        institution = (MUSEUM, OTHER)[number % 2]
        for n in range(0, per_writer, 3):
            new = [outcome(m, f"w{number}-{n + m}", findings=(finding(),)) for m in range(3)]
            deliver(writer, *new, institution=institution)
        writer.dispose()

    with ThreadPoolExecutor() as pool:
        following = pool.submit(follow)
        for writing_now in [pool.submit(write, number) for number in range(writers)]:
            writing_now.result()
        stop.set()
        found = following.result()
    everything = [(change.sequence, change.institution, change.local_id) for change in changes_after(two, limit=10_000)]
    assert found == everything
    assert len(found) == 2 + writers * per_writer
    moments = [change.at for change in changes_after(two, limit=10_000)]
    assert moments == sorted(moments)


def at_once(*acts: Callable[[], object]) -> list[Future[object]]:
    """Start these acts together and wait for all of them."""
    ready = threading.Barrier(len(acts))

    def run(act: Callable[[], object]) -> object:
        ready.wait()
        return act()

    with ThreadPoolExecutor(len(acts)) as pool:
        return [pool.submit(run, act) for act in acts]


@pytest.mark.parametrize("attempt", range(5))
def test_two_processes_with_one_submission_store_each_chunk_once(engine: Engine, attempt: int) -> None:
    submission = begin(engine)
    chunk = [outcome(n, f"{attempt}-{n}", findings=(finding(),)) for n in range(50)]
    results = at_once(*[lambda: store_chunk(engine, submission, 0, 50, chunk)] * 3)
    refused = [result.exception() for result in results if result.exception()]
    assert [type(error) for error in refused] == [Conflict, Conflict]
    assert get_submission(engine, submission).counts == DeliveryCounts(records=50, created=50, findings=50)
    assert len(log(engine)) == 50


@pytest.mark.parametrize("attempt", range(5))
def test_two_deliveries_of_the_same_new_records_at_once(engine: Engine, attempt: int) -> None:
    older, newer = begin(engine), begin(engine)

    def run(submission: str, body: str) -> DeliveryCounts:
        for start in range(0, 60, 20):
            new = [outcome(n, f"{attempt}-{n}", body) for n in range(start, start + 20)]
            store_chunk(engine, submission, start, start + 20, new)
        return finish(engine, submission)

    results = at_once(lambda: run(older, "old"), lambda: run(newer, "new"))
    counts = [result.result() for result in results]
    assert sum(one.created for one in counts if isinstance(one, DeliveryCounts)) == 60
    assert record_rows(engine) == 60
    with engine.connect() as connection:
        held = connection.execute(
            text(
                "SELECT v.received FROM records r JOIN record_versions v "
                "ON v.record_id = r.id AND v.version = r.current_version"
            )
        ).scalars()
        assert {bytes(body) for body in held} == {b"received new"}  # the later delivery counts, whoever came first
    assert {group.rule for group in groups(engine, older)} <= {"storage.superseded"}


def test_many_requests_at_once_on_one_record_are_versions_in_a_row(engine: Engine) -> None:
    def put(n: int) -> object:
        new = NewSubmission(institution=MUSEUM, file_name="1.json")
        return put_record(engine, new, outcome(0, "1", f"body {n}")).change

    results = at_once(*[lambda n=n: put(n) for n in range(8)])
    changes = sorted(str(result.result()) for result in results)
    assert changes == ["created", *["updated"] * 7]
    (record,) = list_records(engine, MUSEUM)
    assert record.version == 8
    assert log(engine) == [("created", "1", 1), *(("updated", "1", n) for n in range(2, 9))]


def test_of_many_requests_with_one_idempotency_key_one_is_done(engine: Engine) -> None:
    prefix = issue_key(engine, MUSEUM, "writer").key.prefix
    for attempt in range(20):
        use = Use(prefix, "POST /records", f"k{attempt}")
        results = at_once(*[lambda use=use: claim(engine, use, b"digest")] * 5)
        errors = [result.exception() for result in results]
        assert errors.count(None) == 1
        assert {type(error) for error in errors} == {type(None), Conflict}


def test_a_reader_never_waits_for_a_writer(two: Engine) -> None:
    with writing(two) as connection:
        connection.execute(text("UPDATE records SET label = 'half-way'"))
        assert [record.label for record in list_records(two, MUSEUM)] == ["Objet first"]
