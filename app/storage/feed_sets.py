"""The sets that records are harvested by, and how far the one who fills them has read the log."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct
from sqlalchemy import delete, func, insert, or_, select, update

from app.core.text import Text
from app.storage.database import reading, writing
from app.storage.feed_tables import feed_checkpoints, feed_sets, set_members
from app.storage.storable import storable
from app.storage.tables import institutions

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from sqlalchemy import Connection, Engine

_AT_ONCE = 400  # values in one statement


class FeedSet(Struct, frozen=True):
    """A set: its spec (OAI-PMH 2.0, section 2.6), its name, and the slug of its institution if it is within one."""

    spec: str
    name: Text
    institution: str | None = None


class Membership(Struct, frozen=True):
    """The sets of a record (`FeedEntry.key`) since its change at `sequence`; None: those it was in, it is withdrawn."""

    record: int
    sequence: int
    sets: tuple[FeedSet, ...] | None


def list_sets(
    engine: Engine, *, after: str = "", limit: int = 100, institution: str | None = None
) -> tuple[FeedSet, ...]:
    """Return the first `limit` sets after this spec, by code point; of an institution with those across all of them."""
    query = (
        select(feed_sets.c.spec, feed_sets.c.name_fr, feed_sets.c.name_en, institutions.c.slug)
        .outerjoin(institutions, institutions.c.id == feed_sets.c.institution_id)
        .where(feed_sets.c.spec > storable(after))
        .order_by(feed_sets.c.spec)
        .limit(limit)
    )
    if institution is not None:
        query = query.where(or_(institutions.c.slug == storable(institution), feed_sets.c.institution_id.is_(None)))
    with reading(engine) as connection:
        return tuple(FeedSet(spec, Text(fr, en), slug) for spec, fr, en, slug in connection.execute(query))


def find_set(engine: Engine, spec: str) -> FeedSet | None:
    """Return the set of this spec, or None."""
    query = (
        select(feed_sets.c.spec, feed_sets.c.name_fr, feed_sets.c.name_en, institutions.c.slug)
        .outerjoin(institutions, institutions.c.id == feed_sets.c.institution_id)
        .where(feed_sets.c.spec == storable(spec))
    )
    with reading(engine) as connection:
        row = connection.execute(query).one_or_none()
    return None if row is None else FeedSet(row[0], Text(row[1], row[2]), row[3])


def checkpoint(engine: Engine, name: str) -> int:
    """Return the sequence up to which this follower has read the log, 0 before its first page."""
    with reading(engine) as connection:
        return _checkpoint(connection, name)


def write_memberships(
    engine: Engine, name: str, expected: int, reached: int, memberships: Sequence[Membership]
) -> bool:
    """Write which sets these records are in, and move the follower from `expected` to `reached` in the log.

    Return False, having written nothing, when another process has moved the follower meanwhile.
    """
    with writing(engine) as connection:
        # PostgreSQL: the row of the checkpoint makes a second follower wait for the first.
        held = select(feed_checkpoints.c.sequence).where(feed_checkpoints.c.name == name).with_for_update()
        current = connection.scalar(held)
        if (current or 0) != expected:
            return False
        keys = _set_keys(connection, (one for membership in memberships for one in membership.sets or ()))
        for start in range(0, len(memberships), _AT_ONCE):
            _write_part(connection, memberships[start : start + _AT_ONCE], keys)
        if current is None:
            connection.execute(insert(feed_checkpoints).values(name=name, sequence=reached))
        else:
            connection.execute(update(feed_checkpoints).where(feed_checkpoints.c.name == name).values(sequence=reached))
        return True


def forget_memberships(engine: Engine, name: str) -> None:
    """Empty the sets, so that the follower fills them again from the beginning of the log."""
    with writing(engine) as connection:
        connection.execute(delete(set_members))
        connection.execute(delete(feed_sets))
        connection.execute(update(feed_checkpoints).where(feed_checkpoints.c.name == name).values(sequence=0))


def _checkpoint(connection: Connection, name: str) -> int:
    return connection.scalar(select(feed_checkpoints.c.sequence).where(feed_checkpoints.c.name == name)) or 0


def _set_keys(connection: Connection, wanted: Iterable[FeedSet]) -> dict[str, int]:
    """Return the key of each of these sets by its spec; those that are new are made."""
    sets = {storable(one.spec): one for one in wanted}
    specs = list(sets)
    keys: dict[str, int] = {}
    for start in range(0, len(specs), _AT_ONCE):
        part = specs[start : start + _AT_ONCE]
        query = select(feed_sets.c.spec, feed_sets.c.id).where(feed_sets.c.spec.in_(part))
        keys.update({row.spec: row.id for row in connection.execute(query)})
    owners = {one.institution for one in sets.values() if one.institution is not None}
    slugs: dict[str, int] = {}
    if owners:
        chosen = select(institutions.c.slug, institutions.c.id).where(institutions.c.slug.in_(owners))
        slugs = {row.slug: row.id for row in connection.execute(chosen)}
    for spec, one in sets.items():
        if spec not in keys:
            values = {
                "spec": spec,
                "name_fr": storable(one.name.fr),
                "name_en": storable(one.name.en),
                "institution_id": slugs.get(one.institution or ""),
            }
            keys[spec] = connection.execute(insert(feed_sets).values(**values).returning(feed_sets.c.id)).scalar_one()
    return keys


def _write_part(connection: Connection, part: Sequence[Membership], keys: Mapping[str, int]) -> None:
    records = [membership.record for membership in part]
    was_in = select(set_members.c.record_id, set_members.c.set_id).where(set_members.c.record_id.in_(records))
    before: dict[int, list[int]] = {}
    for record, its_set in connection.execute(was_in):
        before.setdefault(record, []).append(its_set)
    connection.execute(delete(set_members).where(set_members.c.record_id.in_(records)))
    rows: list[dict[str, int]] = []
    for one in part:
        now = before.get(one.record, []) if one.sets is None else {keys[storable(each.spec)] for each in one.sets}
        rows += [{"set_id": key, "sequence": one.sequence, "record_id": one.record} for key in sorted(now)]
    if rows:
        connection.execute(insert(set_members), rows)


def count_sets(engine: Engine) -> int:
    """Return how many sets there are."""
    with reading(engine) as connection:
        return connection.scalar(select(func.count()).select_from(feed_sets)) or 0
