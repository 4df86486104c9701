"""Pages of a harvest: each is kept before it is worked on, and the run moves on in the transaction that ends it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec
from msgspec import Struct
from sqlalchemy import Row, and_, func, insert, select, update

from app.core.finding import Finding
from app.core.outcome import DeliveryCounts
from app.storage.chunks import lock_institution
from app.storage.database import reading, writing
from app.storage.deliveries import count_delivery, write_about
from app.storage.harvest_ends import counts_of, end_submission, withdraw_records
from app.storage.harvest_runs import HarvestRun, get_run
from app.storage.harvest_tables import harvest_pages, harvest_runs
from app.storage.institutions import institution_key
from app.storage.record_origins import HarvestedRecord, RunKeys, held_by, write_origins, write_origins_of_file
from app.storage.storable import as_json, storable
from app.storage.submissions import COUNTS, NewSubmission, insert_submission, submission_key
from app.storage.tables import submissions
from app.storage.uuid7 import uuid7

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement, Engine, Select

    from app.storage.harvest_sources import HarvestSource


class Entry(Struct, frozen=True, array_like=True):
    """One entry of a page: the repository's name for it, its datestamp as written, where its record stands in the page.

    `place` is the beginning of the paths of its cells, or the name of its member; `deleted` that it is no more.
    """

    identifier: str
    datestamp: str
    place: str
    deleted: bool = False


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
        withdrawn = withdraw_records(connection, keys.institution, submission, gone)
        end_submission(connection, submission, withdrawn)
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
                counts=as_json(counts_of(connection, run.key).plus(counts)),
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
