"""Cells merged downwards: each row of the merged range has the value that the first one shows."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress

from app.reading.formats.xlsx.archive import Archive, DamagedPart
from app.reading.formats.xlsx.sheet import Flaw, SheetRow, column_position
from app.reading.rules import MERGED_CELL

_MERGED = re.compile(rb'<(?:\w+:)?mergeCell\s+ref="([A-Z]{1,3})(\d{1,7}):[A-Z]{1,3}(\d{1,7})"')
_LONGEST = 100  # bytes of such an element
_MOST = 100_000  # ranges that are kept in mind; no sheet that people made has so many


def merged_downwards(archive: Archive, part: str) -> dict[tuple[int, int], int]:
    """Return, by the row and the position of its first cell, the last row of each range that spans several rows.

    They stand after the cells in the file (ECMA-376, part 1, 18.3.1.55), so that the sheet is decompressed once for
    them alone.
    """
    ranges: dict[tuple[int, int], int] = {}
    before = b""
    # Where the sheet is damaged, reading its rows will say so.
    with suppress(DamagedPart):
        for block in archive.blocks(part):
            text = before + block
            if b"mergeCell" in text:
                for column, first, last in _MERGED.findall(text):
                    if int(last) > int(first) and len(ranges) < _MOST:
                        ranges[int(first), column_position(column.decode())] = int(last)
            before = text[-_LONGEST:]
    return ranges


def filled(rows: Iterator[SheetRow], ranges: dict[tuple[int, int], int]) -> Iterator[SheetRow]:
    """Yield the rows with the cells of merged ranges filled, each named by a flaw."""
    if not ranges:
        yield from rows
        return
    starting: dict[int, list[int]] = {}
    for first, position in ranges:
        starting.setdefault(first, []).append(position)
    running: dict[int, tuple[int, str]] = {}
    for row in rows:
        running = {position: (last, text) for position, (last, text) in running.items() if row.number <= last}
        for position, (_, text) in running.items():
            _fill(row, position, text)
        for position in starting.get(row.number, ()):
            if position < len(row.cells) and row.cells[position]:
                running[position] = (ranges[row.number, position], row.cells[position])
        yield row


def _fill(row: SheetRow, position: int, text: str) -> None:
    if position >= len(row.cells):
        row.cells.extend([""] * (position + 1 - len(row.cells)))
    if not row.cells[position]:
        row.cells[position] = text
        row.flaws.append(Flaw(MERGED_CELL, position, text))
