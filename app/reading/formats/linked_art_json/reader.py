"""The objects of a file of Linked Art. No context is ever fetched: Linked Art's names are known here."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from msgspec import structs

from app.core.finding import Cell, Finding
from app.core.source import SourceRecord, UnreadableRecord
from app.reading import json_document, json_lines
from app.reading.bytes_in import DeliveredBytes
from app.reading.encoding import decoded_head
from app.reading.json_head import is_in_lines
from app.reading.json_ld_nodes import JsonObject, types_of
from app.reading.linked_art_tree import ObjectTree, described_in, is_object, tops_of
from app.reading.outcomes import delivered
from app.reading.rules import CONTEXT_UNKNOWN, NO_OBJECT, REFERENCES_LEFT, finding
from app.reading.source_format import DeliveredFile, ReadOutcome
from app.reading.trees import deeper, pointer_step

_KNOWN: Final = re.compile(r"https?://linked\.art/ns/v1/linked-art\.json")
_MOST_FOLLOWED: Final = 2_000


def read(file: DeliveredFile) -> Iterator[ReadOutcome]:
    """Yield the objects that a file describes, as records.

    A document that describes no object, or whose context is not known, is an UnreadableRecord with a finding that says
    so. Raises UnreadableFile when there is nothing, BoundPassed after the records that come before the bound.
    """
    yield from delivered(_numbered(_objects(file)), file)


def _documents(file: DeliveredFile) -> Iterator[ReadOutcome]:
    head = (decoded_head(DeliveredBytes(file).head()) or "").lstrip("\ufeff \t\r\n")
    if is_in_lines(head, file.name):
        return json_lines.read(file)
    return json_document.read(replace(file, options={"records": "", **file.options}))


def _numbered(outcomes: Iterator[ReadOutcome]) -> Iterator[ReadOutcome]:
    for ordinal, outcome in enumerate(outcomes):
        yield structs.replace(outcome, ordinal=ordinal)


def _objects(file: DeliveredFile) -> Iterator[ReadOutcome]:
    for outcome in _documents(file):
        if not isinstance(outcome, SourceRecord):
            yield outcome
            continue
        yield from _objects_of(outcome, file)


def _objects_of(outcome: SourceRecord, file: DeliveredFile) -> Iterator[ReadOutcome]:
    document: JsonObject = dict(outcome.fields)
    unknown = _unknown_context(document.get("@context"))
    if unknown is not None:
        yield _unread(outcome, finding(CONTEXT_UNKNOWN, _cell(outcome, "@context"), found=unknown))
        return
    tops = list(tops_of(document))
    objects = [(node, trail) for node, trail in tops if is_object(node)]
    if not objects:
        classes = Counter(min(types_of(node), default="?") for node, _ in tops)
        named = ", ".join(f"{name} {count}" for name, count in classes.most_common(10))
        yield _unread(outcome, finding(NO_OBJECT, _cell(outcome), found=named))
        return
    described = described_in(document, outcome.path or "")
    waiting = outcome.findings
    for node, trail in objects:
        place = None if outcome.path is None else outcome.path + "".join(map(pointer_step, trail))
        tree = ObjectTree(node, described)
        fields = tree.fields()
        if deeper(fields, file.bounds.max_depth):
            fields = ObjectTree(node, {}).fields()
        if tree.exhausted:
            waiting = (*waiting, finding(REFERENCES_LEFT, Cell(path=place), limit=str(_MOST_FOLLOWED)))
        yield SourceRecord(0, fields, outcome.file, outcome.row, place, waiting[: file.bounds.max_findings_per_record])
        waiting = ()


def _unread(outcome: SourceRecord, said: Finding) -> UnreadableRecord:
    return UnreadableRecord(outcome.ordinal, said)


def _cell(outcome: SourceRecord, column: str | None = None) -> Cell:
    return Cell(column, None, outcome.row, outcome.path)


def _unknown_context(context: object) -> str | None:
    """Return what of a context is not known here: an address that is not Linked Art's; None where all is known."""
    several = context if isinstance(context, list) else [] if context is None else [context]
    for one in several:
        if isinstance(one, str) and not _KNOWN.fullmatch(one):
            return one
        if isinstance(one, dict) and not any(isinstance(known, str) for known in several):
            return ", ".join(sorted(map(str, one)))[:200]
    return None
