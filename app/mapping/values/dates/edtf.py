"""The Extended Date/Time Format (ISO 8601-2:2019, chapters 4 and 5; Library of Congress EDTF, levels 0 and 1).

Read here is what no person writes: unspecified digits (19XX, 1985-XX), qualifiers (1984~, 1984%), open intervals
(1985/.., ../1985), intervals of months, sets, negative years. Years with an exponent (Y-17E7) are refused: they are of
no use for an object of a collection.
"""

from __future__ import annotations

import re

from app.core.record import DateCertainty, DatePrecision
from app.mapping.values.dates.days import LAST_YEAR, Stretch, exists, month_length, months, years
from app.mapping.values.dates.span import Span, closed, hull

_MARKS = re.compile(r"[?~%]")
_DATE = re.compile(
    r"(?P<year>-?[0-9]{4}|-?[0-9]{1,3}X{1,3}|-?[0-9]{5,6})(?:-(?P<month>[0-9]{2}|XX)(?:-(?P<day>[0-9X]{2}))?)?",
)
# What tells this format from the dates that people write.
_OWN = re.compile(
    r"[0-9]X|XX|[0-9][~%]|\.\.|^/|/$|^-[0-9]|-[?~%]|^[\[{]|[0-9]-[0-9]{2}[?~%]?/[0-9]{4}[?~%]?-[0-9]{2}(?![0-9])",
)
_CHARACTERS = re.compile(r"[0-9X?~%./,\[\]{} -]+")
_SET = re.compile(r"[\[{](.+)[\]}]")
# By how many figures of the year are not specified.
_UNSPECIFIED: dict[int, DatePrecision] = {1: "decade", 2: "century", 3: "millennium"}


def read_edtf(text: str) -> Span | None:
    """Return what an EDTF expression says; None for any text that is not plainly one."""
    if not _CHARACTERS.fullmatch(text) or not _OWN.search(text):
        return None
    if match := _SET.fullmatch(text):
        return _set(match[1])
    if "/" in text:
        begin, _, end = text.partition("/")
        return _interval(begin, end)
    return _date(text)


def _interval(begin: str, end: str) -> Span | None:
    """Read begin/end, either of which may be open (..) or unknown (nothing)."""
    sides = [None if side in ("", "..") else _date(side) for side in (begin, end)]
    known = [span for span in sides if span is not None]
    if len(known) != sum(side not in ("", "..") for side in (begin, end)) or not known:
        return None
    if len(known) == 1:
        (span,) = known
        return span._replace(last=None, precision="range") if sides[0] else span._replace(first=None, precision="range")
    whole = hull(known)
    if whole is None or whole.first != known[0].first or whole.last != known[1].last:
        return None
    return whole


def _set(members: str) -> Span | None:
    """Read one of a set [1667,1668,1670..1672] or all of it {1960,1961-12}: from its earliest to its latest."""
    spans: list[Span] = []
    for member in members.split(","):
        begin, dots, end = member.strip().partition("..")
        span = _interval(begin, end) if dots else _date(begin)
        if span is None:
            return None
        spans.append(span)
    return hull(spans)


def _date(text: str) -> Span | None:
    marks = set(_MARKS.findall(text))
    match = _DATE.fullmatch(_MARKS.sub("", text))
    if match is None:
        return None
    certainty: DateCertainty = "uncertain" if marks & {"?", "%"} else "approximate" if marks else "certain"
    year, month, day = match["year"], match["month"], match["day"]
    if _ambiguous(year, month):
        return None
    found = _unspecified_year(year) if "X" in year or month in (None, "XX") else _in_year(int(year), month, day)
    if found is None or found.last[0] > LAST_YEAR:
        return None
    return closed(found, _precision(year, month, day), certainty)


def _ambiguous(year: str, month: str | None) -> bool:
    """Say whether a minus may be a dash: -1924 is 1925 BCE in EDTF, « until 1924 » elsewhere; -0043 is no « until »."""
    return year.startswith("-") and month is None and len(year) == len("-1924") and year[1] != "0" and "X" not in year


def _unspecified_year(year: str) -> Stretch:
    low, high = int(year.replace("X", "0")), int(year.replace("X", "9"))
    return years(min(low, high), max(low, high))


def _in_year(year: int, month: str, day: str | None) -> Stretch | None:
    number = int(month)
    if not 1 <= number <= 12:  # noqa: PLR2004  # months of a year
        return None
    if day is None or day == "XX":
        return months(year, number, number)
    if "X" in day:
        low, high = max(int(day.replace("X", "0")), 1), min(int(day.replace("X", "9")), month_length(year, number))
        return Stretch((year, number, low), (year, number, high)) if low <= high else None
    written = (year, number, int(day))
    return Stretch(written, written) if exists(written) else None


def _precision(year: str, month: str | None, day: str | None) -> DatePrecision:
    if "X" in year:
        return _UNSPECIFIED[year.count("X")]
    if month in (None, "XX"):
        return "year"
    return "month" if day is None or "X" in day else "day"
