"""One time as it is written (a day, a month, a season, a year, a decade, a century, or a part of one), and its days."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

from app.core.record import DateCertainty, DatePrecision
from app.mapping.values.dates.days import (
    LAST_YEAR,
    MONTHS_IN_YEAR,
    Stretch,
    before_common_era,
    exists,
    hundreds,
    month_length,
    months,
    years,
)
from app.mapping.values.dates.words import AUTUMN, LAST, SPRING, SUMMER

# A number, an ordinal, a short decade and a part have no time of their own: they take it from the date beside them.
Unit: TypeAlias = Literal[
    "day", "month", "season", "year", "decade", "hundred", "century", "millennium", "stretch",
    "number", "ordinal", "short decade", "part",
]  # fmt: skip

_SIZE = {"century": 100, "millennium": 1000}
_MOST = {"century": LAST_YEAR // 100, "millennium": 3}
_THIRDS = 3
# Which months may belong to a season, counted both by the month and by the sun; « hiver 1890 » may be at either end of
# that year, so that the whole of it is kept.
_SEASONS = {SPRING: (3, 6), SUMMER: (6, 9), AUTUMN: (9, 12)}
_PRECISION: dict[Unit, DatePrecision] = {
    "day": "day", "month": "month", "season": "season", "year": "year", "decade": "decade", "hundred": "century",
    "century": "century", "millennium": "millennium",
}  # fmt: skip
# A part of one of these is as fine as the unit itself or as the next finer word there is.
_PART_PRECISION: dict[Unit, DatePrecision] = {
    "month": "month", "season": "season", "year": "season", "decade": "decade", "hundred": "century part",
    "century": "century part", "millennium": "century",
}  # fmt: skip


@dataclass(slots=True)
class Atom:
    """A time of a written date; what it does not say itself (year, month, unit, era) is filled in from its neighbours.

    `number` is that of a season, century or millennium, or the figures of a number whose sense the neighbours decide;
    a `year` is counted as it is written, from 1 in either era, `signed` where a minus says which. `part` is (which, of
    how many); `bound` is as in `words`, 0 for none. Days that are no unit of our calendar are a `stretch` with a
    `precision` of its own.
    """

    unit: Unit
    year: int | None = None
    month: int | None = None
    day: int | None = None
    number: int = 0
    figures: int = 0
    era: Literal["bce", "ce"] | None = None
    signed: bool = False
    part: tuple[int, int] | None = None
    stretch: Stretch | None = None
    precision: DatePrecision = "range"
    certainty: DateCertainty = "certain"
    bound: int = 0


def days_of(atom: Atom) -> tuple[Stretch, DatePrecision] | None:
    """Return the days of a time with its precision; None where the calendar has no such time."""
    whole = _whole(atom)
    if whole is None or whole.last[0] > LAST_YEAR:
        return None
    if atom.part is None or atom.unit == "season":
        return whole, _PRECISION.get(atom.unit, atom.precision)
    piece = _piece(atom.unit, whole, *atom.part)
    return None if piece is None else (piece, _PART_PRECISION[atom.unit])


def _whole(atom: Atom) -> Stretch | None:
    match atom.unit:
        case "stretch":
            return atom.stretch
        case "century" | "millennium":
            if atom.number < 1 or (atom.era != "bce" and atom.number > _MOST[atom.unit]):
                return None
            return hundreds(atom.number, _SIZE[atom.unit], bce=atom.era == "bce")
        case "number" | "ordinal" | "short decade" | "part":
            return None
        case _:
            return _of_year(atom)


def _of_year(atom: Atom) -> Stretch | None:
    """Return the days of a time that is counted from a year: a day, month, season, year, decade or hundred of years."""
    if not atom.year:
        return None
    year = before_common_era(atom.year) if atom.era == "bce" else atom.year
    match atom.unit:
        case "year":
            return years(year, year)
        case "decade" | "hundred":
            return None if atom.era == "bce" else years(year, year + (9 if atom.unit == "decade" else 99))
        case "season":
            return months(year, *_SEASONS[atom.number]) if atom.number in _SEASONS else years(year, year)
        case "month":
            return months(year, atom.month, atom.month) if atom.month and atom.month <= MONTHS_IN_YEAR else None
        case _:
            day = (year, atom.month or 0, atom.day or 0)
            return Stretch(day, day) if exists(day) else None


def _piece(unit: Unit, whole: Stretch, which: int, count: int) -> Stretch | None:
    """Return one of the equal parts of a unit; of a month in days, of a year in months, of more years in years."""
    if which == LAST:
        which = count
    if not 1 <= which <= count:
        return None
    (year, month, _), (last_year, _, last_day) = whole
    match unit:
        case "month":
            first, last = _share(month_length(year, month), which, count)
            return Stretch((year, month, first), (year, month, min(last, last_day)))
        case "year":
            return months(year, *_share(MONTHS_IN_YEAR, which, count))
        case "decade" | "hundred" | "century" | "millennium":
            first, last = _share_of_years(unit, last_year - year + 1, which, count)
            return years(year + first - 1, year + last - 1)
        case _:
            return None


def _share(length: int, which: int, count: int) -> tuple[int, int]:
    """Return the first and last of 1..length that fall in that share of the whole."""
    return (which - 1) * length // count + 1, which * length // count


def _share_of_years(unit: Unit, length: int, which: int, count: int) -> tuple[int, int]:
    """Return the share of a unit of years, counted from 1.

    Thirds of a century end with the years 33 and 66, as the museums that give both words and years have them (Autry:
    early 1900s 1900-1933, mid-1800s 1834-1866, late 1800s 1867-1899); those of a decade with the years 3 and 6 (Tate:
    late 1960s-early 1970s is 1967-1973).
    """
    first, last = _share(length, which, count)
    if count == _THIRDS and unit in ("decade", "hundred"):  # these begin with a year 0, a century with a year 1
        return (first if which == 1 else first + 1), (last if which == count else last + 1)
    return first, last
