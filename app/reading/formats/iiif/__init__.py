"""IIIF manifests, of versions 2 and 3 of the Presentation API."""

from __future__ import annotations

import re
from collections.abc import Iterator

from app.core.text import Text
from app.reading.encoding import decoded_head
from app.reading.formats.iiif.reader import read
from app.reading.json_head import is_of_a_record
from app.reading.source_format import DeliveredFile, ReadOutcome, SourceFormat

_CONTEXT = re.compile(
    r"(?<!\\)\"@context\"\s*:\s*(?:\[[^\[\]{}]{0,2000}?)?"
    r"\"https?://(?:iiif\.io/api/presentation/[23][^\"]{0,40}|www\.shared-canvas\.org/ns/context\.json)\""
)
_CLASS = re.compile(r"(?<!\\)\"@?type\"\s*:\s*\"(?:sc:(?:Manifest|Collection)|Manifest)\"")
_CANVAS = re.compile(r"(?<!\\)\"@?type\"\s*:\s*\"(?:sc:)?Canvas\"")
_PAINTING = re.compile(r"(?<!\\)\"motivation\"\s*:\s*\[?\s*\"(?:sc:)?painting\"")


class IiifFormat:
    """Manifests and collections of the IIIF Presentation API."""

    key = "iiif"
    label = Text(fr="Manifestes IIIF", en="IIIF manifests")
    suffixes = (".json", ".jsonld", ".jsonl", ".manifest")
    media_types = ("application/ld+json", "application/json")

    def recognise(self, head: bytes, name: str) -> float:  # noqa: ARG002  # the bytes alone tell
        """Return 0.99 for the API's context or class of a record, 0.97 for canvases on which something is painted."""
        text = (decoded_head(head) or "").lstrip("\ufeff \t\r\n")
        if text[:1] not in {"{", "["}:
            return 0.0
        for form in (_CONTEXT, _CLASS):
            found = form.search(text)
            if found and (is_of_a_record(text, found.start()) or _CANVAS.search(text)):
                return 0.99
        return 0.97 if _CANVAS.search(text) and _PAINTING.search(text) else 0.0

    def read(self, file: DeliveredFile) -> Iterator[ReadOutcome]:
        """Yield the manifests of a file; see `reader.read`."""
        return read(file)


FORMAT: SourceFormat = IiifFormat()
