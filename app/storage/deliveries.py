"""Store a delivery chunk by chunk, and end it. Each function is one transaction: all of it happens, or nothing."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NoReturn

from sqlalchemy import ColumnElement, and_, func, select, update

from app.core.errors import Conflict
from app.core.finding import Cell, Finding
from app.core.outcome import DeliveryCounts, Loss
from app.core.text import Text
from app.storage.changes import append_withdrawals
from app.storage.chunks import known_groups, lock_institution, write_chunk, write_findings
from app.storage.database import writing
from app.storage.finding_rows import ABOUT_THE_DELIVERY, OF_FILE, FindingRows
from app.storage.moment import now_ms
from app.storage.rules import WITHDRAWAL_SUSPENDED
from app.storage.storable import storable
from app.storage.submissions import COUNTS, progress, read_submission
from app.storage.tables import findings, records, submissions

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Connection, Engine

    from app.core.outcome import Outcome

_NO_SECONDS: Mapping[str, float] = MappingProxyType({})


def store_chunk(  # noqa: PLR0913, PLR0917  # all that one transaction writes; the checkpoint's two ends belong together
    engine: Engine,
    submission_id: str,
    expected_checkpoint: int,
    next_checkpoint: int,
    outcomes: Sequence[Outcome],
    losses: Sequence[Loss] = (),
    *,
    seconds: Mapping[str, float] = _NO_SECONDS,
    position: int = 0,
) -> DeliveryCounts:
    """Store the records from `expected_checkpoint` up to `next_checkpoint`; return the delivery's counts so far.

    `losses` and `seconds` are those of the whole delivery so far, `position` the bytes of its file read so far; they
    replace what was there. The submission must be running and stand at `expected_checkpoint`: otherwise somebody else
    runs it, and Conflict is raised. Raises StorageFull, UnknownName.
    """
    with writing(engine) as connection:
        moved = connection.execute(
            update(submissions)
            .where(
                submissions.c.public_id == storable(submission_id),
                submissions.c.checkpoint == expected_checkpoint,
                submissions.c.status == "running",
            )
            .values(checkpoint=next_checkpoint, position=position, **progress(tuple(losses), seconds))
            .returning(submissions.c.id, submissions.c.institution_id)
        ).one_or_none()
        if moved is None:
            _refuse(connection, submission_id, expected_checkpoint)
        submission, institution = moved
        lock_institution(connection, institution)
        return count_delivery(connection, submission, write_chunk(connection, institution, submission, outcomes))


def finish(engine: Engine, submission_id: str) -> DeliveryCounts:
    """End a delivery that was read to its end: withdraw what a full one did not hold, mark it done, return its counts.

    A record that could not be read has no known identifier: it may be any of those that seem to be absent. So when a
    full delivery has a rejected record, or no record at all, nothing is withdrawn and a finding
    (`storage.withdrawal-suspended`) says so. A record that a later delivery held or withdrew is left alone. A delivery
    that is done already only gives its counts. Raises Conflict when it is not running, StorageFull, UnknownName.
    """
    with writing(engine) as connection:
        taken = connection.execute(
            update(submissions)
            .where(submissions.c.public_id == storable(submission_id), submissions.c.status == "running")
            .values(status="done", finished=now_ms())
            .returning(submissions.c.id, submissions.c.institution_id, submissions.c.checkpoint)
        ).one_or_none()
        state = read_submission(connection, submission_id)
        if taken is None:
            if state.status != "done":
                _refuse(connection, submission_id, state.checkpoint)
            return state.counts
        submission, institution, _ = taken
        if state.mode != "full":
            return state.counts
        lock_institution(connection, institution)
        return count_delivery(
            connection, submission, _withdraw_absent(connection, institution, submission, state.counts)
        )


def add_findings(engine: Engine, submission_id: str, about_the_delivery: Sequence[Finding]) -> None:
    """Add findings that speak of the delivery as a whole; they are listed before those of its first record.

    Raises UnknownName, StorageFull.
    """
    with writing(engine) as connection:
        read_submission(connection, submission_id)
        submission = connection.execute(
            # Locks the row on PostgreSQL, as a chunk does: one transaction at a time numbers the groups.
            select(submissions.c.id).where(submissions.c.public_id == storable(submission_id)).with_for_update()
        ).scalar_one()
        count_delivery(connection, submission, write_about(connection, submission, about_the_delivery))


def write_about(connection: Connection, submission: int, about_the_delivery: Sequence[Finding]) -> DeliveryCounts:
    """Write findings on a delivery as a whole in an open transaction; return how many, to be counted."""
    rows = FindingRows(submission, known_groups(connection, submission))
    there = select(func.count()).where(
        findings.c.submission_id == submission, findings.c.ordinal == ABOUT_THE_DELIVERY, findings.c.nth < OF_FILE
    )
    rows.add(ABOUT_THE_DELIVERY, about_the_delivery, first=connection.scalar(there) or 0)
    write_findings(connection, rows)
    return DeliveryCounts(findings=len(rows.rows))


def _withdraw_absent(
    connection: Connection, institution: int, submission: int, counts: DeliveryCounts
) -> DeliveryCounts:
    absent = and_(
        records.c.institution_id == institution, records.c.state != "withdrawn", records.c.seen_in < submission
    )
    if counts.rejected or not counts.records:
        number = connection.scalar(select(func.count()).select_from(records).where(absent)) or 0
        if not number:
            return DeliveryCounts()
        return write_about(connection, submission, [_suspended(counts, number)])
    return DeliveryCounts(withdrawn=withdraw(connection, institution, submission, absent))


def withdraw(connection: Connection, institution: int, submission: int, which: ColumnElement[bool]) -> int:
    """Withdraw the institution's records that `which` selects, for this submission; return how many there were.

    The institution must be locked, and `which` must select no record that is withdrawn already.
    """
    append_withdrawals(connection, institution, and_(which, records.c.state == "published"))
    done = connection.execute(
        update(records)
        .where(which)
        .values(
            state="withdrawn",
            published_version=None,
            published_digest=None,
            seen_in=submission,
            seen_place=None,
            updated=now_ms(),
        )
    )
    return int(done.rowcount)


def _suspended(counts: DeliveryCounts, absent: int) -> Finding:
    return Finding(
        rule=WITHDRAWAL_SUSPENDED.id,
        severity=WITHDRAWAL_SUSPENDED.severity,
        cell=Cell(),
        arguments={"rejected": str(counts.rejected), "records": str(counts.records), "absent": str(absent)},
    )


def count_delivery(connection: Connection, submission: int, more: DeliveryCounts) -> DeliveryCounts:
    """Add to the counts of a submission, in an open transaction, and return what they are then."""
    added: dict[str, Any] = {
        column.name: column + getattr(more, name)
        for name, column in zip(DeliveryCounts.__struct_fields__, COUNTS, strict=True)
    }
    counted = connection.execute(
        update(submissions).where(submissions.c.id == submission).values(**added).returning(*COUNTS)
    ).one()
    return DeliveryCounts(*counted)


def _refuse(connection: Connection, submission_id: str, expected_checkpoint: int) -> NoReturn:
    state = read_submission(connection, submission_id)
    raise Conflict(
        Text(
            fr=f"La livraison {submission_id} est dans l'état « {state.status} » à la notice {state.checkpoint}, et "
            f"non en cours à la notice {expected_checkpoint}: un autre processus s'en occupe.",
            en=f"Submission {submission_id} is “{state.status}” at record {state.checkpoint}, not running at record "
            f"{expected_checkpoint}: another process has it.",
        )
    )
