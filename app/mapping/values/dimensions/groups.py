"""A group of quantities that belong together: `30 x 24 1/2 in (76 x 62 cm)`, `h. 10" (25 cm)`, `12h x 15w cm`."""

from __future__ import annotations

import msgspec
from msgspec import Struct

from app.core.record import DimensionKind, DimensionUnit
from app.mapping.values.dimensions.context import Context, kind_of
from app.mapping.values.dimensions.quantities import Quantity, quantity_at, unit_at
from app.mapping.values.dimensions.tokens import Token
from app.mapping.values.dimensions.words import CASED_KINDS, IMPERIAL, LENGTH_KINDS, STRICT_LABELS, TIMES_WORDS

_MOST_FACTORS = 6


class Factor(Struct, frozen=True, gc=False):
    """One quantity of a group, the label that stands at it, and the same measure in the other system of units."""

    quantity: Quantity
    kind: DimensionKind | None = None
    label: str = ""  # as written: `L` of an abbreviation is looser than `Longueur`
    other: Quantity | None = None

    @property
    def end(self) -> int:
        """Where the factor ends in the text, its conversion included."""
        return self.other.end if self.other is not None else self.quantity.end


def group_at(tokens: list[Token], at: int, context: Context) -> tuple[tuple[Factor, ...], int] | None:
    """Return the factors of the group that begins at a token and the place after it, or None where none begins.

    A group that goes on with something that is not understood (`10 x xx cm`) is none: its places would be wrong.
    """
    found = _factor_at(tokens, at, context)
    if found is None:
        return None
    factor, after = found
    factors = [factor]
    while len(factors) < _MOST_FACTORS and _times(tokens, after):
        found = _factor_at(tokens, after + 1, context)
        if found is None:
            return None  # something multiplied that is not understood: the whole is not
        factor, after = found
        factors.append(factor)
    if _times(tokens, after):
        return None
    return with_shared_unit(tuple(factors)), after


def with_shared_unit(factors: tuple[Factor, ...]) -> tuple[Factor, ...]:
    """Give the factors without a unit that of the factor after them, or before: `30 x 24 in` is inches throughout."""
    units = [factor.quantity.unit for factor in factors]
    known = [unit for unit in units if unit is not None]
    if not known or len(known) == len(units):
        return factors
    return tuple(
        factor if units[place] else in_unit(factor, next((later for later in units[place:] if later), known[-1]))
        for place, factor in enumerate(factors)
    )


def in_unit(factor: Factor, unit: DimensionUnit) -> Factor:
    """Return the factor with its quantity in this unit."""
    read = factor.quantity
    quantity = Quantity(read.values, unit, read.precision, read.approximate, read.start, read.end)
    return Factor(quantity, factor.kind, factor.label, factor.other)


def _times(tokens: list[Token], at: int) -> bool:
    if at >= len(tokens):
        return False
    token = tokens[at]
    multiplied = token.kind == "word" and token.folded in TIMES_WORDS and at + 1 < len(tokens)
    return token.kind == "times" or (multiplied and tokens[at + 1].kind == "number")


def _factor_at(tokens: list[Token], at: int, context: Context) -> tuple[Factor, int] | None:
    """Read one factor: a label before it or after it, its quantity, and its conversion in brackets."""
    kind, label, place = label_at(tokens, at, context)
    bracketed = place < len(tokens) and tokens[place].kind == "open"
    found = quantity_at(tokens, place + 1 if bracketed else place, context)
    if found is None:
        return None
    quantity, after = found
    if bracketed:  # `2000 x (80) mm`: a measure in brackets is a doubtful one
        if after >= len(tokens) or tokens[after].kind != "close":
            return None
        after += 1
        quantity = msgspec.structs.replace(quantity, approximate=True)
    other: Quantity | None = None
    if kind is None:
        kind, label, after = label_behind(tokens, after, context)
    if quantity.unit is None and (bracketed or label):
        unit, _, after = unit_at(tokens, after, context)
        quantity = msgspec.structs.replace(quantity, unit=unit)
    converted = _conversion_at(tokens, after, context, quantity)
    if converted is not None:
        other, after = converted
        if kind is None:
            kind, label, after = label_behind(tokens, after, context)
    return Factor(quantity, kind, label, other), after


def label_at(tokens: list[Token], at: int, context: Context) -> tuple[DimensionKind | None, str, int]:
    """Return the label directly before a quantity (`h.`, `L :`), as a kind and as written, and the place after it."""
    if at >= len(tokens) or not tokens[at].is_kind:
        return None, "", at
    after = at + 1
    while after < len(tokens) and tokens[after].kind in {"point", "colon", "equals"}:
        after += 1
    if after < len(tokens) and tokens[after].kind in {"number", "about"}:
        return kind_of(tokens[at], context), tokens[at].text, after
    return None, "", at


def label_behind(tokens: list[Token], at: int, context: Context) -> tuple[DimensionKind | None, str, int]:
    """Return the label after a quantity: `147 H`, `9 m de haut`, `3.6 m (diamètre)`, `23 in. high`."""
    place, closes = at, False
    if place < len(tokens) and tokens[place].kind == "open":
        place, closes = place + 1, True
    elif place + 1 < len(tokens) and tokens[place].folded in {"de", "in", "en"} and tokens[place + 1].is_kind:
        place += 1
    if place >= len(tokens) or not tokens[place].is_kind or kind_of(tokens[place], context) not in LENGTH_KINDS:
        return None, "", at
    if tokens[place].text in STRICT_LABELS and not closes:
        return None, "", at
    after = place + 1
    if after < len(tokens) and tokens[after].kind == "point":
        after += 1
    if closes:
        closed = after < len(tokens) and tokens[after].kind == "close"
        return (kind_of(tokens[place], context), tokens[place].text, after + 1) if closed else (None, "", at)
    follows_label = after < len(tokens) and (
        tokens[after].kind in {"number", "colon", "equals", "about"}
        or (_is_plain_unit(tokens, after) and after + 1 < len(tokens) and tokens[after + 1].kind in {"number", "colon"})
        or tokens[after].folded == "en"
    )
    if follows_label:
        return None, "", at  # it is the label of the next quantity
    if tokens[place].text in CASED_KINDS and after < len(tokens):
        following = tokens[after]
        if following.kind == "word" and not following.is_unit:
            return None, "", at  # `12 cm L manche`: the next clause, its separator forgotten
    return kind_of(tokens[place], context), tokens[place].text, after


def _is_plain_unit(tokens: list[Token], at: int) -> bool:
    return tokens[at].is_unit and not tokens[at].is_kind


def _conversion_at(tokens: list[Token], at: int, context: Context, quantity: Quantity) -> tuple[Quantity, int] | None:
    """Return the quantity in brackets that says the same in the other system of units, alone in its brackets."""
    if at >= len(tokens) or tokens[at].kind != "open":
        return None
    _, _, place = label_at(tokens, at + 1, context)
    found = quantity_at(tokens, place, context)
    if found is None or found[1] >= len(tokens) or tokens[found[1]].kind != "close":
        return None
    other, after = found
    if other.unit is None and quantity.unit is None:
        return None
    two_systems = is_imperial(other) != (quantity.unit is None or is_imperial(quantity))
    return (other, after + 1) if two_systems else None


def with_labels_behind(
    tokens: list[Token], factors: tuple[Factor, ...], after: int, context: Context
) -> tuple[tuple[Factor, ...], int]:
    """Give the factors the kinds that `(H x W)` names behind them, where it names as many; return the place after."""
    if len(factors) == 1 or after >= len(tokens) or tokens[after].kind != "open":
        return factors, after
    labels: list[Token] = []
    for place in range(after + 1, len(tokens)):
        token = tokens[place]
        if token.kind == "close" and len(labels) == len(factors):
            pairs = zip(factors, labels, strict=True)
            return tuple(Factor(f.quantity, kind_of(t, context), t.text, f.other) for f, t in pairs), place + 1
        if token.is_kind:
            labels.append(token)
        elif token.kind not in {"times", "point", "comma", "slash"}:
            break
    return factors, after


def factors_labelled_behind(
    tokens: list[Token], factors: tuple[Factor | None, ...], after: int, context: Context
) -> tuple[tuple[Factor | None, ...], int]:
    """Give the last factor the label behind both systems: in `18 x 8" (45.7 x 20.3 cm) diam.` 20.3 cm is a diameter."""
    last = factors[-1]
    if last is None or any(factor is not None and factor.kind is not None for factor in factors):
        return factors, after
    kind, label, place = label_behind(tokens, after, context)
    if kind is None:
        return factors, after
    return (*factors[:-1], Factor(last.quantity, kind, label, last.other)), place


def is_imperial(quantity: Quantity) -> bool:
    """Tell whether a quantity is in inches, feet, ounces or pounds."""
    return quantity.unit in IMPERIAL
