"""Who is told of changes: each subscriber has a place of its own in the log, which moves only when it has been told."""

from __future__ import annotations

import secrets as random_bytes
from datetime import datetime
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from msgspec import Struct
from sqlalchemy import Row, delete, func, insert, select, update

from app.core.errors import BoundPassed, UnknownName
from app.core.text import Text
from app.storage.database import reading, writing
from app.storage.feed_tables import subscriptions
from app.storage.institutions import institution_key
from app.storage.moment import moment, moment_or_none, now_ms
from app.storage.storable import storable, storable_or_none
from app.storage.tables import changes, institutions
from app.storage.uuid7 import uuid7

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement, Connection, Engine, Select

SubscriptionState: TypeAlias = Literal["active", "stopped"]
_SECRET_BYTES = 32
_owners = institutions.alias("owners")
_told_of = institutions.alias("told_of")


class Subscription(Struct, frozen=True):
    """A subscriber. `owner` is whose key made it (None: an operator's), `institution` whose changes it is told of.

    `sequence` is the last change that it was told of, `failures` counts the attempts since, `problem` says why the last
    one failed. A `stopped` one is told of nothing until it is resumed.
    """

    id: str
    owner: str | None
    institution: str | None
    url: str
    label: str
    secret: bytes
    sequence: int
    state: SubscriptionState
    failures: int
    problem: str | None
    next_attempt: datetime
    created: datetime
    delivered: datetime | None


def add_subscription(  # noqa: PLR0913  # what a subscription is made of
    engine: Engine,
    owner: str | None,
    url: str,
    *,
    label: str = "",
    institution: str | None = None,
    after: int,
    most: int,
) -> Subscription:
    """Add a subscriber that is told of what comes after this sequence; its owner may have `most` of them.

    Raises BoundPassed (max_subscriptions), UnknownName for an institution.
    """
    public_id = uuid7()
    with writing(engine) as connection:
        owner_id = None if owner is None else institution_key(connection, owner)
        taken = (
            select(func.count())
            .select_from(subscriptions)
            .where(subscriptions.c.owner_id.is_not_distinct_from(owner_id))
        )
        if (connection.scalar(taken) or 0) >= most:
            raise BoundPassed(
                Text(fr=f"Il y a déjà {most} abonnements.", en=f"There are {most} subscriptions already."),
                bound="max_subscriptions",
            )
        connection.execute(
            insert(subscriptions).values(
                public_id=public_id,
                owner_id=owner_id,
                institution_id=None if institution is None else institution_key(connection, institution),
                url=storable(url),
                label=storable(label),
                secret=random_bytes.token_bytes(_SECRET_BYTES),
                sequence=after,
                state="active",
                failures=0,
                next_attempt=0,
                lease=0,
                created=now_ms(),
            )
        )
        return _one(connection, public_id)


def get_subscription(engine: Engine, public_id: str) -> Subscription:
    """Return a subscriber; raise UnknownName."""
    with reading(engine) as connection:
        return _one(connection, public_id)


def list_subscriptions(engine: Engine, owner: str | None) -> tuple[Subscription, ...]:
    """Return the subscribers of this owner (None: an operator sees all), oldest first."""
    query = _all().order_by(subscriptions.c.id)
    if owner is not None:
        query = query.where(_owners.c.slug == storable(owner))
    with reading(engine) as connection:
        return tuple(_subscription(row) for row in connection.execute(query))


def remove_subscription(engine: Engine, public_id: str) -> None:
    """Remove a subscriber; raise UnknownName."""
    with writing(engine) as connection:
        _one(connection, public_id)
        connection.execute(delete(subscriptions).where(_is(public_id)))


def resume_subscription(engine: Engine, public_id: str) -> Subscription:
    """Tell a stopped subscriber again, from where it was left; raise UnknownName."""
    with writing(engine) as connection:
        _one(connection, public_id)
        connection.execute(
            update(subscriptions).where(_is(public_id)).values(state="active", failures=0, problem=None, next_attempt=0)
        )
        return _one(connection, public_id)


def take_due(engine: Engine, lease_ms: int) -> Subscription | None:
    """Return a subscriber that waits for changes and take it for so long; None when nobody does.

    Nobody else gets it meanwhile: a subscriber is told of one thing at a time, and therefore in order.
    """
    newest = select(func.max(changes.c.sequence)).scalar_subquery()
    now = now_ms()
    due = (
        select(subscriptions.c.public_id)
        .where(
            subscriptions.c.state == "active",
            subscriptions.c.next_attempt <= now,
            subscriptions.c.lease <= now,
            subscriptions.c.sequence < newest,
        )
        .order_by(subscriptions.c.next_attempt, subscriptions.c.id)
        .limit(1)
    )
    with reading(engine) as connection:  # most looks find nobody: they do not ask for the right to write
        if connection.scalar(due) is None:
            return None
    with writing(engine) as connection:
        public_id = connection.scalar(due.with_for_update(skip_locked=True))
        if public_id is None:
            return None
        connection.execute(update(subscriptions).where(_is(public_id)).values(lease=now + lease_ms))
        return _one(connection, public_id)


def told(engine: Engine, public_id: str, sequence: int) -> None:
    """Note that a subscriber was told of everything up to this sequence, and give it back."""
    _write(engine, public_id, sequence=sequence, failures=0, problem=None, next_attempt=0, lease=0, delivered=now_ms())


def passed_over(engine: Engine, public_id: str, sequence: int) -> None:
    """Note that nothing up to this sequence concerns a subscriber, and give it back."""
    _write(engine, public_id, sequence=sequence, lease=0)


def not_told(engine: Engine, public_id: str, problem: str, *, again_in_ms: int, stop: bool) -> None:
    """Note that an attempt failed; the next one comes after so many milliseconds, or never when it is to `stop`."""
    values: dict[str, Any] = {
        "failures": subscriptions.c.failures + 1,
        "problem": storable(problem)[:500],
        "next_attempt": now_ms() + again_in_ms,
        "lease": 0,
    }
    _write(engine, public_id, **values, **({"state": "stopped"} if stop else {}))


def _write(engine: Engine, public_id: str, **values: Any) -> None:
    with writing(engine) as connection:
        connection.execute(update(subscriptions).where(_is(public_id)).values(**values))


def _is(public_id: str) -> ColumnElement[bool]:
    return subscriptions.c.public_id == storable(public_id)


def _all() -> Select[Any]:
    return (
        select(subscriptions, _owners.c.slug.label("owner"), _told_of.c.slug.label("institution"))
        .outerjoin(_owners, _owners.c.id == subscriptions.c.owner_id)
        .outerjoin(_told_of, _told_of.c.id == subscriptions.c.institution_id)
    )


def _one(connection: Connection, public_id: str) -> Subscription:
    row = connection.execute(_all().where(_is(public_id))).one_or_none()
    if row is None:
        raise UnknownName(
            Text(
                fr=f"Il n'y a pas d'abonnement « {public_id[:80]} ».",
                en=f"There is no subscription “{public_id[:80]}”.",
            )
        )
    return _subscription(row)


def _subscription(row: Row[Any]) -> Subscription:
    return Subscription(
        id=row.public_id,
        owner=storable_or_none(row.owner),
        institution=storable_or_none(row.institution),
        url=row.url,
        label=row.label,
        secret=bytes(row.secret),
        sequence=row.sequence,
        state=row.state,
        failures=row.failures,
        problem=row.problem,
        next_attempt=moment(row.next_attempt),
        created=moment(row.created),
        delivered=moment_or_none(row.delivered),
    )
