"""IIIF Change Discovery API 1.0, level 2: the change log as an ActivityStreams collection, oldest page first.

https://iiif.io/api/discovery/1.0/ ; sections 2.2 (activities), 3.1 (OrderedCollection), 3.2 (OrderedCollectionPage).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
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


def page(  # noqa: PLR0913, PLR0917  # what a page is made of
    base: str,
    number: int,
    items: Sequence[FeedItem],
    previous: int | None,
    following: int | None,
    moved: Mapping[int, str],
) -> bytes:
    """Return one OrderedCollectionPage: its activities in the order in which they happened, and its neighbours.

    The first page begins with a Refresh. `moved` has the former IRIs of records that moved, by the changes' sequences.
    """
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
    begun = [refresh(items[0])] if previous is None and items else []
    told["orderedItems"] = [*begun, *(activity(base, item, moved.get(item.entry.sequence)) for item in items)]
    return json_bytes(told)


def refresh(first: FeedItem) -> dict[str, Any]:
    """Return the activity before the first change of all (section 2.1.5): each published record has one after it.

    A client that followed a log which was lost and made again learns by it that everything is told anew.
    """
    return {
        "type": "Refresh",
        "summary": "Début du journal: chaque notice publiée y est annoncée ensuite | "
        "Beginning of the log: every published record is announced after this",
        "startTime": utc_milliseconds(first.entry.at),
    }


def former_ids(item: FeedItem) -> tuple[str, ...]:
    """Return the identifiers of the institution's records that a new record says it is the same as.

    Where such a record is withdrawn, the object has moved to the new record's address.
    """
    if item.record is None or item.entry.kind != "created":
        return ()
    return tuple(one.local_id for one in item.record.related if one.relation == "same as" and one.local_id is not None)


def activity(base: str, item: FeedItem, former: str | None = None) -> dict[str, Any]:
    """Return one activity: what happened to which object, and when it was done (endTime).

    A record that stands where another one went is a Move from that one's IRI, `former` (section 2.1.3).
    """
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
    done = {"id": f"{base}/activity/change/{entry.sequence}", "endTime": utc_milliseconds(entry.at)}
    if former is not None:
        gone = {"id": former, "type": "HumanMadeObject", "canonical": former}
        return {**done, "type": "Move", "object": gone, "target": thing}
    return {**done, "type": _TYPES[entry.kind], "object": thing}


def _provider(item: FeedItem) -> Sequence[dict[str, Any]]:
    name = item.publisher.name
    return [{"id": item.namespace.root, "type": "Agent", "label": {"fr": [name.fr], "en": [name.en]}}]


def _page_reference(base: str, number: int) -> dict[str, str]:
    return {"id": f"{base}/activity/page/{number}", "type": "OrderedCollectionPage"}
