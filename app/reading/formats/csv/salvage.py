"""What becomes of a row whose quotation marks are broken, and where reading begins again after it."""

from __future__ import annotations

import csv
import re

from app.core.finding import Cell
from app.reading.formats.csv.dialect import Dialect
from app.reading.formats.csv.lines import PhysicalLines
from app.reading.formats.csv.mending import Mended, mended
from app.reading.rows import RowPlace, RowReading
from app.reading.rules import BROKEN_ROW, CUT_SHORT, STRAY_QUOTE, UNCLOSED_QUOTE, finding
from app.reading.source_format import ReadOutcome

_RETURN_INSIDE = re.compile(r"\r(?!\n|$)")


def parses_alone(line: str, dialect: Dialect, width: int) -> bool:
    """Say whether a physical line is by itself a whole row of this width, its quotation marks in order."""
    try:
        rows = list(dialect.rows([line], strict=True))
    except csv.Error:
        return False
    return len(rows) == 1 and len(rows[0]) == width


def swallowed_from(lines: list[str], dialect: Dialect, width: int) -> int:
    """Return which of a row's lines, after its first, is a whole row by itself; 0 when none is."""
    return next((at for at in range(1, len(lines)) if parses_alone(lines[at], dialect, width)), 0)


def salvage(lines: PhysicalLines, dialect: Dialect, reading: RowReading, place: RowPlace) -> ReadOutcome:
    """Return what the row that `lines` took gives, and set `lines` to where reading begins again.

    The row ends before the next physical line that is by itself a whole row. A stray quotation mark in it is mended
    where the cells come out right; else the row is unreadable. Raises BoundPassed where the file passes a bound.
    """
    width = reading.heading.width
    taken, too_long = lines.taken[:], lines.too_long
    lines.taken.clear()
    lines.after_failure(place.ordinal)
    end = swallowed_from(taken, dialect, width)
    if end:
        lines.give_back(taken[end:])
        row = taken[:end]
    else:
        found = None if too_long else mended("".join(taken), dialect, width)
        if found and not found.unclosed:
            return _record(found, reading, place)
        row, following = _split_at_returns(taken)
        lines.give_back(following)
        row += [] if following else lines.until(lambda line: parses_alone(line, dialect, width))
    found = None if too_long and not end else mended("".join(row), dialect, width)
    if found and not found.unclosed:
        return _record(found, reading, place)
    return _unreadable(row, dialect, reading, place, at_end=lines.ended)


def _split_at_returns(lines: list[str]) -> tuple[list[str], list[str]]:
    """Return one line cut at the carriage returns inside it, as its first part and the others; other lines whole."""
    if len(lines) > 1:
        return lines, []
    parts = [part.rstrip("\n") + "\n" for part in _RETURN_INSIDE.split(lines[0])]
    return parts[:1], parts[1:]


def _record(found: Mended, reading: RowReading, place: RowPlace) -> ReadOutcome:
    strays = [
        finding(STRAY_QUOTE, Cell(reading.heading.column(position), found.cells[position], place.row))
        for position in found.repaired
    ]
    return reading.outcome(found.cells, place, strays)


def _unreadable(row: list[str], dialect: Dialect, reading: RowReading, place: RowPlace, *, at_end: bool) -> ReadOutcome:
    text = "".join(row)
    position = dialect.open_cell(row)
    if position is not None:
        rule = CUT_SHORT if at_end else UNCLOSED_QUOTE
        return reading.unreadable(rule, place, Cell(reading.heading.column(position), text))
    # The library refuses a carriage return inside a line.
    found = len(next(dialect.rows([line.replace("\r", " ") for line in row], strict=False), []))
    counts = {"found": str(found), "expected": str(reading.heading.width)}
    return reading.unreadable(BROKEN_ROW, place, Cell(None, text), **counts)
