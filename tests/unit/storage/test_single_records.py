"""One record put or withdrawn on its own, with what the request supposes of it."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine

from app.core.errors import UnknownName
from app.core.outcome import DeliveryCounts, Outcome
from app.storage.deliveries import store_chunk
from app.storage.findings import groups
from app.storage.keys import issue_key
from app.storage.records import count_records, get_record, list_records
from app.storage.single_records import (
    NO_PRECONDITION,
    Precondition,
    PutResult,
    VersionMismatch,
    put_record,
    withdraw_record,
)
from app.storage.submissions import NewSubmission, get_submission, list_submissions
from tests.databases import MUSEUM, VIOLATION, begin, deliver, finding, log, outcome, rejected


def put(engine: Engine, made: Outcome, precondition: Precondition = NO_PRECONDITION) -> PutResult:
    return put_record(engine, NewSubmission(institution=MUSEUM, file_name="1.json", mode="full"), made, precondition)


def test_put_creates_updates_and_says_what_it_did(engine: Engine) -> None:
    first = put(engine, outcome(0, "1", findings=(finding(),)))
    assert (first.change, first.counts) == ("created", DeliveryCounts(records=1, created=1, findings=1))
    assert [group.findings for group in groups(engine, first.submission)] == [1]
    assert put(engine, outcome(0, "1", findings=(finding(),))).change == "unchanged"
    again = put(engine, outcome(0, "1", "b"))
    assert again.record is not None
    assert (again.change, again.record.version, again.record.content.received) == ("updated", 2, b"received b")
    assert again.record == get_record(engine, MUSEUM, "1")
    state = get_submission(engine, again.submission)
    assert (state.status, state.mode, state.checkpoint, state.counts) == ("done", "partial", 1, again.counts)
    assert log(engine) == [("created", "1", 1), ("updated", "1", 2)]


def test_put_of_a_rejected_record_keeps_the_reason(engine: Engine) -> None:
    result = put(engine, rejected(0))
    assert (result.change, result.record, result.counts.rejected) == (None, None, 1)
    assert [group.rule for group in groups(engine, result.submission)] == ["reading.no-identifier"]


def test_if_match(engine: Engine) -> None:
    put(engine, outcome(0, "1"))
    assert put(engine, outcome(0, "1", "b"), Precondition(version=1)).change == "updated"
    with pytest.raises(VersionMismatch) as refused:
        put(engine, outcome(0, "1", "c"), Precondition(version=1))
    assert (refused.value.status, "version 2" in refused.value.detail.fr) == (412, True)
    with pytest.raises(VersionMismatch):
        put(engine, outcome(0, "new"), Precondition(version=1))
    assert len(list_submissions(engine)) == 2  # a refused request leaves nothing behind


def test_if_none_match(engine: Engine) -> None:
    assert put(engine, outcome(0, "1"), Precondition(absent=True)).change == "created"
    with pytest.raises(VersionMismatch):
        put(engine, outcome(0, "1", "b"), Precondition(absent=True))
    withdraw_record(engine, MUSEUM, "1")
    with pytest.raises(VersionMismatch):
        put(engine, outcome(0, "1"), Precondition(version=1))
    assert put(engine, outcome(0, "1"), Precondition(absent=True)).change == "created"


def test_withdraw(engine: Engine) -> None:
    key = issue_key(engine, MUSEUM, "writer").key.prefix
    put(engine, outcome(0, "1"))
    put(engine, outcome(0, "w", findings=(VIOLATION,)))
    with pytest.raises(VersionMismatch):
        withdraw_record(engine, MUSEUM, "1", Precondition(version=7))
    gone = withdraw_record(engine, MUSEUM, "1", Precondition(version=1), key=key)
    assert (gone.state, gone.version, gone.published_version) == ("withdrawn", 1, None)
    state = get_submission(engine, gone.submission)
    assert (state.key, state.status, state.counts) == (key, "done", DeliveryCounts(withdrawn=1))
    assert withdraw_record(engine, MUSEUM, "1") == gone
    assert withdraw_record(engine, MUSEUM, "w").state == "withdrawn"
    assert log(engine) == [("created", "1", 1), ("withdrawn", "1", 1)]
    with pytest.raises(UnknownName):
        withdraw_record(engine, MUSEUM, "never")
    with pytest.raises(UnknownName):
        withdraw_record(engine, "nobody", "1")


def test_what_was_put_or_withdrawn_while_a_delivery_runs_is_not_undone_by_it(engine: Engine) -> None:
    deliver(engine, outcome(0, "1"), outcome(1, "2"))
    running = begin(engine)
    put(engine, outcome(0, "1", "corrected"))
    withdraw_record(engine, MUSEUM, "2")
    counts = store_chunk(engine, running, 0, 2, [outcome(0, "1", "old"), outcome(1, "2", "old")])
    assert (counts.unchanged, counts.findings) == (2, 2)
    record = get_record(engine, MUSEUM, "1")
    assert record is not None
    assert record.content.received == b"received corrected"
    assert count_records(engine, MUSEUM) == {"published": 1, "withheld": 0, "withdrawn": 1}


def test_records_are_listed_by_code_point_page_by_page(engine: Engine) -> None:
    identifiers = ["2004.10", "2004.2", "A", "a", "É", "z"]
    deliver(engine, *(outcome(n, name) for n, name in enumerate(reversed(identifiers))))
    withdraw_record(engine, MUSEUM, "a")
    listed: list[str] = []
    after = None
    while page := list_records(engine, MUSEUM, after=after, limit=4):
        listed += [record.local_id for record in page]
        after = page[-1].local_id
    assert listed == sorted(identifiers)
    (withdrawn,) = list_records(engine, MUSEUM, state="withdrawn")
    assert (withdrawn.local_id, withdrawn.published_version, withdrawn.version) == ("a", None, 1)
    with pytest.raises(UnknownName):
        list_records(engine, "nobody")
    assert get_record(engine, MUSEUM, "nothing") is None
