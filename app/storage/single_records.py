"""Put or withdraw one record. Either is a submission of its own: who did it and when is kept, as for a file."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace
from sqlalchemy import update

from app.core.errors import Conflict, UnknownName
from app.core.outcome import DeliveryCounts, Loss, RecordChange, RecordOutcome
from app.core.text import Text
from app.storage.chunks import lock_institution, write_chunk
from app.storage.database import writing
from app.storage.deliveries import count_delivery, withdraw
from app.storage.institutions import institution_key
from app.storage.moment import now_ms
from app.storage.records import StoredRecord, read_record
from app.storage.storable import storable
from app.storage.submissions import NewSubmission, insert_submission, progress
from app.storage.tables import records, submissions
from app.storage.uuid7 import uuid7

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Connection, Engine

    from app.core.outcome import Outcome

_NO_SECONDS: Mapping[str, float] = MappingProxyType({})


class VersionMismatch(Conflict):
    """The record is not at the version that the request supposed (RFC 9110, sections 13.1.1 and 13.1.2)."""

    kind = "version-mismatch"
    status = 412
    title = Text(fr="La notice a changé entre-temps", en="The record has changed meanwhile")


class Precondition(Struct, frozen=True):
    """What a request supposes of the record: its version (If-Match), or that it does not exist (If-None-Match: *)."""

    version: int | None = None
    absent: bool = False


NO_PRECONDITION = Precondition()


class PutResult(Struct, frozen=True):
    """What became of the record: `change` and `record` are None when it was rejected."""

    submission: str
    change: RecordChange | None
    counts: DeliveryCounts
    record: StoredRecord | None


def put_record(  # noqa: PLR0913  # all that one transaction writes
    engine: Engine,
    new: NewSubmission,
    outcome: Outcome,
    precondition: Precondition = NO_PRECONDITION,
    *,
    losses: Sequence[Loss] = (),
    seconds: Mapping[str, float] = _NO_SECONDS,
) -> PutResult:
    """Store one record as a delivery of its own, finished at once.

    Raises VersionMismatch when the record is not as the precondition supposes, StorageFull, UnknownName.
    """
    with writing(engine) as connection:
        institution = institution_key(connection, new.institution)
        lock_institution(connection, institution)
        local_id = outcome.local_id if isinstance(outcome, RecordOutcome) else None
        before = None if local_id is None else read_record(connection, institution, local_id)
        _check(before, precondition)
        public_id = uuid7()
        submission = insert_submission(connection, replace(new, mode="partial"), public_id, "running")
        connection.execute(
            update(submissions)
            .where(submissions.c.id == submission)
            .values(
                status="done",
                checkpoint=1,
                position=new.total_bytes,
                finished=now_ms(),
                **progress(tuple(losses), seconds),
            )
        )
        counts = count_delivery(connection, submission, write_chunk(connection, institution, submission, [outcome]))
        record = None if local_id is None else read_record(connection, institution, local_id)
        return PutResult(public_id, _change(counts), counts, record)


def withdraw_record(
    engine: Engine,
    institution: str,
    local_id: str,
    precondition: Precondition = NO_PRECONDITION,
    *,
    key: str | None = None,
) -> StoredRecord:
    """Withdraw one record and return it; one that is withdrawn already is returned as it is.

    `key` is the prefix of the key that asked for it. Raises UnknownName, VersionMismatch, StorageFull.
    """
    with writing(engine) as connection:
        owner = institution_key(connection, institution)
        lock_institution(connection, owner)
        before = _existing(connection, owner, local_id)
        if before.state == "withdrawn":
            return before
        _check(before, precondition)
        submission = insert_submission(
            connection, NewSubmission(institution=institution, file_name="", key=key), uuid7(), "running"
        )
        connection.execute(
            update(submissions).where(submissions.c.id == submission).values(status="done", finished=now_ms())
        )
        this = (records.c.institution_id == owner) & (records.c.local_id == storable(local_id))
        number = withdraw(connection, owner, submission, this)
        count_delivery(connection, submission, DeliveryCounts(withdrawn=number))
        return _existing(connection, owner, local_id)


def _existing(connection: Connection, institution: int, local_id: str) -> StoredRecord:
    record = read_record(connection, institution, local_id)
    if record is None:
        raise UnknownName(
            Text(
                fr=f"L'établissement n'a pas de notice « {local_id[:80]} ».",
                en=f"The institution has no record “{local_id[:80]}”.",
            )
        )
    return record


def _check(record: StoredRecord | None, precondition: Precondition) -> None:
    there = record is not None and record.state != "withdrawn"
    version = record.version if record is not None and there else None
    if precondition.version is not None and precondition.version != version:
        now = f"version {version}" if version is not None else "-"
        raise VersionMismatch(
            Text(
                fr=f"La demande suppose la version {precondition.version} de la notice; elle en est à: {now}.",
                en=f"The request supposes version {precondition.version} of the record; it is at: {now}.",
            )
        )
    if precondition.absent and there:
        raise VersionMismatch(Text(fr="La notice existe déjà.", en="The record exists already."))


def _change(counts: DeliveryCounts) -> RecordChange | None:
    if counts.created:
        return "created"
    if counts.updated:
        return "updated"
    return "unchanged" if counts.unchanged else None
