"""What a delivery does to the records, the findings and the change log."""

from __future__ import annotations

import pytest
from msgspec import structs
from sqlalchemy import Engine

from app.core.errors import Conflict, UnknownName
from app.core.finding import Cell, Finding, Severity
from app.core.outcome import DeliveryCounts, Loss, Outcome
from app.core.text import Text
from app.storage.deliveries import add_findings, finish, store_chunk
from app.storage.findings import FindingGroup, groups, page, record_findings
from app.storage.institutions import add_institution
from app.storage.records import get_record, get_version, list_records
from app.storage.submissions import NewSubmission, create_submission, fail_submission, get_submission, start_submission
from tests.databases import MUSEUM, VIOLATION, begin, deliver, finding, log, outcome, record_rows, rejected


def state_of(engine: Engine, local_id: str) -> tuple[str, int, int | None]:
    record = get_record(engine, MUSEUM, local_id)
    assert record is not None
    return record.state, record.version, record.published_version


def test_a_new_record_is_created_published_and_logged(engine: Engine) -> None:
    submission, counts = deliver(engine, outcome(0, "1"), outcome(1, "2"))
    assert counts == DeliveryCounts(records=2, created=2)
    record = get_record(engine, MUSEUM, "1")
    assert record is not None
    assert (record.state, record.version, record.published_version, record.label) == ("published", 1, 1, "Objet 1")
    assert (record.content.received, record.content.nquads) == (b"received a", b"nquads a")
    assert record.submission == record.content.submission == submission
    assert log(engine) == [("created", "1", 1), ("created", "2", 1)]


def test_the_same_file_twice_changes_nothing_and_says_so(engine: Engine) -> None:
    file = [outcome(n, str(n), findings=(finding(),)) for n in range(7)]
    deliver(engine, *file, chunk=3)
    before = log(engine)
    second, counts = deliver(engine, *file, chunk=2)
    assert counts == DeliveryCounts(records=7, unchanged=7, findings=7)
    assert log(engine) == before
    assert state_of(engine, "3") == ("published", 1, 1)
    record = get_record(engine, MUSEUM, "3")
    assert record is not None
    assert record.submission == second


def test_a_changed_record_gets_a_new_version_and_the_older_one_stays_readable(engine: Engine) -> None:
    deliver(engine, outcome(0, "1", "a"))
    _, counts = deliver(engine, outcome(0, "1", "b"))
    assert counts == DeliveryCounts(records=1, updated=1)
    assert state_of(engine, "1") == ("published", 2, 2)
    older = get_version(engine, MUSEUM, "1", 1)
    assert older is not None
    assert older.received == b"received a"
    assert get_version(engine, MUSEUM, "1", 3) is None
    assert log(engine) == [("created", "1", 1), ("updated", "1", 2)]


def test_a_change_of_what_is_not_published_is_a_version_but_no_change(engine: Engine) -> None:
    deliver(engine, outcome(0, "1", "a", graph="g"))
    _, counts = deliver(engine, outcome(0, "1", "b", graph="g"))
    assert counts.updated == 1
    assert state_of(engine, "1") == ("published", 2, 2)
    assert log(engine) == [("created", "1", 1)]


def test_a_violation_withholds_a_new_record_until_it_is_put_right(engine: Engine) -> None:
    _, counts = deliver(engine, outcome(0, "1", findings=(VIOLATION,)))
    assert counts == DeliveryCounts(records=1, created=1, withheld=1, findings=1)
    assert state_of(engine, "1") == ("withheld", 1, None)
    assert log(engine) == []
    deliver(engine, outcome(0, "1"))
    assert state_of(engine, "1") == ("published", 2, 2)
    assert log(engine) == [("created", "1", 2)]


def test_a_newer_version_with_a_violation_leaves_the_published_one_in_place(engine: Engine) -> None:
    deliver(engine, outcome(0, "1", "a"))
    _, counts = deliver(engine, outcome(0, "1", "b", findings=(VIOLATION,)))
    assert counts == DeliveryCounts(records=1, updated=1, withheld=1, findings=1)
    assert state_of(engine, "1") == ("published", 2, 1)
    deliver(engine, outcome(0, "1", "a"))  # as it was: what is published does not change
    assert state_of(engine, "1") == ("published", 3, 3)
    assert log(engine) == [("created", "1", 1)]


@pytest.mark.parametrize("chunk", [1, 10])
def test_the_first_record_of_an_identifier_is_kept_and_the_second_named(engine: Engine, chunk: int) -> None:
    submission, counts = deliver(
        engine, outcome(0, "1", "a"), outcome(1, "2"), outcome(2, "1", "b"), outcome(3, "1", "c"), chunk=chunk
    )
    assert counts == DeliveryCounts(records=4, created=2, duplicates=2, findings=2)
    record = get_record(engine, MUSEUM, "1")
    assert record is not None
    assert record.content.received == b"received a"
    duplicates = page(engine, submission, rule="storage.duplicate-identifier").findings
    assert [found.finding.cell for found in duplicates] == [Cell("No", "1", 4), Cell("No", "1", 5)]
    assert duplicates[0].finding.arguments == {"identifier": "1", "first": "2"}
    assert duplicates[0].finding.severity is Severity.VIOLATION


def test_a_rejected_record_is_counted_and_explained(engine: Engine) -> None:
    submission, counts = deliver(engine, outcome(0, "1"), rejected(1), outcome(2, "3"))
    assert counts == DeliveryCounts(records=3, created=2, rejected=1, findings=1)
    assert groups(engine, submission) == (FindingGroup("reading.no-identifier", Severity.VIOLATION, 1, 1),)


def test_a_full_delivery_withdraws_what_it_does_not_hold_and_a_partial_one_nothing(engine: Engine) -> None:
    deliver(engine, *(outcome(n, str(n)) for n in range(4)), outcome(4, "w", findings=(VIOLATION,)))
    _, counts = deliver(engine, outcome(0, "1"))
    assert counts.withdrawn == 0
    submission, counts = deliver(engine, outcome(0, "1"), outcome(1, "3"), mode="full")
    assert counts == DeliveryCounts(records=2, unchanged=2, withdrawn=3)
    assert state_of(engine, "0") == ("withdrawn", 1, None)
    assert state_of(engine, "w") == ("withdrawn", 1, None)
    assert log(engine)[4:] == [("withdrawn", "0", 1), ("withdrawn", "2", 1)]  # `w` was never published
    assert get_submission(engine, submission).counts == counts
    _, counts = deliver(engine, outcome(0, "1"), outcome(1, "3"), mode="full")
    assert counts.withdrawn == 0


def test_a_withdrawn_record_that_returns_is_created_again_with_a_new_version(engine: Engine) -> None:
    deliver(engine, outcome(0, "1"), outcome(1, "2"))
    deliver(engine, outcome(0, "1"), mode="full")
    _, counts = deliver(engine, outcome(0, "2"))
    assert counts == DeliveryCounts(records=1, created=1)
    assert state_of(engine, "2") == ("published", 2, 2)
    assert log(engine)[2:] == [("withdrawn", "2", 1), ("created", "2", 2)]


def test_another_institution_is_left_alone(engine: Engine) -> None:
    add_institution(engine, "autre", Text("Autre", "Other"))
    deliver(engine, outcome(0, "1"), institution="autre")
    _, counts = deliver(engine, outcome(0, "1", "b"), mode="full")
    assert counts == DeliveryCounts(records=1, created=1)
    other = get_record(engine, "autre", "1")
    assert other is not None
    assert (other.state, other.content.received) == ("published", b"received a")


@pytest.mark.parametrize("outcomes", [(), (rejected(0),), (outcome(0, "1"), rejected(1))])
def test_a_full_delivery_that_could_not_be_read_whole_withdraws_nothing_and_says_so(
    engine: Engine, outcomes: tuple[Outcome, ...]
) -> None:
    deliver(engine, *(outcome(n, str(n)) for n in range(3)))
    submission, counts = deliver(engine, *outcomes, mode="full")
    assert counts.withdrawn == 0
    said = page(engine, submission, rule="storage.withdrawal-suspended").findings
    assert [(found.ordinal, found.finding.arguments["absent"]) for found in said] == [
        (-1, "2" if len(outcomes) == 2 else "3")
    ]
    assert all(kind == "created" for kind, _, _ in log(engine))


def test_a_delivery_that_failed_withdraws_nothing_and_resumes_where_it_stopped(engine: Engine) -> None:
    deliver(engine, outcome(0, "old"))
    submission = begin(engine, "full")
    store_chunk(engine, submission, 0, 2, [outcome(0, "1"), outcome(1, "2")])
    failed = fail_submission(engine, submission, UnknownName(Text("fr", "en")))
    assert (failed.status, failed.checkpoint) == ("failed", 2)
    assert failed.problem is not None
    assert failed.problem.kind == "unknown-name"
    with pytest.raises(Conflict):
        store_chunk(engine, submission, 2, 3, [outcome(2, "3")])
    with pytest.raises(Conflict):
        finish(engine, submission)
    assert state_of(engine, "old") == ("published", 1, 1)
    resumed = start_submission(engine, submission)
    assert (resumed.status, resumed.problem, resumed.checkpoint) == ("running", None, 2)
    store_chunk(engine, submission, 2, 3, [outcome(2, "3")])
    assert finish(engine, submission) == DeliveryCounts(records=3, created=3, withdrawn=1)


def test_a_chunk_is_stored_once_whoever_sends_it_twice(engine: Engine) -> None:
    submission = begin(engine)
    store_chunk(engine, submission, 0, 1, [outcome(0, "1")])
    with pytest.raises(Conflict) as refused:
        store_chunk(engine, submission, 0, 1, [outcome(0, "1")])
    assert "1" in refused.value.detail.en
    assert get_submission(engine, submission).counts == DeliveryCounts(records=1, created=1)


def test_a_chunk_of_a_submission_that_waits_or_is_not_there_is_refused(engine: Engine) -> None:
    waiting = create_submission(engine, NewSubmission(institution=MUSEUM, file_name="a.csv"))
    with pytest.raises(Conflict):
        store_chunk(engine, waiting.id, 0, 1, [outcome(0, "1")])
    with pytest.raises(UnknownName):
        store_chunk(engine, "no-such-submission", 0, 1, [outcome(0, "1")])
    with pytest.raises(UnknownName):
        finish(engine, "no-such-submission")
    assert record_rows(engine) == 0


def test_finish_twice_gives_the_same_counts(engine: Engine) -> None:
    deliver(engine, outcome(0, "x"))
    submission, counts = deliver(engine, outcome(0, "1"), mode="full")
    assert finish(engine, submission) == counts
    assert len(log(engine)) == 3
    with pytest.raises(Conflict):
        start_submission(engine, submission)


def test_the_later_delivery_counts_whatever_order_they_are_processed_in(engine: Engine) -> None:
    older, newer = begin(engine, "full"), begin(engine)
    store_chunk(engine, newer, 0, 2, [outcome(0, "1", "new"), outcome(1, "2", "new")])
    counts = store_chunk(engine, older, 0, 1, [outcome(0, "1", "old")])
    assert counts == DeliveryCounts(records=1, unchanged=1, findings=1)
    record = get_record(engine, MUSEUM, "1")
    assert record is not None
    assert record.content.received == b"received new"
    assert [group.rule for group in groups(engine, older)] == ["storage.superseded"]
    assert finish(engine, older).withdrawn == 0  # `2` is not in the older one, but came after it
    assert state_of(engine, "2") == ("published", 1, 1)


def test_progress_is_kept_with_the_chunk(engine: Engine) -> None:
    submission = begin(engine)
    losses = (Loss("Cote", 3, ("A", "B")),)
    store_chunk(engine, submission, 0, 1, [outcome(0, "1")], losses, seconds={"read": 0.5}, position=120)
    state = get_submission(engine, submission)
    assert (state.losses, state.seconds, state.position, state.checkpoint) == (losses, {"read": 0.5}, 120, 1)
    assert finish(engine, submission) == state.counts
    done = get_submission(engine, submission)
    assert (done.status, done.losses, done.finished is not None) == ("done", losses, True)


def test_findings_about_the_whole_delivery_come_first_and_add_up(engine: Engine) -> None:
    submission = begin(engine)
    store_chunk(engine, submission, 0, 1, [outcome(0, "1", findings=(finding(),))])
    about = Finding("reading.encoding-guessed", Severity.INFO, Cell(), {"encoding": "cp1252"})
    add_findings(engine, submission, [about])
    add_findings(engine, submission, [about])
    listed = page(engine, submission).findings
    assert [(found.ordinal, found.nth) for found in listed] == [(-1, 0), (-1, 1), (0, 0)]
    assert finish(engine, submission).findings == 3
    assert groups(engine, submission)[1] == FindingGroup("reading.encoding-guessed", Severity.INFO, 2, 0)


def test_groups_count_findings_and_records_over_chunks(engine: Engine) -> None:
    twice = (finding(), finding(rule="name.unread"), finding())
    submission, counts = deliver(engine, *(outcome(n, str(n), findings=twice) for n in range(5)), chunk=2)
    assert counts.findings == 15
    assert groups(engine, submission) == (
        FindingGroup("date.unread", Severity.WARNING, 10, 5),
        FindingGroup("name.unread", Severity.WARNING, 5, 5),
    )
    assert [found.rule for found in record_findings(engine, MUSEUM, "3")] == [
        "date.unread",
        "name.unread",
        "date.unread",
    ]
    assert record_findings(engine, MUSEUM, "none") == ()


def test_text_that_no_database_takes_is_stored_readably(engine: Engine) -> None:
    bad = "No\x00 1\udc80"
    odd = Finding("x", Severity.INFO, Cell(bad, bad, 1, bad, bad), {"a": bad}, focus=bad, property=bad)
    submission, counts = deliver(engine, outcome(0, bad, findings=(odd,)), outcome(1, bad))
    assert (counts.created, counts.duplicates) == (1, 1)
    record = get_record(engine, MUSEUM, bad)
    assert record is not None
    assert record.local_id == "No␀ 1\ufffd"
    stored = page(engine, submission, record=bad).findings[0].finding
    assert stored.cell == Cell("No␀ 1\ufffd", "No␀ 1\ufffd", 1, "No␀ 1\ufffd", "No␀ 1\ufffd")
    assert (stored.arguments, stored.focus, stored.property) == (
        {"a": "No␀ 1\ufffd"},
        "No␀ 1\ufffd",
        "No␀ 1\ufffd",
    )


def test_the_tier_is_kept_with_the_version_and_judged_anew_each_time(engine: Engine) -> None:
    deliver(engine, structs.replace(outcome(0, "1"), tier=1))
    deliver(engine, structs.replace(outcome(0, "1"), tier=3))  # the same record, judged by better rules
    record = get_record(engine, MUSEUM, "1")
    assert record is not None
    assert (record.version, record.tier, record.content.tier) == (1, 3, 1)
    deliver(engine, structs.replace(outcome(0, "1", "b"), tier=2))
    (listed,) = list_records(engine, MUSEUM)
    assert (listed.version, listed.tier) == (2, 2)
