"""Which published records have identifiers like one that does not exist: what a useful 404 names."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING

from sqlalchemy import select

from app.storage.database import reading
from app.storage.storable import storable
from app.storage.tables import institutions, records

if TYPE_CHECKING:
    from sqlalchemy import Engine

_AROUND = 40  # identifiers looked at before and after: those that begin alike stand together
_LONGEST = 80  # characters compared: comparing two texts costs the product of their lengths
_NEAR_ENOUGH = 0.6


def near_identifiers(engine: Engine, institution: str, local_id: str, *, most: int = 5) -> tuple[str, ...]:
    """Return the identifiers of published records most like this one, the nearest first.

    Only published records are looked at: a guess must not find out what is withheld.
    """
    asked = storable(local_id)[:_LONGEST]
    of_institution = select(institutions.c.id).where(institutions.c.slug == storable(institution)).scalar_subquery()
    base = select(records.c.local_id).where(records.c.institution_id == of_institution, records.c.state == "published")
    with reading(engine) as connection:
        after = connection.scalars(
            base.where(records.c.local_id >= asked).order_by(records.c.local_id).limit(_AROUND)
        ).all()
        before = connection.scalars(
            base.where(records.c.local_id < asked).order_by(records.c.local_id.desc()).limit(_AROUND)
        ).all()
    found = {one[:_LONGEST].casefold(): one for one in (*reversed(before), *after)}
    near = difflib.get_close_matches(asked.casefold(), found, n=most, cutoff=_NEAR_ENOUGH)
    return tuple(found[one] for one in near)
