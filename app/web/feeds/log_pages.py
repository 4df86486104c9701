"""The log cut into pages by sequence: the same pages for ever, wherever one begins to read."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Engine

from app.core.feed import FeedEntry
from app.storage.changes import last_sequence
from app.storage.feeds import Selection, change_bounds, history_page, last_before

PAGE = 100  # changes; numbered from 1: page n holds the sequences from (n - 1) * PAGE + 1 to n * PAGE


def page_of(sequence: int) -> int:
    """Return the number of the page that this sequence stands on."""
    return (sequence - 1) // PAGE + 1


def entries_of(engine: Engine, number: int, *, content: bool = True) -> tuple[FeedEntry, ...]:
    """Return the changes of a page; PostgreSQL leaves gaps in the log, so it may have fewer than PAGE, even none."""
    return history_page(engine, (number - 1) * PAGE, PAGE, Selection(last=number * PAGE), content=content)


def neighbours(engine: Engine, number: int) -> tuple[int | None, int | None]:
    """Return the numbers of the pages with changes before and after this one, None where there is none."""
    before = last_before(engine, (number - 1) * PAGE + 1)
    after = change_bounds(engine, number * PAGE)
    return (None if before is None else page_of(before)), (None if after is None else page_of(after[0]))


def ends(engine: Engine) -> tuple[int, int] | None:
    """Return the numbers of the first and of the last page, None while the log is empty."""
    bounds = change_bounds(engine)
    return None if bounds is None else (page_of(bounds[0]), page_of(bounds[2]))


def is_closed(engine: Engine, number: int) -> bool:
    """Say whether the log has gone beyond this page: nothing is then ever added to it."""
    return last_sequence(engine) > number * PAGE


def one_change(engine: Engine, sequence: int) -> Sequence[FeedEntry]:
    """Return the change of this sequence, alone, or nothing."""
    return history_page(engine, sequence - 1, 1, Selection(last=sequence))
