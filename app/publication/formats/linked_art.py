"""Linked Art JSON-LD: the object's document of the Linked Art API 1.0."""

from __future__ import annotations

from app.core.json_text import json_bytes
from app.core.text import Text
from app.publication.linked_art_json import object_document
from app.publication.output_format import PublishedRecord
from app.publication.profiles import LINKED_ART
from app.publication.record_format import RecordFormat


def _write(published: PublishedRecord) -> bytes:
    return json_bytes(object_document(published.n_quads))


FORMAT = RecordFormat(
    key="linked-art",
    label=Text(fr="Linked Art (JSON-LD)", en="Linked Art (JSON-LD)"),
    media_type="application/ld+json",
    suffix=".json",
    profile=LINKED_ART,
    write=_write,
)
