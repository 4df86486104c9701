"""What is harvested for an institution: where, how, how often; and who is at it, never two at once."""

from __future__ import annotations

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
    from sqlalchemy import Connection, Engine, Select


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
            "next_run": milliseconds(next_run),
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
        return read_source(connection, institution, new.name)


def get_source(engine: Engine, institution: str, name: str) -> HarvestSource:
    """Return a source; raise UnknownName for it or its institution."""
    with reading(engine) as connection:
        return read_source(connection, institution, name)


def list_sources(engine: Engine, institution: str | None = None) -> tuple[HarvestSource, ...]:
    """Return the sources of an institution, or all, in the order of their names; raise UnknownName."""
    query = all_sources().order_by(institutions.c.slug, harvest_sources.c.name)
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
            "next_run": milliseconds(next_run),
        }
        if elsewhere or new.from_place is not None:
            values["from_place"] = new.from_place
            connection.execute(
                update(harvest_runs)
                .where(harvest_runs.c.source_id == before.key, harvest_runs.c.status == "running")
                .values(status="failed", finished=now_ms())
            )
        connection.execute(update(harvest_sources).where(harvest_sources.c.id == before.key).values(**values))
        return read_source(connection, institution, name)


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
        source = read_source(connection, institution, name)
        asked: dict[str, Any] = {"next_run": now_ms()} | ({"asked_whole": True} if whole else {})
        connection.execute(update(harvest_sources).where(harvest_sources.c.id == source.key).values(**asked))
        return read_source(connection, institution, name)


def _free(connection: Connection, institution: str, name: str) -> HarvestSource:
    source = read_source(connection, institution, name)
    if source.busy:
        raise busy(name)
    return source


def busy(name: str) -> Conflict:
    """Return the error that says that somebody is at a source."""
    return Conflict(
        Text(
            fr=f"La source « {name} » est en train d'être moissonnée.",
            en=f"The source “{name}” is being harvested now.",
        )
    )


def all_sources() -> Select[Any]:
    """Return the query of all sources, with the slugs of their institutions."""
    return select(harvest_sources, institutions.c.slug).join(
        institutions, institutions.c.id == harvest_sources.c.institution_id
    )


def read_source(connection: Connection, institution: str, name: str) -> HarvestSource:
    """Return a source within an open transaction; raise UnknownName for it or its institution."""
    owner = institution_key(connection, institution)
    which = all_sources().where(harvest_sources.c.institution_id == owner, harvest_sources.c.name == storable(name))
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


def milliseconds(at: datetime | None) -> int | None:
    """Return a moment that may not have come as the database keeps it."""
    return None if at is None else round(at.timestamp() * 1000)
