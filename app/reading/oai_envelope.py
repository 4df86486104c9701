"""Metadata inside an OAI-PMH record: its header is kept beside it, and each value keeps its whole place in the file."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Final, TypeAlias
from xml.etree.ElementTree import Element  # the type alone

from msgspec import structs

from app.core.finding import Finding
from app.core.places import TEXT, below
from app.core.source import SourceRecord
from app.reading.source_format import DeliveredFile, ReadOutcome
from app.reading.xml_reader import XmlForm, read_xml
from app.reading.xml_records import Frame
from app.reading.xml_tree import BuildFields, Fields, XmlNames, value_of

HEADER: Final = "oai:header"  # under this name a record has the header of the protocol
_WITHIN: Final = "@within"
_OAI: Final = "http://www.openarchives.org/OAI/"
_BESIDE: Final = frozenset({"header", "about"})
_DEEPEST: Final = 6
_NOWHERE: tuple[str, ...] = ()

IsContent: TypeAlias = Callable[[Element], bool]
"""Says whether an element is the metadata that is looked for."""


def is_oai_record(local: str, namespace: str | None, around: list[Frame]) -> bool:
    """Say whether a start tag begins a record of an OAI-PMH answer (OAI-PMH 2.0, 2.5); exports drop its namespace."""
    if local != "record" or any(frame.local == "metadata" for frame in around):
        return False
    return namespace is None or namespace.startswith(_OAI)


def read_enveloped(file: DeliveredFile, form: XmlForm, is_content: IsContent) -> Iterator[ReadOutcome]:
    """Yield the records of a file in which each may be wrapped in an OAI-PMH record; see `read_xml`.

    The fields are those of the first element that is content, at or below the record's; the header stands under
    `oai:header`, `deleted` in its `@status` when the record was withdrawn. With the option `deleted=apart` such a
    record is passed over: whoever harvested the page withdraws what it held.
    """
    apart = file.options.get("deleted") == "apart"
    unwrapping = replace(form, build=_unwrapping(form.build, is_content))
    for outcome in read_xml(file, unwrapping):
        if apart and isinstance(outcome, SourceRecord) and _is_deleted(outcome):
            continue
        yield _placed(outcome) if isinstance(outcome, SourceRecord) else outcome


def _is_deleted(record: SourceRecord) -> bool:
    header = record.fields.get(HEADER)
    return isinstance(header, dict) and header.get("@status") == "deleted"


def _unwrapping(build: BuildFields, is_content: IsContent) -> BuildFields:
    def unwrapped(element: Element, names: XmlNames, max_depth: int) -> Fields:
        found = _content(element, (), is_content, names)
        if found is None:
            content, trail = element, _NOWHERE
        else:
            content, trail = found
        fields: Fields = {}
        if content is not element:
            header = next((child for child in element if child.tag.rpartition("}")[2] == "header"), None)
            if header is not None:
                fields[HEADER] = _header(header, names)
            fields[_WITHIN] = "/".join(trail)
        elif found is None and (header := next(iter(element), None)) is not None and header.tag.endswith("header"):
            return {HEADER: _header(header, names)}  # a deleted record has its header alone
        stray = _stray_text(content)
        fields.update(build(content, names, max_depth))
        if stray:
            fields.setdefault(TEXT, stray)
        return fields

    return unwrapped


def _stray_text(content: Element) -> str:
    """Take away the words that stand between the elements of a record (a comment that lost its signs); return them."""
    if not len(content):
        return ""
    words = [content.text or "", *(child.tail or "" for child in content)]
    content.text = None
    for child in content:
        child.tail = None
    return " ".join(" ".join(words).split())


def _header(header: Element, names: XmlNames) -> Fields:
    made = value_of(header, names, 2)
    words: Fields = {}
    for name, value in made.items() if isinstance(made, dict) else ():
        words[name if name.startswith("@") else name.rpartition(":")[2]] = value
    return words


def _content(
    element: Element, trail: tuple[str, ...], is_content: IsContent, names: XmlNames
) -> tuple[Element, tuple[str, ...]] | None:
    if is_content(element):
        return element, trail
    if len(trail) >= _DEEPEST:
        return None
    for child in element:
        if (local := child.tag.rpartition("}")[2]) not in _BESIDE:
            step = local if child.tag.startswith("{" + _OAI + "2.0/}") else names.of(child.tag)
            found = _content(child, (*trail, step), is_content, names)
            if found is not None:
                return found
    return None


def _placed(record: SourceRecord) -> SourceRecord:
    """Return the record with the place of its metadata for its own, and that of the header for its header."""
    within = record.fields.get(_WITHIN)
    header = record.fields.get(HEADER)
    if not isinstance(within, str) or record.path is None:
        return record
    fields = {name: value for name, value in record.fields.items() if name != _WITHIN}
    around = record.path
    if isinstance(header, dict):
        fields[HEADER] = {**header, "@path": below(around, ("header",), record.notation)}
    path = below(around, tuple(within.split("/")), record.notation) if within else around
    findings = tuple(_moved(finding, around, path) for finding in record.findings)
    return structs.replace(record, fields=fields, path=path, findings=findings)


def _moved(finding: Finding, before: str, after: str) -> Finding:
    place = finding.cell.path
    if place is None or not place.startswith(f"{before}/"):
        return finding
    return structs.replace(finding, cell=structs.replace(finding.cell, path=after + place[len(before) :]))
