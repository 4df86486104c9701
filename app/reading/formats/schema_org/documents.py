"""The documents of a file of JSON-LD, one by one: a line, an element of an array or of a `@graph`, a page's script."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace

from app.core.source import SourceValue
from app.reading import json_document, json_lines
from app.reading.bytes_in import DeliveredBytes, bound_passed, nothing_to_read
from app.reading.decoded import decoded
from app.reading.encoding import decoded_head, encoding_of
from app.reading.json_head import is_in_lines
from app.reading.json_ld_scripts import scripts_of
from app.reading.json_location import members, pass_leading
from app.reading.json_window import TextWindow
from app.reading.rules import MALFORMED_JSON
from app.reading.source_format import DeliveredFile, ReadOutcome
from app.reading.trees import TooDeep, TreePlace, TreeReading

_TOP = frozenset({"@context", "@type", "@id", "@graph"})
_LONGEST_CONTEXT = 1024 * 1024
_NEAR = 40


@dataclass(frozen=True, slots=True)
class Documents:
    """How the documents of a file are found: what reads them, and the context that stands above them all."""

    kind: str  # page, lines, graph, document, wrapped
    context: object = None

    def read(self, file: DeliveredFile) -> Iterator[ReadOutcome]:
        """Yield each document as a record of its own; raises what readers raise."""
        if self.kind == "page":
            return _scripts(file)
        if self.kind == "lines":
            return json_lines.read(file)
        place = {"graph": "@graph", "document": ""}.get(self.kind)
        if place is None or "records" in file.options:
            return json_document.read(file)
        return json_document.read(replace(file, options={**file.options, "records": place}))


def documents_of(file: DeliveredFile) -> Documents:
    """Return how a file's documents are found, by its beginning; raise UnreadableFile when there is nothing in it."""
    head = (decoded_head(DeliveredBytes(file).head()) or "").lstrip("\ufeff \t\r\n")
    if head.startswith("<"):
        return Documents("page")
    if is_in_lines(head, file.name):
        return Documents("lines")
    if head.startswith("["):
        return Documents("document")
    window, kind = _opened(file), "wrapped"
    for name in members(window, _TOP):
        kind = "document"
        if name == "@graph" and window.peek() == "[":
            return Documents("graph", _context(file))
    return Documents(kind)


def _opened(file: DeliveredFile) -> TextWindow:
    source = DeliveredBytes(file)
    window = TextWindow(decoded(source, encoding_of(source, file.options.get("encoding"))))
    if not window.peek():
        raise nothing_to_read(file.name)
    pass_leading(window)
    return window


def _context(file: DeliveredFile) -> object:
    window = _opened(file)
    if next(members(window, frozenset({"@context"})), None) is None:
        return None
    window.peek()
    while True:
        try:
            return json.JSONDecoder(strict=False).raw_decode(window.text, window.position)[0]
        except RecursionError:
            return None
        except ValueError:
            if window.left > _LONGEST_CONTEXT or not window.more(double=True):
                return None


def _scripts(file: DeliveredFile) -> Iterator[ReadOutcome]:
    """Yield the value of each script of JSON-LD of a web page; one that is no JSON is told."""
    source = DeliveredBytes(file)
    encoding = encoding_of(source, file.options.get("encoding"))
    blocks, size, suspect = [], 0, False
    for block in decoded(source, encoding):
        size += len(block.text)
        suspect = suspect or block.suspect
        if size > file.bounds.max_harvest_page_bytes:
            raise bound_passed("max_harvest_page_bytes", file.bounds.max_harvest_page_bytes)
        blocks.append(block.text)
    reading = TreeReading(file.bounds, encoding.label)
    for number, text in enumerate(scripts_of("".join(blocks))):
        place = TreePlace(number, file.name, None, f"/script/{number}")
        try:
            value, end = reading.parse(text, 0)
        except json.JSONDecodeError as error:
            near = text[error.pos : error.pos + _NEAR].strip()
            yield reading.unreadable(
                MALFORMED_JSON, place, text, line=str(error.lineno), position=str(error.colno), near=near
            )
            continue
        except TooDeep:
            yield reading.too_deep(place, text)
            continue
        yield from _outcomes(value, reading, text[:end], place, suspect=suspect)


def _outcomes(
    value: SourceValue, reading: TreeReading, text: str, place: TreePlace, *, suspect: bool
) -> Iterator[ReadOutcome]:
    several = value if isinstance(value, list) else [value]
    for number, one in enumerate(several):
        where = place._replace(path=f"{place.path}/{number}") if isinstance(value, list) else place
        yield reading.outcome(one, text, slice(0, len(text)), where, suspect=suspect)
