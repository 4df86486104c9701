"""A published record as search knows it: its words by role, its facets, its dates and its place."""

from __future__ import annotations

from typing import Final, Literal, TypeAlias

from msgspec import Struct

Role: TypeAlias = Literal[
    "title",
    "maker",
    "type",
    "material",
    "technique",
    "subject",
    "place",
    "identifier",
    "inscription",
    "description",
]
ROLES: Final[tuple[Role, ...]] = (
    "title",
    "maker",
    "type",
    "material",
    "technique",
    "subject",
    "place",
    "identifier",
    "inscription",
    "description",
)
FacetName: TypeAlias = Literal[
    "institution", "type", "maker", "material", "technique", "place", "century", "rights", "picture", "quality"
]
FACETS: Final[tuple[FacetName, ...]] = (
    "institution",
    "type",
    "maker",
    "material",
    "technique",
    "place",
    "century",
    "rights",
    "picture",
    "quality",
)
_CODED: Final[frozenset[FacetName]] = frozenset({"institution", "century", "rights", "picture", "quality"})
NO_YEAR: Final = 1 << 20  # further than any date: the limit of a span that is open on that side
MOST_SPANS: Final = 4  # of one record's dates; of more, those that lie nearest to each other are taken together
_LONGEST_VALUE: Final = 120  # characters of a value of a facet: a longer one is no label


def facet_value(written: str) -> str:
    """Return a value of a facet as it is kept: `peinture` and `Peinture` are one value, with a capital first."""
    return (written[:1].upper() + written[1:])[:_LONGEST_VALUE]


def chosen_value(facet: FacetName, written: str) -> str:
    """Return a value that somebody asks for as it is kept; codes are asked for as they are."""
    return written if facet in _CODED else facet_value(written)


class Hit(Struct, frozen=True, omit_defaults=True):
    """What a list shows of a record: kept beside the index, so that a page of results asks nobody else."""

    institution: str
    local_id: str
    iri: str
    title: str
    maker: str = ""
    date: str = ""
    type: str = ""
    description: str = ""
    picture: str = ""
    tier: int = 0


class SearchDocument(Struct, frozen=True):
    """One record. `number` is its key in storage, `at` when what is published of it last changed (ms since 1970).

    `words` are texts by role; `facets` are values by facet, each at most once. `spans` are the first and the last year
    of its dates, `MOST_SPANS` at most (astronomical numbering; `NO_YEAR` with its sign where that side is open).
    `point` is (latitude, longitude) in degrees. `links` are the IRIs of the entities that it mentions.
    """

    number: int
    at: int
    hit: Hit
    words: dict[Role, tuple[str, ...]]
    facets: dict[FacetName, tuple[str, ...]]
    spans: tuple[tuple[int, int], ...] = ()
    point: tuple[float, float] | None = None
    links: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        """What names the record among all: no slug holds a slash."""
        return f"{self.hit.institution}/{self.hit.local_id}"
