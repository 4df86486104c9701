"""A row of a table that needs a closer look: too long, too short, too large, or with a value to repair."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from app.core.config import Bounds
from app.core.finding import Cell, Finding, Rule
from app.core.source import SourceRecord, SourceValue, UnreadableRecord
from app.reading.headings import Heading
from app.reading.rules import (
    CELL_TOO_LARGE,
    ROW_LONGER,
    ROW_SHORTER,
    TOO_MANY_COLUMNS,
    finding,
)
from app.reading.source_format import ReadOutcome
from app.reading.text_repair import repaired


@dataclass(frozen=True, slots=True)
class RowPlace:
    """Where a row stands: the ordinal of its record, its number in the file, the file's name."""

    ordinal: int
    row: int
    file: str


@dataclass(frozen=True, slots=True)
class RowReading:
    """How the rows of one table are read: its heading, the bounds, the name of its encoding (for findings)."""

    heading: Heading
    bounds: Bounds
    encoding: str

    def outcome(self, cells: Sequence[str], place: RowPlace, before: Iterable[Finding] = ()) -> ReadOutcome:
        """Return the record of a row of any length, its values repaired; or that it passes a bound.

        Cells beyond the heading are kept as `(column 15)`, those that are missing are blank. `before` are findings
        already made on the row.
        """
        refused = self._refused(cells, place)
        if refused:
            return refused
        findings = list(before)
        names = self.heading.names
        fields: dict[str, SourceValue] = dict.fromkeys(names, "")
        for position, cell in enumerate(cells):
            if position >= len(names) and not cell:
                continue
            column = self.heading.column(position)
            fields[column], flaws = repaired(cell, self.encoding)
            findings += (finding(flaw.rule, Cell(column, flaw.value, place.row), **flaw.arguments) for flaw in flaws)
        self._look_at_width(cells, place, findings)
        kept = tuple(findings[: self.bounds.max_findings_per_record])
        return SourceRecord(place.ordinal, fields, place.file, place.row, None, kept)

    def unreadable(self, rule: Rule, place: RowPlace, cell: Cell, **arguments: str) -> UnreadableRecord:
        """Return that this row cannot be read; the cell needs no row number."""
        where = Cell(cell.column, cell.value, place.row)
        return UnreadableRecord(place.ordinal, finding(rule, where, **arguments))

    def too_large(self, cells: Sequence[str]) -> int | None:
        """Return the position of the first cell that passes `max_cell_bytes`, in UTF-8; None when none does."""
        limit = self.bounds.max_cell_bytes
        for position, cell in enumerate(cells):
            # A character takes at most four bytes: most cells need no counting.
            if len(cell) * 4 > limit and _size(cell) > limit:
                return position
        return None

    def _refused(self, cells: Sequence[str], place: RowPlace) -> UnreadableRecord | None:
        bounds = self.bounds
        if len(cells) > bounds.max_columns:
            limits = {"found": str(len(cells)), "limit": str(bounds.max_columns), "bound": "max_columns"}
            return self.unreadable(TOO_MANY_COLUMNS, place, Cell(), **limits)
        position = self.too_large(cells)
        if position is None:
            return None
        where = Cell(self.heading.column(position), cells[position])
        limits = {"limit": str(bounds.max_cell_bytes), "bound": "max_cell_bytes", "size": str(_size(cells[position]))}
        return self.unreadable(CELL_TOO_LARGE, place, where, **limits)

    def _look_at_width(self, cells: Sequence[str], place: RowPlace, findings: list[Finding]) -> None:
        width = self.heading.width
        counts = {"found": str(len(cells)), "expected": str(width)}
        if len(cells) < width:
            findings.append(finding(ROW_SHORTER, Cell(self.heading.column(len(cells)), None, place.row), **counts))
        elif any(cells[width:]):
            extra = next(position for position in range(width, len(cells)) if cells[position])
            findings.append(finding(ROW_LONGER, Cell(self.heading.column(extra), cells[extra], place.row), **counts))


def _size(cell: str) -> int:
    return len(cell.encode("utf-8", "surrogatepass"))
