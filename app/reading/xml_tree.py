"""An element as the tree of a SourceRecord: attributes under `@`, text under `.`, what is repeated as a list."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias
from xml.etree.ElementTree import Element  # the type alone

from app.core.config import Bounds
from app.core.finding import Cell, Finding, Rule
from app.core.places import TEXT, below
from app.core.source import Notation, SourceRecord, SourceValue, UnreadableRecord
from app.reading.rules import CELL_TOO_LARGE, TOO_DEEP, finding
from app.reading.source_format import ReadOutcome
from app.reading.text_repair import repaired
from app.reading.xml_parsing import UNDECLARED, ParsedRecord, restored
from app.reading.xml_records import RecordText

Fields: TypeAlias = "dict[str, SourceValue]"
_XML = "{http://www.w3.org/XML/1998/namespace}"


class TooDeep(Exception):
    """The element is nested deeper than `max_depth`."""


@dataclass(slots=True)
class XmlNames:
    """How elements and attributes are called in a tree: those of the main namespaces by their name alone.

    `prefixes` gives every other known namespace its usual prefix; an unknown one keeps its last word.
    """

    main: frozenset[str]
    prefixes: Mapping[str, str] = field(default_factory=dict)
    _known: dict[str, str] = field(default_factory=dict)

    def of(self, tag: str) -> str:
        """Return the name of a tag in ElementTree's form, `{namespace}local`."""
        name = self._known.get(tag)
        if name is None:
            name = self._known[tag] = self._made(tag)
        return name

    def _made(self, tag: str) -> str:
        if not tag.startswith("{"):
            return tag
        namespace, _, local = tag[1:].partition("}")
        if namespace in self.main or (self.main and namespace.startswith(UNDECLARED)):
            return local
        if tag.startswith(_XML):
            return f"xml:{local}"
        prefix = self.prefixes.get(namespace) or _last_word(namespace)
        return f"{prefix}:{local}"


def _last_word(namespace: str) -> str:
    words = re.findall(r"[A-Za-z][A-Za-z_]*", namespace)
    return words[-1].lower() if words else "ns"


BuildFields: TypeAlias = Callable[[Element, XmlNames, int], Fields]
"""Makes the fields of a record of its element; the number is `max_depth`. Raises TooDeep."""


def fields_of(element: Element, names: XmlNames, max_depth: int) -> Fields:
    """Return the tree of an element."""
    made = value_of(element, names, max_depth)
    return made if isinstance(made, dict) else ({TEXT: made} if made else {})


def value_of(element: Element, names: XmlNames, levels: int) -> SourceValue:
    """Return an element as a value: its text when it has nothing else, else its attributes, text and children."""
    if levels < 0:
        raise TooDeep
    name_of = names.of
    text = element.text
    if not len(element):
        written = text if text and not text.isspace() else ""
        if not element.attrib:
            return written
        made: Fields = {"@" + name_of(name): value for name, value in element.attrib.items()}
        if written:
            made[TEXT] = written
        return made
    made = {"@" + name_of(name): value for name, value in element.attrib.items()}
    mixed = bool(text and not text.isspace())
    for child in element:
        name = name_of(child.tag)
        value = value_of(child, names, levels - 1)
        before = made.get(name)
        if before is None:
            made[name] = value
        elif isinstance(before, list):
            before.append(value)
        else:
            made[name] = [before, value]
        if not mixed and child.tail and not child.tail.isspace():
            mixed = True
    if not mixed:
        return made
    # Words between elements: a text with markup in it, of which the words are kept.
    inline: Fields = {name: value for name, value in made.items() if name.startswith("@")}
    inline[TEXT] = " ".join("".join(element.itertext()).split())
    return inline


@dataclass(frozen=True, slots=True)
class TreeReading:
    """How elements of one file become records: their names, the bounds, the file, the name of its encoding."""

    names: XmlNames
    bounds: Bounds
    file: str
    encoding: str
    notation: Notation = "xpath"
    build: BuildFields = fields_of

    def outcome(self, ordinal: int, record: RecordText, parsed: ParsedRecord) -> ReadOutcome:
        """Return the record that an element makes, its values repaired; or that it passes a bound."""
        bounds = self.bounds
        try:
            fields = self.build(parsed.element, self.names, bounds.max_depth)
        except (TooDeep, RecursionError):
            arguments = {"limit": str(bounds.max_depth), "bound": "max_depth"}
            return self.unreadable(ordinal, record, TOO_DEEP, arguments)
        if len(record.text) * 4 > bounds.max_cell_bytes:
            large = next((one for one in _texts(fields, ()) if _size(one[1]) > bounds.max_cell_bytes), None)
            if large is not None:
                return self._too_large(ordinal, record, large)
        if record.language and "@xml:lang" not in fields:
            fields = {"@xml:lang": record.language, **fields}
        whole = Cell(None, None, None, record.path)
        findings = [finding(repair.rule, whole, **repair.arguments) for repair in parsed.repairs]
        if parsed.suspect:
            mended = self._mended(fields, (), record.path, findings)
            fields = mended if isinstance(mended, dict) else {}
        kept = tuple(findings[: bounds.max_findings_per_record])
        return SourceRecord(ordinal, fields, self.file, None, record.path, kept, notation=self.notation)

    def unreadable(
        self, ordinal: int, record: RecordText, rule: Rule, arguments: Mapping[str, str]
    ) -> UnreadableRecord:
        """Return that the record at this place cannot be read."""
        cell = Cell(None, restored(record.text[:300]), None, record.path)
        return UnreadableRecord(ordinal, finding(rule, cell, **arguments))

    def _too_large(self, ordinal: int, record: RecordText, large: tuple[tuple[str, ...], str]) -> UnreadableRecord:
        trail, text = large
        cell = Cell("/".join(trail), text, None, below(record.path, trail, self.notation))
        limit = self.bounds.max_cell_bytes
        arguments = {"size": str(_size(text)), "limit": str(limit), "bound": "max_cell_bytes"}
        return UnreadableRecord(ordinal, finding(CELL_TOO_LARGE, cell, **arguments))

    def _mended(self, value: SourceValue, trail: tuple[str, ...], path: str, findings: list[Finding]) -> SourceValue:
        if isinstance(value, dict):
            return {name: self._mended(child, (*trail, name), path, findings) for name, child in value.items()}
        if isinstance(value, list):
            return [self._mended(child, (*trail, str(at)), path, findings) for at, child in enumerate(value)]
        if not isinstance(value, str):
            return value
        text, flaws = repaired(restored(value), self.encoding)
        if flaws:
            place = trail[:-1] if trail and trail[-1] == TEXT else trail
            where = "/".join(place), below(path, place, self.notation)
            findings += (
                finding(flaw.rule, Cell(where[0], flaw.value, None, where[1]), **flaw.arguments) for flaw in flaws
            )
        return text


def _texts(value: SourceValue, trail: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], str]]:
    if isinstance(value, dict):
        for name, child in value.items():
            yield from _texts(child, (*trail, name))
    elif isinstance(value, list):
        for position, child in enumerate(value):
            yield from _texts(child, (*trail, str(position)))
    elif isinstance(value, str):
        yield trail, value


def _size(text: str) -> int:
    return len(text.encode("utf-8", "surrogatepass"))
