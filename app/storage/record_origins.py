"""Where a record was harvested from: which repository called it what, and when it said so."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from msgspec import Struct
from sqlalchemy import BigInteger, Text, and_, delete, insert, literal, select

from app.storage.database import reading
from app.storage.harvest_tables import record_origins
from app.storage.institutions import institution_key
from app.storage.moment import moment, now_ms
from app.storage.storable import storable
from app.storage.tables import records

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement, Connection, Engine, Select

_PART = 500  # identifiers of one statement


class Origin(Struct, frozen=True):
    """The repository that a record was harvested from, as OAI-PMH's provenance container tells it.

    `datestamp` is as the repository wrote it (empty where it wrote none), `identifier` its name for the record (the
    address of a page, where it is no repository), `harvested` when this service asked. See the protocol's
    implementation guidelines, "XML schema for provenance information".
    """

    base_url: str
    identifier: str
    datestamp: str
    metadata_namespace: str
    harvested: datetime


class HarvestedRecord(Struct, frozen=True):
    """A record that a source's entry held: our identifier of it, the entry's, its datestamp and its form."""

    local_id: str
    identifier: str
    datestamp: str
    metadata_namespace: str


class RunKeys(NamedTuple):
    """The keys of a run's row, of its source's and of its institution's."""

    institution: int
    source: int
    run: int


def origin_of(engine: Engine, institution: str, local_ids: Iterable[str]) -> dict[str, Origin]:
    """Return where these records of an institution were harvested from; those that were delivered are not in it.

    Raises UnknownName for an institution that does not exist.
    """
    found: dict[str, Origin] = {}
    columns = record_origins.c
    with reading(engine) as connection:
        owner = institution_key(connection, institution)
        for part in _parts(local_ids):
            rows = connection.execute(
                select(record_origins).where(columns.institution_id == owner, columns.local_id.in_(part))
            )
            for row in rows:
                found[row.local_id] = Origin(
                    row.base_url, row.identifier, row.datestamp, row.metadata_namespace, moment(row.harvested)
                )
    return found


def write_origins(connection: Connection, run: RunKeys, base_url: str, harvested: Sequence[HarvestedRecord]) -> None:
    """Write where these records came from, in an open transaction; a record's newest origin replaces the others."""
    rows = {
        storable(one.local_id): {
            "institution_id": run.institution,
            "local_id": storable(one.local_id),
            "source_id": run.source,
            "base_url": storable(base_url),
            "identifier": storable(one.identifier),
            "datestamp": storable(one.datestamp),
            "metadata_namespace": storable(one.metadata_namespace),
            "harvested": now_ms(),
            "run_id": run.run,
        }
        for one in harvested
    }
    forget_origins(connection, run.institution, rows)
    if rows:
        connection.execute(insert(record_origins), list(rows.values()))


def write_origins_of_file(connection: Connection, run: RunKeys, base_url: str, submission: int) -> None:
    """Write that the records which a delivery held came from one file, each under its own identifier.

    All in the database: a file may hold millions. The records are those that the delivery was the last to see.
    """
    columns = record_origins.c
    seen = (records.c.institution_id == run.institution) & (records.c.seen_in == submission)
    held = select(records.c.local_id).where(seen & (records.c.state != "withdrawn"))
    connection.execute(
        delete(record_origins).where(columns.institution_id == run.institution, columns.local_id.in_(held))
    )
    values = select(
        literal(run.institution, BigInteger),
        records.c.local_id,
        literal(run.source, BigInteger),
        literal(storable(base_url), Text),
        records.c.local_id,
        literal("", Text),
        literal("", Text),
        literal(now_ms(), BigInteger),
        literal(run.run, BigInteger),
    ).where(seen & (records.c.state != "withdrawn"))
    connection.execute(insert(record_origins).from_select([column.name for column in columns], values))


def forget_origins(connection: Connection, institution: int, local_ids: Iterable[str]) -> None:
    """Forget where these records came from, in an open transaction."""
    columns = record_origins.c
    for part in _parts(local_ids):
        connection.execute(
            delete(record_origins).where(columns.institution_id == institution, columns.local_id.in_(part))
        )


def held_by(connection: Connection, source: int, identifiers: Iterable[str]) -> dict[str, str]:
    """Return the records that these entries of a source held when they were last harvested: local id -> identifier."""
    columns = record_origins.c
    held: dict[str, str] = {}
    for part in _parts(identifiers):
        rows = connection.execute(_held(and_(columns.source_id == source, columns.identifier.in_(part))))
        held |= {row.local_id: row.identifier for row in rows}
    return held


def not_seen_in(connection: Connection, source: int, run: int) -> dict[str, str]:
    """Return the records of a source that this run, which has looked at all of it, did not see."""
    columns = record_origins.c
    rows = connection.execute(_held(and_(columns.source_id == source, columns.run_id < run)))
    return {row.local_id: row.identifier for row in rows}


def _held(which: ColumnElement[bool]) -> Select[tuple[str, str]]:
    return select(record_origins.c.local_id, record_origins.c.identifier).where(which)


def _parts(names: Iterable[str]) -> Iterator[list[str]]:
    unique = iter(dict.fromkeys(storable(name) for name in names))
    while part := list(islice(unique, _PART)):
        yield part
