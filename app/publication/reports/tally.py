"""Findings are counted by rule while they pass, so that a report begins with what matters most."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from app.core.finding import Finding, Rule, Severity
from app.core.outcome import Loss, Outcome, RejectedRecord
from app.publication.reports.report import EXAMPLES, RuleCount, RuleGroup, rule_group

_ORDER = {severity: place for place, severity in enumerate(Severity)}


class Tally:
    """How often each rule was met, with a few examples; and, where asked, the first findings themselves.

    `keep` is how many findings to keep for a list: memory stays bounded however long the delivery is.
    """

    def __init__(self, *, keep: int = 0) -> None:
        """Begin with nothing counted."""
        self.findings: list[Finding] = []
        self.total = 0
        self._keep = keep
        self._of_file: set[str] = set()
        self._counts: dict[tuple[Severity, str], list[int]] = {}
        self._examples: dict[tuple[Severity, str], list[Finding]] = {}

    def add(self, findings: Iterable[Finding]) -> list[Finding]:
        """Count the findings of one record (or of the delivery as a whole); return those that a list of them has.

        A finding of the file as a whole is listed once, and counted once in each record.
        """
        met = set()
        listed: list[Finding] = []
        for finding in findings:
            key = (finding.severity, finding.rule)
            counted = self._counts.setdefault(key, [0, 0])
            counted[0] += key not in met
            met.add(key)
            if finding.of_file:
                if finding.rule in self._of_file:
                    continue
                self._of_file.add(finding.rule)
            counted[1] += 1
            self.total += 1
            listed.append(finding)
            examples = self._examples.setdefault(key, [])
            if len(examples) < EXAMPLES:
                examples.append(finding)
            if len(self.findings) < self._keep:
                self.findings.append(finding)
        return listed

    def add_outcomes(self, outcomes: Iterable[Outcome]) -> list[Finding]:
        """Count the findings of each of these records; return those that a list of them has."""
        found = (one.findings if isinstance(one, RejectedRecord) else one.verdict.findings for one in outcomes)
        return [finding for findings in found for finding in self.add(findings)]

    def groups(self, rules: Mapping[str, Rule], file: str) -> tuple[RuleGroup, ...]:
        """Return a group a rule, violations first, then the rule met in the most records."""
        ordered = sorted(self._counts.items(), key=lambda met: (_ORDER[met[0][0]], -met[1][0], -met[1][1], met[0][1]))
        return tuple(
            rule_group(RuleCount(rule, severity, records, findings), self._examples[severity, rule], rules, file)
            for (severity, rule), (records, findings) in ordered
        )


class LossTally:
    """What no rule of the crosswalk placed, merged over the chunks of a delivery."""

    def __init__(self) -> None:
        """Begin with nothing lost."""
        self._losses: dict[str, Loss] = {}

    def add(self, losses: Iterable[Loss]) -> None:
        """Merge the losses of one chunk."""
        for loss in losses:
            known = self._losses.get(loss.column)
            if known is None:
                self._losses[loss.column] = loss
                continue
            examples = tuple(dict.fromkeys(known.examples + loss.examples))[:EXAMPLES]
            self._losses[loss.column] = Loss(loss.column, known.records + loss.records, examples)

    def losses(self) -> tuple[Loss, ...]:
        """Return one loss a source field, the most frequent first."""
        return tuple(sorted(self._losses.values(), key=lambda loss: (-loss.records, loss.column)))
