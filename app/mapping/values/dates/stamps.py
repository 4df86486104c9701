"""Dates that machines write: Microsoft JSON dates and timestamps."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

from app.mapping.values.dates.days import LAST_YEAR, Stretch, exists, years
from app.mapping.values.dates.span import Span, closed

_MICROSOFT = re.compile(r"\\?/Date\((-?[0-9]{1,15})(?:([+-])([0-9]{2})([0-9]{2}))?\)\\?/")
_TIMESTAMP = re.compile(
    r"([0-9]{4})-([0-9]{2})-([0-9]{2})[T ][0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:[.,][0-9]+)?)? ?(?:Z|[+-][0-9:]{4,6})?",
)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_TURNS_OF_YEAR = ((1, 1), (12, 31))


def read_stamp(text: str) -> Span | None:
    """Return the day of a date that a program wrote; None for any other text."""
    if "Date(" in text:
        return _microsoft(text)
    if match := _TIMESTAMP.fullmatch(text):
        return _day(*(int(part) for part in match.groups()))
    return None


def _microsoft(text: str) -> Span | None:
    """Read /Date(1291352400000-0500)/: milliseconds since 1970 in UTC, and the offset of the clock that wrote them.

    At local midnight of 1 January or 31 December it stands for the year: of the 245 dates of production of Montréal's
    public art 90 are the first and 67 the last day of a year, where chance would give one or two, and the inventory
    numbers of the latter bear the same year (1984-APE-SC-06 is dated 31 December 1984). The year is true as well where
    the very day is meant.
    """
    match = _MICROSOFT.fullmatch(text)
    if match is None:
        return None
    milliseconds, sign, hours, minutes = match.groups()
    offset = timedelta(hours=int(hours or 0), minutes=int(minutes or 0))
    try:
        local = _EPOCH + timedelta(milliseconds=int(milliseconds)) + (-offset if sign == "-" else offset)
    except OverflowError:  # a number of milliseconds beyond the years 1 to 9999 is no date
        return None
    midnight = (local.hour, local.minute, local.second) == (0, 0, 0)
    if midnight and 1 < local.year <= LAST_YEAR and (local.month, local.day) in _TURNS_OF_YEAR:
        return closed(years(local.year, local.year), "year")
    return _day(local.year, local.month, local.day)


def _day(year: int, month: int, day: int) -> Span | None:
    """Return the span of a day; the year 1 is what programs write for an empty field (.NET's DateTime.MinValue)."""
    written = (year, month, day)
    return closed(Stretch(written, written), "day") if 1 < year <= LAST_YEAR and exists(written) else None
