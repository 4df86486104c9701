"""Which sets of its institution a record is in: the whole collection, its department's, and those that it names."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Final, NamedTuple

from app.core.record import CatalogueRecord

WHOLE: Final = "collection"  # the set of everything that an institution publishes
_OTHERS: Final = re.compile(r"[^a-z0-9]+")
_LONGEST: Final = 60  # characters of an identifier that is made of a label


class CollectionSet(NamedTuple):
    """A set of an institution's records: the identifier in its address, and its label (None for the whole)."""

    id: str
    label: str | None


def sets_of(record: CatalogueRecord) -> tuple[CollectionSet, ...]:
    """Return the sets that the record is in, the whole collection first.

    A department's set has the department's name as identifier, without accents or spaces: two spellings of one name
    are one set. A set that stands elsewhere (it has only a URL) is none of the institution's.
    """
    found = {WHOLE: CollectionSet(WHOLE, None)}
    if record.keeper is not None and record.keeper.department:
        label = record.keeper.department
        found.setdefault(slug_of(label), CollectionSet(slug_of(label), label))
    for related in record.related:
        if related.relation == "set" and (related.local_id or (related.label and not related.url)):
            identifier = related.local_id or slug_of(related.label or "")
            found.setdefault(identifier, CollectionSet(identifier, related.label or identifier))
    return tuple(found.values())


@lru_cache(maxsize=4096)
def slug_of(label: str) -> str:
    """Return a label in lower case, without accents, its words joined by hyphens; itself where nothing is left."""
    folded = unicodedata.normalize("NFKD", label.casefold().replace("œ", "oe").replace("æ", "ae"))
    plain = "".join(letter for letter in folded if not unicodedata.combining(letter))
    return _OTHERS.sub("-", plain)[:_LONGEST].strip("-") or label
