"""What is left of a record that was withdrawn: that it was there, and until when; nothing of what it said."""

from __future__ import annotations

import io
from datetime import datetime

import pyoxigraph as ox

from app.core.json_text import json_bytes

_ACTIVITY = "https://www.w3.org/ns/activitystreams"
_RDF_TYPE = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
_DATE_TIME = ox.NamedNode("http://www.w3.org/2001/XMLSchema#dateTime")
_OBJECT = "http://www.cidoc-crm.org/cidoc-crm/E22_Human-Made_Object"


def tombstone(iri: str, withdrawn: datetime, media_type: str) -> bytes | None:
    """Return the tombstone (Activity Streams 2.0 Vocabulary, section 3.3) in this media type, or None if it is no RDF.

    Its title is left out: why a record was withdrawn is not known here, and the title may be the reason.
    """
    at = withdrawn.isoformat(timespec="seconds")
    if media_type in {"application/ld+json", "application/json"}:
        told = {"@context": _ACTIVITY, "id": iri, "type": "Tombstone", "formerType": _OBJECT, "deleted": at}
        return json_bytes(told)
    serialisation = ox.RdfFormat.from_media_type(media_type)
    if serialisation is None:
        return None
    subject, space = ox.NamedNode(iri), f"{_ACTIVITY}#"
    triples = (
        ox.Triple(subject, _RDF_TYPE, ox.NamedNode(f"{space}Tombstone")),
        ox.Triple(subject, ox.NamedNode(f"{space}formerType"), ox.NamedNode(_OBJECT)),
        ox.Triple(subject, ox.NamedNode(f"{space}deleted"), ox.Literal(at, datatype=_DATE_TIME)),
    )
    written = io.BytesIO()
    ox.serialize(triples, written, serialisation, prefixes={"as": space})
    return written.getvalue()
