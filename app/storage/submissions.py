"""Submissions: one row a delivery, from its arrival to its last record; where a killed ingest takes up again."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

import msgspec
from msgspec import Struct
from sqlalchemy import Row, func, insert, select, update

from app.core.errors import ConcordanceError, Conflict, UnknownName
from app.core.outcome import DeliveryCounts, Loss
from app.core.source import DeliveryMode
from app.core.text import Text
from app.storage.database import reading, writing
from app.storage.institutions import institution_key
from app.storage.moment import moment, moment_or_none, now_ms
from app.storage.storable import as_json, storable, storable_or_none
from app.storage.tables import api_keys, institutions, submissions
from app.storage.uuid7 import uuid7

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine, Select

SubmissionStatus: TypeAlias = Literal["waiting", "running", "done", "failed"]
Option: TypeAlias = "str | int | float | bool | None"

# The columns of submissions that hold the fields of DeliveryCounts, in their order.
COUNTS = (
    submissions.c.records,
    submissions.c.created_records,
    submissions.c.updated_records,
    submissions.c.unchanged_records,
    submissions.c.withdrawn_records,
    submissions.c.withheld_records,
    submissions.c.duplicate_records,
    submissions.c.rejected_records,
    submissions.c.findings,
    submissions.c.kept_back_records,
)


class NewSubmission(Struct, frozen=True, kw_only=True):
    """A delivery that has arrived: whose it is, where its bytes are, how it is to be read, and who sent it.

    `stored_path` is relative to the data folder (empty where nothing is kept), `key` the prefix of the sender's key.
    """

    institution: str
    file_name: str
    stored_path: str = ""
    sha256: str = ""
    format: str | None = None
    crosswalk: str | None = None
    crosswalk_version: int | None = None
    crosswalk_digest: str | None = None
    mode: DeliveryMode = "partial"
    options: dict[str, Option] = {}
    total_bytes: int = 0
    key: str | None = None


class Problem(Struct, frozen=True):
    """Why a delivery stopped: an error of this service in the members of a problem document (RFC 9457, section 3.1)."""

    kind: str
    status: int
    title: Text
    detail: Text
    advice: Text
    bound: str | None = None


class SubmissionState(Struct, frozen=True, kw_only=True):
    """All that is known of a submission.

    `checkpoint` is the ordinal of the next record to store; `position` of `total_bytes` have been read; `seconds` is
    the time spent in each phase.
    """

    id: str
    institution: str
    file_name: str
    stored_path: str
    sha256: str
    format: str | None
    crosswalk: str | None
    crosswalk_version: int | None
    crosswalk_digest: str | None
    mode: DeliveryMode
    options: dict[str, Option]
    status: SubmissionStatus
    checkpoint: int
    counts: DeliveryCounts
    losses: tuple[Loss, ...]
    problem: Problem | None
    seconds: dict[str, float]
    total_bytes: int
    position: int
    created: datetime
    started: datetime | None
    finished: datetime | None
    key: str | None


def create_submission(engine: Engine, new: NewSubmission) -> SubmissionState:
    """Store that this delivery has arrived, and return it, waiting; raises UnknownName for its institution or key."""
    with writing(engine) as connection:
        public_id = uuid7()
        insert_submission(connection, new, public_id, "waiting")
        return read_submission(connection, public_id)


def get_submission(engine: Engine, submission_id: str) -> SubmissionState:
    """Return the submission of this identifier; raise UnknownName when there is none."""
    with reading(engine) as connection:
        return read_submission(connection, submission_id)


def start_submission(  # noqa: PLR0913  # what the file turned out to be, each part of it known or not
    engine: Engine,
    submission_id: str,
    *,
    format: str | None = None,  # noqa: A002  # the word of the whole API for it
    crosswalk: str | None = None,
    crosswalk_version: int | None = None,
    crosswalk_digest: str | None = None,
) -> SubmissionState:
    """Mark a submission as running, and keep what was found out about how to read it where that is given.

    One that failed takes up again at its checkpoint. Raises Conflict for one that is done, UnknownName.
    """
    found = {
        "format": format,
        "crosswalk": crosswalk,
        "crosswalk_version": crosswalk_version,
        "crosswalk_digest": crosswalk_digest,
    }
    with writing(engine) as connection:
        state = read_submission(connection, submission_id)
        if state.status == "done":
            raise Conflict(
                Text(
                    fr=f"La livraison {submission_id} est déjà terminée.",
                    en=f"Submission {submission_id} is finished already.",
                )
            )
        connection.execute(
            update(submissions)
            .where(submissions.c.public_id == storable(submission_id))
            .values(
                status="running",
                problem=None,
                finished=None,
                started=func.coalesce(submissions.c.started, now_ms()),
                **{name: value for name, value in found.items() if value is not None},
            )
        )
        return read_submission(connection, submission_id)


def fail_submission(engine: Engine, submission_id: str, error: ConcordanceError) -> SubmissionState:
    """Mark a submission as failed because of this error; what it stored stays. Raises UnknownName."""
    with writing(engine) as connection:
        connection.execute(
            update(submissions)
            .where(submissions.c.public_id == storable(submission_id), submissions.c.status != "done")
            .values(status="failed", finished=now_ms(), problem=as_json(problem_of(error)))
        )
        return read_submission(connection, submission_id)


def list_submissions(
    engine: Engine, institution: str | None = None, *, before: str | None = None, limit: int = 50
) -> tuple[SubmissionState, ...]:
    """Return submissions, newest first, from the one after `before` on; of one institution when its slug is given."""
    query = _states().order_by(submissions.c.id.desc()).limit(limit)
    with reading(engine) as connection:
        if institution is not None:
            query = query.where(submissions.c.institution_id == institution_key(connection, institution))
        if before is not None:
            query = query.where(submissions.c.id < submission_key(connection, before))
        return tuple(_state(row) for row in connection.execute(query))


def unfinished_submissions(engine: Engine) -> tuple[str, ...]:
    """Return the identifiers of the submissions that wait or run, oldest first: what to take up after a restart."""
    query = (
        select(submissions.c.public_id)
        .where(submissions.c.status.in_(("waiting", "running")))
        .order_by(submissions.c.id)
    )
    with reading(engine) as connection:
        return tuple(connection.scalars(query))


def insert_submission(connection: Connection, new: NewSubmission, public_id: str, status: SubmissionStatus) -> int:
    """Insert a submission in an open transaction and return its key; raises UnknownName."""
    now = now_ms()
    statement = insert(submissions).values(
        public_id=public_id,
        institution_id=institution_key(connection, new.institution),
        key_id=None if new.key is None else _key_of(connection, new.key),
        file_name=storable(new.file_name),
        stored_path=new.stored_path,
        sha256=new.sha256,
        format=storable_or_none(new.format),
        crosswalk=storable_or_none(new.crosswalk),
        crosswalk_version=new.crosswalk_version,
        crosswalk_digest=new.crosswalk_digest,
        mode=new.mode,
        options=as_json(new.options),
        status=status,
        checkpoint=0,
        losses="[]",
        seconds="{}",
        total_bytes=new.total_bytes,
        position=0,
        created=now,
        started=None if status == "waiting" else now,
        **dict.fromkeys((column.name for column in COUNTS), 0),
    )
    return int(connection.execute(statement.returning(submissions.c.id)).scalar_one())


def read_submission(connection: Connection, submission_id: str) -> SubmissionState:
    """Return the state of a submission within an open transaction; raise UnknownName when there is none."""
    row = connection.execute(_states().where(submissions.c.public_id == storable(submission_id))).one_or_none()
    if row is None:
        raise _unknown(submission_id)
    return _state(row)


def submission_key(connection: Connection, submission_id: str) -> int:
    """Return the key of a submission's row; raise UnknownName when there is none."""
    key = connection.scalar(select(submissions.c.id).where(submissions.c.public_id == storable(submission_id)))
    if key is None:
        raise _unknown(submission_id)
    return int(key)


def progress(losses: tuple[Loss, ...], seconds: Mapping[str, float]) -> dict[str, str]:
    """Return the columns that keep the loss and the times of a delivery so far."""
    return {
        "losses": as_json(losses),
        "seconds": as_json(dict(seconds)),
    }


def _states() -> Select[Any]:
    return (
        select(submissions, institutions.c.slug, api_keys.c.prefix)
        .join(institutions, institutions.c.id == submissions.c.institution_id)
        .outerjoin(api_keys, api_keys.c.id == submissions.c.key_id)
    )


def _state(row: Row[Any]) -> SubmissionState:
    columns = row._mapping  # noqa: SLF001  # SQLAlchemy's documented name for a row as a mapping
    return SubmissionState(
        id=row.public_id,
        institution=row.slug,
        file_name=row.file_name,
        stored_path=row.stored_path,
        sha256=row.sha256,
        format=row.format,
        crosswalk=row.crosswalk,
        crosswalk_version=row.crosswalk_version,
        crosswalk_digest=row.crosswalk_digest,
        mode=row.mode,
        options=msgspec.json.decode(row.options, type=dict[str, str | int | float | bool | None]),
        status=row.status,
        checkpoint=row.checkpoint,
        counts=DeliveryCounts(*(columns[column] for column in COUNTS)),
        losses=msgspec.json.decode(row.losses, type=tuple[Loss, ...]),
        problem=None if row.problem is None else msgspec.json.decode(row.problem, type=Problem),
        seconds=msgspec.json.decode(row.seconds, type=dict[str, float]),
        total_bytes=row.total_bytes,
        position=row.position,
        created=moment(row.created),
        started=moment_or_none(row.started),
        finished=moment_or_none(row.finished),
        key=row.prefix,
    )


def problem_of(error: ConcordanceError) -> Problem:
    """Return an error in the members of a problem document."""
    return Problem(error.kind, error.status, error.title, error.detail, error.advice, error.bound)


def _key_of(connection: Connection, prefix: str) -> int:
    key = connection.scalar(select(api_keys.c.id).where(api_keys.c.prefix == storable(prefix)))
    if key is None:
        raise UnknownName(Text(fr=f"La clé « {prefix} » n'existe pas.", en=f"There is no key “{prefix}”."))
    return int(key)


def _unknown(submission_id: str) -> UnknownName:
    return UnknownName(
        Text(
            fr=f"La livraison « {submission_id[:80]} » n'existe pas.",
            en=f"There is no submission “{submission_id[:80]}”.",
        )
    )
