"""The heading of a table: a name for each column, no two alike and none blank."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.core.config import Bounds
from app.core.finding import Cell, Finding
from app.reading.bytes_in import bound_passed
from app.reading.rules import BLANK_HEADING, DUPLICATE_HEADING, finding
from app.reading.text_repair import repaired


@dataclass(frozen=True, slots=True)
class Heading:
    """The names of the columns, the row they stand in, and what had to be repaired in them."""

    names: tuple[str, ...]
    row: int
    findings: tuple[Finding, ...]

    @property
    def width(self) -> int:
        """How many columns there are."""
        return len(self.names)

    def column(self, position: int) -> str:
        """Return the name of the column at a position from 0, also beyond the last one."""
        return self.names[position] if position < len(self.names) else f"(column {position + 1})"


def heading_of(cells: Sequence[str], row: int, bounds: Bounds) -> Heading:
    """Return the heading that these cells make; raise BoundPassed when there are more than `max_columns`.

    Spaces around a name and line breaks in it do not count. A blank name becomes `(column 3)`, a second `Titre`
    becomes `Titre (2)`.
    """
    if len(cells) > bounds.max_columns:
        raise bound_passed("max_columns", bounds.max_columns)
    names: list[str] = []
    findings: list[Finding] = []
    taken: set[str] = set()
    written = [" ".join(repaired(cell, "")[0].split()) for cell in cells]
    reserved = set(written)
    for position, name in enumerate(written):
        unique = name or f"(column {position + 1})"
        count = 1
        while unique in taken or (count > 1 and unique in reserved):
            count += 1
            unique = f"{name} ({count})" if name else f"(column {position + 1}) ({count})"
        if not name:
            findings.append(finding(BLANK_HEADING, Cell(column=unique, row=row)))
        elif unique != name:
            findings.append(finding(DUPLICATE_HEADING, Cell(column=unique, value=name, row=row)))
        taken.add(unique)
        names.append(unique)
    return Heading(tuple(names), row, tuple(findings))
