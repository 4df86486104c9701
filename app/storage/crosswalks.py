"""Crosswalks that institutions keep here: every version of every one, as the text that the mapping layer loads."""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import TYPE_CHECKING, Any

from msgspec import Struct
from sqlalchemy import ColumnElement, Row, Select, func, insert, or_, select

from app.storage.database import reading, writing
from app.storage.institutions import institution_key
from app.storage.moment import moment, now_ms
from app.storage.storable import storable
from app.storage.tables import crosswalks, institutions

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine


class StoredCrosswalk(Struct, frozen=True):
    """One version of a crosswalk. `institution` is None for one that all share; `digest` is the SHA-256 of the text."""

    institution: str | None
    name: str
    version: int
    definition: str
    digest: str
    created: datetime


def save_crosswalk(engine: Engine, institution: str | None, name: str, definition: str) -> StoredCrosswalk:
    """Store this definition as the next version, and return it; raises UnknownName.

    The same text as the newest version makes no new one: that version is returned.
    """
    definition = storable(definition)
    digest = hashlib.sha256(definition.encode()).hexdigest()
    with writing(engine) as connection:
        owner = None if institution is None else institution_key(connection, institution)
        newest = connection.execute(_of(owner, name).limit(1)).one_or_none()
        if newest is None or newest.digest != digest:
            connection.execute(
                insert(crosswalks).values(
                    institution_id=owner,
                    name=storable(name),
                    version=1 if newest is None else newest.version + 1,
                    definition=definition,
                    digest=digest,
                    created=now_ms(),
                )
            )
            newest = connection.execute(_of(owner, name).limit(1)).one()
        return _crosswalk(newest)


def find_crosswalk(
    engine: Engine, institution: str | None, name: str, version: int | None = None
) -> StoredCrosswalk | None:
    """Return the institution's own crosswalk of this name, else the shared one, else None; the newest unless told.

    Raises UnknownName for the institution.
    """
    with reading(engine) as connection:
        for owner in _owners(connection, institution):
            query = _of(owner, name)
            if version is not None:
                query = query.where(crosswalks.c.version == version)
            row = connection.execute(query.limit(1)).one_or_none()
            if row is not None:
                return _crosswalk(row)
    return None


def list_crosswalks(engine: Engine, institution: str | None = None) -> tuple[StoredCrosswalk, ...]:
    """Return the newest version of each crosswalk that this institution may use: its own and the shared ones."""
    with reading(engine) as connection:
        allowed = or_(*(_owned_by(owner) for owner in _owners(connection, institution)))
        newest = (  # versions are numbered as they are stored: the highest key is the newest
            select(func.max(crosswalks.c.id)).where(allowed).group_by(crosswalks.c.institution_id, crosswalks.c.name)
        )
        shared_first = crosswalks.c.institution_id.is_not(None)
        query = _crosswalks().where(crosswalks.c.id.in_(newest)).order_by(crosswalks.c.name, shared_first)
        return tuple(_crosswalk(row) for row in connection.execute(query))


def _owners(connection: Connection, institution: str | None) -> tuple[int | None, ...]:
    return (None,) if institution is None else (institution_key(connection, institution), None)


def _owned_by(owner: int | None) -> ColumnElement[bool]:
    return crosswalks.c.institution_id.is_(None) if owner is None else crosswalks.c.institution_id == owner


def _of(owner: int | None, name: str) -> Select[Any]:
    return (
        _crosswalks().where(_owned_by(owner), crosswalks.c.name == storable(name)).order_by(crosswalks.c.version.desc())
    )


def _crosswalks() -> Select[Any]:
    return select(crosswalks, institutions.c.slug).outerjoin(
        institutions, institutions.c.id == crosswalks.c.institution_id
    )


def _crosswalk(row: Row[Any]) -> StoredCrosswalk:
    return StoredCrosswalk(row.slug, row.name, row.version, row.definition, row.digest, moment(row.created))
