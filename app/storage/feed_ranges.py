"""A set cut into ranges of its records' keys: which of them have members, each asked for by the set's own index.

Keys are handed out in the order in which records are first met: a record stays in its range, whatever changes in it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import exists, func, literal, select, union_all

from app.storage.database import reading
from app.storage.feed_tables import feed_sets, set_members
from app.storage.storable import storable

if TYPE_CHECKING:
    from sqlalchemy import Engine, ScalarSelect

_key = set_members.c.record_id


def set_bounds(engine: Engine, spec: str) -> tuple[int, int] | None:
    """Return the first and the last key of the records of this set, None while it has none."""
    # Two looks at the index: one statement with both would read the whole set.
    with reading(engine) as connection:
        first = connection.scalar(select(func.min(_key)).where(set_members.c.set_id == _set(spec)))
        last = connection.scalar(select(func.max(_key)).where(set_members.c.set_id == _set(spec)))
    return None if first is None or last is None else (first, last)


def filled_ranges(engine: Engine, spec: str, width: int, numbers: range) -> tuple[int, ...]:
    """Return those of these ranges in which the set has a record; range n (from 1) ends at the key n * width.

    One look at the index for each range, and no more than 500 ranges: so many questions a statement may hold.
    """
    if not numbers:
        return ()
    asked = [
        select(literal(number).label("number")).where(
            exists().where(set_members.c.set_id == _set(spec), _key > (number - 1) * width, _key <= number * width)
        )
        for number in numbers
    ]
    with reading(engine) as connection:
        return tuple(sorted(connection.scalars(union_all(*asked))))


def specs_beginning(engine: Engine, beginning: str) -> tuple[str, ...]:
    """Return the specs of the sets that begin so, in their order."""
    query = select(feed_sets.c.spec).where(feed_sets.c.spec.startswith(beginning, autoescape=True))
    with reading(engine) as connection:
        return tuple(connection.scalars(query.order_by(feed_sets.c.spec)))


def _set(spec: str) -> ScalarSelect[int]:
    return select(feed_sets.c.id).where(feed_sets.c.spec == storable(spec)).scalar_subquery()
