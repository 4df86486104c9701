"""What is asked of the index, and what it answers."""

from __future__ import annotations

from typing import Final, Literal, TypeAlias

from msgspec import Struct

from app.core.search_document import FacetName, Hit
from app.storage.search.highlight import Piece
from app.storage.search.query import Filters

Sort: TypeAlias = Literal["relevance", "date", "-date", "recent"]
SORTS: Final[tuple[Sort, ...]] = ("relevance", "date", "-date", "recent")


class Question(Struct, frozen=True):
    """What is asked: words, filters, order, and which page. `facets` are those to count values of, `values` at most."""

    text: str = ""
    filters: Filters = Filters()
    sort: Sort | None = None  # None: by relevance where there are words, else the latest first
    after: str | None = None
    limit: int = 20
    facets: tuple[FacetName, ...] = ()
    values: int = 15

    @property
    def order(self) -> Sort:
        """The order of the results."""
        return self.sort or ("relevance" if self.text.strip() else "recent")


class FoundRecord(Struct, frozen=True):
    """A record that answers, with its title and its description cut where the question's words are."""

    hit: Hit
    title: tuple[Piece, ...]
    description: tuple[Piece, ...]


class FacetValue(Struct, frozen=True):
    """A value of a facet, and how many of the records found have it."""

    value: str
    records: int


Facets: TypeAlias = dict[FacetName, tuple[FacetValue, ...]]


class Found(Struct, frozen=True):
    """A page of records, how many there are in all, the facets, the next page, and what else may have been meant."""

    total: int
    records: tuple[FoundRecord, ...]
    facets: Facets
    next: str | None = None
    meant: str | None = None


class LinkedHits(Struct, frozen=True):
    """A page of the records that mention an entity, in the order in which they were first stored."""

    hits: tuple[Hit, ...]
    next: str | None
    total: int
