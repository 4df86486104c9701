"""Manifests, each a record; collections, whose items are references to manifests and so records that say little."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import NamedTuple

from msgspec import structs

from app.core.errors import UnreadableFile
from app.core.finding import Cell, Finding
from app.core.source import SourceRecord, SourceValue
from app.core.text import Text
from app.reading import json_document, json_lines
from app.reading.bytes_in import DeliveredBytes, nothing_to_read
from app.reading.decoded import decoded
from app.reading.encoding import decoded_head, encoding_of
from app.reading.formats.iiif.manifest import fields_of
from app.reading.formats.iiif.pictures import kind_of
from app.reading.formats.iiif.texts import Fields, step
from app.reading.json_head import is_in_lines
from app.reading.json_location import members, pass_leading
from app.reading.json_window import TextWindow
from app.reading.outcomes import delivered
from app.reading.rules import COLLECTIONS_PASSED, REFERENCE_ONLY, finding
from app.reading.source_format import DeliveredFile, ReadOutcome

_ITEMS = ("items", "manifests", "members", "collections")  # of a collection, in both versions
_TYPES = ("type", "@type")
_COLLECTION = "collection"
_WHOLE = frozenset({"items", "sequences", "mediaSequences"})  # without any, a manifest is only named


class _Found(NamedTuple):
    fields: Fields
    path: str | None


def read(file: DeliveredFile) -> Iterator[ReadOutcome]:
    """Yield a record for each manifest of a file.

    Raises UnreadableFile when there is none, BoundPassed after the records that come before the bound.
    """
    yield from delivered(_outcomes(file), file)


def _documents(file: DeliveredFile) -> Iterator[ReadOutcome]:
    head = (decoded_head(DeliveredBytes(file).head()) or "").lstrip("\ufeff \t\r\n")
    if is_in_lines(head, file.name):
        return json_lines.read(file)
    if "records" in file.options:
        return json_document.read(file)
    place = "" if head.startswith("[") else _items_of_a_collection(file)
    return json_document.read(replace(file, options={**file.options, "records": place}))


def _items_of_a_collection(file: DeliveredFile) -> str:
    """Return where the items of a collection stand, so that they are read one by one; nothing for a manifest."""
    source = DeliveredBytes(file)
    window = TextWindow(decoded(source, encoding_of(source, file.options.get("encoding"))))
    if not window.peek():
        raise nothing_to_read(file.name)
    pass_leading(window)
    kind, place = "", ""
    for name in members(window, frozenset((*_ITEMS, *_TYPES))):
        first = window.peek()
        if name in _TYPES and first == '"':
            kind = kind or _word(window)
        elif name in _ITEMS and first == "[":
            place = place or name
    return place if kind.lower().removeprefix("sc:") == _COLLECTION else ""


def _word(window: TextWindow) -> str:
    try:
        return str(json.JSONDecoder(strict=False).raw_decode(window.text, window.position)[0])
    except ValueError:  # the window ends in the middle of it; the reading of the document sees the whole
        return ""


def _outcomes(file: DeliveredFile) -> Iterator[ReadOutcome]:
    ordinal = passed = 0
    for outcome in _documents(file):
        if not isinstance(outcome, SourceRecord):
            yield structs.replace(outcome, ordinal=ordinal)
            ordinal += 1
            continue
        findings = outcome.findings
        for found in _manifests(dict(outcome.fields), outcome.path):
            if kind_of(found.fields) == _COLLECTION:
                passed += 1
                continue
            own = (*findings, *_notes(found, passed))
            yield SourceRecord(ordinal, fields_of(found.fields, found.path), outcome.file, outcome.row, found.path, own)
            ordinal, passed, findings = ordinal + 1, 0, ()
    if passed and not ordinal:
        raise _only_collections(passed)


def _notes(found: _Found, passed: int) -> Iterator[Finding]:
    if passed:
        yield finding(COLLECTIONS_PASSED, Cell(path=""), count=str(passed))
    if not _WHOLE & found.fields.keys():
        yield finding(REFERENCE_ONLY, Cell(path=found.path))


def _manifests(value: Fields, path: str | None) -> Iterator[_Found]:
    """Yield the manifests of a document, and the collections that are only named; those written out are gone into."""
    waiting = [_Found(value, path)]
    while waiting:
        found = waiting.pop()
        inside = [(name, found.fields[name]) for name in _ITEMS if isinstance(found.fields.get(name), list)]
        if kind_of(found.fields) != _COLLECTION or not inside:
            yield found
            continue
        below = [
            _Found(one, step(found.path, name, number)) for name, items in inside for number, one in _objects(items)
        ]
        waiting += reversed(below)


def _objects(items: SourceValue) -> Iterator[tuple[int, Fields]]:
    for number, one in enumerate(items if isinstance(items, list) else []):
        if isinstance(one, dict):
            yield number, one


def _only_collections(count: int) -> UnreadableFile:
    return UnreadableFile(
        Text(
            fr=f"La collection ne nomme que d'autres collections ({count}); livrez celles-ci, ou leurs manifestes.",
            en=f"The collection only names other collections ({count}); deliver those, or their manifests.",
        )
    )
