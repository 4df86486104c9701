"""What every XML format reads its files by: which elements are records, how they are called and become fields."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from app.core.finding import Cell, Finding
from app.core.source import Notation, UnreadableRecord
from app.reading.bytes_in import DeliveredBytes
from app.reading.encoding import decoded_head
from app.reading.outcomes import delivered
from app.reading.rules import DAMAGED, ENCODING_GUESSED, STRAY_TEXT, finding
from app.reading.source_format import DeliveredFile, ReadOutcome
from app.reading.xml_parsing import Unparsable, parse_record
from app.reading.xml_records import IsRecord, RecordText, RecordTexts
from app.reading.xml_text import XmlWindow, xml_encoding
from app.reading.xml_tree import BuildFields, TreeReading, XmlNames, fields_of

_NO_CONTENT = re.compile(r"<!--.*?(?:-->|\Z)|<\?.*?(?:\?>|\Z)|<!DOCTYPE[^\[>]*(?:\[.*?\]\s*)?(?:>|\Z)", re.DOTALL)
_TAG = re.compile(r"<(?P<name>[A-Za-z_][^\s/>!?=<\"']*)")


@dataclass(frozen=True, slots=True)
class XmlForm:
    """What a format says of its files; `nests` that a record may hold elements of its own name.

    Elements of the namespaces in `main` are called by their name alone, those of `prefixes` with the prefix given here.
    """

    is_record: IsRecord
    main: frozenset[str] = frozenset()
    prefixes: dict[str, str] = field(default_factory=dict)
    nests: bool = False
    notation: Notation = "xpath"
    build: BuildFields = fields_of


def read_xml(file: DeliveredFile, form: XmlForm) -> Iterator[ReadOutcome]:
    """Yield the records of an XML file in constant memory, each parsed apart from the others.

    Raises UnreadableFile when there is none, BoundPassed after the records that come before the bound.
    """
    source = DeliveredBytes(file)
    encoding = xml_encoding(source, file.options.get("encoding"))
    window = XmlWindow(source, encoding)
    texts = RecordTexts(window, form.is_record, file.bounds, nests=form.nests)
    reading = TreeReading(
        XmlNames(form.main, form.prefixes), file.bounds, file.name, encoding.label, form.notation, form.build
    )
    notes: list[Finding] = []
    if encoding.guessed:
        notes.append(finding(ENCODING_GUESSED, Cell(path="/"), encoding=encoding.label))
    outcomes = _outcomes(texts, reading, source, notes)
    yield from delivered(outcomes, file, notes)


def _outcomes(
    texts: RecordTexts, reading: TreeReading, source: DeliveredBytes, notes: list[Finding]
) -> Iterator[ReadOutcome]:
    ordinal = -1
    for ordinal, record in enumerate(texts):
        if ordinal == 0 and texts.stray:
            notes.append(finding(STRAY_TEXT, Cell(value=texts.stray, path="/")))
        yield _outcome(ordinal, record, texts, reading)
    if source.damaged:
        yield UnreadableRecord(ordinal + 1, finding(DAMAGED, Cell(path="/")))


def _outcome(ordinal: int, record: RecordText, texts: RecordTexts, reading: TreeReading) -> ReadOutcome:
    if record.problem is not None:
        most = str(reading.bounds.max_record_bytes)
        return reading.unreadable(ordinal, record, record.problem, {"limit": most, "bound": "max_record_bytes"})
    try:
        parsed = parse_record(record, texts.entities, reading.bounds.max_record_bytes)
    except Unparsable as refusal:
        return reading.unreadable(ordinal, record, refusal.repair.rule, refusal.repair.arguments)
    return reading.outcome(ordinal, record, parsed)


def xml_head(head: bytes) -> str | None:
    """Return the beginning of a file as text when it is XML, without comments, instructions and DTD; else None."""
    text = (decoded_head(head) or "").lstrip("\ufeff \t\r\n")
    if not text.startswith("<"):
        return None
    return _NO_CONTENT.sub("", text)


def local_names(text: str) -> list[str]:
    """Return the local names of the start tags in a text, in order: `<lido:lidoWrap>` gives `lidoWrap`."""
    return [found["name"].rpartition(":")[2] for found in _TAG.finditer(text)]
