"""Moments of any year, for the arbiter: rdflib keeps an xsd:dateTime in datetime.datetime, which begins in year 1."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from typing import Final, Self

# XML Schema 1.1 Part 2, section 3.3.7.2 (lexical mapping of dateTime); 24:00:00 is left out, nobody writes it.
_DATE_TIME: Final = re.compile(
    r"(-?(?:[1-9][0-9]{3,}|0[0-9]{3}))-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])"
    r"T([01][0-9]|2[0-3]):([0-5][0-9]):([0-5][0-9](?:\.[0-9]+)?)(?:Z|([+-])(0[0-9]|1[0-4]):([0-5][0-9]))"
)
_DAYS: Final = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_DAYS_IN_400_YEARS: Final = 146_097


class Instant(datetime):
    """The value of an xsd:dateTime with a time zone, of whatever year; `seconds` is None for text that is no dateTime.

    It is a datetime in name, since pySHACL asks for one; only its comparisons mean anything. An ill-typed one is equal
    to nothing and after everything, itself included: so that "not later than" never holds of it and SHACL reports it
    (sections 4.3.4 and 4.5.4). Comparing it with a moment without a time zone raises TypeError, as datetime does.
    """

    seconds: float | None

    def __new__(cls, text: str) -> Self:
        """Read the lexical form."""
        instant = super().__new__(cls, 1, 1, 1, tzinfo=UTC)
        instant.seconds = _seconds(text)
        return instant

    def __eq__(self, other: object) -> bool:
        return self.seconds is not None and self.seconds == _zoned(other).seconds

    def __ne__(self, other: object) -> bool:
        return not self == other

    def __hash__(self) -> int:
        return hash(self.seconds)

    def __gt__(self, other: date) -> bool:
        theirs = _zoned(other).seconds
        return self.seconds is None or theirs is None or self.seconds > theirs

    def __lt__(self, other: date) -> bool:
        theirs = _zoned(other).seconds
        return self.seconds is not None and theirs is not None and self.seconds < theirs


def _zoned(other: object) -> Instant:
    if isinstance(other, Instant):
        return other
    raise TypeError(f"an instant cannot be compared with {other!r}")


def _seconds(text: str) -> float | None:
    found = _DATE_TIME.fullmatch(text)
    if found is None:
        return None
    year, month, day, hour, minute = (int(part) for part in found.groups()[:5])
    leap_day = month == 2 and _is_leap(year)  # noqa: PLR2004 - February
    if day > _DAYS[month - 1] + leap_day:
        return None
    sign, hours, minutes = found.groups()[6:]
    offset = 0 if sign is None else int(f"{sign}1") * (int(hours) * 3600 + int(minutes) * 60)
    return _days(year, month, day) * 86_400 + hour * 3600 + minute * 60 + float(found[6]) - offset


def _is_leap(year: int) -> bool:
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)


def _days(year: int, month: int, day: int) -> int:
    """Return the days since 0000-03-01 in the proleptic Gregorian calendar, for any astronomical year."""
    # The year is counted from March, so that the leap day is its last; the months then have a regular rhythm.
    year -= month < 3  # noqa: PLR2004 - March
    era, year_of_era = divmod(year, 400)
    day_of_year = (153 * ((month + 9) % 12) + 2) // 5 + day - 1
    return era * _DAYS_IN_400_YEARS + year_of_era * 365 + year_of_era // 4 - year_of_era // 100 + day_of_year
