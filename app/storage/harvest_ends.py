"""What ends a page and a run alike: records are withdrawn, the delivery that did it is counted and done."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import msgspec
from sqlalchemy import and_, select, update

from app.core.outcome import DeliveryCounts
from app.storage.deliveries import count_delivery, withdraw
from app.storage.harvest_tables import harvest_runs
from app.storage.moment import now_ms
from app.storage.record_origins import forget_origins
from app.storage.tables import records, submissions

if TYPE_CHECKING:
    from sqlalchemy import Connection


_PART = 500


def withdraw_records(connection: Connection, institution: int, submission: int, local_ids: Iterable[str]) -> int:
    """Withdraw these records unless a later delivery brought them; where they came from is forgotten."""
    number = 0
    names = sorted(local_ids)
    for start in range(0, len(names), _PART):
        which = and_(
            records.c.institution_id == institution,
            records.c.local_id.in_(names[start : start + _PART]),
            records.c.state != "withdrawn",
            records.c.seen_in <= submission,
        )
        number += withdraw(connection, institution, submission, which)
    forget_origins(connection, institution, names)
    return number


def end_submission(connection: Connection, submission: int, withdrawn: int) -> None:
    """Count what was withdrawn; a page of deletions alone had nothing else to do."""
    count_delivery(connection, submission, DeliveryCounts(withdrawn=withdrawn))
    connection.execute(
        update(submissions)
        .where(submissions.c.id == submission, submissions.c.status.in_(("waiting", "running")))
        .values(status="done", finished=now_ms())
    )


def counts_of(connection: Connection, run: int) -> DeliveryCounts:
    """Return what a run (the key of its row) has come to so far, in an open transaction."""
    written = connection.scalar(select(harvest_runs.c.counts).where(harvest_runs.c.id == run))
    return msgspec.json.decode(written or "{}", type=DeliveryCounts)
