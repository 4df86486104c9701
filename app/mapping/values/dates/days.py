"""Days, and the stretches of days that a date stands for; years are counted as ISO 8601 counts them (1 BCE is 0).

A day is kept as it is written: a date of the Julian calendar is not converted, for a record seldom says which calendar
it uses, and the year, which is what catalogues give, is the same in both but for a few days around its turn.
"""

from __future__ import annotations

from typing import NamedTuple, TypeAlias

Day: TypeAlias = tuple[int, int, int]

MONTHS_IN_YEAR = 12
_FEBRUARY = 2
_LENGTHS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
# An object of a collection is not dated after this year: a greater number is an inventory number or a slip of the hand.
LAST_YEAR = 2100


class Stretch(NamedTuple):
    """From a first day to a last one, both included."""

    first: Day
    last: Day


def month_length(year: int, month: int) -> int:
    """Return how many days the month 1-12 of that year has, in the proleptic Gregorian calendar."""
    leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    return 29 if month == _FEBRUARY and leap else _LENGTHS[month - 1]


def exists(day: Day) -> bool:
    """Say whether the calendar has that day."""
    year, month, number = day
    return 1 <= month <= MONTHS_IN_YEAR and 1 <= number <= month_length(year, month)


def day_before(day: Day) -> Day:
    """Return the previous day."""
    year, month, number = day
    if number > 1:
        return year, month, number - 1
    if month > 1:
        return year, month - 1, month_length(year, month - 1)
    return year - 1, MONTHS_IN_YEAR, 31


def day_after(day: Day) -> Day:
    """Return the next day."""
    year, month, number = day
    if number < month_length(year, month):
        return year, month, number + 1
    if month < MONTHS_IN_YEAR:
        return year, month + 1, 1
    return year + 1, 1, 1


def iso(day: Day) -> str:
    """Write a day as ISO 8601-1:2019 (5.2.2.1) does, with a sign for the years before the year 0."""
    year, month, number = day
    sign = "-" if year < 0 else ""
    return f"{sign}{abs(year):04d}-{month:02d}-{number:02d}"


def years(first: int, last: int) -> Stretch:
    """Return the stretch of whole years, both included."""
    return Stretch((first, 1, 1), (last, MONTHS_IN_YEAR, 31))


def months(year: int, first: int, last: int) -> Stretch:
    """Return the stretch of whole months of a year, both included."""
    return Stretch((year, first, 1), (year, last, month_length(year, last)))


def before_common_era(year: int) -> int:
    """Return the ISO number of a year BCE: there is no year zero in the historians' count, so 44 BCE is -43."""
    return 1 - year


def hundreds(number: int, size: int, *, bce: bool) -> Stretch:
    """Return the century (size 100) or millennium (size 1000) of that number: the 19th century is 1801-1900.

    RDA-FR 14.2.1.1 writes them so (« XVIIe siècle. 1601-1700 », « IIe millénaire. 1001-2000 »), and so do the periods
    of Joconde and Mérimée (« 1er quart 19e siècle » is 1801-1825).
    """
    if bce:
        return years(before_common_era(number * size), before_common_era((number - 1) * size + 1))
    return years((number - 1) * size + 1, number * size)
