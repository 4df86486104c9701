"""A sheet, row by row: its cells as text, and what was wrong with them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import NamedTuple
from xml.parsers import expat

from app.core.config import Bounds
from app.core.finding import Rule
from app.reading.formats.xlsx.archive import Archive, DamagedPart
from app.reading.formats.xlsx.display import GENERAL, NumberFormat
from app.reading.formats.xlsx.strings import SharedStrings, TextCollector, unescaped
from app.reading.formats.xlsx.workbook import Sheet, Workbook, refuse
from app.reading.rules import FORMULA_WITHOUT_RESULT, MALFORMED_CELL, SPREADSHEET_ERROR

_REFERENCE = re.compile(r"([A-Z]+)(\d*)")
_TRUTH = {"1": "TRUE", "0": "FALSE", "true": "TRUE", "false": "FALSE"}
_MIDNIGHT = "T00:00:00"
_LONGEST_FORMULA = 400  # characters that a finding may quote


class Flaw(NamedTuple):
    """What is wrong with a cell: the rule, the cell's position from 0, the value as it is stored."""

    rule: Rule
    position: int
    value: str


@dataclass(slots=True)
class SheetRow:
    """A row: its number as the spreadsheet shows it, its cells up to the last that is not blank, their flaws."""

    number: int
    cells: list[str] = field(default_factory=list)
    flaws: list[Flaw] = field(default_factory=list)


class SheetReading:
    """The parser of one sheet (ECMA-376, part 1, 18.3.1.73): fed with blocks of XML, it gives whole rows."""

    def __init__(self, formats: tuple[NumberFormat, ...], strings: SharedStrings, bounds: Bounds) -> None:
        """Take the formats of the cell styles and the shared strings."""
        self.rows: list[SheetRow] = []
        self._formats = formats
        self._strings = strings
        self._columns = bounds.max_columns
        self._row = SheetRow(0)
        self._position = -1
        self._attributes: dict[str, str] = {}
        self._inside = ""
        self._value: list[str] = []
        self._formula: list[str] | None = None
        self._inline = TextCollector(bounds.max_cell_bytes)
        self._size, self._longest = 0, bounds.max_cell_bytes
        self._parser = expat.ParserCreate()
        self._parser.buffer_text = True
        self._parser.StartDoctypeDeclHandler = refuse
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._characters

    def feed(self, block: bytes) -> list[SheetRow]:
        """Return the rows that end in this block; raise ExpatError where it is malformed, `rows` being those before."""
        self.rows = []
        self._parser.Parse(block)
        return self.rows

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        local = name if ":" not in name else name.rpartition(":")[2]
        if local == "c":
            self._begin_cell(attributes)
        elif local in {"v", "f"}:
            self._inside = local
            if local == "f":
                self._formula = []
        elif local == "row":
            number = attributes.get("r", "")
            self._row = SheetRow(int(number) if number.isdecimal() else self._row.number + 1)
            self._position = -1
        else:
            self._inline.begin(local)

    def _end(self, name: str) -> None:
        local = name if ":" not in name else name.rpartition(":")[2]
        if local in {"v", "f"}:
            self._inside = ""
        elif local == "c":
            self._end_cell()
        elif local == "row":
            self.rows.append(self._row)
        else:
            self._inline.end(local)

    def _characters(self, text: str) -> None:
        if self._inside == "v":
            self._size += len(text)
            if self._size <= self._longest + 1:
                self._value.append(text)
        elif self._inside == "f" and self._formula is not None:
            if len(self._formula) < _LONGEST_FORMULA:
                self._formula.append(text)
        else:
            self._inline.add(text)

    def _begin_cell(self, attributes: dict[str, str]) -> None:
        self._attributes = attributes
        reference = _REFERENCE.match(attributes.get("r", ""))
        self._position = column_position(reference[1]) if reference else self._position + 1
        self._value, self._formula, self._size = [], None, 0

    def _end_cell(self) -> None:
        stored = "".join(self._value)
        text = self._text(self._attributes.get("t", "n"), stored)
        if not text:
            return
        cells, position = self._row.cells, self._position
        position = min(position, self._columns)  # one more than the bound is enough to refuse the row
        if position >= len(cells):
            cells.extend([""] * (position + 1 - len(cells)))
        cells[position] = text

    def _text(self, kind: str, stored: str) -> str:
        """Return what a cell of this type (18.18.11) shows; a flaw of the row where it shows nothing of use."""
        if kind == "inlineStr":
            return self._inline.take()
        if kind == "e":
            return self._flaw(SPREADSHEET_ERROR, stored)
        if not stored:
            if self._formula is not None and kind != "str":
                self._flaw(FORMULA_WITHOUT_RESULT, "=" + "".join(self._formula)[:_LONGEST_FORMULA])
            return ""
        try:
            return self._shown(kind, stored)
        except (ValueError, IndexError, OverflowError):
            return self._flaw(MALFORMED_CELL, stored)

    def _shown(self, kind: str, stored: str) -> str:
        if kind == "s":
            return self._strings.text(int(stored))
        if kind == "n":
            style = int(self._attributes.get("s", "0"))
            return (self._formats[style] if style < len(self._formats) else GENERAL).text(stored.strip())
        if kind == "b":
            return _TRUTH.get(stored.strip(), stored)
        return stored.removesuffix(_MIDNIGHT) if kind == "d" else unescaped(stored)

    def _flaw(self, rule: Rule, value: str) -> str:
        self._row.flaws.append(Flaw(rule, self._position, value))
        return ""


@cache
def column_position(letters: str) -> int:
    """Return the position, from 0, of the column of these letters; no sheet has one of more than three."""
    position = 0
    for letter in letters[:4]:
        position = position * 26 + ord(letter) - ord("A") + 1
    return position - 1


def sheet_rows(
    archive: Archive, sheet: Sheet, book: Workbook, strings: SharedStrings, bounds: Bounds
) -> Iterator[SheetRow]:
    """Yield the rows of a sheet in the order of the file, hidden ones too.

    Raises DamagedPart after the rows that come before the damage, BoundPassed after those before the bound.
    """
    reading = SheetReading(book.formats, strings, bounds)
    try:
        for block in archive.blocks(sheet.part, followed=True):
            yield from reading.feed(block)
    except expat.ExpatError as error:
        yield from reading.rows
        raise DamagedPart from error
