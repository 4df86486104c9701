"""What a dump is made of: everything that an institution publishes, each record once, and how far its log has come."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from msgspec import Struct
from sqlalchemy import case, func, literal, select

from app.storage.database import reading
from app.storage.feed_tables import latest_changes
from app.storage.feeds import entries_of
from app.storage.moment import moment
from app.storage.storable import storable
from app.storage.tables import institutions, records

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from app.core.feed import FeedEntry


class LogState(Struct, frozen=True):
    """How far an institution's log has come: the sequences of its last change, and of its last withdrawal (or 0)."""

    last: int
    last_withdrawal: int


def log_state(engine: Engine) -> dict[str, LogState]:
    """Return the state of each institution that the log tells of, by its slug, in order."""
    withdrawal = case((latest_changes.c.kind == "withdrawn", latest_changes.c.sequence), else_=0)
    query = (
        select(institutions.c.slug, func.max(latest_changes.c.sequence), func.max(withdrawal))
        .join(institutions, institutions.c.id == latest_changes.c.institution_id)
        .group_by(institutions.c.slug)
        .order_by(institutions.c.slug)
    )
    with reading(engine) as connection:
        return {slug: LogState(last, last_withdrawal) for slug, last, last_withdrawal in connection.execute(query)}


class Published(Struct, frozen=True):
    """How many records an institution publishes, when the first of them was, and when the last changed."""

    records: int
    issued: datetime | None
    modified: datetime | None


def published_counts(engine: Engine) -> dict[str, Published]:
    """Return what each institution that the log tells of publishes, by its slug, in order."""
    there = case((latest_changes.c.kind != "withdrawn", 1), else_=0)
    query = (
        select(
            institutions.c.slug,
            func.sum(there),
            func.min(records.c.created),
            func.max(latest_changes.c.at),
        )
        .join(institutions, institutions.c.id == latest_changes.c.institution_id)
        .join(records, records.c.id == latest_changes.c.record_id)
        .group_by(institutions.c.slug)
        .order_by(institutions.c.slug)
    )
    with reading(engine) as connection:
        return {
            slug: Published(int(count), moment(issued), moment(modified))
            for slug, count, issued, modified in connection.execute(query)
        }


def published_page(engine: Engine, institution: str, after: str, limit: int) -> tuple[FeedEntry, ...]:
    """Return the published records of an institution whose identifiers come after this one, in their order.

    Each comes once, whatever changes meanwhile: an identifier never does.
    """
    owner = select(institutions.c.id).where(institutions.c.slug == storable(institution)).scalar_subquery()
    page = (
        select(latest_changes, literal(value=False).label("taken_back"))
        .join(records, records.c.id == latest_changes.c.record_id)
        .where(records.c.institution_id == owner, records.c.local_id > after, latest_changes.c.kind != "withdrawn")
        .order_by(records.c.local_id)
        .limit(limit)
        .subquery("page")
    )
    with reading(engine) as connection:
        return tuple(sorted(entries_of(connection, page, content=True), key=lambda entry: entry.local_id.encode()))
