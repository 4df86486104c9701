"""Which dimension each quantity of a group is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from app.core.record import DimensionKind
from app.mapping.values.dimensions.groups import Factor
from app.mapping.values.dimensions.labels import Label
from app.mapping.values.dimensions.words import FAMILIES, LENGTH_KINDS

# The order of most museums (MoMA, Tate, Montréal): height first. Tate's own columns `width` and `height` hold the first
# and the second number of its statements, which are height and width (Millais's Ophelia, wider than high: 762 x 1118).
DEFAULT_KINDS: Final[tuple[DimensionKind, ...]] = ("height", "width", "depth")
_SCREEN_KINDS: Final[tuple[DimensionKind, ...]] = ("width", "height")
_OF_FAMILY: Final[dict[str, DimensionKind]] = {
    "weight": "weight", "duration": "duration", "area": "area", "volume": "volume", "count": "count",
}  # fmt: skip


def kinds_of(
    factors: Sequence[Factor | None], label: Label | None, kinds: tuple[DimensionKind, ...], earlier_l: float | None
) -> list[DimensionKind | None]:
    """Return the kind of each factor, None where it cannot be told without a guess.

    `kinds` are those of bare numbers where a rule gives them. `earlier_l` is the measure that `L.` had before: a
    second, smaller `L.` without any `l.` is a largeur.
    """
    labels = _labels(factors, label, earlier_l)
    found = [_of_family(factor, kind, len(factors)) for factor, kind in zip(factors, labels, strict=True)]
    if all(kind is not None for kind in found):
        return found
    by_place = _by_place(factors, labels, kinds)
    return [
        kind if kind is not None or factor is None or _contradicts(factor, labels[place]) else by_place[place]
        for place, (factor, kind) in enumerate(zip(factors, found, strict=True))
    ]


def _labels(
    factors: Sequence[Factor | None], label: Label | None, earlier_l: float | None
) -> list[DimensionKind | None]:
    """Return the label of each factor: its own, or that before the group (`size` is none where there are several)."""
    labels: list[DimensionKind | None] = [factor.kind if factor is not None else None for factor in factors]
    if label is not None and len(label.kinds) == len(factors) and not (label.kinds == ("size",) and labels[0]):
        labels = list(label.kinds)
    elif label is not None and len(label.kinds) == 1 and label.kinds != ("size",) and labels[0] is None:
        labels[0] = label.kinds[0]
    first = factors[0]
    written = label.written if label is not None else (first.label if first is not None else "")
    if labels[0] == "length" and written == "L" and earlier_l is not None and first is not None:
        labels[0] = "width" if first.quantity.values[0] <= earlier_l else None
    return _second_l(factors, labels)


def _second_l(factors: Sequence[Factor | None], labels: list[DimensionKind | None]) -> list[DimensionKind | None]:
    """Read the smaller of two `L` of a group as a largeur: `245 x L:124 x L:85 cm`."""
    places = [place for place, factor in enumerate(factors) if factor is not None and factor.label == "L"]
    sizes = [factor.quantity.values[0] for factor in factors if factor is not None and factor.label == "L"]
    if len(places) == 2 and "width" not in labels and sizes[1] <= sizes[0]:  # noqa: PLR2004  # L and l
        labels[places[1]] = "width"
    return labels


def _of_family(factor: Factor | None, label: DimensionKind | None, how_many: int) -> DimensionKind | None:
    """Return the kind that the unit allows: kilograms are a weight whatever the label, centimetres never are."""
    if factor is None:
        return None
    unit = factor.quantity.unit
    family = FAMILIES.get(unit) if unit is not None else None
    if family is None:
        return label
    if family == "length":
        return label if label in LENGTH_KINDS else None
    kind = _OF_FAMILY[family]
    fits = how_many == 1 and (label in {None, kind, "size"} or (label == "depth" and kind == "weight"))
    return kind if fits else None  # `P. 3 kg` is a poids


def _contradicts(factor: Factor, label: DimensionKind | None) -> bool:
    """Tell whether a factor's unit is of another nature than its label, or not one that a bare group may have."""
    unit = factor.quantity.unit
    family = FAMILIES.get(unit) if unit is not None else "length"
    return label is not None or family != "length"


def _by_place(
    factors: Sequence[Factor | None], labels: list[DimensionKind | None], kinds: tuple[DimensionKind, ...]
) -> list[DimensionKind | None]:
    """Return what bare numbers mean by their place; nothing for more than three, nor beside a diameter."""
    if len(factors) == 1:
        return [kinds[0] if len(kinds) == 1 else "size"]
    pixels = factors[0] is not None and factors[0].quantity.unit == "px"
    order = list(kinds if len(kinds) > 1 else (_SCREEN_KINDS if pixels else DEFAULT_KINDS))
    order.extend(kind for kind in DEFAULT_KINDS if kind not in order)
    if len(factors) > len(order) or "diameter" in labels or "circumference" in labels:
        return [None] * len(factors)
    return [kind if kind not in labels else None for kind in order[: len(factors)]]
