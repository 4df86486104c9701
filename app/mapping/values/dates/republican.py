"""The calendar of the French Republic, which dates objects and papers from 1793 to 1805 (« 3 germinal an VIII »)."""

from __future__ import annotations

from datetime import date, timedelta

from app.mapping.values.dates.days import Stretch

LAST_YEAR = 14
_MONTH = 30
_EXTRA_DAYS = 13  # the place of the « sansculottides », the five or six days after the twelve months
# The first of vendémiaire of each year, I to XV, in September. Source: decrees of 5 October and 24 November 1793, by
# which each year begins on the day of the autumn equinox at Paris; the years III, VII and XI had a sixth extra day.
_NEW_YEAR = (22, 22, 22, 23, 22, 22, 22, 23, 23, 23, 23, 24, 23, 23, 23)
_FIRST = 1792
_ABOLISHED = date(1805, 12, 31)  # 10 nivôse an XIV


def _new_year(year: int) -> date:
    return date(_FIRST + year - 1, 9, _NEW_YEAR[year - 1])


def days(year: int, month: int | None = None, day: int | None = None) -> Stretch | None:
    """Return the Gregorian days of a year I-XIV of the Republic, of its month 1-13 or of a day of that month.

    None where that calendar has no such day; in law it ended on 31 December 1805.
    """
    if not 1 <= year <= LAST_YEAR:
        return None
    start, end = _new_year(year), min(_new_year(year + 1) - timedelta(days=1), _ABOLISHED)
    if month is not None:
        start += timedelta(days=_MONTH * (month - 1))
        if month < _EXTRA_DAYS:
            end = min(start + timedelta(days=_MONTH - 1), end)
    if day is not None:
        if not 1 <= day <= _MONTH:
            return None
        start += timedelta(days=day - 1)
        end = min(start, end)
    if start > end:
        return None
    return Stretch((start.year, start.month, start.day), (end.year, end.month, end.day))
