"""The reading of one statement of dimensions."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from msgspec import Struct

from app.core.record import Dimension, DimensionKind, DimensionUnit
from app.mapping.values.dimensions.context import Context
from app.mapping.values.dimensions.measures import Measure
from app.mapping.values.dimensions.statement import Statement
from app.mapping.values.dimensions.templates import Template, filled, numbers_and_form, template_of
from app.mapping.values.dimensions.tokens import Token, normalised, tokens_of
from app.mapping.values.dimensions.words import FAMILIES, LENGTH_KINDS
from app.mapping.values.terms import is_not_recorded, is_unknown

LONGEST: Final = 4000  # a longer text is no statement of dimensions
_CACHED: Final = 400


class DimensionReading(Struct, frozen=True, gc=False):
    """The measures of a statement, and the words that were not understood (`""` when all was)."""

    dimensions: tuple[Dimension, ...]
    unread: str


def read_dimensions(
    text: str, unit: DimensionUnit | None = None, kinds: tuple[DimensionKind, ...] = ()
) -> DimensionReading:
    """Return the measures of a statement in French or English, and what of it was not understood.

    `unit` is the one declared elsewhere (a column, a heading), for numbers that have none of their own. `kinds` says
    what bare numbers mean (`a x b x c`); height, width, depth without it. A measure given in two systems is one, in its
    metric form; where they contradict each other by more than two per cent and their rounding, it is unread. A range
    gives its two ends, both approximate. Compounds are in their smallest unit: `12' 3"` is 147 in, `1 h 20 min` 80 min.
    Never raises.
    """
    return (_cached if len(text) <= _CACHED else _read)(text, unit, kinds)


def _read(text: str, unit: DimensionUnit | None, kinds: tuple[DimensionKind, ...]) -> DimensionReading:
    if len(text) > LONGEST:
        return DimensionReading((), text[:LONGEST].strip())
    if is_not_recorded(text) or is_unknown(text):
        return DimensionReading((), "")
    written = normalised(text)
    known = numbers_and_form(written)
    if known is not None:
        numbers, form = known
        template = _template(form, unit, kinds)
        if template is not None:
            return DimensionReading(filled(template, numbers), "")
    return read_in_full(written, unit, kinds)


@lru_cache(maxsize=8192)
def _template(form: str, unit: DimensionUnit | None, kinds: tuple[DimensionKind, ...]) -> Template:
    found = read_in_full(form, unit, kinds)
    return template_of(found.dimensions, found.unread)


def read_in_full(written: str, unit: DimensionUnit | None, kinds: tuple[DimensionKind, ...]) -> DimensionReading:
    """Return the reading of a normalised statement, word by word."""
    context = Context(written)
    tokens = [_span(token) for token in tokens_of(written)] if context.fan else tokens_of(written)
    statement = Statement(written, tokens, context, kinds)
    _share_last_unit(statement.measures.all)
    dimensions = tuple(
        dict.fromkeys(dimension for measure in statement.measures.all for dimension in _dimensions(measure, unit))
    )
    return DimensionReading(dimensions, _unread(written, statement.unread))


def _span(token: Token) -> Token:
    """Return `Env.` of a fan as the word that it is, for envergure, rather than as env., about."""
    return Token("word", token.text, token.start, token.end, token.folded) if token.text == "Env" else token


_cached = lru_cache(maxsize=4096)(_read)


def _share_last_unit(measures: list[Measure]) -> None:
    """Give labelled measures without a unit that of the last one: `L. totale : 1,10 ; l. épaules : 0,46 m` is metres.

    Only where the last is the first to have one, in the same line, and none is a bare group.
    """
    lengths = [measure for measure in measures if measure.kind in LENGTH_KINDS]
    if not lengths or lengths[-1].unit is None or any(measure.unit or not measure.label for measure in lengths[:-1]):
        return
    for measure in lengths[:-1]:
        measure.unit = lengths[-1].unit


def _dimensions(measure: Measure, declared: DimensionUnit | None) -> list[Dimension]:
    unit = measure.unit
    natural = "length" if measure.kind in LENGTH_KINDS else measure.kind
    if unit is not None and FAMILIES.get(unit) != natural:
        unit = None
    if unit is None and declared is not None and FAMILIES.get(declared) == natural:
        unit = declared
    return [
        Dimension(
            kind=measure.kind,
            value=round(value, 6),
            unit=unit,
            part=measure.part or None,
            approximate=measure.approximate,
        )
        for value in measure.factor.quantity.values
        if value > 0  # catalogues write 0 where nothing was measured
    ]


def _unread(text: str, places: list[tuple[int, int]]) -> str:
    words = (" ".join(text[start:end].split()).strip(" ,;:") for start, end in sorted(set(places)))
    return "; ".join(word for word in words if word)
