"""The components of a finding aid, one by one: only those that are open around the place that is read are in memory."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import unescape

from app.core.finding import Cell, Finding
from app.core.places import TEXT
from app.core.source import SourceRecord, SourceValue, UnreadableRecord
from app.reading.bytes_in import DeliveredBytes
from app.reading.formats.ead.parts import part_fields
from app.reading.outcomes import delivered
from app.reading.rules import DAMAGED, ENCODING_GUESSED, STRAY_TEXT, finding
from app.reading.source_format import DeliveredFile, ReadOutcome
from app.reading.xml_parsing import Unparsable, parse_record
from app.reading.xml_records import Frame, RecordText, RecordTexts
from app.reading.xml_text import XmlWindow, xml_encoding
from app.reading.xml_tree import Fields, TreeReading, XmlNames

_NAMESPACES = frozenset({"urn:isbn:1-931666-22-9", "http://ead3.archivists.org/schema/", "urn:isbn:1-931666-22-9/"})
_PREFIXES = {"http://www.w3.org/1999/xlink": "xlink", "http://www.w3.org/2001/XMLSchema-instance": "xsi"}
_COMPONENT = re.compile(r"c(?:0[1-9]|1[0-2])?|archdesc")
_ATTRIBUTE = re.compile(r"([\w:.-]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)')")
_AROUND = frozenset({"dsc", "dscgrp"})
_HEADER = frozenset({"eadheader", "control"})
_KEPT = ("level", "otherlevel", "id", "audience", "langcode")


@dataclass(slots=True, eq=False)
class _Component:
    """A component that is open: what was read of it so far, and its place in the tree."""

    frame: Frame
    parent: _Component | None
    fields: Fields = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    key: str = ""
    title: str = ""
    used: dict[str, int] = field(default_factory=dict)


class _Parts:
    """Says which elements are parts of a component, and remembers what was open around the last one."""

    def __init__(self) -> None:
        self.around: tuple[Frame, ...] = ()

    def __call__(self, local: str, _namespace: str | None, around: list[Frame]) -> bool:
        if not around or _COMPONENT.fullmatch(local) or local in _AROUND:
            return False
        above = around[-1].local
        is_part = bool(_COMPONENT.fullmatch(above)) or (above == "ead" and local in _HEADER)
        if is_part:
            self.around = tuple(around)
        return is_part


def read(file: DeliveredFile) -> Iterator[ReadOutcome]:
    """Yield each component when it ends, so its parts before it; the fonds itself comes last.

    Raises UnreadableFile when there is none, BoundPassed after the records that come before the bound.
    """
    source = DeliveredBytes(file)
    encoding = xml_encoding(source, file.options.get("encoding"))
    parts = _Parts()
    texts = RecordTexts(XmlWindow(source, encoding), parts, file.bounds, nests=True)
    names = XmlNames(_NAMESPACES, _PREFIXES)
    reading = TreeReading(names, file.bounds, file.name, encoding.label, build=part_fields)
    notes = [finding(ENCODING_GUESSED, Cell(path="/"), encoding=encoding.label)] if encoding.guessed else []
    yield from delivered(_FindingAid(texts, parts, reading, source, notes).outcomes(), file, notes)


class _FindingAid:
    """One pass over a file: which components are open, and the records of those that have ended."""

    def __init__(
        self, texts: RecordTexts, parts: _Parts, reading: TreeReading, source: DeliveredBytes, notes: list[Finding]
    ) -> None:
        self._texts, self._parts, self._reading, self._source, self._notes = texts, parts, reading, source, notes
        self._open: list[_Component] = []
        self._header: Fields = {}
        self._ordinal = 0

    def outcomes(self) -> Iterator[ReadOutcome]:
        first = True
        for text in self._texts:
            around = self._parts.around
            if first and self._texts.stray:
                self._notes.append(finding(STRAY_TEXT, Cell(value=self._texts.stray, path="/")))
            first = False
            yield from self._ended(around)
            self._begin(around)
            yield from self._part(text)
        yield from self._ended(())
        if self._source.damaged:
            yield UnreadableRecord(self._ordinal, finding(DAMAGED, Cell(path="/")))

    def _ended(self, around: tuple[Frame, ...]) -> Iterator[ReadOutcome]:
        while self._open and not any(frame is self._open[-1].frame for frame in around):
            component = self._open.pop()
            self._name(component)
            if component.frame.local == "archdesc" and self._header:
                component.fields["header"] = self._header
            kept = tuple(component.findings[: self._reading.bounds.max_findings_per_record])
            yield SourceRecord(
                self._ordinal, component.fields, self._reading.file, None, component.frame.path, kept, notation="xpath"
            )
            self._ordinal += 1
        if not around or around[0].local != "ead":
            return
        if not self._open and len(around) == 1:
            self._header = {}  # another finding aid in the same file

    def _begin(self, around: tuple[Frame, ...]) -> None:
        known = {id(component.frame) for component in self._open}
        for frame in around:
            if _COMPONENT.fullmatch(frame.local) and id(frame) not in known:
                parent = self._open[-1] if self._open else None
                if parent is not None:
                    self._name(parent)
                component = _Component(frame, parent)
                given = {found[1].rpartition(":")[2]: found for found in _ATTRIBUTE.finditer(frame.attributes)}
                for name in _KEPT:
                    if name in given:
                        component.fields[f"@{name}"] = unescape(given[name][2] or given[name][3] or "")
                if frame.language:
                    component.fields["@xml:lang"] = frame.language
                self._open.append(component)

    def _part(self, text: RecordText) -> Iterator[ReadOutcome]:
        made = self._made(text)
        local = text.text[1:].split(None, 1)[0].split(">", 1)[0].rstrip("/").rpartition(":")[2]
        if isinstance(made, SourceRecord) and local in _HEADER:
            self._header = dict(made.fields)
        if not self._open:
            if not isinstance(made, SourceRecord):
                yield UnreadableRecord(self._ordinal, made.finding)
                self._ordinal += 1
            return
        component = self._open[-1]
        if isinstance(made, SourceRecord):
            component.findings += made.findings
            fields = dict(made.fields)
            internal = fields.get("@audience") == "internal"  # for the staff only (EAD, audience)
            _add(component.fields, "internal" if internal else local, fields)
        else:
            component.findings.append(made.finding)

    def _made(self, text: RecordText) -> ReadOutcome:
        reading = self._reading
        if text.problem is not None:
            most = {"limit": str(reading.bounds.max_record_bytes), "bound": "max_record_bytes"}
            return reading.unreadable(self._ordinal, text, text.problem, most)
        try:
            parsed = parse_record(text, self._texts.entities, reading.bounds.max_record_bytes)
        except Unparsable as refusal:
            return reading.unreadable(self._ordinal, text, refusal.repair.rule, refusal.repair.arguments)
        return reading.outcome(self._ordinal, text, parsed)

    def _name(self, component: _Component) -> None:
        """Give a component its key, its parent and the titles above it, once its `did` is read."""
        if component.key:
            return
        fields, parent = component.fields, component.parent
        component.title = _first(fields, "did", "unittitle") or _first(fields, "did", "unitid")
        unit = _first(fields, "did", "unitid")
        own = _text(fields.get("@id"))
        if parent is None:
            aid = _first(self._header, "eadid") or _first(self._header, "recordid")
            component.key = aid.removesuffix(".xml") or unit or own or component.title
        else:
            above = parent.key if not own else _topmost(parent).key
            key = f"{above}/{own or unit}" if own or unit else f"{above}/{component.frame.path.rpartition('/')[2]}"
            holder = parent if not own else _topmost(parent)
            count = holder.used[key] = holder.used.get(key, 0) + 1 if not own else 1
            component.key = key if count == 1 else f"{key}~{count}"
            fields["parent"] = {"id": parent.key, **({"title": parent.title} if parent.title else {})}
            fields["place"] = " / ".join(_titles_above(component))
            if (kept := _repository(parent)) is not None and "repository" not in _did(fields):
                fields["repository"] = kept
        fields["key"] = component.key


def _topmost(component: _Component) -> _Component:
    while component.parent is not None:
        component = component.parent
    return component


def _titles_above(component: _Component) -> list[str]:
    above: list[str] = []
    parent = component.parent
    while parent is not None:
        above.insert(0, parent.title)
        parent = parent.parent
    return [title for title in above if title]


def _repository(component: _Component | None) -> SourceValue:
    """Return the repository that the nearest of the components around says: it keeps the whole (EAD, inheritance)."""
    while component is not None:
        found = _did(component.fields).get("repository")
        if found is not None:
            return found
        component = component.parent
    return None


def _did(fields: Fields) -> Fields:
    did = fields.get("did")
    first = did[0] if isinstance(did, list) and did else did
    return first if isinstance(first, dict) else {}


def _first(fields: Fields, *names: str) -> str:
    value: SourceValue = fields
    for name in names:
        while isinstance(value, list):
            value = value[0] if value else None
        value = value.get(name) if isinstance(value, dict) else None
    while isinstance(value, list):
        value = value[0] if value else None
    if isinstance(value, dict):
        value = value.get(TEXT)
    return _text(value)


def _text(value: SourceValue) -> str:
    return " ".join(value.split()) if isinstance(value, str) else ""


def _add(fields: Fields, name: str, value: SourceValue) -> None:
    before = fields.get(name)
    if before is None:
        fields[name] = value
    elif isinstance(before, list):
        before.append(value)
    else:
        fields[name] = [before, value]
