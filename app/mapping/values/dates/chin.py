"""Dates as the data dictionaries of CHIN/RCIP and Info-Muse have them written: YYYYMMDD, zeros for what is not known.

Signs stand before or behind: C or c (circa), P or AN (before: prior, antérieur), L or PO (after: later, postérieur), 's
(the decade), a question mark, a minus before the common era (fields BPD1, EPD1, BPD2, EPD2, ABD).
"""

from __future__ import annotations

import re

from app.core.record import DateCertainty, DatePrecision
from app.mapping.values.dates.days import (
    LAST_YEAR,
    MONTHS_IN_YEAR,
    Day,
    Stretch,
    day_after,
    day_before,
    exists,
    month_length,
    years,
)
from app.mapping.values.dates.span import UNKNOWN, Span, closed

_SIGN = r"(?:C|c|ca|circa|P|L|AN|PO)"
_FORM = re.compile(
    rf"(?P<before>{_SIGN})? ?(?P<minus>-)?(?P<year>[0-9]{{4}})"
    rf"(?:(?P<month>[0-9]{{2}})(?P<day>[0-9]{{2}})|-(?P<month2>[0-9]{{2}})-(?P<day2>[0-9]{{2}}))?"
    rf"(?P<decade>['’]s)? ?(?P<behind>{_SIGN})? ?(?P<doubt>\?)?"
)
_PRIOR, _LATER = frozenset({"P", "AN"}), frozenset({"L", "PO"})
_DECADE = 10


def read_chin(text: str) -> Span | None:
    """Return the span of a date in this form; None for any other text, or a day that no calendar has."""
    match = _FORM.fullmatch(text)
    if match is None or (match["before"] and match["behind"]):
        return None
    sign = match["before"] or match["behind"] or ""
    month, day = (int(match[name] or match[name + "2"] or 0) for name in ("month", "day"))
    if match["minus"] and match["month2"]:
        return None  # a day of ISO 8601, whose year before the common era is one less
    if not (sign or match["month"] or match["month2"] or match["decade"]):
        return None  # a lone year, which has other readings
    year = int(match["year"])
    if text == "00000000":
        return UNKNOWN  # all zeros: nothing of it is known
    stretch = _stretch(1 - year if match["minus"] else year, month, day, decade=bool(match["decade"]))
    if stretch is None or year == 0:
        return None
    certainty: DateCertainty = (
        "uncertain" if match["doubt"] else "approximate" if sign and sign[0] in "Cc" else "certain"
    )
    if sign in _PRIOR:
        return Span(None, day_before(stretch.first), "before", certainty)
    if sign in _LATER:
        return Span(day_after(stretch.last), None, "after", certainty)
    precision: DatePrecision = "decade" if match["decade"] else "day" if day else "month" if month else "year"
    return closed(stretch, precision, certainty)


def _stretch(year: int, month: int, day: int, *, decade: bool) -> Stretch | None:
    if year > LAST_YEAR or month > MONTHS_IN_YEAR or (day and not month):
        return None
    if decade:
        return years(year, year + _DECADE - 1) if year % _DECADE == 0 and not month else None
    if not month:
        return years(year, year)
    first: Day = (year, month, day or 1)
    last: Day = (year, month, day or month_length(year, month))
    return Stretch(first, last) if exists(first) else None
