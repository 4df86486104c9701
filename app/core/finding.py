"""A finding: one sentence about one cell of the museum's own file. Findings are data; bad records never raise."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated

from msgspec import Struct

from app.core.data_dictionary import told
from app.core.text import Text

_NO_COLUMN = Text(fr="Aucune colonne du fichier ne le donne.", en="No column of the file gives it.")


class Severity(StrEnum):
    """The three severities of SHACL (section 2.1.4), in the sense this service gives them.

    A VIOLATION keeps the record from being published; a WARNING should be fixed; INFO names what would reach the next
    quality tier.
    """

    VIOLATION = "violation"
    WARNING = "warning"
    INFO = "info"


class Cell(Struct, frozen=True, omit_defaults=True, gc=False):
    """Where a value stands in the museum's file, and the value as it was written there.

    `column` is the heading of a table, or the field's place inside its record for a tree (`contributors/0/role`).
    `row` is the number a spreadsheet shows (the heading is row 1); `path` is a JSON Pointer or an XPath from the top of
    the file. `value` is None for a cell that is missing or blank. `file` is None when it is the delivery's own file.
    """

    column: Annotated[str | None, told("Cell.column")] = None
    value: Annotated[str | None, told("Cell.value")] = None
    row: Annotated[int | None, told("Cell.row")] = None
    path: Annotated[str | None, told("Cell.path")] = None
    file: Annotated[str | None, told("Cell.file")] = None


@dataclass(frozen=True, slots=True)
class Rule:
    """What is said each time the same thing is wrong: its identity, its severity, its sentence and its remedy.

    `message` and `remedy` may name `{value}`, `{column}` and the finding's own arguments. `id` never changes: it is
    what reports group by and what other systems may refer to.
    """

    id: str
    severity: Severity
    message: Text
    remedy: Text


class Finding(Struct, frozen=True, omit_defaults=True, gc=False):
    """One application of a rule to one cell of one record.

    `arguments` fill the places of the rule's sentences. `record` is the local identifier of the record (None when it
    could not be known). `focus` and `property` are the node and the property of the graph, where SHACL speaks of one.
    `of_file`: no column of the file gives what the rule asks for, so that each record lacks it alike. Such a finding
    names no record, and the headings or the top of the file for its cell; it is counted in each record and listed once.
    """

    rule: str
    severity: Severity
    cell: Cell
    arguments: dict[str, str] = {}
    record: str | None = None
    focus: str | None = None
    property: str | None = None
    of_file: bool = False


class Verdict(Struct, frozen=True, gc=False):
    """What validation says of one record: its findings, and whether nothing in them keeps it from being published."""

    findings: tuple[Finding, ...]
    publishable: bool


def verdict(findings: tuple[Finding, ...]) -> Verdict:
    """Return the verdict on a record with these findings: publishable unless one is a Violation."""
    return Verdict(findings, all(finding.severity is not Severity.VIOLATION for finding in findings))


def values_of(finding: Finding) -> dict[str, str]:
    """Return the values that the places of a rule's sentences take from this finding, by the name of the place."""
    return {"column": finding.cell.column or "", "value": finding.cell.value or "", **finding.arguments}


def explain(finding: Finding, rule: Rule) -> tuple[Text, Text]:
    """Return the finding's message and remedy in both languages, with its values put in their places."""
    values = values_of(finding)
    message, remedy = rule.message.fill(values), rule.remedy.fill(values)
    return (in_no_column(message) if finding.of_file else message), remedy


def in_no_column(message: Text) -> Text:
    """Return the sentence with what a finding about the file as a whole adds to it."""
    return Text(f"{message.fr} {_NO_COLUMN.fr}", f"{message.en} {_NO_COLUMN.en}")
