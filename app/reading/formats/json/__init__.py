"""JSON documents: an array of objects, an object that holds one, GeoJSON, or one single object."""

from __future__ import annotations

import re
from collections.abc import Iterator

from app.core.text import Text
from app.reading.encoding import decoded_head
from app.reading.json_document import read
from app.reading.source_format import DeliveredFile, ReadOutcome, SourceFormat

_ARRAY = re.compile(r"\s*\[\s*(?:\{|\]|$)")
_OBJECT = re.compile(r"\s*\{\s*(?:\"|\}|$)")
_SCRIPT = re.compile(r"\s*(?:(?:var|let|const)\s+[\w$.]+\s*=|[\w$.]+\s*[=(]|\)\]\}',?)\s*[\[{]")


class JsonFormat:
    """One JSON document."""

    key = "json"
    label = Text(fr="JSON", en="JSON")
    suffixes = (".json", ".geojson")
    media_types = ("application/json", "application/geo+json", "text/json")

    def recognise(self, head: bytes, name: str) -> float:  # noqa: ARG002  # the bytes alone tell
        """Return 0.95 for an array of objects, 0.8 for an object, 0.7 for either inside a script."""
        text = (decoded_head(head) or "").lstrip("\ufeff")
        for pattern, confidence in ((_ARRAY, 0.95), (_OBJECT, 0.8), (_SCRIPT, 0.7)):
            if pattern.match(text):
                return confidence
        return 0.4 if text.lstrip().startswith("[") else 0.0

    def read(self, file: DeliveredFile) -> Iterator[ReadOutcome]:
        """Yield the records of a JSON document; see `json_document.read`."""
        return read(file)


FORMAT: SourceFormat = JsonFormat()
