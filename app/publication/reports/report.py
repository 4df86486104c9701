"""What a validation report says, whatever it is written as: the delivery, its rules, its findings, its losses."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from msgspec import Struct

from app.core.finding import Cell, Finding, Rule, Severity, explain, in_no_column, values_of
from app.core.outcome import DeliveryCounts, Loss
from app.core.source import DeliveryMode
from app.core.text import Text

SEVERITY_NAMES: Mapping[Severity, Text] = {
    Severity.VIOLATION: Text(fr="Bloquant", en="Blocking"),
    Severity.WARNING: Text(fr="À corriger", en="To correct"),
    Severity.INFO: Text(fr="À enrichir", en="To enrich"),
}
_PLACE = re.compile(r"\{[a-z_]\w*\}")  # a place for a value in the sentence of a rule
EXAMPLES = 5  # cells shown for a rule: enough to recognise a pattern, few enough to read


class SourceCell(Struct, frozen=True, omit_defaults=True):
    """Where a value stands in the museum's own file: `row` for a table, `path` for a tree, and the value as written."""

    file: str | None = None
    row: int | None = None
    path: str | None = None
    column: str | None = None
    value: str | None = None


class FindingEntry(Struct, frozen=True, omit_defaults=True):
    """One finding as reports give it: its sentence and its remedy in both languages, the cell, the record."""

    severity: Severity
    rule: str
    message: Text
    source: SourceCell
    fix: Text
    record: str | None = None


class RuleGroup(Struct, frozen=True):
    """One rule and how often it was met: in `records` records, `findings` times; a few of its cells as examples."""

    rule: str
    severity: Severity
    records: int
    findings: int
    message: Text
    fix: Text
    examples: tuple[SourceCell, ...] = ()


class ReportProblem(Struct, frozen=True, omit_defaults=True):
    """What kept the delivery from being read to its end."""

    kind: str
    title: Text
    detail: Text
    advice: Text
    bound: str | None = None


class Report(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Everything a report says but the list of its findings, which is streamed beside it.

    `seconds` gives the time of each phase; `submission` and `institution` are None where nothing was stored (a check).
    `fraction` says how much of the file has been read while the delivery is still being worked on; `links` lead to the
    report in its other forms.
    """

    file: str
    records: int
    counts: DeliveryCounts
    rules: tuple[RuleGroup, ...]
    loss: tuple[Loss, ...]
    institution: str | None = None
    institution_name: Text | None = None
    submission: str | None = None
    status: str | None = None
    mode: DeliveryMode | None = None
    format: str | None = None
    crosswalk: str | None = None
    received: datetime | None = None
    finished: datetime | None = None
    seconds: dict[str, float] = {}
    problem: ReportProblem | None = None
    fraction: float | None = None
    links: dict[str, str] = {}


def source_cell(cell: Cell, file: str) -> SourceCell:
    """Return the cell as reports show it; a cell that names no file of its own is one of the delivered `file`."""
    return SourceCell(cell.file or file, cell.row, cell.path, cell.column, cell.value)


def finding_entry(finding: Finding, rules: Mapping[str, Rule], file: str) -> FindingEntry:
    """Return the finding with the sentences of its rule; `file` is what the museum calls the delivered file."""
    message, fix = explain(finding, rule_named(finding.rule, finding.severity, rules))
    return FindingEntry(finding.severity, finding.rule, message, source_cell(finding.cell, file), fix, finding.record)


class RuleCount(NamedTuple):
    """How often a rule was met: in how many records, and how many times in all."""

    rule: str
    severity: Severity
    records: int
    findings: int


def rule_group(count: RuleCount, examples: Iterable[Finding], rules: Mapping[str, Rule], file: str) -> RuleGroup:
    """Return the rule's group. Its sentences say what all of its findings have in common.

    Each place for a value that differs among them is an ellipsis; each place at all, where they are more than the
    examples that are at hand.
    """
    known = rule_named(count.rule, count.severity, rules)
    shown = tuple(examples)
    common = _in_common(shown) if len(shown) == count.findings else {}
    message, fix = (Text(_filled(text.fr, common), _filled(text.en, common)) for text in (known.message, known.remedy))
    if shown and all(finding.of_file for finding in shown):
        message = in_no_column(message)
    cells = tuple(source_cell(finding.cell, file) for finding in shown)
    return RuleGroup(count.rule, count.severity, count.records, count.findings, message, fix, cells)


def _in_common(findings: Sequence[Finding]) -> dict[str, str]:
    """Return the values of sentences that are the same in all of these findings."""
    first, *others = [values_of(finding) for finding in findings]
    return {name: value for name, value in first.items() if all(other.get(name) == value for other in others)}


def rule_named(rule: str, severity: Severity, rules: Mapping[str, Rule]) -> Rule:
    """Return the rule of this id; for one that this version no longer has, a rule that says so and keeps the severity.

    A stored finding outlives the version that made it, and its cell still tells the museum where to look.
    """
    known = rules.get(rule)
    if known is not None:
        return known
    message = Text(
        fr=f"Règle « {rule} », que cette version n'a plus.",
        en=f"Rule “{rule}”, which this version no longer has.",
    )
    remedy = Text(
        fr="Renvoyez la notice pour la valider à nouveau.",
        en="Send the record again to have it validated anew.",
    )
    return Rule(rule, severity, message, remedy)


def _filled(template: str, values: Mapping[str, str]) -> str:
    return _PLACE.sub(lambda place: values.get(place[0][1:-1], "…"), template)
