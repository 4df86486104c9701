"""The same measure in two systems: inches and centimetres agree within their rounding, or they are not one measure.

Where both are given the metric one is kept, never both as two measures. Where they contradict each other, neither is.
"""

from __future__ import annotations

from typing import Final

from app.core.record import DimensionUnit
from app.mapping.values.dimensions.groups import Factor, is_imperial
from app.mapping.values.dimensions.quantities import Quantity
from app.mapping.values.dimensions.words import FAMILIES

# How many millimetres, grams or seconds each unit is: the international inch (25.4 mm) and avoirdupois pound (1959).
IN_BASE: Final[dict[DimensionUnit, float]] = {
    "mm": 1.0, "cm": 10.0, "m": 1000.0, "km": 1e6, "in": 25.4, "ft": 304.8,
    "mg": 0.001, "g": 1.0, "kg": 1000.0, "t": 1e6, "oz": 28.349523125, "lb": 453.59237,
    "s": 1.0, "min": 60.0, "h": 3600.0,
}  # fmt: skip
TOLERANCE: Final = 0.02
_MOST_HIDDEN: Final = 0.5  # of a measure: 0.1 cm is written for 1/16", which is 0.16


def agree(one: Quantity, other: Quantity) -> bool:
    """Tell whether two quantities are one measure: equal within two per cent, or within what their last places hide.

    One without a unit is taken for inches beside a metric one, for centimetres beside an imperial one.
    """
    if len(one.values) != len(other.values):
        return False
    one_unit = one.unit or ("cm" if is_imperial(other) else "in")
    other_unit = other.unit or ("cm" if is_imperial(one) else "in")
    if FAMILIES.get(one_unit) != FAMILIES.get(other_unit) or one_unit not in IN_BASE or other_unit not in IN_BASE:
        return False
    hidden = one.precision * IN_BASE[one_unit] + other.precision * IN_BASE[other_unit]
    return all(
        _near(a * IN_BASE[one_unit], b * IN_BASE[other_unit], hidden)
        for a, b in zip(one.values, other.values, strict=True)
    )


def _near(one: float, other: float, hidden: float) -> bool:
    greater = max(one, other)
    return abs(one - other) <= max(TOLERANCE * greater, min(hidden, _MOST_HIDDEN * greater))


def metric_of(factor: Factor) -> Factor | None:
    """Return the factor with the metric one of its two quantities; None where both contradict each other."""
    if factor.other is None:
        return factor
    if not agree(factor.quantity, factor.other):
        return None
    return Factor(_kept(factor.quantity, factor.other), factor.kind, factor.label)


def _kept(one: Quantity, other: Quantity) -> Quantity:
    """Return the metric one of two quantities that agree; the one whose unit is written where the other has none."""
    if other.unit is None or (one.unit is not None and not is_imperial(one)):
        return one
    return other


def merged(written: tuple[Factor, ...], bracketed: tuple[Factor, ...]) -> tuple[Factor | None, ...]:
    """Return the factors of two groups that say the same, in metric units, with None where a pair contradicts itself.

    Where one group has more factors than the other, what it has more is kept if all before it agree; if they do not,
    nothing is.
    """
    pairs = list(zip(written, bracketed, strict=False))
    rest = written[len(pairs) :] or bracketed[len(pairs) :]
    kept = [_metric_of_pair(one, other) for one, other in pairs]
    if None in kept and rest:
        return (None,) * len(written)
    return (*kept, *rest)


def _metric_of_pair(one: Factor, other: Factor) -> Factor | None:
    if not agree(one.quantity, other.quantity):
        return None
    return Factor(_kept(one.quantity, other.quantity), one.kind or other.kind, one.label or other.label)


def are_two_systems(one: tuple[Factor, ...], other: tuple[Factor, ...]) -> bool:
    """Tell whether two groups are of different systems, or one of none, so that they may be one measure."""
    first = {_system(factor.quantity) for factor in one}
    second = {_system(factor.quantity) for factor in other}
    return len(first) == len(second) == 1 and first != second


def _system(quantity: Quantity) -> str:
    if quantity.unit is None:
        return "none"
    return "imperial" if is_imperial(quantity) else "metric"
