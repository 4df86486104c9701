"""JSON Lines (NDJSON): one JSON object a line."""

from __future__ import annotations

import re
from collections.abc import Iterator

from app.core.text import Text
from app.reading.encoding import decoded_head
from app.reading.json_lines import read
from app.reading.source_format import DeliveredFile, ReadOutcome, SourceFormat

_OBJECT = re.compile(r"\s*\{.*\}\s*")


class JsonLinesFormat:
    """One JSON object a line."""

    key = "jsonl"
    label = Text(fr="JSON par lignes (JSON Lines, NDJSON)", en="JSON Lines (NDJSON)")
    suffixes = (".jsonl", ".ndjson")
    media_types = ("application/jsonl", "application/x-ndjson", "application/json-seq")

    def recognise(self, head: bytes, name: str) -> float:
        """Return 0.95 where the first two lines are objects, 0.75 for one line that is an object."""
        text = decoded_head(head)
        lines = [line for line in (text or "").splitlines() if line.strip()][:2]
        if not lines or not all(map(_OBJECT.fullmatch, lines)):
            # A first line longer than what is seen of the file still begins with an object.
            named = name.lower().removesuffix(".gz").endswith(self.suffixes)
            return 0.9 if named and lines and lines[0].lstrip().startswith("{") else 0.0
        return 0.95 if len(lines) > 1 else 0.75

    def read(self, file: DeliveredFile) -> Iterator[ReadOutcome]:
        """Yield the records of a file of JSON Lines; see `json_lines.read`."""
        return read(file)


FORMAT: SourceFormat = JsonLinesFormat()
