"""schema.org as JSON-LD: a file of it, and the web pages that carry it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from app.core.text import Text
from app.reading.encoding import decoded_head
from app.reading.formats.schema_org.reader import read
from app.reading.json_head import is_of_a_record
from app.reading.json_ld_scripts import scripts_of
from app.reading.source_format import DeliveredFile, ReadOutcome, SourceFormat

_ADDRESS = r"\"https?://(?:www\.)?schema\.org(?:/docs/jsonldcontext\.jsonld)?[/#]?\""
# The context is schema.org's, or a list that it stands in, or it has schema.org's names for its own.
_CONTEXT = re.compile(
    rf"(?<!\\)\"@context\"\s*:\s*(?:\[(?:[^\[\]]{{0,2000}}?,)?\s*)?"
    rf"(?:\{{[^{{}}]{{0,4000}}?\"@vocab\"\s*:\s*)?{_ADDRESS}"
)
_PREFIX = re.compile(r"(?<!\\)\"(?P<name>[A-Za-z][\w-]{0,30})\"\s*:\s*\"https?://(?:www\.)?schema\.org[/#]\"")
_WHOLE = re.compile(r"(?<!\\)\"https?://(?:www\.)?schema\.org/[A-Za-z]{1,60}\"\s*:")
_PREFIXED = re.compile(r"(?<!\\)\"(?:schema|sdo):[A-Za-z]{1,60}\"\s*:")


class SchemaOrgFormat:
    """JSON-LD in the words of schema.org."""

    key = "schema_org"
    label = Text(fr="schema.org (JSON-LD, pages web)", en="schema.org (JSON-LD, web pages)")
    suffixes = (".jsonld", ".json", ".jsonl", ".ndjson", ".html", ".htm")
    media_types = ("application/ld+json", "text/html")

    def recognise(self, head: bytes, name: str) -> float:  # noqa: ARG002  # the bytes alone tell
        """Return 0.98 for JSON-LD in the context of schema.org, 0.97 for its names written whole or with a prefix."""
        text = (decoded_head(head) or "").lstrip("\ufeff \t\r\n")
        if text.startswith("<"):
            return 0.98 if any(map(_confidence, scripts_of(text))) else 0.0
        return _confidence(text) if text[:1] in {"{", "["} else 0.0

    def read(self, file: DeliveredFile) -> Iterator[ReadOutcome]:
        """Yield the objects of a file; see `reader.read`."""
        return read(file)


def _confidence(text: str) -> float:
    found = _CONTEXT.search(text)
    if found and is_of_a_record(text, found.start()):
        return 0.98
    prefix = _PREFIX.search(text)
    if prefix and re.search(rf"\"{re.escape(prefix['name'])}:[A-Za-z]{{1,60}}\"", text):
        return 0.97
    return 0.97 if _WHOLE.search(text) or _PREFIXED.search(text) else 0.0


FORMAT: SourceFormat = SchemaOrgFormat()
