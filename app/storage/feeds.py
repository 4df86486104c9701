"""Pages of the change log for feeds, each by keyset: page 10,000 costs what page 1 costs.

`latest_page` shows each record once, at its newest change (OAI-PMH, ResourceSync's lists); `history_page` shows every
change (LDES, Change Discovery). What a later withdrawal took back is never handed out, whichever page asks for it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, exists, func, literal, null, select

from app.core.feed import FeedEntry
from app.storage.database import reading
from app.storage.feed_tables import feed_sets, latest_changes, set_members
from app.storage.moment import moment
from app.storage.storable import storable
from app.storage.tables import changes, institutions, record_versions, records

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy import ColumnElement, Connection, Engine, FromClause, Row, ScalarSelect, Select

_AT_ONCE = 500  # keys in one statement
_later = changes.alias("later")


@dataclass(frozen=True, slots=True)
class Selection:
    """Which changes: of one institution or of all, of one set (its spec), with sequences up to `last` (inclusive)."""

    institution: str | None = None
    in_set: str | None = None
    last: int | None = None


EVERYTHING = Selection()


def latest_page(
    engine: Engine, after: int, limit: int, selection: Selection = EVERYTHING, *, content: bool = True
) -> tuple[FeedEntry, ...]:
    """Return the first `limit` records whose newest change stands after this sequence, in the order of those changes.

    A withdrawn record is among them, as withdrawn. Without `content`, canonical and nquads are left out.
    """
    source: FromClause = latest_changes
    if selection.in_set is not None:
        members = set_members.join(feed_sets, feed_sets.c.id == set_members.c.set_id)
        source = members.join(latest_changes, latest_changes.c.record_id == set_members.c.record_id)
    key = latest_changes.c.sequence if selection.in_set is None else set_members.c.sequence
    # In a set, a record stands where the set was last told of it: a change since then will show it again, further on.
    columns = [column for column in latest_changes.c if column.name != "sequence"]
    page = (
        select(*columns, key.label("sequence"), literal(value=False).label("taken_back"))
        .select_from(source)
        .where(key > after, *_selected(selection, key, latest_changes.c.institution_id))
        .order_by(key)
        .limit(limit)
        .subquery("page")
    )
    with reading(engine) as connection:
        return entries_of(connection, page, content=content)


def history_page(
    engine: Engine, after: int, limit: int, selection: Selection = EVERYTHING, *, content: bool = True
) -> tuple[FeedEntry, ...]:
    """Return the first `limit` changes after this sequence, in order, each with what its version said.

    `selection` may name an institution and a last sequence; sets are of records, not of changes.
    """
    taken_back = exists().where(
        _later.c.record_id == changes.c.record_id, _later.c.sequence > changes.c.sequence, _later.c.kind == "withdrawn"
    )
    page = (
        select(changes, taken_back.label("taken_back"))
        .where(changes.c.sequence > after, *_selected(selection, changes.c.sequence, changes.c.institution_id))
        .order_by(changes.c.sequence)
        .limit(limit)
        .subquery("page")
    )
    with reading(engine) as connection:
        return entries_of(connection, page, content=content)


def latest_of(engine: Engine, institution: str, local_id: str) -> FeedEntry | None:
    """Return the newest change of one record with its content, or None where nobody was ever told of the record."""
    owner = select(institutions.c.id).where(institutions.c.slug == storable(institution)).scalar_subquery()
    record = select(records.c.id).where(records.c.institution_id == owner, records.c.local_id == storable(local_id))
    page = (
        select(latest_changes, literal(value=False).label("taken_back"))
        .where(latest_changes.c.record_id == record.scalar_subquery())
        .subquery("page")
    )
    with reading(engine) as connection:
        found = entries_of(connection, page, content=True)
    return found[0] if found else None


def count_latest(engine: Engine, selection: Selection, after: int = 0) -> int:
    """Return how many records `latest_page` would show in all; it counts them one by one."""
    source: FromClause = latest_changes
    key = latest_changes.c.sequence
    if selection.in_set is not None:
        members = set_members.join(feed_sets, feed_sets.c.id == set_members.c.set_id)
        source, key = members, set_members.c.sequence
        if selection.institution is not None:
            source = members.join(latest_changes, latest_changes.c.record_id == set_members.c.record_id)
    chosen = _selected(selection, key, latest_changes.c.institution_id)
    with reading(engine) as connection:
        query = select(func.count()).select_from(source).where(key > after, *chosen)
        return connection.scalar(query) or 0


def first_change_at(engine: Engine, at: datetime) -> int | None:
    """Return the sequence of the first change at this moment or later, None when there is none yet.

    Moments never go back along the log, so it is found by halving: some twenty looks at the log's own key.
    """
    wanted = round(at.timestamp() * 1000)
    with reading(engine) as connection:
        bounds = connection.execute(select(func.min(changes.c.sequence), func.max(changes.c.sequence))).one()
        if bounds[0] is None:
            return None
        low, high = int(bounds[0]), int(bounds[1])
        found: int | None = None
        while low <= high:
            middle = (low + high) // 2
            row = connection.execute(
                select(changes.c.sequence, changes.c.at)
                .where(changes.c.sequence >= middle)
                .order_by(changes.c.sequence)
                .limit(1)
            ).one()
            if row.at >= wanted:
                found, high = row.sequence, middle - 1
            else:
                low = row.sequence + 1
        return found


def change_bounds(engine: Engine, after: int = 0) -> tuple[int, datetime, int, datetime] | None:
    """Return (sequence, moment) of the first change after this sequence and of the newest, None when there is none."""
    columns = (changes.c.sequence, changes.c.at)
    with reading(engine) as connection:
        first = connection.execute(
            select(*columns).where(changes.c.sequence > after).order_by(changes.c.sequence).limit(1)
        ).one_or_none()
        newest = connection.execute(select(*columns).order_by(changes.c.sequence.desc()).limit(1)).one_or_none()
    if first is None or newest is None:
        return None
    return first.sequence, moment(first.at), newest.sequence, moment(newest.at)


def last_before(engine: Engine, sequence: int, institution: str | None = None) -> int | None:
    """Return the sequence of the newest change below this one (of an institution), None when there is none."""
    chosen = _selected(Selection(institution), changes.c.sequence, changes.c.institution_id)
    with reading(engine) as connection:
        return connection.scalar(
            select(changes.c.sequence)
            .where(changes.c.sequence < sequence, *chosen)
            .order_by(changes.c.sequence.desc())
            .limit(1)
        )


def count_changes(engine: Engine, after: int, upto: int, institution: str | None = None) -> int:
    """Return how many changes (of an institution) stand after one sequence and up to another, inclusive."""
    chosen = _selected(Selection(institution, None, upto), changes.c.sequence, changes.c.institution_id)
    with reading(engine) as connection:
        return connection.scalar(select(func.count()).where(changes.c.sequence > after, *chosen)) or 0


def taken_back_since(engine: Engine, after: int) -> tuple[int, ...]:
    """Return the sequences of the changes that withdrawals after this sequence have taken back."""
    withdrawal = _later.c.kind == "withdrawn"
    same = and_(changes.c.record_id == _later.c.record_id, changes.c.sequence < _later.c.sequence)
    with reading(engine) as connection:
        query = select(changes.c.sequence).select_from(_later.join(changes, same))
        return tuple(connection.scalars(query.where(_later.c.sequence > after, withdrawal)))


def sets_of_records(engine: Engine, keys: Iterable[int]) -> dict[int, tuple[str, ...]]:
    """Return the specs of the sets that each of these records (`FeedEntry.key`) is in, in the order of the specs."""
    wanted = list(keys)
    found: dict[int, tuple[str, ...]] = {}
    with reading(engine) as connection:
        for start in range(0, len(wanted), _AT_ONCE):
            query = (
                select(set_members.c.record_id, feed_sets.c.spec)
                .join(feed_sets, feed_sets.c.id == set_members.c.set_id)
                .where(set_members.c.record_id.in_(wanted[start : start + _AT_ONCE]))
                .order_by(feed_sets.c.spec)
            )
            for record, spec in connection.execute(query):
                found[record] = (*found.get(record, ()), spec)
    return found


def _owner(institution: str) -> ScalarSelect[Any]:
    return select(institutions.c.id).where(institutions.c.slug == storable(institution)).scalar_subquery()


def _selected(
    selection: Selection, key: ColumnElement[Any], institution: ColumnElement[Any]
) -> tuple[ColumnElement[bool], ...]:
    chosen: list[ColumnElement[bool]] = []
    if selection.in_set is not None:
        spec = select(feed_sets.c.id).where(feed_sets.c.spec == storable(selection.in_set)).scalar_subquery()
        chosen.append(set_members.c.set_id == spec)
    if selection.institution is not None:
        chosen.append(institution == _owner(selection.institution))
    if selection.last is not None:
        chosen.append(key <= selection.last)
    return tuple(chosen)


def entries_of(connection: Connection, page: FromClause, *, content: bool) -> tuple[FeedEntry, ...]:
    """Return the changes of a page (the columns of `latest_changes`, and `taken_back`) in the order of the log."""
    # Sorted here: the database would copy the versions' blobs into its sorter.
    rows = connection.execute(_with_records(page, content=content))
    return tuple(sorted(map(_entry, rows), key=lambda entry: entry.sequence))


def _with_records(page: FromClause, *, content: bool) -> Select[Any]:
    """Return the query of a page's changes with their records; with `content`, with what their versions say."""
    shown = record_versions.c if content else None
    query = (
        select(
            page.c.record_id,
            page.c.sequence,
            institutions.c.slug,
            records.c.local_id,
            page.c.kind,
            page.c.version,
            page.c.at,
            records.c.created,
            (null() if shown is None else shown.canonical).label("canonical"),
            (null() if shown is None else shown.nquads).label("nquads"),
        )
        .select_from(page)
        .join(records, records.c.id == page.c.record_id)
        .join(institutions, institutions.c.id == page.c.institution_id)
    )
    if shown is None:
        return query
    its_version = and_(
        shown.record_id == page.c.record_id,
        shown.version == page.c.version,
        page.c.kind != "withdrawn",
        ~page.c.taken_back,
    )
    return query.outerjoin(record_versions, its_version)


def _entry(row: Row[Any]) -> FeedEntry:
    return FeedEntry(
        key=row.record_id,
        sequence=row.sequence,
        institution=row.slug,
        local_id=row.local_id,
        kind=row.kind,
        version=row.version,
        at=moment(row.at),
        first=moment(row.created),
        canonical=row.canonical,
        nquads=row.nquads,
    )


def published_between(
    engine: Engine, first: int, last: int, *, in_set: str | None = None, content: bool = True
) -> tuple[FeedEntry, ...]:
    """Return the published records whose keys are in this range (inclusive), each at its newest change.

    `in_set` is the spec of a set that they are in. Without `content`, canonical and nquads are left out.

    Keys are handed out in the order in which records are first met, so ranges of them cut a collection into parts that
    stay where they are, whatever changes in them.
    """
    query = select(latest_changes, literal(value=False).label("taken_back")).where(
        latest_changes.c.record_id.between(first, last), latest_changes.c.kind != "withdrawn"
    )
    if in_set is not None:
        chosen = _selected(Selection(in_set=in_set), latest_changes.c.record_id, latest_changes.c.institution_id)
        query = query.join(set_members, set_members.c.record_id == latest_changes.c.record_id).where(*chosen)
    page = query.subquery("page")
    with reading(engine) as connection:
        return entries_of(connection, page, content=content)


def last_key(engine: Engine) -> int:
    """Return the key of the record that was met last, 0 while there is none."""
    with reading(engine) as connection:
        return connection.scalar(select(func.max(latest_changes.c.record_id))) or 0
