"""Labels with words of their own: `Hauteur totale en cm`, `L. manche :`, `H x L x P en cm`."""

from __future__ import annotations

from itertools import pairwise

from msgspec import Struct

from app.core.record import DimensionKind, DimensionUnit
from app.mapping.values.dimensions.context import Context, kind_of
from app.mapping.values.dimensions.groups import Factor
from app.mapping.values.dimensions.quantities import Quantity, unit_at
from app.mapping.values.dimensions.tokens import Token
from app.mapping.values.dimensions.words import CASED_KINDS, STRICT_LABELS

_MOST_WORDS = 6
_SKIPPED = frozenset({"point", "colon", "equals", "about"})


class Label(Struct, frozen=True, gc=False):
    """The kinds that a label names, in order; its own words (they name a part); its unit; the place of the quantity.

    `written` is the word of the first kind as it stands, since `L` and `l` are looser than `Longueur`.
    """

    kinds: tuple[DimensionKind, ...]
    words: tuple[Token, ...]
    unit: DimensionUnit | None
    about: bool
    end: int
    written: str


def label_phrase(tokens: list[Token], at: int, context: Context) -> Label | None:
    """Return the label that begins at a kind's word or at `(H x L x P)` and leads to a quantity, or None."""
    written = tokens[at].text
    kinds, place = _kinds(tokens, at, context)
    listed = _bracketed_kinds(tokens, at if tokens[at].kind == "open" else place, context)
    if listed is not None and set(kinds) <= {"size"}:
        kinds, place = listed  # `Dimensions (H x L x P) : 45 x 30 x 10 cm`
    if not kinds:
        return None
    loose = len(written) > 1 or (place < len(tokens) and tokens[place].kind == "point")
    words: list[Token] = []
    unit: DimensionUnit | None = None
    about = False
    while place < len(tokens) and len(words) <= _MOST_WORDS:
        token = tokens[place]
        if token.kind in {"number", "ratio"}:
            return Label(kinds, tuple(words), unit, about, place, written)
        if token.kind in _SKIPPED or token.folded in {"en", "in"}:
            about, place = about or token.kind == "about", place + 1
        elif token.is_unit and not token.is_kind and unit is None:
            unit, _, place = unit_at(tokens, place, context)
        elif (inside := _bracketed(tokens, place)) is not None:
            between, place = inside
            unit = unit_at(between, 0, context)[0] if len(between) == 1 else unit
            words.extend(between if len(between) != 1 or not between[0].is_unit else ())
        elif written not in STRICT_LABELS and (loose or unit is not None) and _may_belong(token):
            words.append(token)
            place += 1
        else:
            return None
    return None


def _kinds(tokens: list[Token], at: int, context: Context) -> tuple[tuple[DimensionKind, ...], int]:
    """Return the kinds of `H x L x P`, `(HxWxD)` or of a single label, and the place after them."""
    if not tokens[at].is_kind:
        return (), at
    kinds, place = [kind_of(tokens[at], context)], at + 1
    while place < len(tokens):
        after = place
        while after < len(tokens) and tokens[after].kind in {"point", "times"}:
            after += 1
        glued = after < len(tokens) and len(tokens[after].text) == 1 and tokens[after].start == tokens[place - 1].end
        times = any(token.kind == "times" for token in tokens[place:after])
        if after >= len(tokens) or not tokens[after].is_kind or not (times or glued):
            break
        kinds.append(kind_of(tokens[after], context))
        place = after + 1
    return tuple(kinds), place


def _bracketed_kinds(tokens: list[Token], at: int, context: Context) -> tuple[tuple[DimensionKind, ...], int] | None:
    """Return the kinds of `(H x L x P)` here and the place after it."""
    if at + 1 >= len(tokens) or tokens[at].kind != "open":
        return None
    kinds, place = _kinds(tokens, at + 1, context)
    while place < len(tokens) and tokens[place].kind == "point":
        place += 1
    closes = len(kinds) > 1 and place < len(tokens) and tokens[place].kind == "close"
    return (kinds, place + 1) if closes else None


def _bracketed(tokens: list[Token], at: int) -> tuple[list[Token], int] | None:
    """Return the words in brackets here, none of them a number, and the place after; None where there are none."""
    if tokens[at].kind != "open":
        return None
    for place in range(at + 1, min(at + 2 + _MOST_WORDS, len(tokens))):
        if tokens[place].kind == "close":
            return tokens[at + 1 : place], place + 1
        if tokens[place].kind not in {"word", "point"}:
            return None
    return None


def _may_belong(token: Token) -> bool:
    """Tell whether a word may stand between a label and its number: not a second label, a prime, or `variable`."""
    if token.kind != "word" or token.unmeasured or token.text in {"'", '"', "''"}:
        return False
    return not (token.is_kind and token.text in CASED_KINDS and token.text not in STRICT_LABELS)


def may_be_label(tokens: list[Token], at: int) -> bool:
    """Tell whether a kind's word may be a label: in `a: ...; d: 10 x 20 cm` and `(l) 10 x 20` letters name parts."""
    token = tokens[at]
    if len(token.text) > 1 or at + 1 >= len(tokens) or not token.text.islower():
        return True
    if tokens[at + 1].kind not in {"colon", "close"}:
        return True
    if at and tokens[at - 1].kind == "dash":
        return False  # `.b-d: 8 x 10 cm`
    ends = {"colon", "close", "point"}
    return not any(one.folded in {"a", "b"} and two.kind in ends for one, two in pairwise(tokens))


def scale_at(tokens: list[Token], label: Label) -> tuple[Factor, int] | None:
    """Return the scale behind its label, `1:200` as 200 (its denominator, as on maps), and the place after it."""
    token = tokens[label.end]
    one, _, many = token.text.partition(":")
    if token.kind != "ratio" or one != "1" or ":" in many:
        return None
    return Factor(Quantity((float(many),), None, 1.0, label.about, token.start, token.end), "scale"), label.end + 1
