"""A batch of the change log for a follower: each record once, as it was at the batch's end and as it was before.

What a batch holds depends on the log alone, never on when it is read. So a batch that was half applied when its process
was killed can be read again, the same, and applied again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from msgspec import Struct
from sqlalchemy import and_, exists, func, select

from app.storage.database import reading
from app.storage.tables import changes, institutions, record_versions, records

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sqlalchemy import Connection, Engine, Row, Select

Content: TypeAlias = Literal["nquads", "canonical"]
_AT_ONCE = 300  # pairs of key and version in one statement: SQLite binds at most 999 values in its older builds


class Checkpoint(Struct, frozen=True, order=True):
    """How far the log has been read: the sequence of a change, and the moment the log gives it (ms since 1970).

    The moment tells a log that was put back from a backup, and went on otherwise, from the one that was read.
    """

    sequence: int = 0
    at: int = 0


BEGINNING = Checkpoint()


class ChangedRecord(Struct, frozen=True):
    """A record that a batch changes. `after` is what is published since, `before` what was; None where nothing is.

    Both are zstd-compressed, and of the kind that the follower asked for (`before` only on demand; `existed` says
    whether there is one). `version` and `tier` are those of `after`; `at` is the moment of its newest change in the
    batch, `first` when the record was first met, in milliseconds since 1970.
    """

    record: int
    institution: str
    local_id: str
    version: int
    tier: int
    at: int
    first: int
    after: bytes | None
    before: bytes | None = None
    existed: bool = False


class Batch(Struct, frozen=True):
    """What the log says from `start` (exclusive) to `end`, each record once. `changes` counts the rows of the log."""

    start: Checkpoint
    end: Checkpoint
    changes: int
    records: tuple[ChangedRecord, ...]


def next_batch(  # noqa: PLR0913  # each names one side of the batch
    engine: Engine,
    start: Checkpoint,
    *,
    content: Content,
    limit: int,
    until: int | None = None,
    before: bool = False,
    from_nothing: int | None = None,
) -> Batch | None:
    """Return the batch of the first `limit` changes after `start`, or None at the log's end.

    `until` is a sequence that the batch must not pass. `before` also loads what was published at `start`.
    `from_nothing` is the goal of filling an empty place: only the newest change of each record up to that sequence is
    read, and nothing is before it; the place holds the state of the log at the goal once it is reached.
    """
    with reading(engine) as connection:
        rows = connection.execute(_rows(start, limit, until, from_nothing)).all()
        if not rows:
            return None
        newest = {row.record_id: row for row in rows}
        if from_nothing is not None:
            earlier: dict[int, int] = {}
        else:
            # A record whose first change here is its creation had nothing published before: no need to look.
            first = {row.record_id: row.kind for row in reversed(rows)}
            earlier = _versions_at(connection, start, [key for key, kind in first.items() if kind != "created"])
        after = _contents(
            connection, content, [(key, row.version) for key, row in newest.items() if row.kind != "withdrawn"]
        )
        old = _contents(connection, content, list(earlier.items())) if before else {}
    changed = tuple(_changed(row, after, old, existed=key in earlier) for key, row in newest.items())
    last = rows[-1]
    return Batch(start, Checkpoint(last.sequence, last.at), len(rows), changed)


def checkpoint_at(engine: Engine, sequence: int) -> Checkpoint | None:
    """Return the checkpoint of this sequence, None if the log has no such change; 0 is the beginning of every log."""
    if sequence == 0:
        return BEGINNING
    with reading(engine) as connection:
        at = connection.scalar(select(changes.c.at).where(changes.c.sequence == sequence))
    return None if at is None else Checkpoint(sequence, at)


def newest_checkpoint(engine: Engine) -> Checkpoint:
    """Return the checkpoint of the log's newest change."""
    with reading(engine) as connection:
        row = connection.execute(
            select(changes.c.sequence, changes.c.at).order_by(changes.c.sequence.desc()).limit(1)
        ).one_or_none()
    return BEGINNING if row is None else Checkpoint(row.sequence, row.at)


def oldest_after(engine: Engine, sequence: int) -> Checkpoint | None:
    """Return the first change after this sequence: what a follower that stands there has waited longest to show."""
    with reading(engine) as connection:
        row = connection.execute(
            select(changes.c.sequence, changes.c.at)
            .where(changes.c.sequence > sequence)
            .order_by(changes.c.sequence)
            .limit(1)
        ).one_or_none()
    return None if row is None else Checkpoint(row.sequence, row.at)


def _rows(start: Checkpoint, limit: int, until: int | None, goal: int | None) -> Select[Any]:
    query = (
        select(
            changes.c.sequence,
            changes.c.record_id,
            changes.c.kind,
            changes.c.version,
            changes.c.at,
            institutions.c.slug,
            records.c.local_id,
            records.c.created,
        )
        .join(records, records.c.id == changes.c.record_id)
        .join(institutions, institutions.c.id == changes.c.institution_id)
        .where(changes.c.sequence > start.sequence)
        .order_by(changes.c.sequence)
        .limit(limit)
    )
    if until is not None:
        query = query.where(changes.c.sequence <= until)
    if goal is not None:
        later = changes.alias("later")
        overtaken = exists().where(
            and_(
                later.c.record_id == changes.c.record_id,
                later.c.sequence > changes.c.sequence,
                later.c.sequence <= goal,
            )
        )
        query = query.where(~overtaken)
    return query


def _versions_at(connection: Connection, start: Checkpoint, keys: Sequence[int]) -> dict[int, int]:
    """Return the version that each of these records had published at `start`; those that had none are left out."""
    found: dict[int, int] = {}
    for some in _slices(keys):
        newest = (
            select(func.max(changes.c.sequence))
            .where(changes.c.record_id.in_(some), changes.c.sequence <= start.sequence)
            .group_by(changes.c.record_id)
        )
        rows = connection.execute(
            select(changes.c.record_id, changes.c.version).where(
                changes.c.sequence.in_(newest), changes.c.kind != "withdrawn"
            )
        )
        found.update((key, version) for key, version in rows)
    return found


def _contents(
    connection: Connection, content: Content, pairs: Sequence[tuple[int, int]]
) -> dict[int, tuple[bytes, int]]:
    """Return what each (record, version) holds, and its tier, by record."""
    found: dict[int, tuple[bytes, int]] = {}
    for some in _slices(pairs):
        wanted = dict(some)
        # Not pairs IN pairs, for which SQLite reads the whole table; a few versions too many are left out below.
        rows = connection.execute(
            select(
                record_versions.c.record_id,
                record_versions.c.version,
                record_versions.c[content],
                record_versions.c.tier,
            ).where(record_versions.c.record_id.in_(wanted), record_versions.c.version.in_(set(wanted.values())))
        )
        found.update((key, (held, tier)) for key, version, held, tier in rows if wanted[key] == version)
    return found


def _changed(
    row: Row[Any],
    after: dict[int, tuple[bytes, int]],
    before: dict[int, tuple[bytes, int]],
    *,
    existed: bool,
) -> ChangedRecord:
    key = row.record_id
    held, tier = after[key] if row.kind != "withdrawn" else (None, 0)
    old = before.get(key)
    return ChangedRecord(
        record=key,
        institution=row.slug,
        local_id=row.local_id,
        version=row.version,
        tier=tier,
        at=row.at,
        first=row.created,
        after=held,
        before=None if old is None else old[0],
        existed=existed,
    )


def _slices(values: Sequence[Any]) -> Iterable[list[Any]]:
    return (list(values[start : start + _AT_ONCE]) for start in range(0, len(values), _AT_ONCE))
