"""Read what is published: the version that the pointer of a record stands at, or that the record was withdrawn.

Everything that leaves the service starts here or in the change log: a withheld record, and a newer version that waits
because of a violation, cannot be reached from this file. A record that was published and is withheld now shows as
withdrawn, and of what it says now nothing shows, not even its name.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any, Literal

from msgspec import Struct
from sqlalchemy import Row, Select, and_, exists, or_, select

from app.storage.database import reading
from app.storage.moment import moment
from app.storage.storable import storable
from app.storage.tables import changes, institutions, record_versions, records

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy import ColumnElement, Engine

_AT_ONCE = 400  # identifiers in one statement: SQLite binds at most 999 values in its older builds


class Publication(Struct, frozen=True):
    """A record as the world may see it; `canonical` and `nquads` are zstd-compressed, and None once it is withdrawn.

    `canonical` still holds the private part: only `app.publication.visibility.visible` may hand it on. `first` is when
    the record was first met, `updated` when its state last changed, `digest` that of the published N-Quads.
    """

    institution: str
    local_id: str
    label: str
    state: Literal["published", "withdrawn"]
    version: int
    tier: int
    first: datetime
    updated: datetime
    digest: bytes | None = None
    canonical: bytes | None = None
    nquads: bytes | None = None


def get_publication(engine: Engine, institution: str, local_id: str) -> Publication | None:
    """Return a published or withdrawn record, or None for one that nobody may see (or that never was)."""
    found = publications(engine, institution, [local_id])
    return found.get(local_id)


def publications(engine: Engine, institution: str, local_ids: Iterable[str]) -> dict[str, Publication]:
    """Return those of these records of one institution that are published or withdrawn, by local identifier."""
    wanted = {storable(local_id): local_id for local_id in local_ids}
    keys = list(wanted)
    found: dict[str, Publication] = {}
    with reading(engine) as connection:
        for start in range(0, len(keys), _AT_ONCE):
            rows = connection.execute(
                _published().where(
                    institutions.c.slug == storable(institution), records.c.local_id.in_(keys[start : start + _AT_ONCE])
                )
            )
            found.update({wanted[row.local_id]: _publication(row) for row in rows})
    return found


def _published() -> Select[Any]:
    # A withdrawn record has no pointer; its newest version says only which number it had.
    shown: ColumnElement[bool] = and_(
        record_versions.c.record_id == records.c.id, record_versions.c.version == records.c.published_version
    )
    # A record that was never published has no tombstone: nobody was ever told of it. One that was, and that its museum
    # keeps back since, has one: whoever was told of it is told that it has gone.
    once_published = exists().where(changes.c.record_id == records.c.id)
    return (
        select(
            institutions.c.slug,
            records.c.local_id,
            records.c.label,
            records.c.state,
            records.c.current_version,
            records.c.published_version,
            records.c.tier,
            records.c.created,
            records.c.updated,
            records.c.published_digest,
            record_versions.c.tier.label("published_tier"),
            record_versions.c.canonical,
            record_versions.c.nquads,
        )
        .join(institutions, institutions.c.id == records.c.institution_id)
        .outerjoin(record_versions, shown)
        .where(or_(records.c.state == "published", once_published))
    )


def _publication(row: Row[Any]) -> Publication:
    return Publication(
        institution=row.slug,
        local_id=row.local_id,
        # The label is that of the newest version, which may be one that nobody may see.
        label=row.label if row.published_version == row.current_version else row.local_id,
        state="published" if row.state == "published" else "withdrawn",
        version=row.published_version or row.current_version,
        tier=row.tier if row.published_tier is None else row.published_tier,
        first=moment(row.created),
        updated=moment(row.updated),
        digest=row.published_digest,
        canonical=row.canonical,
        nquads=row.nquads,
    )
