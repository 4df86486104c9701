"""What is harvested for an institution: where, how, how often; and who is at it, never two at once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from msgspec import Struct
from sqlalchemy import Row, delete, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from app.core.errors import BoundPassed, Conflict, UnknownName
from app.core.text import Text
from app.storage.database import reading, writing
from app.storage.harvest_tables import harvest_pages, harvest_runs, harvest_sources, record_origins
from app.storage.institutions import institution_key
from app.storage.moment import moment, moment_or_none, now_ms
from app.storage.storable import storable, storable_or_none
from app.storage.tables import institutions

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement, Connection, Engine, Select

SourceKind: TypeAlias = Literal["oai-pmh", "file", "sitemap", "change-discovery"]


class NewSource(Struct, frozen=True, kw_only=True):
    """What is to be harvested; what is None is found out from what the other side offers.

    `schedule` is as `app.harvesting.schedule` writes it, empty for "only when asked". `whole` says that each run looks
    at everything, and that what has gone from it is withdrawn. `allow_private` is the operator's leave to go to an
    address that is not public; `from_place` where the first run begins (JSON of its kind).
    """

    name: str
    kind: SourceKind
    url: str
    set_spec: str | None = None
    metadata_prefix: str | None = None
    format: str | None = None
    crosswalk: str | None = None
    schedule: str = ""
    whole: bool = False
    allow_private: bool = False
    from_place: str | None = None


class HarvestSource(Struct, frozen=True, kw_only=True):
    """A source as it stands. `key` is its row's; `from_place` is where the next run begins (JSON of its kind).

    `next_run` is None for one that runs only when it is asked to; `asked_whole` that the next run looks at everything;
    `failures` counts the runs since the last that succeeded; `busy` that somebody is at it.
    """

    key: int
    institution: str
    name: str
    kind: SourceKind
    url: str
    set_spec: str | None
    metadata_prefix: str | None
    format: str | None
    crosswalk: str | None
    schedule: str
    whole: bool
    allow_private: bool
    from_place: str | None
    next_run: datetime | None
    asked_whole: bool
    failures: int
    busy: bool
    created: datetime


def add_source(
    engine: Engine, institution: str, new: NewSource, *, next_run: datetime | None, most: int
) -> HarvestSource:
    """Add a source to an institution, which may have `most`; `next_run` is when it is first due.

    Raises Conflict for a name that is taken, BoundPassed (max_sources), UnknownName for the institution.
    """
    with writing(engine) as connection:
        owner = institution_key(connection, institution)
        taken = select(func.count()).select_from(harvest_sources).where(harvest_sources.c.institution_id == owner)
        if (connection.scalar(taken) or 0) >= most:
            raise BoundPassed(
                Text(fr=f"Il y a déjà {most} sources.", en=f"There are {most} sources already."), bound="max_sources"
            )
        values = {
            "institution_id": owner,
            "name": storable(new.name),
            "kind": new.kind,
            "url": storable(new.url),
            "set_spec": storable_or_none(new.set_spec),
            "metadata_prefix": storable_or_none(new.metadata_prefix),
            "format": storable_or_none(new.format),
            "crosswalk": storable_or_none(new.crosswalk),
            "schedule": new.schedule,
            "whole": new.whole,
            "allow_private": new.allow_private,
            "from_place": new.from_place,
            "next_run": _milliseconds(next_run),
            "asked_whole": False,
            "failures": 0,
            "lease": 0,
            "holder": "",
            "created": now_ms(),
        }
        try:
            connection.execute(insert(harvest_sources).values(**values))
        except IntegrityError as error:
            raise Conflict(
                Text(fr=f"La source « {new.name} » existe déjà.", en=f"The source “{new.name}” exists already.")
            ) from error
        return _one(connection, institution, new.name)


def get_source(engine: Engine, institution: str, name: str) -> HarvestSource:
    """Return a source; raise UnknownName for it or its institution."""
    with reading(engine) as connection:
        return _one(connection, institution, name)


def list_sources(engine: Engine, institution: str | None = None) -> tuple[HarvestSource, ...]:
    """Return the sources of an institution, or all, in the order of their names; raise UnknownName."""
    query = _all().order_by(institutions.c.slug, harvest_sources.c.name)
    with reading(engine) as connection:
        if institution is not None:
            query = query.where(harvest_sources.c.institution_id == institution_key(connection, institution))
        return tuple(_source(row) for row in connection.execute(query))


def change_source(
    engine: Engine, institution: str, name: str, new: NewSource, *, next_run: datetime | None
) -> HarvestSource:
    """Replace what a source is, its name apart; one that now asks for something else begins from the beginning.

    Raises UnknownName, and Conflict while it is being harvested.
    """
    with writing(engine) as connection:
        before = _free(connection, institution, name)
        elsewhere = (before.kind, before.url, before.set_spec, before.metadata_prefix) != (
            new.kind,
            new.url,
            new.set_spec,
            new.metadata_prefix,
        )
        values: dict[str, Any] = {
            "kind": new.kind,
            "url": storable(new.url),
            "set_spec": storable_or_none(new.set_spec),
            "metadata_prefix": storable_or_none(new.metadata_prefix),
            "format": storable_or_none(new.format),
            "crosswalk": storable_or_none(new.crosswalk),
            "schedule": new.schedule,
            "whole": new.whole,
            "allow_private": new.allow_private,
            "next_run": _milliseconds(next_run),
        }
        if elsewhere or new.from_place is not None:
            values["from_place"] = new.from_place
            connection.execute(
                update(harvest_runs)
                .where(harvest_runs.c.source_id == before.key, harvest_runs.c.status == "running")
                .values(status="failed", finished=now_ms())
            )
        connection.execute(update(harvest_sources).where(harvest_sources.c.id == before.key).values(**values))
        return _one(connection, institution, name)


def remove_source(engine: Engine, institution: str, name: str) -> HarvestSource:
    """Remove a source and what is known of its runs; its records stay, and where they came from.

    Raises UnknownName, and Conflict while it is being harvested.
    """
    with writing(engine) as connection:
        source = _free(connection, institution, name)
        runs = select(harvest_runs.c.id).where(harvest_runs.c.source_id == source.key)
        connection.execute(delete(harvest_pages).where(harvest_pages.c.run_id.in_(runs)))
        connection.execute(delete(harvest_runs).where(harvest_runs.c.source_id == source.key))
        connection.execute(
            update(record_origins).where(record_origins.c.source_id == source.key).values(source_id=None)
        )
        connection.execute(delete(harvest_sources).where(harvest_sources.c.id == source.key))
        return source


def ask_run(engine: Engine, institution: str, name: str, *, whole: bool = False) -> HarvestSource:
    """Make a source due now; `whole` asks for everything, whatever was harvested before. Raises UnknownName."""
    with writing(engine) as connection:
        source = _one(connection, institution, name)
        asked: dict[str, Any] = {"next_run": now_ms()} | ({"asked_whole": True} if whole else {})
        connection.execute(update(harvest_sources).where(harvest_sources.c.id == source.key).values(**asked))
        return _one(connection, institution, name)


def take_due(engine: Engine, holder: str, lease_ms: int, is_dead: Callable[[str], bool]) -> HarvestSource | None:
    """Return the source that is due longest and take it for so long; None when none is due, or others have it.

    `is_dead` says of a holder that its process is known to have ended: it need not be waited for.
    """
    due = _all().where(harvest_sources.c.next_run <= now_ms()).order_by(harvest_sources.c.next_run).limit(50)
    with reading(engine) as connection:
        waiting = [(row.slug, row.name) for row in connection.execute(due) if _is_free(row.lease, row.holder, is_dead)]
    for which in waiting:
        try:
            return take_source(engine, which, holder, lease_ms, is_dead)
        except (Conflict, UnknownName):
            continue  # somebody was quicker, or removed it
    return None


def take_source(
    engine: Engine, which: tuple[str, str], holder: str, lease_ms: int, is_dead: Callable[[str], bool]
) -> HarvestSource:
    """Take a source (its institution, its name) for so long; raise Conflict while another has it, UnknownName."""
    institution, name = which
    with writing(engine) as connection:
        source = _one(connection, institution, name)
        lease, holding = connection.execute(
            select(harvest_sources.c.lease, harvest_sources.c.holder)
            .where(harvest_sources.c.id == source.key)
            .with_for_update()
        ).one()
        if not _is_free(lease, holding, is_dead):
            raise _busy(name)
        connection.execute(
            update(harvest_sources)
            .where(harvest_sources.c.id == source.key)
            .values(lease=now_ms() + lease_ms, holder=holder)
        )
        return _one(connection, institution, name)


def keep_source(engine: Engine, source: HarvestSource, holder: str, lease_ms: int) -> None:
    """Keep a source that was taken for so long from now on; raise Conflict when another has it by now."""
    with writing(engine) as connection:
        kept = connection.execute(
            update(harvest_sources).where(_held(source, holder)).values(lease=now_ms() + lease_ms)
        ).rowcount
        if not kept:
            raise _busy(source.name)


def give_back(engine: Engine, source: HarvestSource, holder: str) -> None:
    """Give a source back as it is: whoever takes it next goes on with its run."""
    with writing(engine) as connection:
        connection.execute(update(harvest_sources).where(_held(source, holder)).values(lease=0, holder=""))


def settle(  # noqa: PLR0913  # what a run leaves behind
    engine: Engine,
    source: HarvestSource,
    holder: str,
    *,
    next_run: datetime | None,
    failed: bool,
    whole_done: bool,
) -> None:
    """Give a source back after a run that ended: when it is due next, and whether the run failed.

    One that was asked to run again meanwhile stays due.
    """
    asked = harvest_sources.c.next_run
    began = _milliseconds(source.next_run)
    values: dict[str, Any] = {"lease": 0, "holder": "", "failures": source.failures + 1 if failed else 0}
    if whole_done:
        values["asked_whole"] = False
    with writing(engine) as connection:
        connection.execute(update(harvest_sources).where(_held(source, holder)).values(**values))
        connection.execute(
            update(harvest_sources)
            .where(harvest_sources.c.id == source.key, asked.is_not_distinct_from(began))
            .values(next_run=_milliseconds(next_run))
        )


def _held(source: HarvestSource, holder: str) -> ColumnElement[bool]:
    return (harvest_sources.c.id == source.key) & (harvest_sources.c.holder == holder)


def _is_free(lease: int, holder: str, is_dead: Callable[[str], bool]) -> bool:
    return lease <= now_ms() or is_dead(holder)


def _free(connection: Connection, institution: str, name: str) -> HarvestSource:
    source = _one(connection, institution, name)
    if source.busy:
        raise _busy(name)
    return source


def _busy(name: str) -> Conflict:
    return Conflict(
        Text(
            fr=f"La source « {name} » est en train d'être moissonnée.",
            en=f"The source “{name}” is being harvested now.",
        )
    )


def _all() -> Select[Any]:
    return select(harvest_sources, institutions.c.slug).join(
        institutions, institutions.c.id == harvest_sources.c.institution_id
    )


def _one(connection: Connection, institution: str, name: str) -> HarvestSource:
    owner = institution_key(connection, institution)
    which = _all().where(harvest_sources.c.institution_id == owner, harvest_sources.c.name == storable(name))
    row = connection.execute(which).one_or_none()
    if row is None:
        raise UnknownName(
            Text(
                fr=f"L'établissement « {institution} » n'a pas de source « {name[:80]} ».",
                en=f"The institution “{institution}” has no source “{name[:80]}”.",
            )
        )
    return _source(row)


def _source(row: Row[Any]) -> HarvestSource:
    return HarvestSource(
        key=row.id,
        institution=row.slug,
        name=row.name,
        kind=row.kind,
        url=row.url,
        set_spec=row.set_spec,
        metadata_prefix=row.metadata_prefix,
        format=row.format,
        crosswalk=row.crosswalk,
        schedule=row.schedule,
        whole=row.whole,
        allow_private=row.allow_private,
        from_place=row.from_place,
        next_run=moment_or_none(row.next_run),
        asked_whole=row.asked_whole,
        failures=row.failures,
        busy=row.lease > now_ms(),
        created=moment(row.created),
    )


def _milliseconds(at: datetime | None) -> int | None:
    return None if at is None else round(at.timestamp() * 1000)
