"""The findings of a delivery: by page, by rule, severity and record, and as a stream."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from msgspec import structs
from sqlalchemy import Engine, event

from app.core.errors import InputError, UnknownName
from app.core.finding import Cell, Finding, Severity
from app.storage import findings as module
from app.storage.findings import StoredFinding, groups, page, record_findings, stream
from app.storage.storable import LONGEST_VALUE
from tests.databases import MUSEUM, VIOLATION, deliver, finding, outcome

RARE = Finding("rare", Severity.INFO, Cell("Titre", "x", 9))
NO_IMAGES = Finding("object.no-image", Severity.INFO, Cell(row=1), property="<http://example.org/p>", of_file=True)


@pytest.fixture
def delivery(engine: Engine) -> str:
    """Return a delivery of 40 records: a warning in each, a violation in every tenth, one rare remark."""
    made = [
        outcome(
            n,
            f"r{n}",
            findings=(finding(row=n + 2), *((VIOLATION,) if n % 10 == 0 else ()), *((RARE,) if n == 33 else ())),
        )
        for n in range(40)
    ]
    submission, _ = deliver(engine, *made, chunk=7)
    return submission


def through(engine: Engine, submission: str, limit: int, **filters: object) -> list[StoredFinding]:
    """Return all findings, page by page."""
    found: list[StoredFinding] = []
    cursor = None
    while True:
        read = page(engine, submission, after=cursor, limit=limit, **filters)  # type: ignore[arg-type]  # filters as given
        assert len(read.findings) <= limit
        found += read.findings
        if read.next is None:
            return found
        cursor = read.next


@pytest.mark.parametrize("limit", [1, 3, 45, 1000])
def test_pages_give_every_finding_once_in_the_order_of_the_file(engine: Engine, delivery: str, limit: int) -> None:
    found = through(engine, delivery, limit)
    assert len(found) == 45
    assert [(one.ordinal, one.nth) for one in found] == sorted((one.ordinal, one.nth) for one in found)
    assert [one.finding.cell.row for one in found if one.finding.rule == "date.unread"] == list(range(2, 42))
    assert through(engine, delivery, limit) == list(stream(engine, delivery))


def test_filters(engine: Engine, delivery: str) -> None:
    assert len(through(engine, delivery, 2, rule="object.no-title")) == 4
    assert [one.ordinal for one in through(engine, delivery, 3, severity=Severity.VIOLATION)] == [0, 10, 20, 30]
    assert [one.finding.rule for one in through(engine, delivery, 10, record="r33")] == ["date.unread", "rare"]
    assert [one.finding.rule for one in through(engine, delivery, 10, record="r33", severity=Severity.INFO)] == ["rare"]
    assert through(engine, delivery, 10, rule="date.unread", severity=Severity.INFO) == []
    assert through(engine, delivery, 10, record="nobody") == []
    assert [one.ordinal for one in stream(engine, delivery, severity=Severity.INFO)] == [33]


def test_groups_are_sorted_by_gravity_then_frequency(engine: Engine, delivery: str) -> None:
    assert [(group.rule, group.findings, group.records) for group in groups(engine, delivery)] == [
        ("object.no-title", 4, 4),
        ("date.unread", 40, 40),
        ("rare", 1, 1),
    ]


def test_a_finding_comes_back_as_it_was(engine: Engine) -> None:
    first = Finding(
        rule="shape",
        severity=Severity.WARNING,
        cell=Cell("acteur/0/nom", "Né\nà Québec", None, "/12/acteur/0/nom", "objets.json"),
        arguments={"kind": "name", "max": "3"},
        record="r",
        focus="https://exemple.org/o/1#production",
        property="http://exemple.org/p",
    )
    others = [
        Finding("shape", Severity.WARNING, Cell(), record="r", property="http://exemple.org/other"),
        Finding("shape", Severity.WARNING, Cell(), record="r"),
        Finding("shape", Severity.WARNING, Cell(), record="r", property="http://exemple.org/p"),
        Finding("shape", Severity.INFO, Cell(), record="r"),
    ]
    submission, _ = deliver(engine, outcome(0, "r", findings=(first, *others)))
    assert [one.finding for one in stream(engine, submission)] == [first, *others]


def test_an_enormous_value_is_quoted_and_not_copied(engine: Engine) -> None:
    submission, _ = deliver(engine, outcome(0, "r", findings=(finding(value="é" * 1_000_000),)))
    (found,) = page(engine, submission).findings
    value = found.finding.cell.value
    assert value is not None
    assert len(value) == LONGEST_VALUE
    assert value.endswith("é…")


@pytest.mark.parametrize("cursor", ["x", "1", "1.2.3", "", "1.-2", "9" * 20 + ".1", "1.2; DROP"])
def test_a_cursor_that_is_none_is_refused(engine: Engine, delivery: str, cursor: str) -> None:
    with pytest.raises(InputError):
        page(engine, delivery, after=cursor)


def test_an_unknown_submission(engine: Engine) -> None:
    with pytest.raises(UnknownName):
        groups(engine, "none")
    with pytest.raises(UnknownName):
        page(engine, "none")
    with pytest.raises(UnknownName):
        next(stream(engine, "none"))


def test_a_stream_holds_a_page_at_a_time_and_no_transaction_open(
    engine: Engine, delivery: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_STREAM_PAGE", 5)
    going = stream(engine, delivery)
    next(going)
    assert engine.pool.checkedout() == 0  # type: ignore[attr-defined]  # a method of the pool that both engines use
    assert len(list(going)) == 44


def plan(engine: Engine, ask: Callable[[], object]) -> str:
    """Return how SQLite finds the rows of the findings that `ask` reads."""
    asked: list[tuple[str, tuple[object, ...]]] = []
    event.listen(engine, "before_cursor_execute", lambda *call: asked.append((call[2], call[3])))
    ask()
    statement, values = next(one for one in asked if "cell_column" in one[0])
    with engine.connect() as connection:
        return " ; ".join(row[-1] for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values))


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ({}, "PRIMARY KEY (submission_id=? AND (ordinal,nth)>(?,?))"),
        ({"rule": "date.unread"}, "ix_findings_group"),
        ({"severity": Severity.WARNING}, "ix_findings_group"),
        ({"record": "r3"}, "ix_findings_record"),
        ({"record": "r3", "rule": "date.unread"}, "ix_findings_record"),
    ],
)
def test_no_page_goes_through_the_whole_delivery(
    sqlite_engine: Engine, filters: dict[str, object], expected: str
) -> None:
    submission, _ = deliver(sqlite_engine, outcome(0, "r3", findings=(finding(),)))
    found = plan(
        sqlite_engine,
        lambda: page(sqlite_engine, submission, after="0.0", **filters),  # type: ignore[arg-type]  # filters as given
    )
    assert "SCAN findings" not in found
    assert expected in found


def test_the_findings_of_one_record_are_found_by_its_index(sqlite_engine: Engine) -> None:
    deliver(sqlite_engine, outcome(0, "r3", findings=(finding(),)))
    assert "ix_findings_record" in plan(sqlite_engine, lambda: record_findings(sqlite_engine, MUSEUM, "r3"))


@pytest.mark.parametrize("chunk", [1, 3, 100])
def test_what_no_column_gives_is_counted_in_each_record_and_listed_once(engine: Engine, chunk: int) -> None:
    seldom = structs.replace(NO_IMAGES, rule="object.no-date")
    of_its_own = Finding("object.no-image", Severity.INFO, Cell("Image", None, 4), record="r2")
    found = [(NO_IMAGES,), (NO_IMAGES, seldom), (of_its_own,), (NO_IMAGES, finding(row=5))]
    submission, _ = deliver(engine, *(outcome(n, f"r{n}", findings=one) for n, one in enumerate(found)), chunk=chunk)
    listed = through(engine, submission, 10)
    assert [one.finding.rule for one in listed] == [
        "object.no-image",
        "object.no-date",
        "object.no-image",
        "date.unread",
    ]
    assert listed[0].finding == NO_IMAGES
    counted = {one.rule: (one.findings, one.records) for one in groups(engine, submission)}
    assert counted == {"object.no-image": (2, 4), "object.no-date": (1, 1), "date.unread": (1, 1)}
    last = record_findings(engine, MUSEUM, "r3")
    assert [one.rule for one in last] == ["date.unread", "object.no-image"], "and in each record that lacks it"
