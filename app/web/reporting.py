"""The report of a stored delivery, put together from what storage counted; its findings are streamed beside it."""

from __future__ import annotations

from typing import TypeAlias

from app.core.errors import ConcordanceError
from app.core.finding import Finding, Severity
from app.pipeline import Tools
from app.publication.reports.report import EXAMPLES, Report, ReportProblem, RuleCount, RuleGroup, rule_group
from app.storage.findings import FindingGroup, groups, page
from app.storage.submissions import SubmissionState

Examples: TypeAlias = dict[tuple[str, Severity], list[Finding]]
_LOOKED_AT = 400  # findings


def report_of(state: SubmissionState, tools: Tools) -> Report:
    """Return the report of a submission as it stands: its counts, its rules with a few cells each, its losses."""
    counted = groups(tools.database, state.id)
    first = _first_examples(state, tools) if counted else {}
    problem = state.problem
    return Report(
        file=state.file_name,
        records=state.counts.records,
        counts=state.counts,
        rules=tuple(_group(one, first, state, tools) for one in counted),
        loss=state.losses,
        institution=state.institution,
        submission=state.id,
        status=state.status,
        mode=state.mode,
        format=state.format,
        crosswalk=state.crosswalk,
        received=state.created,
        finished=state.finished,
        seconds={step: round(taken, 6) for step, taken in state.seconds.items()},
        problem=None
        if problem is None
        else ReportProblem(problem.kind, problem.title, problem.detail, problem.advice, problem.bound),
    )


def problem_reported(error: ConcordanceError) -> ReportProblem:
    """Return the error as a report tells it."""
    return ReportProblem(error.kind, error.title, error.detail, error.advice, error.bound)


def _first_examples(state: SubmissionState, tools: Tools) -> Examples:
    """Return the examples that the first findings give: most rules are met early, and need no query of their own."""
    examples: Examples = {}
    for one in page(tools.database, state.id, limit=_LOOKED_AT).findings:
        known = examples.setdefault((one.finding.rule, one.finding.severity), [])
        if len(known) < EXAMPLES:
            known.append(one.finding)
    return examples


def _group(counted: FindingGroup, first: Examples, state: SubmissionState, tools: Tools) -> RuleGroup:
    examples = first.get((counted.rule, counted.severity), [])
    if len(examples) < min(EXAMPLES, counted.findings):
        found = page(tools.database, state.id, limit=EXAMPLES, rule=counted.rule, severity=counted.severity)
        examples = [one.finding for one in found.findings]
    count = RuleCount(counted.rule, counted.severity, counted.records, counted.findings)
    return rule_group(count, examples, tools.rules, state.file_name)
