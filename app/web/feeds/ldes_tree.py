"""The search tree of the stream, cut out of the change log: root, months, days, pages of a day.

A page is a range of sequences counted from the first change of its day, so it is the same for ever; it is found by its
number, whatever stands before it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from app.core.errors import UnknownName
from app.core.text import Text
from app.publication.ldes.nodes import Node, Relation
from app.storage.feeds import Selection, change_bounds, first_change_at, history_page
from app.web.feeds.context import Feeds

PAGE = 50  # members: some 300 kB of Turtle
_PATH = re.compile(r"(\d{4})-(\d{2})(?:-(\d{2})(?:/([1-9]\d{0,11}))?)?")
_DAY = timedelta(days=1)
_REMEMBERED = 4_000  # days: ten years


@dataclass(frozen=True, slots=True)
class LogEnds:
    """Where the log begins and ends at this moment."""

    first: int
    since: datetime
    newest: int
    until: datetime


@dataclass(slots=True)
class LdesTree:
    """The nodes of one service's stream. The bounds of days that are over are remembered."""

    feeds: Feeds
    _starts: dict[datetime, int] = field(default_factory=dict)

    def ends(self) -> LogEnds | None:
        """Return where the log begins and ends, None while it is empty."""
        bounds = change_bounds(self.feeds.tools.database)
        return None if bounds is None else LogEnds(*bounds)

    def node(self, path: str, ends: LogEnds | None) -> Node:
        """Return the node at this path below /ldes; raise UnknownName where there is none."""
        if not path:
            return Node("", relations=() if ends is None else tuple(self._months(ends)))
        found = _PATH.fullmatch(path)
        if found is None or ends is None:
            raise _no_node(path)
        year, month, day, number = found.groups()
        try:
            start = datetime(int(year), int(month), int(day or 1), tzinfo=UTC)
        except ValueError:
            raise _no_node(path) from None
        return self._month(path, start, ends) if day is None else self._page(path, start, int(number or 1), ends)

    def _months(self, ends: LogEnds) -> Iterator[Relation]:
        month = ends.since.replace(day=1, hour=0, minute=0, second=0, microsecond=0)
        while month <= ends.until:
            if self._between(month, _next_month(month), ends):
                yield Relation(f"{month:%Y-%m}", month, _next_month(month))
            month = _next_month(month)

    def _month(self, path: str, month: datetime, ends: LogEnds) -> Node:
        days = []
        day, following = month, _next_month(month)
        while day < following:
            if self._between(day, day + _DAY, ends):
                days.append(Relation(f"{day:%Y-%m-%d}", day, day + _DAY))
            day += _DAY
        if not days:
            raise _no_node(path)
        return Node(path, relations=days, closed=ends.until >= following)

    def _page(self, path: str, day: datetime, number: int, ends: LogEnds) -> Node:
        bounds = self._between(day, day + _DAY, ends)
        if bounds is None:
            raise _no_node(path)
        first, last = bounds
        low, high = first + (number - 1) * PAGE, first + number * PAGE - 1
        engine = self.feeds.tools.database
        entries = history_page(engine, low - 1, PAGE, Selection(last=min(high, last)))
        shown = [entry for entry in entries if entry.kind == "withdrawn" or entry.canonical is not None]
        relations = []
        following = change_bounds(engine, high) if last > high else None
        if following is not None:
            further = (following[0] - first) // PAGE + 1
            relations.append(Relation(f"{day:%Y-%m-%d}/{further}", following[1]))
        if not entries and not relations:
            raise _no_node(path)
        closed = ends.until >= day + _DAY or ends.newest > high
        return Node(path, self.feeds.items(tuple(shown)), relations, closed)

    def _between(self, start: datetime, end: datetime, ends: LogEnds) -> tuple[int, int] | None:
        """Return the first and the last sequence of a span of time, None when nothing happened in it."""
        if start > ends.until or end <= ends.since:
            return None
        first, beyond = self._start(start, ends), self._start(end, ends)
        return (first, beyond - 1) if first < beyond else None

    def _start(self, at: datetime, ends: LogEnds) -> int:
        """Return the sequence of the first change at this moment or later; past the end, the one after the newest."""
        if at <= ends.since:
            return ends.first
        if at > ends.until:
            return ends.newest + 1
        if at not in self._starts:
            if len(self._starts) >= _REMEMBERED:
                self._starts.clear()
            found = first_change_at(self.feeds.tools.database, at)
            self._starts[at] = ends.newest + 1 if found is None else found
        return self._starts[at]


def _next_month(month: datetime) -> datetime:
    return (month + timedelta(days=32)).replace(day=1)


def _no_node(path: str) -> UnknownName:
    return UnknownName(
        Text(fr=f"Le flux n'a pas de nœud « {path[:80]} ».", en=f"The stream has no node “{path[:80]}”.")
    )
