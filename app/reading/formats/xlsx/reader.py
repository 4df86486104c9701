"""A workbook: the rows of one of its sheets, below its heading."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

from app.core.config import Bounds
from app.core.finding import Cell, Finding
from app.reading.bytes_in import nothing_to_read
from app.reading.formats.xlsx.archive import DamagedPart, damaged, opened
from app.reading.formats.xlsx.merged import filled, merged_downwards
from app.reading.formats.xlsx.sheet import Flaw, SheetRow, sheet_rows
from app.reading.formats.xlsx.strings import shared_strings
from app.reading.formats.xlsx.workbook import Sheet, Workbook, workbook
from app.reading.headings import Heading, heading_of
from app.reading.outcomes import delivered
from app.reading.rows import RowPlace, RowReading
from app.reading.rules import DAMAGED, OTHER_SHEETS, TITLE_ROWS, finding
from app.reading.source_format import DeliveredFile, ReadOutcome

_LOOKED_AT = 20  # rows in which the heading is looked for


def read(file: DeliveredFile) -> Iterator[ReadOutcome]:
    """Yield the records of one sheet: that of the option `sheet` (a name or a number), else the first visible one.

    Raises UnreadableFile for what is no workbook or has no row below a heading, BoundPassed after the records that
    come before the bound.
    """
    with opened(file) as archive:
        book = workbook(archive)
        sheet = book.sheet(file.options.get("sheet"))
        archive.check(name for name in (sheet.part, book.strings) if name)
        ranges = merged_downwards(archive, sheet.part)
        with shared_strings(archive, book.strings, file.bounds.max_cell_bytes) as strings:
            damage: list[DamagedPart] = []
            rows = filled(_until(damage, sheet_rows(archive, sheet, book, strings, file.bounds)), ranges)
            heading, following, above = _heading(rows, file.bounds)
            if heading is None:
                raise damaged() if damage else nothing_to_read(file.name)
            reading = RowReading(heading, file.bounds, "UTF-8")
            outcomes = _outcomes(chain(following, rows), reading, file.name, damage)
            yield from delivered(outcomes, file, _of_the_file(heading, above, sheet, book))


def _heading(rows: Iterator[SheetRow], bounds: Bounds) -> tuple[Heading | None, list[SheetRow], list[SheetRow]]:
    """Return the heading, the rows already read below it, and the title rows above it.

    A title row has one single cell, and a later row more; a table of one column has no title.
    """
    beginning: list[SheetRow] = []
    for row in rows:
        if any(map(str.strip, row.cells)):
            beginning.append(row)
        if len(beginning) == _LOOKED_AT:
            break
    if not beginning:
        return None, [], []
    at = next((place for place, row in enumerate(beginning) if _filled_cells(row) > 1), 0)
    heading = heading_of(beginning[at].cells, beginning[at].number, bounds)
    return heading, beginning[at + 1 :], beginning[:at]


def _filled_cells(row: SheetRow) -> int:
    return sum(1 for cell in row.cells if cell.strip())


def _until(damage: list[DamagedPart], rows: Iterator[SheetRow]) -> Iterator[SheetRow]:
    """Yield the rows before the damage, and note it where there is any."""
    try:
        yield from rows
    except DamagedPart as error:
        damage.append(error)


def _outcomes(
    rows: Iterator[SheetRow], reading: RowReading, name: str, damage: list[DamagedPart]
) -> Iterator[ReadOutcome]:
    ordinal, last, width = 0, reading.heading.row, reading.heading.width
    for row in rows:
        last = row.number
        if not any(map(str.strip, row.cells)) and not row.flaws:
            continue
        cells = row.cells + [""] * (width - len(row.cells))
        place = RowPlace(ordinal, row.number, name)
        yield reading.outcome(cells, place, [_finding(flaw, reading, row.number) for flaw in row.flaws])
        ordinal += 1
    if damage:
        yield reading.unreadable(DAMAGED, RowPlace(ordinal, last + 1, name), Cell())


def _finding(flaw: Flaw, reading: RowReading, row: int) -> Finding:
    return finding(flaw.rule, Cell(reading.heading.column(flaw.position), flaw.value, row))


def _of_the_file(heading: Heading, above: list[SheetRow], sheet: Sheet, book: Workbook) -> tuple[Finding, ...]:
    titles = [finding(TITLE_ROWS, Cell(value=" ".join(filter(None, row.cells)), row=row.number)) for row in above]
    others = [other.name for other in book.sheets if other is not sheet]
    if others:
        listed = ", ".join(others)
        titles.append(finding(OTHER_SHEETS, Cell(value=listed), sheet=sheet.name))
    return (*titles, *heading.findings)
