"""Read records: one with its content, or the list of an institution's."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from msgspec import Struct
from sqlalchemy import Row, Select, func, select

from app.storage.database import reading
from app.storage.institutions import institution_key
from app.storage.moment import moment
from app.storage.storable import storable
from app.storage.tables import institutions, record_versions, records, submissions

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine

RecordState: TypeAlias = Literal["published", "withheld", "withdrawn"]

_brought_by = submissions.alias("brought_by")  # the submission of a version; `submissions` is the one that last saw it


class RecordVersion(Struct, frozen=True):
    """What a record said at one time; the blobs and digests are those of app.core.outcome.RecordOutcome."""

    version: int
    received: bytes
    canonical: bytes
    nquads: bytes
    received_digest: bytes
    nquads_digest: bytes
    publishable: bool
    tier: int
    submission: str
    created: datetime


class StoredRecord(Struct, frozen=True):
    """A record as it is now. `version` is its newest version, whose content is `content`.

    `published_version` is an older one where the newest has Violations, and None where nothing is published: the
    record is then `withheld` or `withdrawn`. `submission` is the delivery that last held it, or that withdrew it;
    `tier` is the quality as it was judged last, which differs from `content.tier` where the rules have changed since.
    """

    institution: str
    local_id: str
    label: str
    state: RecordState
    version: int
    published_version: int | None
    created: datetime
    updated: datetime
    submission: str
    tier: int
    content: RecordVersion


class RecordSummary(Struct, frozen=True):
    """A record in a list."""

    local_id: str
    label: str
    state: RecordState
    version: int
    published_version: int | None
    tier: int
    updated: datetime


def get_record(engine: Engine, institution: str, local_id: str) -> StoredRecord | None:
    """Return a record, a withdrawn one too, or None when the institution never had it; raises UnknownName."""
    with reading(engine) as connection:
        return read_record(connection, institution_key(connection, institution), local_id)


def get_version(engine: Engine, institution: str, local_id: str, version: int) -> RecordVersion | None:
    """Return one version of a record, or None when there is none; raises UnknownName for the institution."""
    with reading(engine) as connection:
        query = (
            select(record_versions, _brought_by.c.public_id.label("brought_by"))
            .join(records, records.c.id == record_versions.c.record_id)
            .join(_brought_by, _brought_by.c.id == record_versions.c.submission_id)
            .where(
                records.c.institution_id == institution_key(connection, institution),
                records.c.local_id == storable(local_id),
                record_versions.c.version == version,
            )
        )
        row = connection.execute(query).one_or_none()
        return None if row is None else _version(row, row.created)


def list_records(
    engine: Engine, institution: str, *, after: str | None = None, limit: int = 100, state: RecordState | None = None
) -> tuple[RecordSummary, ...]:
    """Return the first `limit` records after this local identifier, in code point order; raises UnknownName."""
    query = (
        select(
            records.c.local_id,
            records.c.label,
            records.c.state,
            records.c.current_version,
            records.c.published_version,
            records.c.tier,
            records.c.updated,
        )
        .order_by(records.c.local_id)
        .limit(limit)
    )
    if after is not None:
        query = query.where(records.c.local_id > storable(after))
    if state is not None:
        query = query.where(records.c.state == state)
    with reading(engine) as connection:
        owned = query.where(records.c.institution_id == institution_key(connection, institution))
        return tuple(RecordSummary(*row[:6], moment(row.updated)) for row in connection.execute(owned))


def count_records(engine: Engine, institution: str) -> dict[RecordState, int]:
    """Return how many records of the institution are in each state; raises UnknownName."""
    with reading(engine) as connection:
        query = (
            select(records.c.state, func.count().label("number"))
            .where(records.c.institution_id == institution_key(connection, institution))
            .group_by(records.c.state)
        )
        counts: dict[RecordState, int] = {"published": 0, "withheld": 0, "withdrawn": 0}
        return counts | {row.state: row.number for row in connection.execute(query)}


def read_record(connection: Connection, institution: int, local_id: str) -> StoredRecord | None:
    """Return the same as `get_record` within an open transaction."""
    row = connection.execute(
        _records().where(records.c.institution_id == institution, records.c.local_id == storable(local_id))
    ).one_or_none()
    if row is None:
        return None
    return StoredRecord(
        institution=row.slug,
        local_id=row.local_id,
        label=row.label,
        state=row.state,
        version=row.current_version,
        published_version=row.published_version,
        created=moment(row.record_created),
        updated=moment(row.updated),
        submission=row.seen_by,
        tier=row.latest_tier,
        content=_version(row, row.version_created),
    )


def _records() -> Select[Any]:
    version_columns = [column for column in record_versions.c if column.name != "created"]
    return (
        select(
            institutions.c.slug,
            records.c.local_id,
            records.c.label,
            records.c.state,
            records.c.current_version,
            records.c.published_version,
            records.c.created.label("record_created"),
            records.c.updated,
            records.c.tier.label("latest_tier"),
            submissions.c.public_id.label("seen_by"),
            _brought_by.c.public_id.label("brought_by"),
            record_versions.c.created.label("version_created"),
            *version_columns,
        )
        .join(institutions, institutions.c.id == records.c.institution_id)
        .join(submissions, submissions.c.id == records.c.seen_in)
        .join(
            record_versions,
            (record_versions.c.record_id == records.c.id) & (record_versions.c.version == records.c.current_version),
        )
        .join(_brought_by, _brought_by.c.id == record_versions.c.submission_id)
    )


def _version(row: Row[Any], created: int) -> RecordVersion:
    return RecordVersion(
        version=row.version,
        received=row.received,
        canonical=row.canonical,
        nquads=row.nquads,
        received_digest=row.received_digest,
        nquads_digest=row.nquads_digest,
        publishable=row.publishable,
        tier=row.tier,
        submission=row.brought_by,
        created=moment(created),
    )
