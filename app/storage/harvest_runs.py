"""Runs of a harvest, page by page: a page is kept before it is worked on, and the run moves on when it is done."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

import msgspec
from msgspec import Struct
from sqlalchemy import Row, insert, select, update

from app.core.errors import ConcordanceError
from app.core.outcome import DeliveryCounts
from app.storage.chunks import lock_institution
from app.storage.database import reading, writing
from app.storage.harvest_ends import counts_of, end_submission, withdraw_records
from app.storage.harvest_tables import harvest_pages, harvest_runs, harvest_sources
from app.storage.institutions import institution_key
from app.storage.moment import moment, moment_or_none, now_ms
from app.storage.record_origins import not_seen_in
from app.storage.storable import as_json
from app.storage.submissions import NewSubmission, Problem, insert_submission, problem_of
from app.storage.tables import submissions
from app.storage.uuid7 import uuid7

if TYPE_CHECKING:
    from sqlalchemy import Engine, Select

    from app.storage.harvest_sources import HarvestSource


RunStatus: TypeAlias = Literal["running", "done", "failed"]


class HarvestRun(Struct, frozen=True, kw_only=True):
    """A run as it stands: `place` is where it goes on (JSON of its kind), `damaged` the entries that cannot be read.

    `entries` and `deletions` are those of the pages done; `counts` what became of their records.
    """

    key: int
    id: str
    status: RunStatus
    whole: bool
    place: str | None
    pages: int
    entries: int
    deletions: int
    damaged: int
    counts: DeliveryCounts
    problem: Problem | None
    started: datetime
    finished: datetime | None


def open_run(engine: Engine, source: HarvestSource, *, whole: bool, from_beginning: bool | None = None) -> HarvestRun:
    """Return the run of a source that has begun and not ended, or a new one; `whole` that it looks at everything.

    A whole one begins at the beginning, unless `from_beginning` says otherwise: a file is whole whenever it comes.
    """
    with writing(engine) as connection:
        running = _runs(source).where(harvest_runs.c.status == "running").order_by(harvest_runs.c.id.desc()).limit(1)
        row = connection.execute(running).one_or_none()
        if row is not None:
            return _run(row)
        values = {
            "public_id": uuid7(),
            "source_id": source.key,
            "status": "running",
            "whole": whole,
            "place": None if (whole if from_beginning is None else from_beginning) else source.from_place,
            "pages": 0,
            "entries": 0,
            "deletions": 0,
            "damaged": 0,
            "counts": as_json(DeliveryCounts()),
            "started": now_ms(),
        }
        connection.execute(insert(harvest_runs).values(**values))
        return _run(connection.execute(running).one())


def get_run(engine: Engine, run: HarvestRun) -> HarvestRun:
    """Return the run as it stands now."""
    with reading(engine) as connection:
        return _run(connection.execute(select(harvest_runs).where(harvest_runs.c.id == run.key)).one())


def list_runs(engine: Engine, source: HarvestSource, limit: int = 20) -> tuple[HarvestRun, ...]:
    """Return the runs of a source, newest first."""
    with reading(engine) as connection:
        rows = connection.execute(_runs(source).order_by(harvest_runs.c.id.desc()).limit(limit))
        return tuple(_run(row) for row in rows)


def submissions_of(engine: Engine, run: HarvestRun, limit: int = 1_000) -> tuple[str, ...]:
    """Return the submissions of a run's pages in their order: each has its own report."""
    query = (
        select(submissions.c.public_id)
        .join(harvest_pages, harvest_pages.c.submission_id == submissions.c.id)
        .where(harvest_pages.c.run_id == run.key)
        .order_by(harvest_pages.c.number)
        .limit(limit)
    )
    with reading(engine) as connection:
        return tuple(connection.scalars(query))


def move_run(engine: Engine, run: HarvestRun, place: str | None) -> HarvestRun:
    """Let a run go on from another place: its token has expired, or what it asks was found out."""
    with writing(engine) as connection:
        connection.execute(update(harvest_runs).where(harvest_runs.c.id == run.key).values(place=place))
    return get_run(engine, run)


def end_run(engine: Engine, source: HarvestSource, run: HarvestRun, from_place: str | None) -> HarvestRun:
    """End a run that has come to the end of its list; the next one begins at `from_place`.

    A run that has looked at everything withdraws what it did not see, unless something in it could not be read: that
    may be any of those that seem to be gone.
    """
    with writing(engine) as connection:
        counts = counts_of(connection, run.key)
        if run.whole and counts.records and not run.damaged and not counts.rejected:
            owner = institution_key(connection, source.institution)
            lock_institution(connection, owner)
            gone = not_seen_in(connection, source.key, run.key)
            if gone:
                name = NewSubmission(institution=source.institution, file_name=source.name)
                submission = insert_submission(connection, name, uuid7(), "running")
                withdrawn = withdraw_records(connection, owner, submission, gone)
                end_submission(connection, submission, withdrawn)
                counts = counts.plus(DeliveryCounts(withdrawn=withdrawn))
        connection.execute(
            update(harvest_runs)
            .where(harvest_runs.c.id == run.key)
            .values(status="done", finished=now_ms(), problem=None, counts=as_json(counts))
        )
        connection.execute(
            update(harvest_sources).where(harvest_sources.c.id == source.key).values(from_place=from_place)
        )
    return get_run(engine, run)


def stumble(engine: Engine, run: HarvestRun, error: ConcordanceError, *, give_up: bool) -> HarvestRun:
    """Keep what stopped a run; it goes on from where it is the next time, unless it is to `give_up`."""
    values: dict[str, Any] = {"problem": as_json(problem_of(error))}
    if give_up:
        values |= {"status": "failed", "finished": now_ms()}
    with writing(engine) as connection:
        connection.execute(update(harvest_runs).where(harvest_runs.c.id == run.key).values(**values))
    return get_run(engine, run)


def _runs(source: HarvestSource) -> Select[Any]:
    return select(harvest_runs).where(harvest_runs.c.source_id == source.key)


def _run(row: Row[Any]) -> HarvestRun:
    return HarvestRun(
        key=row.id,
        id=row.public_id,
        status=row.status,
        whole=row.whole,
        place=row.place,
        pages=row.pages,
        entries=row.entries,
        deletions=row.deletions,
        damaged=row.damaged,
        counts=msgspec.json.decode(row.counts, type=DeliveryCounts),
        problem=None if row.problem is None else msgspec.json.decode(row.problem, type=Problem),
        started=moment(row.started),
        finished=moment_or_none(row.finished),
    )
