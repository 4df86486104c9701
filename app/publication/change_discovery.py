"""IIIF Change Discovery API 1.0, level 2: the change log as an ActivityStreams collection, oldest page first.

https://iiif.io/api/discovery/1.0/ ; sections 2.2 (activities), 3.1 (OrderedCollection), 3.2 (OrderedCollectionPage).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from app.core.json_text import json_bytes
from app.publication.feed_item import FeedItem
from app.publication.iiif.addresses import CONTEXT as PRESENTATION
from app.publication.iiif.addresses import manifest_address
from app.publication.iiif.manifest import has_manifest
from app.publication.xml_text import utc_milliseconds

MEDIA_TYPE = "application/ld+json"
PROFILE = "http://iiif.io/api/discovery/1/context.json"
_TYPES: Mapping[str, str] = {"created": "Create", "updated": "Update", "withdrawn": "Delete"}
_LINKED_ART = "https://linked.art/ns/v1/linked-art.json"


def collection(base: str, total: int, first: int | None, last: int | None) -> bytes:
    """Return the OrderedCollection of `total` activities; `first` and `last` number its pages, None while it is empty.

    `base` is the public address of the service.
    """
    told: dict[str, Any] = {
        "@context": PROFILE,
        "id": f"{base}/activity",
        "type": "OrderedCollection",
        "summary": "Changements des notices publiées | Changes of the published records",
        "totalItems": total,
        "seeAlso": [{"id": f"{base}/ldes", "type": "Dataset", "format": "text/turtle"}],
    }
    if first is not None and last is not None:
        told["first"] = _page_reference(base, first)
        told["last"] = _page_reference(base, last)
    return json_bytes(told)


def page(base: str, number: int, items: Iterable[FeedItem], previous: int | None, following: int | None) -> bytes:
    """Return one OrderedCollectionPage: its activities in the order in which they happened, and its neighbours."""
    told: dict[str, Any] = {
        "@context": PROFILE,
        "id": f"{base}/activity/page/{number}",
        "type": "OrderedCollectionPage",
        "partOf": {"id": f"{base}/activity", "type": "OrderedCollection"},
    }
    if previous is not None:
        told["prev"] = _page_reference(base, previous)
    if following is not None:
        told["next"] = _page_reference(base, following)
    told["orderedItems"] = [activity(base, item) for item in items]
    return json_bytes(told)


def activity(base: str, item: FeedItem) -> dict[str, Any]:
    """Return one activity: what happened to which object, and when it was done (endTime)."""
    entry = item.entry
    thing: dict[str, Any] = {"id": item.iri, "type": "HumanMadeObject", "canonical": item.iri}
    if entry.kind != "withdrawn":
        thing["seeAlso"] = [{"id": f"{item.iri}.json", "type": "Dataset", "format": MEDIA_TYPE, "profile": _LINKED_ART}]
        if item.record is not None and has_manifest(item.record):
            # The object itself is what changes, with pictures or without; who follows manifests finds them here.
            manifest = {
                "id": manifest_address(item.iri),
                "type": "Manifest",
                "format": MEDIA_TYPE,
                "profile": PRESENTATION,
            }
            thing["seeAlso"].append(manifest)
    if item.rights is not None:
        thing["rights"] = item.rights
    thing["provider"] = _provider(item)
    return {
        "id": f"{base}/activity/change/{entry.sequence}",
        "type": _TYPES[entry.kind],
        "endTime": utc_milliseconds(entry.at),
        "object": thing,
    }


def _provider(item: FeedItem) -> Sequence[dict[str, Any]]:
    name = item.publisher.name
    return [{"id": item.namespace.root, "type": "Agent", "label": {"fr": [name.fr], "en": [name.en]}}]


def _page_reference(base: str, number: int) -> dict[str, str]:
    return {"id": f"{base}/activity/page/{number}", "type": "OrderedCollectionPage"}
