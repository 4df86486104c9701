"""Notices of tagged text, one by one, in constant memory; a notice that is damaged harms no other."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from app.core.finding import Cell, Finding, Rule
from app.core.source import SourceRecord, SourceValue, UnreadableRecord
from app.reading.bytes_in import DeliveredBytes
from app.reading.decoded import whole_lines
from app.reading.encoding import encoding_of
from app.reading.formats.pop.notices import END, TAGS, fields_of
from app.reading.outcomes import delivered
from app.reading.rules import (
    CELL_TOO_LARGE,
    DAMAGED,
    ENCODING_GUESSED,
    NOTICE_NOT_ENDED,
    NOTICE_WITHOUT_TAGS,
    RECORD_TOO_LARGE,
    TOO_MANY_COLUMNS,
    finding,
)
from app.reading.source_format import DeliveredFile, ReadOutcome
from app.reading.text_repair import repaired


@dataclass(slots=True)
class _Notice:
    """The lines of a notice so far, the number of the first in the file, and whether it passed the bound on records."""

    row: int
    lines: list[str] = field(default_factory=list)
    size: int = 0
    too_large: bool = False
    open_end: bool = False


def read(file: DeliveredFile) -> Iterator[ReadOutcome]:
    """Yield the notices of a file, each with the number of its first line for its row.

    Raises UnreadableFile when there is none, BoundPassed after the records that come before the bound.
    """
    source = DeliveredBytes(file)
    encoding = encoding_of(source, file.options.get("encoding"))
    reading = _Reading(file, encoding.label)
    notes = [finding(ENCODING_GUESSED, Cell(row=1), encoding=encoding.label)] if encoding.guessed else []
    lines = ((line, block.cut) for block in whole_lines(source, encoding) for line in block.text.splitlines())
    outcomes = (reading.outcome(number, notice) for number, notice in enumerate(_notices(lines, reading.longest)))
    yield from delivered(_ended(outcomes, source), file, notes)


def _ended(outcomes: Iterator[ReadOutcome], source: DeliveredBytes) -> Iterator[ReadOutcome]:
    ordinal = 0
    for outcome in outcomes:
        ordinal = outcome.ordinal + 1
        yield outcome
    if source.damaged:
        yield UnreadableRecord(ordinal, finding(DAMAGED, Cell()))


def _notices(lines: Iterator[tuple[str, bool]], longest: int) -> Iterator[_Notice]:
    """Yield the notices: each ends at `//`, or where the tag that began it comes again."""
    notice, first = _Notice(1), ""
    for number, (line, cut) in enumerate(lines, 1):
        written = line.strip()
        if written == END or (written == first and first):
            if notice.lines or notice.too_large:
                notice.open_end = written != END
                yield notice
            notice, first = _Notice(number + (written == END)), ""
            if written == END:
                continue
        if not notice.lines and not written and not notice.too_large:
            notice.row = number + 1
            continue
        if not first and written in TAGS:
            first = written
        notice.size += len(line)
        notice.too_large = notice.too_large or cut or notice.size > longest
        if notice.too_large:
            notice.lines.clear()
        else:
            notice.lines.append(line)
    if notice.lines or notice.too_large:
        yield notice


@dataclass(frozen=True, slots=True)
class _Reading:
    """The file that is read, and what a person calls its encoding."""

    file: DeliveredFile
    encoding: str

    @property
    def longest(self) -> int:
        """The most characters of a notice."""
        return self.file.bounds.max_record_bytes

    def outcome(self, ordinal: int, notice: _Notice) -> ReadOutcome:
        """Return the record of a notice, its values repaired; or why it cannot be read."""
        bounds = self.file.bounds
        if notice.too_large:
            limits = {"limit": str(bounds.max_record_bytes), "bound": "max_record_bytes"}
            return _refused(ordinal, RECORD_TOO_LARGE, Cell(row=notice.row), **limits)
        fields: dict[str, SourceValue] = {}
        findings: list[Finding] = []
        tags = 0
        for tag, text, _ in fields_of(notice.lines):
            tags += bool(tag)
            value, flaws = repaired(text, self.encoding)
            cell = Cell(tag or None, value, notice.row)
            if len(value) * 4 > bounds.max_cell_bytes and (size := len(value.encode())) > bounds.max_cell_bytes:
                limits = {"limit": str(bounds.max_cell_bytes), "bound": "max_cell_bytes", "size": str(size)}
                return _refused(ordinal, CELL_TOO_LARGE, cell, **limits)
            findings += (finding(flaw.rule, Cell(tag, flaw.value, notice.row), **flaw.arguments) for flaw in flaws)
            _add(fields, tag, value)
        if not tags:
            return _refused(ordinal, NOTICE_WITHOUT_TAGS, Cell(None, " ".join(notice.lines)[:300], notice.row))
        if tags > bounds.max_columns:
            limits = {"found": str(tags), "limit": str(bounds.max_columns), "bound": "max_columns"}
            return _refused(ordinal, TOO_MANY_COLUMNS, Cell(row=notice.row), **limits)
        if notice.open_end:
            findings.insert(0, finding(NOTICE_NOT_ENDED, Cell(next(filter(None, fields)), None, notice.row)))
        kept = tuple(findings[: bounds.max_findings_per_record])
        return SourceRecord(ordinal, fields, self.file.name, notice.row, None, kept)


def _refused(ordinal: int, rule: Rule, cell: Cell, **arguments: str) -> UnreadableRecord:
    return UnreadableRecord(ordinal, finding(rule, cell, **arguments))


def _add(fields: dict[str, SourceValue], tag: str, value: str) -> None:
    """Add a value; one whose tag came before is kept beside it."""
    before = fields.get(tag)
    if before is None or not before:
        fields[tag] = value
    elif isinstance(before, list):
        before.append(value)
    elif value:
        fields[tag] = [before, value]
