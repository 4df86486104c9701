"""Where the same measure stands a second time in the other system of units: in brackets, after a slash, below."""

from __future__ import annotations

from app.mapping.values.dimensions.context import Context
from app.mapping.values.dimensions.conversions import are_two_systems, merged, metric_of
from app.mapping.values.dimensions.groups import Factor, factors_labelled_behind, group_at
from app.mapping.values.dimensions.quantities import unit_at
from app.mapping.values.dimensions.tokens import Token

_BETWEEN = frozenset({"slash", "equals", "comma", "end", "line", "dash"})


def one_system(
    tokens: list[Token], factors: tuple[Factor, ...], after: int, context: Context
) -> tuple[tuple[Factor | None, ...], int]:
    """Return the factors of a group in one system, metric where it is given, and the place after all that says so.

    A factor is None where both systems contradict each other, or where the group breaks off in a mistyped fraction
    (`12 ll/16"`): then its last number is not whole.
    """
    if _breaks_off(tokens, after):
        return (None,) * len(factors), unit_at(tokens, after + 3, context)[2]
    second = _second(tokens, factors, after, context)
    if second is None:
        return tuple(metric_of(factor) for factor in factors), after
    others, end = second
    return factors_labelled_behind(tokens, merged(factors, others), end, context)


def _second(
    tokens: list[Token], factors: tuple[Factor, ...], after: int, context: Context
) -> tuple[tuple[Factor, ...], int] | None:
    if after >= len(tokens) or any(factor.other is not None for factor in factors):
        return None
    opened = tokens[after].kind == "open"
    if not opened and tokens[after].kind not in _BETWEEN:
        return None
    found = group_at(tokens, after + 1, context)
    if found is None or not are_two_systems(factors, found[0]):
        return None
    others, end = found
    if opened:
        end = _brackets_close(tokens, end)
        return (others, end) if end else None
    surely = all(factor.quantity.unit for factor in (*factors, *others)) and len(others) == len(factors)
    return (others, end) if surely and None not in merged(factors, others) else None


def _brackets_close(tokens: list[Token], at: int) -> int:
    """Return the place after the bracket that closes here, past a unit said twice (`18.1 cm cm)`); 0 where none does.

    A clause that ends closes its brackets, where somebody forgot to.
    """
    place = at
    while place < len(tokens) and (tokens[place].kind in {"point", "comma"} or tokens[place].is_unit):
        place += 1
    if place >= len(tokens) or tokens[place].kind in {"end", "line"}:
        return place
    return place + 1 if tokens[place].kind == "close" else 0


def _breaks_off(tokens: list[Token], after: int) -> bool:
    following = tokens[after : after + 3]
    return [token.kind for token in following] == ["word", "slash", "number"] and not following[0].is_unit
