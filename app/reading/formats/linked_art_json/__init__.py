"""Linked Art: the CIDOC CRM as JSON-LD, one document, a list, JSON Lines or a `@graph`."""

from __future__ import annotations

import re
from collections.abc import Iterator

from app.core.text import Text
from app.reading.encoding import decoded_head
from app.reading.formats.linked_art_json.reader import read
from app.reading.source_format import DeliveredFile, ReadOutcome, SourceFormat

_CONTEXT = re.compile(r"https?://linked\.art/ns/v1/linked-art\.json")
_CRM = re.compile(r"https?://(?:www\.)?cidoc-crm\.org/(?:cidoc-crm|rdfs)/|chin-rcip\.github\.io/collections-model")
_CLASS = re.compile(r"\"type\"\s*:\s*\"(?:HumanMadeObject|ManMadeObject)\"")


class LinkedArtFormat:
    """Linked Art JSON-LD."""

    key = "linked_art_json"
    label = Text(fr="Linked Art (JSON-LD)", en="Linked Art (JSON-LD)")
    suffixes = (".jsonld", ".json", ".jsonl", ".ndjson")
    media_types = ("application/ld+json",)

    def recognise(self, head: bytes, name: str) -> float:  # noqa: ARG002  # the bytes alone tell
        """Return 0.99 for Linked Art's context, 0.96 for its class of objects, 0.94 for the CRM in JSON-LD."""
        text = (decoded_head(head) or "").lstrip("\ufeff \t\r\n")
        if text[:1] not in {"{", "["}:
            return 0.0
        if _CONTEXT.search(text) and "@context" in text:
            return 0.99
        if _CLASS.search(text) and '"id"' in text:
            return 0.96
        return 0.94 if '"@context"' in text and _CRM.search(text) else 0.0

    def read(self, file: DeliveredFile) -> Iterator[ReadOutcome]:
        """Yield the objects of a file; see `reader.read`."""
        return read(file)


FORMAT: SourceFormat = LinkedArtFormat()
