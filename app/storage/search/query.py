"""A question with its filters, as the index takes it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from msgspec import Struct
from tantivy import FieldType, Occur, Query

from app.core.search_document import NO_YEAR, FacetName, chosen_value
from app.storage.search.asked import Part
from app.storage.search.schema import (
    ALL,
    LATITUDE,
    LINKS,
    LONGITUDE,
    SPANS,
    facet_field,
    schema,
    text_field,
)
from app.storage.search.words import READINGS, words_of

# A word in a title says more than the same word in a description.
_BOOSTS: Final = {"title": 3.0, "maker": 2.5, "type": 2.0}
_AS_WRITTEN: Final = 1.2  # the very word, over another of its forms


class BoundingBox(Struct, frozen=True):
    """Between these longitudes, going east, and latitudes, in degrees; west may be greater than east."""

    west: float
    south: float
    east: float
    north: float


class Filters(Struct, frozen=True):
    """What a record must be beside what it must say. A facet's values are alternatives; years are both included."""

    facets: Mapping[FacetName, tuple[str, ...]] = {}
    first_year: int | None = None
    last_year: int | None = None
    box: BoundingBox | None = None


def query_for(parts: Iterable[Part], filters: Filters) -> Query:
    """Return the query for records that have every wanted part, no unwanted one, and pass the filters."""
    clauses: list[tuple[Occur, Query]] = []
    asked = [(part, query) for part in parts if (query := _part(part)) is not None]
    # `the` says nothing, but `or` is gold in French: what is a stop word in one language only makes a record better.
    telling = any(part.wanted and not _says_little(part) for part, _ in asked)
    for part, query in asked:
        wanted = Occur.Should if telling and _says_little(part) else Occur.Must
        clauses.append((wanted if part.wanted else Occur.MustNot, query))
    clauses += [(Occur.Must, Query.const_score_query(query, 0.0)) for query in _filters(filters)]
    if not any(occur == Occur.Must for occur, _ in clauses):
        clauses.append((Occur.Must, Query.all_query()))
    return Query.boolean_query(clauses)


def linking(iri: str) -> Query:
    """Return the query for the records that mention this IRI."""
    return Query.term_query(schema(), LINKS, iri.encode("utf-8", "replace").decode())


def _part(part: Part) -> Query | None:
    """Return the query of one part, or None where it is made of nothing but stop words and marks."""
    if part.phrase:
        return _phrase(part)
    # `1978.12.1` and `porte-monnaie` are several words to the index: they must stand side by side.
    return _phrase(part) if len(words_of(part.text, "x")) > 1 and not _elided(part.text) else _words(part)


def _says_little(part: Part) -> bool:
    """Return whether a word, asked for in no role, is a stop word in one of the languages."""
    return part.role is None and not part.phrase and not all(words_of(part.text, reading) for reading in ("fr", "en"))


def _elided(text: str) -> bool:
    return "'" in text or "’" in text


def _phrase(part: Part) -> Query | None:
    words: list[str | tuple[int, str]] = [*words_of(part.text, "x")]
    if not words:
        return None
    field = text_field(part.role or ALL, "x")
    if len(words) == 1:
        return Query.term_query(schema(), field, words[0])
    return Query.phrase_query(schema(), field, words)


def _words(part: Part) -> Query | None:
    """Return the query for any form of a word; each language reads it its own way, and one reading is enough."""
    readings = [(reading, words_of(part.text, reading)) for reading in READINGS]
    if not any(words for reading, words in readings if reading != "x"):
        return None  # a stop word in both languages
    roles = [part.role] if part.role else [ALL, *_BOOSTS]
    alternatives = [
        _boosted(role, reading, words)
        for reading, words in readings
        for role in roles
        if words and not (reading == "x" and role in _BOOSTS)
    ]
    return Query.disjunction_max_query(alternatives, 0.1)


def _boosted(role: str, reading: str, words: list[str]) -> Query:
    field = text_field(role, reading)
    terms = [Query.term_query(schema(), field, word) for word in words]
    query = terms[0] if len(terms) == 1 else Query.boolean_query([(Occur.Must, term) for term in terms])
    boost = _BOOSTS.get(role, 1.0) * (_AS_WRITTEN if reading == "x" else 1.0)
    return query if boost == 1.0 else Query.boost_query(query, boost)


def _filters(filters: Filters) -> Iterable[Query]:
    for facet, values in filters.facets.items():
        field = facet_field(facet)
        kept = [chosen_value(facet, value) for value in values]
        terms = [Query.term_query(schema(), field, value.encode("utf-8", "replace").decode()) for value in kept]
        yield Query.boolean_query([(Occur.Should, term) for term in terms])
    if filters.first_year is not None or filters.last_year is not None:
        first = -NO_YEAR if filters.first_year is None else filters.first_year
        last = NO_YEAR if filters.last_year is None else filters.last_year
        yield Query.boolean_query([(Occur.Should, _overlapping(span, first, last)) for span in SPANS])
    if filters.box is not None:
        yield Query.range_query(schema(), LATITUDE, FieldType.Float, filters.box.south, filters.box.north)
        yield _longitudes(filters.box)


def _overlapping(span: tuple[str, str], first: int, last: int) -> Query:
    """Return the query for a span that begins before these years end, and ends after they begin."""
    begins = Query.range_query(schema(), span[0], FieldType.Integer, -NO_YEAR, max(-NO_YEAR, last))
    ends = Query.range_query(schema(), span[1], FieldType.Integer, min(NO_YEAR, first), NO_YEAR)
    return Query.boolean_query([(Occur.Must, begins), (Occur.Must, ends)])


def _longitudes(box: BoundingBox) -> Query:
    def between(west: float, east: float) -> Query:
        return Query.range_query(schema(), LONGITUDE, FieldType.Float, west, east)

    if box.west <= box.east:
        return between(box.west, box.east)
    return Query.boolean_query([(Occur.Should, between(box.west, 180.0)), (Occur.Should, between(-180.0, box.east))])
