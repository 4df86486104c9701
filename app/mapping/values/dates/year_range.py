"""Dates that a source keeps in two columns: the year or date it begins with, and the one it ends with."""

from __future__ import annotations

import re
from functools import lru_cache

from app.core.record import DateCertainty, DatePrecision, TimeSpan
from app.mapping.values.dates.days import LAST_YEAR, before_common_era, iso, years
from app.mapping.values.dates.reader import read_date
from app.mapping.values.dates.span import less_certain

_KEPT = 16_384
_YEAR = re.compile(r"([+-]?)([0-9]{1,6})(?:\.0+)?")
# What is left in each column where a « 1815 entre,1820 et » has been split.
_HALF = re.compile(r"(?i)\s*\b(entre|et|de|à)$")


@lru_cache(maxsize=_KEPT)
def read_year_range(begin: str, end: str) -> TimeSpan | None:
    """Return the time from one column to the other; either may be blank, or hold a date in words.

    A number is a year, BCE where it is negative (-340 is 340 BCE, as collection systems keep it; with leading zeros,
    -0043, it is counted as ISO 8601 counts, 44 BCE); 0 is no year but an empty column. With one column blank that side
    stays open, for a source may mean the one year or leave the other unsaid. None where neither column holds a date,
    one cannot be read, or the end comes first. Never raises.
    """
    written = [side.strip() for side in (begin, end)]
    sides = [None if _blank(side) else _side(side) for side in written]
    if any(side is None and not _blank(text) for side, text in zip(sides, written, strict=True)):
        return None
    first, last = sides
    if first is None and last is None:
        return None
    text = " - ".join(side for side in (begin.strip(), end.strip()) if side)
    return _joined(text, first, last)


def _blank(side: str) -> bool:
    return not side.strip("0. ")


def _side(text: str) -> TimeSpan | None:
    match = _YEAR.fullmatch(text)
    if match is None:
        return read_date(_HALF.sub("", text))
    sign, figures = match.groups()
    year = int(figures)
    if sign == "-":
        year = -year if figures.startswith("0") else before_common_era(year)
    if year > LAST_YEAR:
        return None
    whole = years(year, year)
    return TimeSpan(text=text, earliest=iso(whole.first), latest=iso(whole.last), precision="year")


def _joined(text: str, first: TimeSpan | None, last: TimeSpan | None) -> TimeSpan | None:
    earliest = first.earliest if first else None
    latest = last.latest if last else None
    if first and last and first.precision == last.precision == "unknown":
        return TimeSpan(text=text, precision="unknown", certainty="unknown")
    if (earliest is None and latest is None) or _after(earliest, latest):
        return None
    certainty: DateCertainty = "certain"
    for side in (first, last):
        if side is not None and side.precision != "unknown":
            certainty = less_certain(certainty, side.certainty)
    precision: DatePrecision = "after" if latest is None else "before" if earliest is None else "range"
    if first and last and (first.earliest, first.latest) == (last.earliest, last.latest):
        precision = first.precision
    return TimeSpan(text=text, earliest=earliest, latest=latest, precision=precision, certainty=certainty)


def _after(earliest: str | None, latest: str | None) -> bool:
    return earliest is not None and latest is not None and _place(earliest) > _place(latest)


def _place(day: str) -> tuple[int, str]:
    year, month_and_day = day[: -len("-01-01")], day[-len("01-01") :]
    return int(year), month_and_day
