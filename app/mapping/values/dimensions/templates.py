"""Statements that differ in their numbers only are read once: `9 x 6 1/2" (22.9 x 16.5 cm)` in tens of thousands.

The numbers of such a statement are replaced by others, the reader reads that text, and each measure it finds is given
the number of its place. What the reader would say of the statement itself hangs on its numbers in three ways only: the
two systems must agree, equal measures are one, and nothing measures zero. All three are looked at here.
"""

from __future__ import annotations

import re
from typing import Final, NamedTuple, TypeAlias

from app.core.record import Dimension

_FRACTION: Final = r"(?:1/2|[13]/4|[1357]/8|(?:[13579]|1[135])/16)"
_INCHES: Final = rf"(?:[1-9]\d{{0,2}} {_FRACTION}|{_FRACTION}|[1-9]\d{{0,2}})"
_CENTIMETRES: Final = r"(?:[1-9]\d{0,2}|0)(?:\.\d{1,2})?"
_PAIR: Final = re.compile(
    rf'({_INCHES}(?: x {_INCHES}){{1,2}})" \(({_CENTIMETRES}(?: x {_CENTIMETRES}){{1,2}})( ?cm)\)'
)
_DIGIT: Final = re.compile(r"\d")
_TOLERANCE: Final = 0.019  # a little less than what the reader lets two systems differ by
_FIRST: Final = 100  # the numbers put in the place of others: 100, 101... inches
_MOST: Final = 12


class _Measure(NamedTuple):
    """A measure of a template, and the place of its number."""

    dimension: Dimension
    place: int


Template: TypeAlias = "tuple[_Measure, ...] | None"


def numbers_and_form(text: str) -> tuple[list[float], str] | None:
    """Return the centimetres of a statement of pairs, and the same statement with other numbers in their places.

    None where it has other numbers, where the two systems differ, or where it has nothing of the kind. `text` is
    normalised: `x` for every sign of multiplication, `"` for every sign of inches.
    """
    pairs = list(_PAIR.finditer(text))
    if not pairs:
        return None
    numbers: list[float] = []
    form: list[str] = []
    end = 0
    for pair in pairs:
        inches, centimetres = pair[1].split(" x "), [float(number) for number in pair[2].split(" x ")]
        if len(inches) != len(centimetres) or not all(map(_agree, inches, centimetres)):
            return None
        places = range(_FIRST + len(numbers), _FIRST + len(numbers) + len(inches))
        numbers += centimetres
        left_alone = text[end : pair.start()]
        form += [left_alone, " x ".join(map(str, places)), '" (', " x ".join(map(_centimetres, places)), pair[3], ")"]
        if _DIGIT.search(left_alone):
            return None
        end = pair.end()
    if len(numbers) > _MOST or _DIGIT.search(text, end):
        return None
    return numbers, "".join((*form, text[end:]))


def template_of(dimensions: tuple[Dimension, ...], unread: str) -> Template:
    """Return what the reader found in a form, each measure with the place of its number; None where that is unclear."""
    if unread:
        return None
    places = {float(_centimetres(_FIRST + place)): place for place in range(_MOST)}
    if not all(dimension.unit == "cm" and dimension.value in places for dimension in dimensions):
        return None
    return tuple(_Measure(dimension, places[dimension.value]) for dimension in dimensions)


def filled(template: tuple[_Measure, ...], numbers: list[float]) -> tuple[Dimension, ...]:
    """Return the measures of a template with these numbers in their places; equal ones are one."""
    found = (_with_value(one.dimension, numbers[one.place]) for one in template)
    return tuple(dict.fromkeys(found))


def _with_value(form: Dimension, value: float) -> Dimension:
    return Dimension(kind=form.kind, value=value, unit=form.unit, part=form.part, approximate=form.approximate)


def _centimetres(inches: int) -> str:
    return f"{inches * 2.54:.2f}"


def _agree(inches: str, centimetres: float) -> bool:
    written = 2.54 * sum(map(_number, inches.split(" ")))
    return centimetres > 0 and abs(written - centimetres) <= _TOLERANCE * max(written, centimetres)


def _number(written: str) -> float:
    above, _, below = written.partition("/")
    return int(above) / int(below) if below else int(above)
