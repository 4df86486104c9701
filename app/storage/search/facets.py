"""How many of the records found have which values: counted exactly, and without the facet's own choice."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import msgspec
from tantivy import Query, Searcher

from app.core.search_document import FacetName
from app.storage.search.asked import Part
from app.storage.search.found import Facets, FacetValue, Question
from app.storage.search.query import Filters, query_for
from app.storage.search.schema import facet_field

# Of a facet with more values, one that is rare in a part of the index may be counted a few times too few: counting them
# all takes a second for 300,000 values.
_COUNTED_EXACTLY: Final = 10_000  # values in each part of the index


def total_of(searcher: Searcher, query: Query) -> int:
    """Return how many records answer."""
    return int(searcher.search(query, 1).count or 0)  # type: ignore[attr-defined]  # absent from its stubs


def facets_of(searcher: Searcher, parts: Sequence[Part], question: Question) -> Facets:
    """Return the values of each facet. Values of one facet are alternatives: its own choice does not narrow it."""
    chosen = [facet for facet in question.facets if facet in question.filters.facets]
    counted: dict[str, Any] = {}
    for facets, filters in (
        ([facet for facet in question.facets if facet not in chosen], question.filters),
        *(([facet], _without(question.filters, facet)) for facet in chosen),
    ):
        if facets:
            counted |= searcher.aggregate(query_for(parts, filters), _terms_of(facets, question.values))
    return {
        facet: tuple(FacetValue(bucket["key"], bucket["doc_count"]) for bucket in counted[facet]["buckets"])
        for facet in question.facets
    }


def _without(filters: Filters, facet: FacetName) -> Filters:
    others = {name: values for name, values in filters.facets.items() if name != facet}
    return msgspec.structs.replace(filters, facets=others)


def _terms_of(facets: Sequence[FacetName], values: int) -> dict[str, Any]:
    return {
        facet: {"terms": {"field": facet_field(facet), "size": values, "segment_size": _COUNTED_EXACTLY}}
        for facet in facets
    }
