"""Runs of a harvest, page by page: a page is kept before it is worked on, and the run moves on when it is done."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

import msgspec
from msgspec import Struct
from sqlalchemy import Row, and_, func, insert, select, update

from app.core.errors import ConcordanceError
from app.core.finding import Finding
from app.core.outcome import DeliveryCounts
from app.storage.chunks import lock_institution
from app.storage.database import reading, writing
from app.storage.deliveries import count_delivery, withdraw, write_about
from app.storage.harvest_tables import harvest_pages, harvest_runs, harvest_sources
from app.storage.institutions import institution_key
from app.storage.moment import moment, moment_or_none, now_ms
from app.storage.record_origins import (
    HarvestedRecord,
    RunKeys,
    forget_origins,
    held_by,
    not_seen_in,
    write_origins,
    write_origins_of_file,
)
from app.storage.storable import as_json, storable
from app.storage.submissions import COUNTS, NewSubmission, Problem, insert_submission, problem_of, submission_key
from app.storage.tables import records, submissions
from app.storage.uuid7 import uuid7

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement, Connection, Engine, Select

    from app.storage.harvest_sources import HarvestSource

RunStatus: TypeAlias = Literal["running", "done", "failed"]
_PART = 500


class Entry(Struct, frozen=True, array_like=True):
    """One entry of a page: the repository's name for it, its datestamp as written, where its record stands in the page.

    `place` is the beginning of the paths of its cells, or the name of its member; `deleted` that it is no more.
    """

    identifier: str
    datestamp: str
    place: str
    deleted: bool = False


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


class Contents(Struct, frozen=True):
    """What a page holds: its entries (None: those of a file are its records), whose it is, the form they are in."""

    entries: tuple[Entry, ...] | None
    base_url: str
    namespace: str = ""


class KeptPage(Struct, frozen=True):
    """A page that was received and is not done: the submission that works on it, its file, where the run goes on."""

    number: int
    submission: str
    path: Path
    contents: Contents
    next_place: str | None


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


def keep_page(  # noqa: PLR0913  # all that one transaction writes
    engine: Engine,
    run: HarvestRun,
    new: NewSubmission,
    contents: Contents,
    next_place: str | None,
    *,
    findings: Sequence[Finding] = (),
) -> KeptPage:
    """Store that a page was received, as a delivery that waits; its file is `new.stored_path`, and is on the disk.

    `findings` are on the page as a whole.
    """
    with writing(engine) as connection:
        public_id = uuid7()
        submission = insert_submission(connection, new, public_id, "waiting")
        if findings:
            count_delivery(connection, submission, write_about(connection, submission, findings))
        highest = select(func.coalesce(func.max(harvest_pages.c.number), 0)).where(harvest_pages.c.run_id == run.key)
        values = {
            "run_id": run.key,
            "number": (connection.scalar(highest) or 0) + 1,
            "submission_id": submission,
            "stored_path": new.stored_path,
            "contents": as_json(contents),
            "next_place": next_place,
            "done": False,
        }
        connection.execute(insert(harvest_pages).values(**values))
        return _kept(connection.execute(_waiting(run)).one())


def page_under_way(engine: Engine, run: HarvestRun) -> KeptPage | None:
    """Return the page of a run that was received and is not done, None when there is none."""
    with reading(engine) as connection:
        row = connection.execute(_waiting(run)).one_or_none()
        return None if row is None else _kept(row)


def finish_page(  # noqa: PLR0913  # all that one transaction writes
    engine: Engine,
    source: HarvestSource,
    run: HarvestRun,
    page: KeptPage,
    harvested: Sequence[HarvestedRecord],
    *,
    damaged: int = 0,
    findings: Sequence[Finding] = (),
    unsure: frozenset[str] = frozenset(),
) -> HarvestRun:
    """End a page: where its records came from is kept, what it says is deleted is withdrawn, the run moves on.

    `harvested` are the records that its entries held. A record that an entry held before and does not any more is
    withdrawn too, unless the entry could not be read this time (`damaged` counts those), or only in part (`unsure`,
    by their identifiers). `findings` are on the page.
    """
    with writing(engine) as connection:
        keys = RunKeys(institution_key(connection, source.institution), source.key, run.key)
        lock_institution(connection, keys.institution)
        submission = submission_key(connection, page.submission)
        if page.contents.entries is None:
            write_origins_of_file(connection, keys, page.contents.base_url, submission)
        write_origins(connection, keys, page.contents.base_url, harvested)
        entries = page.contents.entries or ()
        deleted = [one.identifier for one in entries if one.deleted]
        told = {storable(one.identifier) for one in harvested if one.identifier not in unsure}
        here = {storable(one.local_id) for one in harvested}
        again = held_by(connection, source.key, told)
        gone = {*held_by(connection, source.key, deleted), *again} - here
        withdrawn = _withdraw(connection, keys.institution, submission, gone)
        _end_submission(connection, submission, withdrawn)
        if findings:
            count_delivery(connection, submission, write_about(connection, submission, findings))
        row = connection.execute(select(*COUNTS).where(submissions.c.id == submission)).one()
        counts = DeliveryCounts(*tuple(row))
        connection.execute(update(harvest_pages).where(_is(run, page)).values(done=True, contents=None))
        connection.execute(
            update(harvest_runs)
            .where(harvest_runs.c.id == run.key)
            .values(
                place=page.next_place,
                pages=harvest_runs.c.pages + 1,
                entries=harvest_runs.c.entries + len(entries),
                deletions=harvest_runs.c.deletions + len(deleted),
                damaged=harvest_runs.c.damaged + damaged,
                problem=None,
                counts=as_json(_counts(connection, run).plus(counts)),
            )
        )
    return get_run(engine, run)


def kept_of(engine: Engine, source: HarvestSource) -> tuple[KeptPage, ...]:
    """Return the pages of a source that were received and are not done, of whatever run."""
    query = (
        select(harvest_pages, submissions.c.public_id)
        .join(submissions, submissions.c.id == harvest_pages.c.submission_id)
        .join(harvest_runs, harvest_runs.c.id == harvest_pages.c.run_id)
        .where(harvest_runs.c.source_id == source.key, harvest_pages.c.done.is_(False))
    )
    with reading(engine) as connection:
        return tuple(_kept(row) for row in connection.execute(query))


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
        counts = _counts(connection, run)
        if run.whole and counts.records and not run.damaged and not counts.rejected:
            owner = institution_key(connection, source.institution)
            lock_institution(connection, owner)
            gone = not_seen_in(connection, source.key, run.key)
            if gone:
                name = NewSubmission(institution=source.institution, file_name=source.name)
                submission = insert_submission(connection, name, uuid7(), "running")
                withdrawn = _withdraw(connection, owner, submission, gone)
                _end_submission(connection, submission, withdrawn)
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


def _withdraw(connection: Connection, institution: int, submission: int, local_ids: Iterable[str]) -> int:
    """Withdraw these records unless a later delivery brought them; where they came from is forgotten."""
    number = 0
    names = sorted(local_ids)
    for start in range(0, len(names), _PART):
        which = and_(
            records.c.institution_id == institution,
            records.c.local_id.in_(names[start : start + _PART]),
            records.c.state != "withdrawn",
            records.c.seen_in <= submission,
        )
        number += withdraw(connection, institution, submission, which)
    forget_origins(connection, institution, names)
    return number


def _end_submission(connection: Connection, submission: int, withdrawn: int) -> None:
    """Count what was withdrawn; a page of deletions alone had nothing else to do."""
    count_delivery(connection, submission, DeliveryCounts(withdrawn=withdrawn))
    connection.execute(
        update(submissions)
        .where(submissions.c.id == submission, submissions.c.status.in_(("waiting", "running")))
        .values(status="done", finished=now_ms())
    )


def _counts(connection: Connection, run: HarvestRun) -> DeliveryCounts:
    written = connection.scalar(select(harvest_runs.c.counts).where(harvest_runs.c.id == run.key))
    return msgspec.json.decode(written or "{}", type=DeliveryCounts)


def _runs(source: HarvestSource) -> Select[Any]:
    return select(harvest_runs).where(harvest_runs.c.source_id == source.key)


def _waiting(run: HarvestRun) -> Select[Any]:
    return (
        select(harvest_pages, submissions.c.public_id)
        .join(submissions, submissions.c.id == harvest_pages.c.submission_id)
        .where(harvest_pages.c.run_id == run.key, harvest_pages.c.done.is_(False))
    )


def _is(run: HarvestRun, page: KeptPage) -> ColumnElement[bool]:
    return and_(harvest_pages.c.run_id == run.key, harvest_pages.c.number == page.number)


def _kept(row: Row[Any]) -> KeptPage:
    contents = msgspec.json.decode(row.contents, type=Contents)
    return KeptPage(row.number, row.public_id, Path(row.stored_path), contents, row.next_place)


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
