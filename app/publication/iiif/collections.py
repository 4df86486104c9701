"""Collections of manifests (IIIF Presentation API 3.0, section 5.1): of everybody, of an institution, of a part of it.

An institution's manifests are cut by the order in which records were first met: a hundred to a part, a hundred parts to
a part of parts. Each collection thus costs the same, however many there are, and a manifest stays in its part.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

from app.core.iri import Namespace
from app.core.json_text import json_bytes
from app.core.text import Text
from app.publication.feed_item import FeedItem
from app.publication.iiif.addresses import CONTEXT, collection_address, manifest_address
from app.publication.iiif.canvases import pictures_of, thumbnail
from app.publication.iiif.manifest import nav_date, record_label
from app.publication.iiif.provider import institution_name, provider
from app.publication.iiif.words import LanguageMap, both
from app.publication.output_format import Publisher

WIDTH = 100  # manifests of a part, parts of a part of parts
_EVERYBODY = Text(fr="Manifestes de tous les établissements", en="Manifests of all institutions")
_PART = Text(fr="{name}, partie {number}", en="{name}, part {number}")
_PART_OF_PARTS = Text(fr="{name}, tome {number} ({size} places)", en="{name}, volume {number} ({size} places)")


class Part(NamedTuple):
    """Where a collection stands: its level (0: the whole institution, 1: of manifests, 2: of parts...) and number."""

    level: int = 0
    number: int = 0


def everybody(base: str, publishers: Iterable[Publisher]) -> bytes:
    """Return the collection of the collections of these institutions."""
    items = [_reference(collection_address(base, one.slug), institution_name(one)) for one in publishers]
    return _document({"id": collection_address(base), "label": both(_EVERYBODY), "items": items})


def parts(namespace: Namespace, publisher: Publisher, part: Part, level: int, numbers: Iterable[int]) -> bytes:
    """Return a collection of parts: those of this level with these numbers."""
    items = [
        _reference(_address(namespace, Part(level, number)), _label(publisher, level, number)) for number in numbers
    ]
    return _of_institution(namespace, publisher, part, items)


def manifests(namespace: Namespace, publisher: Publisher, part: Part, found: Iterable[FeedItem]) -> bytes:
    """Return a collection of the manifests of these records; those without a picture are left out."""
    return _of_institution(
        namespace, publisher, part, [node for item in found if (node := _manifest(item)) is not None]
    )


def _of_institution(namespace: Namespace, publisher: Publisher, part: Part, items: list[dict[str, Any]]) -> bytes:
    node: dict[str, Any] = {"id": _address(namespace, part), "label": _label(publisher, *part)}
    if part.level:
        whole = _reference(_address(namespace, Part()), institution_name(publisher))
    else:
        whole = _reference(collection_address(namespace.base), both(_EVERYBODY))
    homepage = {
        "id": namespace.root,
        "type": "Text",
        "label": institution_name(publisher),
        "format": "text/html",
        "language": ["fr", "en"],
    }
    return _document(
        {
            **node,
            "provider": [provider(publisher, namespace)],
            "homepage": [homepage],
            "partOf": [whole],
            "items": items,
        }
    )


def _manifest(item: FeedItem) -> dict[str, Any] | None:
    pictures = () if item.record is None else pictures_of(item.record)
    if item.record is None or not pictures:
        return None
    shown = next((one for _, one in pictures if one.primary), pictures[0][1])
    node = {
        "id": manifest_address(item.iri),
        "type": "Manifest",
        "label": record_label(item.record),
        "thumbnail": [thumbnail(shown)],
    }
    date = nav_date(item.record)
    return {**node, "navDate": date} if date is not None else node


def _label(publisher: Publisher, level: int, number: int) -> LanguageMap:
    if not level:
        return institution_name(publisher)
    template = _PART if level == 1 else _PART_OF_PARTS
    values = {"number": str(number), "size": str(WIDTH**level)}
    return both(
        Text(
            template.fill({**values, "name": publisher.name.fr}).fr,
            template.fill({**values, "name": publisher.name.en}).en,
        )
    )


def _address(namespace: Namespace, part: Part) -> str:
    return collection_address(namespace.base, namespace.institution, part.level, part.number)


def _reference(iri: str, label: LanguageMap) -> dict[str, Any]:
    return {"id": iri, "type": "Collection", "label": label}


def _document(node: dict[str, Any]) -> bytes:
    return json_bytes({"@context": CONTEXT, "type": "Collection", **node})
