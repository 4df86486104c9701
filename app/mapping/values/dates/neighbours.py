"""What a time of a written date takes from the times beside it: « 11-14 août 1969 », "1914-20", "18th-19th century"."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

from app.mapping.values.dates.atoms import Atom
from app.mapping.values.dates.days import Stretch
from app.mapping.values.dates.words import AUTUMN, WINTER

_ROUND = {1: 10, 2: 100, 3: 1000}
_TWO = 2


def filled_in(atoms: list[Atom]) -> bool:
    """Complete each time from the others of its date, in place; False where one of them stays incomplete."""
    pairs = list(pairwise(atoms))
    for left, right in pairs:
        _day_after_day(left, right)
    for left, right in reversed(pairs):
        _from_right(left, right)
    for left, right in pairs:
        _from_left(left, right)
        _winter_after_autumn(left, right)
    for atom in atoms:
        _alone(atom)
    return all(atom.unit not in ("number", "ordinal", "short decade", "part") for atom in atoms)


def _day_after_day(left: Atom, right: Atom) -> None:
    """Complete the 9 of "January 8-9 and June 7, 1937" before it is taken for a day of June."""
    if left.unit == "day" and left.month is not None and left.year is None:
        if _may_be_day(right):
            right.unit, right.day = "day", right.number
        if right.unit == "day" and right.month is None:
            right.month = left.month


def _may_be_day(atom: Atom) -> bool:
    return atom.unit in ("number", "ordinal") and 0 < atom.number <= 31 and atom.part is None  # noqa: PLR2004  # days of a month


def _from_right(left: Atom, right: Atom) -> None:
    if left.unit in ("number", "ordinal") and right.unit == "day" and _may_be_day(left):
        left.unit, left.day, left.month = "day", left.number, right.month
    if left.unit in ("day", "month", "season") and left.year is None and right.unit in ("day", "month", "season"):
        left.year, left.era = right.year, right.era
    if left.unit == "day" and left.month is None and right.unit == "day":
        left.month = right.month
    if left.unit == "ordinal" and right.unit in ("century", "millennium"):
        left.unit = right.unit
    if left.unit == "part":
        _take_unit(left, right)
    if left.unit == "number" and right.unit == "year" and right.era == "ce":  # 300-600 AD
        left.unit, left.year, left.era = "year", left.number, "ce"
    if left.era is None and right.era == "bce" and not right.signed:
        if left.unit == "number" and right.unit == "year":
            left.unit, left.year = "year", left.number
        if left.unit == right.unit:
            left.era = "bce"


def _from_left(left: Atom, right: Atom) -> None:
    if right.unit == "day" and right.month is None:
        right.month = left.month
    if right.unit == "number" and left.unit in ("year", "decade", "day", "month", "season") and left.year:
        _shortened_year(left, left.year, right)
    if right.unit == "short decade" and left.year:
        right.unit, right.year = "decade", left.year // 100 * 100 + right.number
    if right.unit == "ordinal" and left.unit in ("century", "millennium"):
        right.unit, right.era = left.unit, left.era
    if right.unit == "part":
        _take_unit(right, left)


def _shortened_year(left: Atom, year: int, right: Atom) -> None:
    """Complete the 20 of "1914-20" and the 7 of "1976-7"; of two years BCE, the later one is never written short."""
    if right.figures > _TWO:
        if left.era == "ce":
            right.unit, right.year, right.era = "year", right.number, "ce"
        return
    size = _ROUND[right.figures]
    full = year // size * size + right.number
    if left.era != "bce" and full >= year:
        right.unit, right.year = left.unit if left.unit == "decade" else "year", full


def _take_unit(part: Atom, whole: Atom) -> None:
    """Give the "early" of "early to mid-1600s" the unit that the other part has."""
    if whole.unit in ("part", "number", "short decade", "day", "stretch"):
        return
    given = replace(whole, part=part.part, bound=part.bound)
    for name in ("unit", "year", "month", "number", "figures", "era"):
        setattr(part, name, getattr(given, name))


def _winter_after_autumn(left: Atom, right: Atom) -> None:
    """Take the winter of « automne-hiver 1913 » for the one that begins in that year."""
    seasons = (left.unit, left.number, right.unit, right.number)
    if seasons == ("season", AUTUMN, "season", WINTER) and right.year and left.year == right.year and right.era is None:
        right.unit, right.precision = "stretch", "season"
        right.stretch = Stretch((right.year, 12, 1), (right.year + 1, 3, 31))


def _alone(atom: Atom) -> None:
    """Take an ordinal for a century where it is written in Roman figures or has a part: « XIXe », « fin 18e »."""
    if atom.unit == "ordinal" and (atom.figures or atom.part is not None):
        atom.unit = "century"
