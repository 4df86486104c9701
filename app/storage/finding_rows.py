"""Turn the findings of a chunk into rows, and count them by rule and severity."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.storage.storable import as_json, quoted, storable, storable_or_none

if TYPE_CHECKING:
    from collections.abc import Iterable

    from app.core.finding import Finding, Severity
    from app.storage.bulk import Row

ABOUT_THE_DELIVERY = -1  # the ordinal of findings that speak of no record
OF_FILE = 1_000_000  # with that ordinal, the number from which on findings are said of each record of the file


class Group:
    """One rule of one severity in one delivery: its number, and how many findings and records this chunk adds to it."""

    __slots__ = ("findings", "last_ordinal", "number", "of_file", "property", "records")

    def __init__(self, number: int, its_property: str | None, *, of_file: bool = False) -> None:
        """Start with nothing counted; `of_file`: its finding about the file as a whole is there already."""
        self.of_file = of_file
        self.number = number
        self.property = its_property
        self.findings = 0
        self.records = 0
        self.last_ordinal = ABOUT_THE_DELIVERY


class FindingRows:
    """Collects the rows of one chunk. `groups` are those the delivery has already, by rule and severity."""

    def __init__(self, submission: int, groups: dict[tuple[str, Severity], Group]) -> None:
        """Start with the groups that there are; `known` of them need no new row."""
        self.submission = submission
        self.groups = groups
        self.known = len(groups)
        self.rows: list[Row] = []

    def add(self, ordinal: int, findings: Iterable[Finding], *, first: int = 0) -> None:
        """Add all findings of one record; `first` is the number to give to the first of them."""
        rows, submission, groups = self.rows, self.submission, self.groups
        record, of_record = None, None  # the same for nearly all of them: made storable once
        for nth, finding in enumerate(findings, first):
            group = groups.get((finding.rule, finding.severity)) or self._new_group(finding)
            if group.last_ordinal != ordinal:
                group.last_ordinal = ordinal
                group.records += 1
            if finding.of_file:
                if not group.of_file:
                    self._add_of_file(finding, group)
                continue
            cell, its_property = finding.cell, finding.property
            group.findings += 1
            if finding.record is not record:
                record = finding.record
                of_record = storable_or_none(record)
            rows.append(
                (
                    submission,
                    ordinal,
                    nth,
                    group.number,
                    of_record,
                    cell.column and storable(cell.column),
                    cell.row,
                    cell.path and storable(cell.path),
                    cell.file and storable(cell.file),
                    cell.value and quoted(cell.value),
                    _written(finding.arguments) if finding.arguments else None,
                    finding.focus and storable(finding.focus),
                    None if its_property == group.property else storable(its_property or ""),
                )
            )

    def _add_of_file(self, finding: Finding, group: Group) -> None:
        group.of_file = True
        group.findings += 1
        place = (self.submission, ABOUT_THE_DELIVERY, OF_FILE + group.number, group.number)
        own = None if finding.property == group.property else storable(finding.property or "")
        self.rows.append((*place, None, None, finding.cell.row, finding.cell.path, None, None, None, None, own))

    def new_group_rows(self) -> list[Row]:
        """Return the rows of the groups that the delivery had not yet, with the counts of this chunk."""
        return [
            (self.submission, group.number, rule, severity.value, group.property, group.findings, group.records)
            for (rule, severity), group in self.groups.items()
            if group.number > self.known
        ]

    def grown_groups(self) -> list[Group]:
        """Return the groups that the delivery had and that this chunk adds to."""
        return [
            group for group in self.groups.values() if (group.findings or group.records) and group.number <= self.known
        ]

    def _new_group(self, finding: Finding) -> Group:
        group = Group(len(self.groups) + 1, storable_or_none(finding.property))
        self.groups[finding.rule, finding.severity] = group
        return group


def _written(arguments: dict[str, str]) -> str:
    clean = {name: quoted(value) for name, value in arguments.items()}
    return as_json(clean)
