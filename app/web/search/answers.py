"""What a search is answered with: JSON, and JSON-LD in two profiles.

Linked Art pages its searches as ActivityStreams collections; Hydra has collections with views of their own.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from msgspec import Struct, field

from app.core.search_document import FacetName
from app.storage.search.found import Found, FoundRecord
from app.storage.search.highlight import Piece

HYDRA: Final = "http://www.w3.org/ns/hydra/core"
_HYDRA_CONTEXT: Final[dict[str, str | dict[str, str]]] = {
    "hydra": f"{HYDRA}#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "id": "@id",
    "type": "@type",
    "label": "rdfs:label",
    "totalItems": {"@id": "hydra:totalItems", "@type": "http://www.w3.org/2001/XMLSchema#integer"},
    "member": {"@id": "hydra:member", "@container": "@set"},
    "view": {"@id": "hydra:view", "@type": "@id"},
    "first": {"@id": "hydra:first", "@type": "@id"},
    "next": {"@id": "hydra:next", "@type": "@id"},
    "HumanMadeObject": "http://www.cidoc-crm.org/cidoc-crm/E22_Human-Made_Object",
}
_CONTEXT: Final = ("https://www.w3.org/ns/activitystreams", "https://linked.art/ns/v1/search.json")


class SearchHit(Struct, frozen=True, omit_defaults=True):
    """A record found. `highlights` are its title and description in pieces, those marked that answer the question."""

    id: str
    institution: str
    local_id: str
    title: str
    maker: str = ""
    date: str = ""
    type: str = ""
    picture: str = ""
    tier: int = 0
    highlights: dict[str, tuple[Piece, ...]] = {}


class FacetCount(Struct, frozen=True):
    """A value of a facet, how many of the records found have it, and the search narrowed to it."""

    value: str
    records: int
    href: str


class SearchAnswer(Struct, frozen=True, omit_defaults=True):
    """A page of records found; `next` is the address of the page after it, `meant` of what may have been meant."""

    total: int
    records: tuple[SearchHit, ...]
    facets: dict[FacetName, tuple[FacetCount, ...]]
    next: str | None = None
    meant: str | None = None


class LinkedHit(Struct, frozen=True):
    """A record in a collection page."""

    id: str
    type: str = field(default="HumanMadeObject")
    label: str = field(name="_label", default="")


class Collection(Struct, frozen=True, rename="camel"):
    """The collection that a page is of."""

    id: str
    total_items: int
    type: str = "OrderedCollection"


class Next(Struct, frozen=True):
    """The following page."""

    id: str
    type: str = "OrderedCollectionPage"


class CollectionPage(Struct, frozen=True, omit_defaults=True, kw_only=True):
    """A page of records found, as ActivityStreams 2.0 has it and Linked Art's searches use it."""

    context: tuple[str, ...] = field(name="@context", default_factory=tuple)
    id: str
    type: str = field(default_factory=lambda: "OrderedCollectionPage")
    part_of: Collection = field(name="partOf")
    ordered_items: tuple[LinkedHit, ...] = field(name="orderedItems")
    next: Next | None = None


class HydraMember(Struct, frozen=True):
    """A record in a Hydra collection."""

    id: str
    label: str
    type: str = field(default="HumanMadeObject")


class HydraView(Struct, frozen=True, omit_defaults=True):
    """The page of a Hydra collection: `hydra:PartialCollectionView`."""

    id: str
    first: str
    next: str | None = None
    type: str = field(default_factory=lambda: "hydra:PartialCollectionView")


class HydraCollection(Struct, frozen=True, kw_only=True):
    """What was found, as a collection of the Hydra Core Vocabulary, with the page that this is."""

    context: dict[str, str | dict[str, str]] = field(name="@context")
    id: str
    type: str = "hydra:Collection"
    total_items: int = field(name="totalItems")
    member: tuple[HydraMember, ...]
    view: HydraView


class Suggestions(Struct, frozen=True):
    """What may be meant by words that are not finished."""

    suggestions: tuple[str, ...]


def search_hit(found: FoundRecord) -> SearchHit:
    """Return a record found, as JSON answers it."""
    hit = found.hit
    pieces = {"title": found.title, "description": found.description}
    return SearchHit(
        id=hit.iri,
        institution=hit.institution,
        local_id=hit.local_id,
        title=hit.title,
        maker=hit.maker,
        date=hit.date,
        type=hit.type,
        picture=hit.picture,
        tier=hit.tier,
        highlights={name: cut for name, cut in pieces.items() if any(piece.found for piece in cut)},
    )


def collection_page(found: Found, links: Mapping[str, str | None]) -> CollectionPage:
    """Return the page as JSON-LD; `links` are the addresses `here`, `whole` (without a cursor) and `next`."""
    following = links["next"]
    return CollectionPage(
        context=_CONTEXT,
        id=links["here"] or "",
        part_of=Collection(links["whole"] or "", found.total),
        ordered_items=tuple(LinkedHit(one.hit.iri, label=one.hit.title) for one in found.records),
        next=None if following is None else Next(following),
    )


def hydra_collection(found: Found, links: Mapping[str, str | None]) -> HydraCollection:
    """Return the page as a Hydra collection; `links` as above."""
    whole = links["whole"] or ""
    return HydraCollection(
        context=_HYDRA_CONTEXT,
        id=whole,
        total_items=found.total,
        member=tuple(HydraMember(one.hit.iri, one.hit.title) for one in found.records),
        view=HydraView(links["here"] or "", whole, links["next"]),
    )
