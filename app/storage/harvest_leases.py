"""Who is at a source: it is taken for a time that whoever is at it makes longer; never two at once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import select, update

from app.core.errors import Conflict, UnknownName
from app.storage.database import reading, writing
from app.storage.harvest_sources import HarvestSource, all_sources, busy, milliseconds, read_source
from app.storage.harvest_tables import harvest_sources
from app.storage.moment import now_ms

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement, Engine


def take_due(engine: Engine, holder: str, lease_ms: int, is_dead: Callable[[str], bool]) -> HarvestSource | None:
    """Return the source that is due longest and take it for so long; None when none is due, or others have it.

    `is_dead` says of a holder that its process is known to have ended: it need not be waited for.
    """
    due = all_sources().where(harvest_sources.c.next_run <= now_ms()).order_by(harvest_sources.c.next_run).limit(50)
    with reading(engine) as connection:
        waiting = [(row.slug, row.name) for row in connection.execute(due) if _is_free(row.lease, row.holder, is_dead)]
    for which in waiting:
        try:
            return take_source(engine, which, holder, lease_ms, is_dead)
        except (Conflict, UnknownName):
            continue  # somebody was quicker, or removed it
    return None


def take_source(
    engine: Engine, which: tuple[str, str], holder: str, lease_ms: int, is_dead: Callable[[str], bool]
) -> HarvestSource:
    """Take a source (its institution, its name) for so long; raise Conflict while another has it, UnknownName."""
    institution, name = which
    with writing(engine) as connection:
        source = read_source(connection, institution, name)
        lease, holding = connection.execute(
            select(harvest_sources.c.lease, harvest_sources.c.holder)
            .where(harvest_sources.c.id == source.key)
            .with_for_update()
        ).one()
        if not _is_free(lease, holding, is_dead):
            raise busy(name)
        connection.execute(
            update(harvest_sources)
            .where(harvest_sources.c.id == source.key)
            .values(lease=now_ms() + lease_ms, holder=holder)
        )
        return read_source(connection, institution, name)


def keep_source(engine: Engine, source: HarvestSource, holder: str, lease_ms: int) -> None:
    """Keep a source that was taken for so long from now on; raise Conflict when another has it by now."""
    with writing(engine) as connection:
        kept = connection.execute(
            update(harvest_sources).where(_held(source, holder)).values(lease=now_ms() + lease_ms)
        ).rowcount
        if not kept:
            raise busy(source.name)


def give_back(engine: Engine, source: HarvestSource, holder: str) -> None:
    """Give a source back as it is: whoever takes it next goes on with its run."""
    with writing(engine) as connection:
        connection.execute(update(harvest_sources).where(_held(source, holder)).values(lease=0, holder=""))


def settle(  # noqa: PLR0913  # what a run leaves behind
    engine: Engine,
    source: HarvestSource,
    holder: str,
    *,
    next_run: datetime | None,
    failed: bool,
    whole_done: bool,
) -> None:
    """Give a source back after a run that ended: when it is due next, and whether the run failed.

    One that was asked to run again meanwhile stays due.
    """
    asked = harvest_sources.c.next_run
    began = milliseconds(source.next_run)
    values: dict[str, Any] = {"lease": 0, "holder": "", "failures": source.failures + 1 if failed else 0}
    if whole_done:
        values["asked_whole"] = False
    with writing(engine) as connection:
        connection.execute(update(harvest_sources).where(_held(source, holder)).values(**values))
        connection.execute(
            update(harvest_sources)
            .where(harvest_sources.c.id == source.key, asked.is_not_distinct_from(began))
            .values(next_run=milliseconds(next_run))
        )


def _held(source: HarvestSource, holder: str) -> ColumnElement[bool]:
    return (harvest_sources.c.id == source.key) & (harvest_sources.c.holder == holder)


def _is_free(lease: int, holder: str, is_dead: Callable[[str], bool]) -> bool:
    return lease <= now_ms() or is_dead(holder)
