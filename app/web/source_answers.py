"""Sources that are harvested, and their runs, as they are answered."""

from __future__ import annotations

from datetime import datetime
from urllib.parse import quote

from msgspec import Struct

from app.core.outcome import DeliveryCounts
from app.publication.reports.report import ReportProblem
from app.storage.harvest_runs import HarvestRun, RunStatus, list_runs
from app.storage.harvest_sources import (
    HarvestSource,
    SourceKind,
)
from app.web.api.paths import institution_address
from app.web.desk import Desk


class RunAnswer(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A run. `unread` counts the entries that gave no record; `reports` lead to the reports of its pages."""

    id: str
    status: RunStatus
    whole: bool
    pages: int
    entries: int
    deletions: int
    unread: int
    counts: DeliveryCounts
    started: datetime
    finished: datetime | None = None
    problem: ReportProblem | None = None
    reports: tuple[str, ...] = ()


class SourceAnswer(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A source as it stands. `busy` that it is being harvested now; `failures` counts runs since the last good one."""

    name: str
    institution: str
    kind: SourceKind
    url: str
    schedule: str
    whole: bool
    allow_private: bool
    busy: bool
    failures: int
    created: datetime
    links: dict[str, str]
    set_spec: str | None = None
    metadata_prefix: str | None = None
    format: str | None = None
    crosswalk: str | None = None
    next_run: datetime | None = None
    last_run: RunAnswer | None = None


class SourceList(Struct, frozen=True):
    """The sources of an institution."""

    sources: tuple[SourceAnswer, ...]


class RunList(Struct, frozen=True):
    """The newest runs of a source, newest first."""

    runs: tuple[RunAnswer, ...]


def reports_of(submissions: tuple[str, ...], desk: Desk) -> tuple[str, ...]:
    """Return the addresses of the reports of these submissions."""
    return tuple(f"{desk.settings.base_url}/api/v1/submissions/{one}" for one in submissions)


def source_told(source: HarvestSource, desk: Desk) -> SourceAnswer:
    """Return a source as it is answered, with its newest run."""
    address = f"{desk.settings.base_url}{institution_address(source.institution)}/sources/{quote(source.name, safe='')}"
    last = next(iter(list_runs(desk.tools.database, source, 1)), None)
    return SourceAnswer(
        name=source.name,
        institution=source.institution,
        kind=source.kind,
        url=source.url,
        schedule=source.schedule or "never",
        whole=source.whole,
        allow_private=source.allow_private,
        busy=source.busy,
        failures=source.failures,
        created=source.created,
        links={"self": address, "run": f"{address}/run", "runs": f"{address}/runs"},
        set_spec=source.set_spec,
        metadata_prefix=source.metadata_prefix,
        format=source.format,
        crosswalk=source.crosswalk,
        next_run=source.next_run,
        last_run=None if last is None else run_told(last, ()),
    )


def run_told(run: HarvestRun, reports: tuple[str, ...]) -> RunAnswer:
    """Return a run as it is answered, with the addresses of its reports."""
    problem = run.problem
    return RunAnswer(
        id=run.id,
        status=run.status,
        whole=run.whole,
        pages=run.pages,
        entries=run.entries,
        deletions=run.deletions,
        unread=run.damaged,
        counts=run.counts,
        started=run.started,
        finished=run.finished,
        problem=None
        if problem is None
        else ReportProblem(problem.kind, problem.title, problem.detail, problem.advice, problem.bound),
        reports=reports,
    )
