"""A file is checked while the client waits: what storing it would say, and nothing is stored."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

from app.core.errors import BoundPassed, ConcordanceError
from app.core.finding import Finding
from app.core.outcome import DeliveryCounts, Outcome, RejectedRecord
from app.core.text import Text
from app.jobs.delivery import tell_slow_records
from app.pipeline import Tools, checked
from app.publication.reports.report import Report
from app.publication.reports.tally import LossTally, Tally
from app.reading.source_format import DeliveredFile
from app.storage.rules import DUPLICATE_IDENTIFIER
from app.web.reporting import problem_reported
from app.workbench import ChunkResult, Plan

_MOST_FINDINGS = 10_000  # listed in the answer; more are counted


class Inspection(Struct, frozen=True):
    """What a check found: the report, the first findings, the time of each step."""

    report: Report
    findings: tuple[Finding, ...]
    seconds: dict[str, float]


def inspect(file: DeliveredFile, plan: Plan, tools: Tools, most_records: int) -> Inspection:
    """Check up to so many records of a file; what keeps the rest from being read is the report's problem.

    Raises what the reader raises when there is nothing at all to report on.
    """
    tally, losses, seconds = Tally(keep=_MOST_FINDINGS), LossTally(), dict[str, float]()
    counts = DeliveryCounts()
    trouble: ConcordanceError | None = None
    try:
        for result in checked(file, plan, tools):
            outcomes = result.outcomes[: most_records - counts.records]
            listed = tally.add_outcomes(outcomes)
            losses.add(result.losses)
            _add_seconds(seconds, result)
            counts = counts.plus(_counted(outcomes, len(listed)))
            if len(outcomes) < len(result.outcomes):
                raise _too_many(most_records)
    except ConcordanceError as error:
        if not counts.records:
            raise
        trouble = error
    report = Report(
        file=file.name,
        records=counts.records,
        counts=counts,
        rules=tally.groups(tools.rules, file.name),
        loss=losses.losses(),
        institution=plan.institution,
        format=plan.format,
        crosswalk=plan.crosswalk.name if plan.crosswalk else None,
        seconds={step: round(taken, 6) for step, taken in seconds.items()},
        problem=None if trouble is None else problem_reported(trouble),
    )
    return Inspection(report, tuple(tally.findings), seconds)


def _counted(outcomes: tuple[Outcome, ...], found: int) -> DeliveryCounts:
    """Count the records as storing them would; `found` findings are listed of them."""
    rejected = withheld = kept_back = duplicates = 0
    for outcome in outcomes:
        findings = outcome.findings if isinstance(outcome, RejectedRecord) else outcome.verdict.findings
        if isinstance(outcome, RejectedRecord):
            rejected += 1
        elif any(finding.rule == DUPLICATE_IDENTIFIER.id for finding in findings):
            duplicates += 1
        elif outcome.withheld:
            kept_back += 1
        elif not outcome.publishable:
            withheld += 1
    return DeliveryCounts(
        records=len(outcomes),
        withheld=withheld,
        kept_back=kept_back,
        duplicates=duplicates,
        rejected=rejected,
        findings=found,
    )


def _add_seconds(seconds: dict[str, float], result: ChunkResult) -> None:
    measured: Mapping[str, float] = result.seconds
    for step, taken in measured.items():
        seconds[step] = seconds.get(step, 0.0) + taken
    tell_slow_records(result)


def _too_many(most: int) -> BoundPassed:
    return BoundPassed(
        Text(
            fr=f"Seules les {most} premières notices ont été vérifiées.",
            en=f"Only the first {most} records were checked.",
        ),
        bound="max_records_inline",
    )
