"""One quantity: a number or the two ends of a range, with its unit; `12' 3"` and `5 lb 3 oz` are one quantity."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TypeAlias

from msgspec import Struct

from app.core.record import DimensionUnit
from app.mapping.values.dimensions.context import Context
from app.mapping.values.dimensions.tokens import Token
from app.mapping.values.dimensions.words import (
    AND_WORDS,
    BETWEEN_WORDS,
    COMPOUNDS,
    LABEL_OR_UNIT,
    OTHER_UNITS,
    RANGE_WORDS,
    UNITS,
)
from app.mapping.values.numbers import unsigned_number

# Rulers and tape measures have these; no other fractions are read: `5/7` in a cell may be a date or a count of leaves.
_DENOMINATORS = frozenset({2, 3, 4, 5, 6, 8, 16, 32, 64})
_FRACTION = re.compile(r"(\d+) ?/ ?(\d+)$")
_DECIMALS = re.compile(r"[.,](\d+)$")
_AFTER_A_NUMBER = frozenset({"comma", "end", "line", "close"})
_THREE_AFTER_COMMA = re.compile(r"[1-9]\d{0,2},\d{3}")
_THREE_AFTER_POINT = re.compile(r"[1-9]\d{0,2}\.\d{3}")
_COMMA_DECIMAL_UNITS = frozenset({"m", "kg", "t", "l", "m2", "m3"})  # nobody keeps an object of 1,250 m
_COMMA_THOUSAND_UNITS = frozenset({"mm", "in", "ft", "px"})  # nobody measures a thousandth of them with a comma


class Quantity(Struct, frozen=True, gc=False):
    """A value, or the two ends of a range, in a unit (None where the statement gives none); 0 says that none was taken.

    `precision` is one unit of the last place as written, in `unit`; `start` and `end` say where it stands in the text.
    """

    values: tuple[float, ...]
    unit: DimensionUnit | None
    precision: float
    approximate: bool
    start: int
    end: int


_Amount: TypeAlias = tuple[float, DimensionUnit, float]  # a value, its unit, its last place


class _Number(Struct, frozen=True, gc=False):
    text: str
    end: int  # the place of the token after it


def quantity_at(tokens: list[Token], at: int, context: Context) -> tuple[Quantity, int] | None:
    """Return the quantity that begins at a token and the place after it, or None where there is none to be sure of."""
    place, approximate = _skip_about(tokens, at)
    between = place < len(tokens) and tokens[place].folded in BETWEEN_WORDS
    place += between
    if place >= len(tokens):
        return None
    if tokens[place].kind == "ratio":
        return _clock(tokens, place)
    first = _number(tokens, place)
    if first is None:
        return None
    second, after = _range_end(tokens, first.end, AND_WORDS if between else RANGE_WORDS)
    if between and second is None:
        return None
    unit, factor, after = unit_at(tokens, after, context)
    number = _written(first.text)
    value = _value(number, first.text, unit, context)
    if value is None:
        return None
    exact: tuple[float, ...] = (value * factor,)
    precision = number.precision * factor
    if second is not None:
        last = _value(_written(second.text), second.text, unit, context)
        if last is None or last < value:
            return None
        exact = (value * factor, last * factor)
    if second is None and unit is not None:
        (total, unit, precision), after = _compound(tokens, after, (exact[0], unit, precision), context)
        exact = (total,)
    if after < len(tokens) and tokens[after].kind == "doubt":
        approximate, after = True, after + 1
    start, end = tokens[at].start, tokens[after - 1].end
    return Quantity(exact, unit, precision, approximate or second is not None, start, end), after


def unit_at(tokens: list[Token], at: int, context: Context) -> tuple[DimensionUnit | None, float, int]:
    """Return the unit at a token, how many of it the written one is, and the place after it with its point."""
    if at >= len(tokens) or not tokens[at].is_unit:
        return None, 1.0, at
    token = tokens[at]
    if token.text in LABEL_OR_UNIT and (context.labelled or not _is_lone_unit(tokens, at, context)):
        return None, 1.0, at
    after = at + 1
    if after < len(tokens) and tokens[after].kind == "point":
        after += 1
    if token.text in {"'", '"', "''"}:
        primes: dict[str, DimensionUnit] = {"'": "min", '"': "s"} if context.durations else {"'": "ft", '"': "in"}
        return primes[token.folded], 1.0, after
    if token.folded in OTHER_UNITS:
        unit, factor = OTHER_UNITS[token.folded]
        return unit, factor, after
    return UNITS[token.folded], 1.0, after


def _is_lone_unit(tokens: list[Token], at: int, context: Context) -> bool:
    """Tell whether `h` or `l` after a number is a unit: hours among durations, litres where nothing is labelled."""
    if tokens[at].folded == "h":
        following = tokens[at + 1] if at + 1 < len(tokens) else None
        return context.durations or (following is not None and following.kind == "number")
    return tokens[at].folded == "l" and (at + 1 >= len(tokens) or tokens[at + 1].kind not in {"times", "number"})


def _skip_about(tokens: list[Token], at: int) -> tuple[int, bool]:
    place = at
    while place < len(tokens) and (tokens[place].kind == "about" or (place > at and tokens[place].kind == "point")):
        place += 1
    return place, place > at


def _number(tokens: list[Token], at: int) -> _Number | None:
    """Return the number at a token; `5. 3` is 5.3, a habit of typing that Joconde shows."""
    if at >= len(tokens) or tokens[at].kind != "number":
        return None
    token = tokens[at]
    if _is_spaced_comma(tokens, at):
        return _Number(f"0.{tokens[at + 2].text}", at + 3)
    spaced = (
        at + 2 < len(tokens)
        and tokens[at + 1].kind == "point"
        and tokens[at + 2].kind == "number"
        and tokens[at + 2].text.isdigit()
        and token.text.isdigit()
        and len(tokens[at + 2].text) <= 2  # noqa: PLR2004  # 5. 25 at most
        and tokens[at + 1].start == token.end
        and (at + 3 >= len(tokens) or tokens[at + 3].is_unit or tokens[at + 3].kind in _AFTER_A_NUMBER)
    )
    if spaced:
        return _Number(f"{token.text}.{tokens[at + 2].text}", at + 3)
    return _Number(token.text, at + 1)


def _is_spaced_comma(tokens: list[Token], at: int) -> bool:
    """Tell whether `0, 67` stands here: nothing measures 0, so that it is 0,67."""
    return (
        at + 2 < len(tokens)
        and tokens[at].text == "0"
        and tokens[at + 1].kind == "comma"
        and tokens[at + 1].start == tokens[at].end
        and tokens[at + 2].text.isdigit()
    )


def _range_end(tokens: list[Token], at: int, joining: frozenset[str]) -> tuple[_Number | None, int]:
    """Return the second number of `10-12`, `10 à 12`, `entre 10 et 12`, and the place after what was read."""
    if at + 1 >= len(tokens):
        return None, at
    token = tokens[at]
    joins = token.kind == "dash" or (token.kind == "word" and token.folded in joining)
    second = _number(tokens, at + 1) if joins else None
    if second is not None and _precedes_product(tokens, second.end) and tokens[at].start > tokens[at - 1].end:
        return None, at  # `10 x 12 - 14 x 16 cm`: two groups, of which the whole statement must make sense
    return (second, second.end) if second is not None else (None, at)


def _precedes_product(tokens: list[Token], at: int) -> bool:
    return at < len(tokens) and tokens[at].kind == "times"


def _compound(tokens: list[Token], at: int, begun: _Amount, context: Context) -> tuple[_Amount, int]:
    """Add the smaller units that follow: inches to feet, seconds to minutes, centimetres to `1 m 20`."""
    (total, unit, precision), after = begun, at
    while (step := _next_smaller(tokens, after, unit, context)) is not None:
        (addition, smaller, precision), after = step
        many = COMPOUNDS[unit, smaller] if smaller != unit else 1.0
        total, unit = total * many + addition, smaller
    return (total, unit, precision), after


def _next_smaller(tokens: list[Token], at: int, unit: DimensionUnit, context: Context) -> tuple[_Amount, int] | None:
    """Return the next, smaller quantity of a compound one, and the place after it."""
    place = at
    joined = place < len(tokens) and (
        tokens[place].kind in {"comma", "dash"} or (tokens[place].kind == "word" and tokens[place].folded in AND_WORDS)
    )
    number = _number(tokens, place + 1 if joined else place)
    if number is None:
        return None
    smaller, factor, after = unit_at(tokens, number.end, context)
    if smaller is None and not joined:
        return _implied_smaller(tokens, number, unit, context)
    written = _written(number.text)
    value = _value(written, number.text, smaller, context)
    if smaller is None or value is None or factor != 1.0 or value >= COMPOUNDS.get((unit, smaller), 0):
        return None
    return (value, smaller, written.precision), after


def _implied_smaller(
    tokens: list[Token], number: _Number, unit: DimensionUnit, context: Context
) -> tuple[_Amount, int] | None:
    """Read `1 m 20`, `1 h 20`, `12' 3` and `9 pouces 3/4`, whose second unit goes without saying."""
    following = tokens[number.end].kind if number.end < len(tokens) else ""
    if following in {"number", "word"} or (following == "times" and unit not in {"ft", "m"}):
        return None
    written = _written(number.text)
    value = _value(written, number.text, None, context)
    if value is None:
        return None
    if "/" in number.text and unit in {"in", "lb"} and value < 1:
        return (value, unit, written.precision), number.end
    implied: dict[str, DimensionUnit] = {"m": "cm", "h": "min", "min": "s", "ft": "in"}
    smaller = implied.get(unit)
    two_digits = len(number.text) == 2 and number.text.isdigit()  # noqa: PLR2004  # 1 m 20, 1 h 05
    if smaller is None or not (two_digits or unit == "ft") or value >= COMPOUNDS[unit, smaller]:
        return None
    return (value, smaller, 1.0), number.end


def _clock(tokens: list[Token], at: int) -> tuple[Quantity, int] | None:
    """Read `3:30`, `3:30 min.`, `1:05:30`, `1:30 h` as a duration in seconds; `1:200` is no time of a clock."""
    parts = [int(part) for part in tokens[at].text.replace(" ", "").split(":")]
    if any(part >= 60 for part in parts[1:]):  # noqa: PLR2004  # sixty minutes, sixty seconds
        return None
    after, hours = at + 1, len(parts) == 3  # noqa: PLR2004  # hours, minutes, seconds
    if after < len(tokens) and tokens[after].is_unit and UNITS.get(tokens[after].folded) in {"h", "min", "s"}:
        hours = hours or UNITS[tokens[after].folded] == "h"
        after += 1
        if after < len(tokens) and tokens[after].kind == "point":
            after += 1
    if len(parts) == 2:  # noqa: PLR2004  # minutes and seconds, or hours and minutes where the unit says so
        parts = [*parts, 0] if hours else [0, *parts]
    seconds = float(parts[0] * 3600 + parts[1] * 60 + parts[2])
    if seconds <= 0:
        return None
    return Quantity((seconds,), "s", 1.0, False, tokens[at].start, tokens[after - 1].end), after  # noqa: FBT003  # exact


class _Written(Struct, frozen=True, gc=False):
    """What a number says by itself: its value (None where it has none), its last place, and which mark is ambiguous."""

    value: float | None
    precision: float
    ambiguous_comma: bool
    ambiguous_point: bool


@lru_cache(maxsize=16384)
def _written(text: str) -> _Written:
    fraction = _FRACTION.search(text)
    if fraction:
        numerator, denominator = int(fraction[1]), int(fraction[2])
        exact = denominator in _DENOMINATORS and numerator < denominator
        return _Written(unsigned_number(text) if exact else None, 1.0 / max(denominator, 1), False, False)  # noqa: FBT003  # none is
    comma, point = _THREE_AFTER_COMMA.fullmatch(text) is not None, _THREE_AFTER_POINT.fullmatch(text) is not None
    decimals = _DECIMALS.search(text)
    precision = float(10.0 ** -len(decimals[1])) if decimals and not comma else 1.0
    return _Written(unsigned_number(text), precision, comma, point)


def _value(number: _Written, text: str, unit: DimensionUnit | None, context: Context) -> float | None:
    """Return the value of a number, None where its comma or point may be a decimal mark or one of thousands."""
    if number.ambiguous_comma:
        thousands = _comma_is_thousands(unit, context)
        return None if thousands is None else float(text.replace(",", "" if thousands else "."))
    if number.ambiguous_point and unit == "mm" and context.decimal_comma is not False:
        return None
    return number.value


def _comma_is_thousands(unit: DimensionUnit | None, context: Context) -> bool | None:
    if context.decimal_comma is not None:
        return not context.decimal_comma
    if unit in _COMMA_DECIMAL_UNITS:
        return False
    return True if unit in _COMMA_THOUSAND_UNITS else None
