"""The sets that a record is in: its institution, the collections of the institution, the types of object.

Specs hold only the characters that the protocol allows (OAI-PMH 2.0, section 2.6): `institution-musee`, below it
`institution-musee:estampes`, across institutions `type-peinture`; `images-musee` is what of a museum has pictures.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata

from app.core.collections import WHOLE, sets_of
from app.core.record import CatalogueRecord, Term
from app.core.text import Text
from app.publication.iiif.manifest import has_manifest

_ALLOWED = re.compile(r"[A-Za-z0-9\-_.!~*'()]+")
_OTHERS = re.compile(r"[^a-z0-9]+")
_LONGEST = 60  # characters of a part of a spec that is made of a label
_PICTURED = Text(fr="Notices avec images", en="Records with pictures")
_MOST_TYPES = 8  # sets by type that one record may be in


def institution_spec(slug: str) -> str:
    """Return the spec of the set of everything that this institution publishes."""
    return f"institution-{slug}"


def institution_of(spec: str) -> str | None:
    """Return the slug of the institution whose whole set this is, None for any other set."""
    return spec.removeprefix("institution-") if spec.startswith("institution-") and ":" not in spec else None


def pictures_spec(slug: str) -> str:
    """Return the spec of the set of what this institution publishes with a picture: what has an IIIF manifest."""
    return f"images-{slug}"


def sets_of_record(record: CatalogueRecord, institution: str) -> tuple[tuple[str, Text, bool], ...]:
    """Return (spec, name, whether it is the institution's own) of each set but the institution's whole one."""
    collections = [
        (f"{institution_spec(institution)}:{identifier}", name, True)
        for identifier, name in _collections(record).items()
    ]
    types = [(f"type-{spec}", Text(label, label), False) for spec, label in _types(record).items()]
    pictured = [(pictures_spec(institution), _PICTURED, True)] if has_manifest(record) else []
    return (*collections, *pictured, *types)


def _collections(record: CatalogueRecord) -> dict[str, Text]:
    """Return the name of each collection of the institution but the whole one, by the part of its spec."""
    named = ((one.id, one.label or one.id) for one in sets_of(record) if one.id != WHOLE)
    return {_part(identifier): Text(label, label) for identifier, label in named}


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
