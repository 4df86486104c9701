"""The objects of a file of schema.org's JSON-LD, each with what its references mean elsewhere in the file.

The file is read twice: first for what objects may refer to, which is kept within a bound, then for the objects.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace

import msgspec
from msgspec import structs

from app.core.errors import ConcordanceError
from app.core.finding import Cell, Finding
from app.core.source import SourceRecord
from app.reading.formats.schema_org.documents import Documents, documents_of
from app.reading.formats.schema_org.objects import ObjectFields
from app.reading.json_ld_nodes import (
    MOST_JOINED,
    PLACE,
    Joining,
    JsonObject,
    Node,
    identifier_of,
    nodes_of,
    types_of,
)
from app.reading.outcomes import delivered
from app.reading.rules import GRAPH_TOO_LARGE, NOT_OBJECTS, REFERENCES_LEFT, finding
from app.reading.source_format import DeliveredFile, Position, ReadOutcome
from app.reading.trees import deeper, pointer_step

MOST_KEPT = 64 * 1024 * 1024  # bytes of what objects refer to: a hundred thousand people and places
_MOST_NAMED = 10  # classes that a finding names


def read(file: DeliveredFile) -> Iterator[ReadOutcome]:
    """Yield the objects that a file describes, as records.

    Raises UnreadableFile when there is none, BoundPassed after the records that come before the bound.
    """
    documents = documents_of(file)
    graph = _Graph()
    with suppress(ConcordanceError):  # the second reading meets the same, after the records that come before it
        graph.take(documents, replace(file, position=Position()))
    yield from delivered(_objects(documents, file, graph), file, graph.findings())


class _Graph:
    """What the objects of a file may refer to, packed, by its name; and how many nodes are none, by their classes."""

    def __init__(self) -> None:
        self._packed: dict[str, bytes] = {}
        self._size = 0
        self._lost = False
        self._others: Counter[str] = Counter()

    def take(self, documents: Documents, file: DeliveredFile) -> None:
        for outcome in documents.read(file):
            if not isinstance(outcome, SourceRecord):
                continue
            for node in nodes_of(dict(outcome.fields), context=documents.context):
                if not node.is_object:
                    self._others[min(types_of(node.fields))] += 1
                self._keep(node, _place(outcome, node))

    def _keep(self, node: Node, place: str | None) -> None:
        name = identifier_of(node.fields)
        if not name or name in self._packed:
            return
        fields = node.fields if place is None else {**node.fields, PLACE: place}
        packed = msgspec.msgpack.encode(fields)
        if self._size + len(packed) + len(name) > MOST_KEPT:
            self._lost = self._lost or not node.is_object  # of an object, only its name would be read here
            return
        self._size += len(packed) + len(name)
        self._packed[name] = packed

    def find(self, name: str) -> JsonObject | None:
        packed = self._packed.get(name)
        return None if packed is None else msgspec.msgpack.decode(packed, type=dict[str, object])

    def findings(self) -> tuple[Finding, ...]:
        found: list[Finding] = []
        if self._others:
            named = ", ".join(f"{name} {count}" for name, count in self._others.most_common(_MOST_NAMED))
            found.append(finding(NOT_OBJECTS, Cell(path=""), found=named))
        if self._lost:
            found.append(finding(GRAPH_TOO_LARGE, Cell(path=""), limit=str(MOST_KEPT)))
        return tuple(found)


def _objects(documents: Documents, file: DeliveredFile, graph: _Graph) -> Iterator[ReadOutcome]:
    made = ObjectFields()
    ordinal = 0
    waiting: tuple[Finding, ...] = ()
    for outcome in documents.read(file):
        if not isinstance(outcome, SourceRecord):
            yield structs.replace(outcome, ordinal=ordinal)
            ordinal += 1
            continue
        waiting = (*waiting, *outcome.findings)[: file.bounds.max_findings_per_record]
        for node in nodes_of(dict(outcome.fields), context=documents.context):
            if not node.is_object:
                continue
            joining = Joining(graph.find)
            fields = joining.joined(node.fields)
            if deeper(fields, file.bounds.max_depth):
                fields = node.fields
            place = _place(outcome, node)
            findings = waiting
            if joining.exhausted:
                findings = (*waiting, finding(REFERENCES_LEFT, Cell(path=place), limit=str(MOST_JOINED)))
            yield SourceRecord(ordinal, made.of(fields), outcome.file, outcome.row, place, findings)
            ordinal += 1
            waiting = ()


def _place(outcome: SourceRecord, node: Node) -> str | None:
    """Return where a node stands: by a pointer into the file, None where its line says it."""
    return None if outcome.path is None else outcome.path + "".join(map(pointer_step, node.trail))
