"""The sets that a record is in: its institution, the collections of the institution, the types of object.

Specs hold only the characters that the protocol allows (OAI-PMH 2.0, section 2.6): `institution-musee`, below it
`institution-musee:estampes`, and across institutions `type-peinture`.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata

from app.core.record import CatalogueRecord, Term
from app.core.text import Text

_ALLOWED = re.compile(r"[A-Za-z0-9\-_.!~*'()]+")
_OTHERS = re.compile(r"[^a-z0-9]+")
_LONGEST = 60  # characters of a part of a spec that is made of a label
_MOST_TYPES = 8  # sets by type that one record may be in


def institution_spec(slug: str) -> str:
    """Return the spec of the set of everything that this institution publishes."""
    return f"institution-{slug}"


def institution_of(spec: str) -> str | None:
    """Return the slug of the institution whose whole set this is, None for any other set."""
    return spec.removeprefix("institution-") if spec.startswith("institution-") and ":" not in spec else None


def sets_of_record(record: CatalogueRecord, institution: str) -> tuple[tuple[str, Text, bool], ...]:
    """Return (spec, name, whether it is the institution's own) of each set but the institution's whole one."""
    collections = [
        (f"{institution_spec(institution)}:{_part(identifier)}", Text(label, label), True)
        for identifier, label in _collections(record).items()
    ]
    types = [(f"type-{spec}", Text(label, label), False) for spec, label in _types(record).items()]
    return (*collections, *types)


def _collections(record: CatalogueRecord) -> dict[str, str]:
    """Return the label of each collection of the institution that the record is in, by its identifier."""
    found: dict[str, str] = {}
    if record.keeper is not None and record.keeper.department:
        found[_slug(record.keeper.department) or record.keeper.department] = record.keeper.department
    for related in record.related:
        identifier = related.local_id or related.label
        if related.relation == "set" and identifier:
            found.setdefault(identifier, related.label or identifier)
    return found


def _types(record: CatalogueRecord) -> dict[str, str]:
    """Return the types of the object by their spec: its types, else its names, else its categories."""
    terms: tuple[Term, ...] = record.object_types or record.object_names or record.categories
    found: dict[str, str] = {}
    for term in terms:
        spec = _slug(term.label)
        if spec and len(found) < _MOST_TYPES:
            found.setdefault(spec, term.label)
    return found


def _part(identifier: str) -> str:
    """Return an identifier as part of a spec: as it is, or made of what it says and a digest of it."""
    if _ALLOWED.fullmatch(identifier):
        return identifier
    digest = hashlib.blake2b(identifier.encode("utf-8", "replace"), digest_size=4).hexdigest()
    return f"{_slug(identifier) or 'x'}-{digest}"


def _slug(label: str) -> str:
    folded = unicodedata.normalize("NFKD", label.casefold())
    plain = "".join(letter for letter in folded if not unicodedata.combining(letter))
    return _OTHERS.sub("-", plain)[:_LONGEST].strip("-")
