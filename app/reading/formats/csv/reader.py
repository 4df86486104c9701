"""A table of text, row by row: the standard library's reader, which begins again after a row that is broken."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain

from app.core.config import Bounds
from app.core.finding import Cell, Finding
from app.core.source import SourceRecord
from app.reading.bytes_in import DeliveredBytes, nothing_to_read
from app.reading.decoded import whole_lines
from app.reading.encoding import Encoding, encoding_of
from app.reading.formats.csv.dialect import EXCEL_MARK, Dialect, detected
from app.reading.formats.csv.lines import PhysicalLines
from app.reading.formats.csv.mending import read_leniently
from app.reading.formats.csv.salvage import salvage, swallowed_from
from app.reading.headings import Heading, heading_of
from app.reading.outcomes import delivered
from app.reading.rows import RowPlace, RowReading
from app.reading.rules import DAMAGED, ENCODING_GUESSED, RECORD_TOO_LARGE, finding
from app.reading.source_format import DeliveredFile, ReadOutcome


def read(file: DeliveredFile) -> Iterator[ReadOutcome]:
    """Yield the records of a table of text.

    Raises UnreadableFile when it has no row below its heading, BoundPassed after the records that come before the
    bound.
    """
    source = DeliveredBytes(file)
    encoding = encoding_of(source, file.options.get("encoding"))
    blocks = whole_lines(source, encoding)
    first = next(blocks, None)
    if first is None or not first.text.strip("\0 \t\r\n"):
        raise nothing_to_read(file.name)
    dialect = detected(first.text, file.options).dialect
    # The library's own limit is one for the process, and lower than ours; the length of rows is bounded in `lines`.
    csv.field_size_limit(max(csv.field_size_limit(), file.bounds.max_record_bytes * 2))
    lines = PhysicalLines(chain([first], blocks), file.bounds)
    heading = _heading(lines, dialect, file.bounds)
    if heading is None:
        raise nothing_to_read(file.name)
    table = Table(lines, dialect, RowReading(heading, file.bounds, encoding.label), source)
    yield from delivered(table.outcomes(), file, _of_the_file(heading, encoding))


def _heading(lines: PhysicalLines, dialect: Dialect, bounds: Bounds) -> Heading | None:
    """Return the first row that is not blank; broken quotation marks in it are read as they may be."""
    number = 0
    while True:
        try:
            cells = next(dialect.rows(lines.feed(), strict=True), None)
        except csv.Error:
            lines.too_long = False
            cells = read_leniently(lines.taken[0], dialect, inside=True).cells
            lines.give_back(lines.taken[1:])
        if cells is None:
            return None
        written = "".join(lines.taken).strip()
        lines.taken.clear()
        if number == 0 and written.lower().startswith(EXCEL_MARK) and len(written) <= len(EXCEL_MARK) + 1:
            continue  # a spreadsheet does not show this line: it has no number
        number += 1
        if any(map(str.strip, cells)):
            return heading_of(cells, number, bounds)


def _of_the_file(heading: Heading, encoding: Encoding) -> tuple[Finding, ...]:
    if not encoding.guessed:
        return heading.findings
    return (finding(ENCODING_GUESSED, Cell(row=heading.row), encoding=encoding.label), *heading.findings)


@dataclass(frozen=True, slots=True)
class Table:
    """The rows below a heading: the lines they stand in, how they are written, how they are read."""

    lines: PhysicalLines
    dialect: Dialect
    reading: RowReading
    source: DeliveredBytes

    def outcomes(self) -> Iterator[ReadOutcome]:
        """Yield a record for each row that is not blank, in the order of the file."""
        lines, file = self.lines, self.source.file.name
        taken, names = lines.taken, self.reading.heading.names
        width, row, ordinal = len(names), self.reading.heading.row, 0
        while True:
            broken = False
            try:
                for cells in self.dialect.rows(lines.feed(), strict=True):
                    if len(cells) == width and not lines.suspect and (cells[0] or any(cells)):
                        row += 1
                        taken.clear()
                        yield SourceRecord(ordinal, dict(zip(names, cells, strict=True)), file, row)
                        ordinal += 1
                        continue
                    broken = self._swallowed_others(cells)
                    if broken:
                        break
                    row += 1
                    taken.clear()
                    if any(cells):
                        yield self.reading.outcome(cells, RowPlace(ordinal, row, file))
                        ordinal += 1
            except csv.Error:
                broken = True
            row += 1
            place = RowPlace(ordinal, row, file)
            if broken:
                yield salvage(lines, self.dialect, self.reading, place)
            elif (cut := lines.overlong()) is not None:
                limits = {"limit": str(self.reading.bounds.max_record_bytes), "bound": "max_record_bytes"}
                yield self.reading.unreadable(RECORD_TOO_LARGE, place, Cell(None, cut), **limits)
            else:
                break
            ordinal += 1
        if self.source.damaged:
            yield self.reading.unreadable(DAMAGED, place, Cell())

    def _swallowed_others(self, cells: list[str]) -> bool:
        """Say whether a row holds other rows, so that one of its quotation marks must be wrong."""
        lines, width = self.lines.taken, self.reading.heading.width
        if len(lines) == 1 or (len(cells) == width and self.reading.too_large(cells) is None):
            return False
        return swallowed_from(lines, self.dialect, width) > 0
