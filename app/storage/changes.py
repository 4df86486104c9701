"""The change log: what is published, in the order in which it became so. Nothing in it is ever changed or removed.

A follower that has read up to a sequence never misses one below it. SQLite has one writer at a time; on PostgreSQL the
transactions that append take turns from their first sequence to their commit, since a sequence handed out early and
committed late would otherwise appear behind a follower's back. For the same reason `at` never goes back.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from msgspec import Struct
from sqlalchemy import bindparam, func, insert, literal, select
from sqlalchemy.dialects import postgresql, sqlite

from app.storage.bulk import INSERT_CHANGES
from app.storage.database import reading
from app.storage.feed_tables import latest_changes
from app.storage.landing import ChangeKind
from app.storage.moment import moment, now_ms
from app.storage.storable import storable
from app.storage.tables import changes, institutions, records

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import ColumnElement, Connection, Engine

_LOG_LOCK = 7_233_002  # an advisory lock of PostgreSQL, held until the transaction has committed


def _make_latest(insertion: sqlite.Insert | postgresql.Insert) -> sqlite.Insert | postgresql.Insert:
    """Return the statement that makes the changes after `before` the newest of their records."""
    names = [column.name for column in latest_changes.c]
    appended = select(*(changes.c[name] for name in names)).where(changes.c.sequence > bindparam("before"))
    filled = insertion.from_select(names, appended)
    return filled.on_conflict_do_update(
        index_elements=["record_id"],
        set_={name: filled.excluded[name] for name in ("sequence", "kind", "version", "at")},
    )


_MAKE_LATEST = {
    "sqlite": _make_latest(sqlite.insert(latest_changes)),
    "postgresql": _make_latest(postgresql.insert(latest_changes)),
}


class Change(Struct, frozen=True):
    """One row of the log: what happened to which record, and the version that is published since (or was, before)."""

    sequence: int
    institution: str
    local_id: str
    kind: ChangeKind
    version: int
    at: datetime


def changes_after(
    engine: Engine, sequence: int = 0, *, limit: int = 1000, institution: str | None = None
) -> tuple[Change, ...]:
    """Return the first `limit` changes after this sequence, in order; of one institution when its slug is given."""
    query = (
        select(
            changes.c.sequence,
            institutions.c.slug,
            records.c.local_id,
            changes.c.kind,
            changes.c.version,
            changes.c.at,
        )
        .join(records, records.c.id == changes.c.record_id)
        .join(institutions, institutions.c.id == changes.c.institution_id)
        .where(changes.c.sequence > sequence)
        .order_by(changes.c.sequence)
        .limit(limit)
    )
    if institution is not None:
        owner = select(institutions.c.id).where(institutions.c.slug == storable(institution)).scalar_subquery()
        query = query.where(changes.c.institution_id == owner)
    with reading(engine) as connection:
        return tuple(
            Change(number, slug, local_id, kind, version, moment(at))
            for number, slug, local_id, kind, version, at in connection.execute(query)
        )


def last_sequence(engine: Engine) -> int:
    """Return the sequence of the newest change, 0 before the first."""
    with reading(engine) as connection:
        return connection.scalar(select(func.max(changes.c.sequence))) or 0


def append_changes(connection: Connection, institution: int, rows: Sequence[tuple[int, ChangeKind, int]]) -> None:
    """Append a change for each (record key, kind, version) of one institution, at the end of a writing transaction."""
    if not rows:
        return
    before, at = _turn(connection)
    INSERT_CHANGES.run(connection, [(institution, record, kind, version, at) for record, kind, version in rows])
    connection.execute(_MAKE_LATEST[connection.dialect.name], {"before": before})


def append_withdrawals(connection: Connection, institution: int, which: ColumnElement[bool]) -> None:
    """Append a withdrawal for each record that `which` selects; they must be published still."""
    before, at = _turn(connection)
    withdrawn = (
        select(literal(institution), records.c.id, literal("withdrawn"), records.c.published_version, literal(at))
        .where(which)
        .order_by(records.c.id)
    )
    connection.execute(insert(changes).from_select(["institution_id", "record_id", "kind", "version", "at"], withdrawn))
    connection.execute(_MAKE_LATEST[connection.dialect.name], {"before": before})


def _turn(connection: Connection) -> tuple[int, int]:
    """Wait for our turn to append; return the newest sequence, and the moment to write: never before that change's."""
    if connection.dialect.name == "postgresql":
        connection.execute(select(func.pg_advisory_xact_lock(_LOG_LOCK)))
    newest = select(changes.c.sequence, changes.c.at).order_by(changes.c.sequence.desc()).limit(1)
    row = connection.execute(newest).one_or_none()
    return (0, now_ms()) if row is None else (row.sequence, max(now_ms(), row.at))
