"""Pages of the log for feeds: by keyset, each record once or each change, and nothing that was taken back."""

from __future__ import annotations

import random
from datetime import timedelta
from itertools import pairwise

import pytest
from sqlalchemy import Engine, event

from app.core.feed import FeedEntry
from app.core.text import Text
from app.storage.changes import changes_after
from app.storage.feeds import (
    Selection,
    change_bounds,
    count_changes,
    count_latest,
    first_change_at,
    history_page,
    last_before,
    latest_of,
    latest_page,
    taken_back_since,
)
from app.storage.institutions import add_institution
from app.storage.single_records import withdraw_record
from tests.databases import MUSEUM, VIOLATION, deliver, outcome


def _walk(engine: Engine, limit: int, selection: Selection) -> list[FeedEntry]:
    entries: list[FeedEntry] = []
    after = 0
    while page := latest_page(engine, after, limit, selection):
        entries += page
        after = page[-1].sequence
    return entries


def test_each_record_is_shown_once_at_its_newest_change(engine: Engine) -> None:
    add_institution(engine, "autre", Text("Autre", "Other"))
    chance = random.Random(5)  # noqa: S311  # a course of events that can be repeated, no secret
    for step in range(40):
        where = chance.choice([MUSEUM, "autre"])
        name = f"{chance.randrange(8)}"
        if chance.random() < 0.3 and any(c.local_id == name for c in changes_after(engine, institution=where)):
            withdraw_record(engine, where, name)
        else:
            deliver(engine, outcome(0, name, f"body {step}"), institution=where)
    log = changes_after(engine)
    newest = {(change.institution, change.local_id): change for change in log}
    told = sorted(newest.values(), key=lambda change: change.sequence)
    for limit in (1, 3, 100):
        walked = _walk(engine, limit, Selection())
        assert [(e.sequence, e.institution, e.local_id, e.kind, e.version) for e in walked] == [
            (c.sequence, c.institution, c.local_id, c.kind, c.version) for c in told
        ]
        assert [e.sequence for e in _walk(engine, limit, Selection("autre"))] == [
            c.sequence for c in told if c.institution == "autre"
        ]
    for entry in _walk(engine, 100, Selection()):
        assert (entry.canonical is None) == (entry.kind == "withdrawn")
    assert count_latest(engine, Selection()) == len(told)
    assert count_latest(engine, Selection("autre")) == sum(1 for c in told if c.institution == "autre")
    middle = told[len(told) // 2].sequence
    assert [e.sequence for e in latest_page(engine, 0, 100, Selection(last=middle))][-1] == middle


def test_history_shows_every_change_but_not_what_was_taken_back(engine: Engine) -> None:
    deliver(engine, outcome(0, "1", "a"))
    deliver(engine, outcome(0, "1", "b"), outcome(1, "2", "c"))
    withdraw_record(engine, MUSEUM, "1")
    deliver(engine, outcome(0, "1", "d"))
    history = history_page(engine, 0, 100)
    said = [(e.local_id, e.kind, e.nquads) for e in history]
    assert said == [
        ("1", "created", None),
        ("1", "updated", None),
        ("2", "created", b"nquads c"),
        ("1", "withdrawn", None),
        ("1", "created", b"nquads d"),
    ]
    assert sorted(taken_back_since(engine, 0)) == [history[0].sequence, history[1].sequence]
    assert taken_back_since(engine, history[3].sequence) == ()
    assert [e.nquads for e in history_page(engine, 0, 100, content=False)] == [None] * 5
    assert count_changes(engine, history[0].sequence, history[3].sequence) == 3
    assert last_before(engine, history[2].sequence) == history[1].sequence
    assert last_before(engine, history[0].sequence) is None


def test_a_record_of_which_nobody_was_told_is_in_no_feed(engine: Engine) -> None:
    deliver(engine, outcome(0, "1", findings=(VIOLATION,)))
    withdraw_record(engine, MUSEUM, "1")
    assert latest_page(engine, 0, 10) == history_page(engine, 0, 10) == ()
    assert latest_of(engine, MUSEUM, "1") is None
    assert change_bounds(engine) is None


def test_a_newer_version_that_waits_does_not_show(engine: Engine) -> None:
    deliver(engine, outcome(0, "1", "good"))
    deliver(engine, outcome(0, "1", "bad", findings=(VIOLATION,)))
    shown = latest_of(engine, MUSEUM, "1")
    assert shown is not None
    assert shown.nquads == b"nquads good"
    assert [e.nquads for e in history_page(engine, 0, 10)] == [b"nquads good"]


def test_a_moment_is_found_in_the_log(engine: Engine) -> None:
    for n in range(9):
        deliver(engine, outcome(0, f"{n}"))
    log = changes_after(engine)
    instant = timedelta(milliseconds=1)
    for change in log:
        assert first_change_at(engine, change.at) == min(c.sequence for c in log if c.at == change.at)
        after = [c.sequence for c in log if c.at > change.at]
        assert first_change_at(engine, change.at + instant) == (min(after) if after else None)
    assert first_change_at(engine, log[0].at - timedelta(days=9)) == log[0].sequence
    bounds = change_bounds(engine)
    assert bounds == (log[0].sequence, log[0].at, log[-1].sequence, log[-1].at)
    assert all(a.at <= b.at for a, b in pairwise(log))


@pytest.mark.parametrize("institution", [None, MUSEUM])
def test_pages_are_ranges_of_a_key(sqlite_engine: Engine, institution: str | None) -> None:
    asked: list[tuple[str, tuple[object, ...]]] = []
    event.listen(sqlite_engine, "before_cursor_execute", lambda *call: asked.append((call[2], call[3])))
    for page in (latest_page, history_page):
        page(sqlite_engine, 10_000, 50, Selection(institution, last=20_000))
        statement, values = asked[-1]
        with sqlite_engine.connect() as connection:
            plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values)
            lines = [row[3] for row in plan]
        assert not [line for line in lines if line.startswith("SCAN") and "page" not in line], lines
        assert not [line for line in lines if "TEMP B-TREE" in line], lines
