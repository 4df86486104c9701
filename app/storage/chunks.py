"""Write a chunk of records inside a transaction that is already open: the hot path of every delivery.

One question for what the store knows of the chunk, then a handful of insertions of many rows each; nothing is asked or
written record by record.
"""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from sqlalchemy import and_, bindparam, func, select, update

from app.core.finding import Severity
from app.core.outcome import DeliveryCounts, RecordOutcome
from app.storage.bulk import (
    INSERT_FINDINGS,
    INSERT_GROUPS,
    INSERT_RECORDS,
    INSERT_VERSIONS,
)
from app.storage.changes import append_changes
from app.storage.finding_rows import FindingRows, Group
from app.storage.landing import KnownRecord, Landing, MovedRecord, land
from app.storage.moment import now_ms
from app.storage.storable import storable
from app.storage.tables import finding_groups, institutions, record_versions, records

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sqlalchemy import Connection

    from app.core.outcome import Outcome

_PART = 500  # identifiers in one question: far below what either engine binds at once

_current = record_versions.alias("current")
_published = record_versions.alias("published")
_KNOWN = (
    select(
        records.c.local_id,
        records.c.id,
        records.c.current_version,
        records.c.published_version,
        records.c.state,
        records.c.seen_in,
        records.c.seen_place,
        _current.c.received_digest,
        _current.c.nquads_digest,
        _current.c.publishable,
        _published.c.nquads_digest.label("older_published_digest"),
    )
    .join(_current, and_(_current.c.record_id == records.c.id, _current.c.version == records.c.current_version))
    .outerjoin(
        _published,
        and_(
            _published.c.record_id == records.c.id,
            _published.c.version == records.c.published_version,
            records.c.published_version != records.c.current_version,
        ),
    )
    .where(
        records.c.institution_id == bindparam("institution"),
        records.c.local_id.in_(bindparam("local_ids", expanding=True)),
    )
)
_SEE = (
    update(records)
    .where(records.c.id == bindparam("key"))
    .values(seen_in=bindparam("submission"), seen_place=bindparam("place"))
)
_MOVE = (
    update(records)
    .where(records.c.id == bindparam("key"))
    .values(
        current_version=bindparam("version"),
        published_version=bindparam("published"),
        state=bindparam("new_state"),
        label=bindparam("new_label"),
        seen_in=bindparam("submission"),
        seen_place=bindparam("place"),
        updated=bindparam("at"),
    )
)
_GROW = (
    update(finding_groups)
    .where(finding_groups.c.submission_id == bindparam("submission"), finding_groups.c.number == bindparam("group"))
    .values(
        findings=finding_groups.c.findings + bindparam("more_findings"),
        records=finding_groups.c.records + bindparam("more_records"),
    )
)


def lock_institution(connection: Connection, institution: int) -> None:
    """Let one transaction at a time write an institution's records; on SQLite there is only one writer anyway."""
    connection.execute(
        select(institutions.c.id).where(institutions.c.id == institution).with_for_update(key_share=True)
    )


def write_chunk(
    connection: Connection, institution: int, submission: int, outcomes: Sequence[Outcome]
) -> DeliveryCounts:
    """Store the outcomes of one chunk, their findings and their changes; return the counts of this chunk.

    The institution must be locked.
    """
    known = _known_records(connection, institution, outcomes)
    identifiers = {storable(outcome.local_id) for outcome in outcomes if isinstance(outcome, RecordOutcome)}
    rows = FindingRows(submission, known_groups(connection, submission))
    landing = Landing(institution, submission, now_ms())
    land(landing, outcomes, known, _new_ids(connection, len(identifiers) - len(known)), rows)
    _write(connection, landing)
    write_findings(connection, rows)
    append_changes(connection, institution, landing.changes)
    return DeliveryCounts(
        records=landing.records,
        created=landing.created,
        updated=landing.updated,
        unchanged=landing.unchanged,
        withheld=landing.withheld,
        duplicates=landing.duplicates,
        rejected=landing.rejected,
        findings=len(rows.rows),
    )


def write_findings(connection: Connection, rows: FindingRows) -> None:
    """Write the findings collected in `rows`, and count them in their groups."""
    INSERT_GROUPS.run(connection, rows.new_group_rows())
    grown = [
        {
            "submission": rows.submission,
            "group": group.number,
            "more_findings": group.findings,
            "more_records": group.records,
        }
        for group in rows.grown_groups()
    ]
    if grown:
        connection.execute(_GROW, grown)
    INSERT_FINDINGS.run(connection, rows.rows)


def known_groups(connection: Connection, submission: int) -> dict[tuple[str, Severity], Group]:
    """Return the groups that this submission's findings have already."""
    query = select(
        finding_groups.c.rule, finding_groups.c.severity, finding_groups.c.number, finding_groups.c.property
    ).where(finding_groups.c.submission_id == submission)
    return {
        (rule, Severity(severity)): Group(number, its_property)
        for rule, severity, number, its_property in connection.execute(query)
    }


def _known_records(connection: Connection, institution: int, outcomes: Sequence[Outcome]) -> dict[str, KnownRecord]:
    identifiers = iter({storable(outcome.local_id) for outcome in outcomes if isinstance(outcome, RecordOutcome)})
    known: dict[str, KnownRecord] = {}
    while part := list(islice(identifiers, _PART)):
        for row in connection.execute(_KNOWN, {"institution": institution, "local_ids": part}):
            known[row[0]] = KnownRecord._make(row)
    return known


def _new_ids(connection: Connection, count: int) -> Iterator[int]:
    """Reserve the keys of `count` new records, so that their versions can be written without asking for them."""
    if not count:
        return iter(())
    if connection.dialect.name == "postgresql":
        numbers = func.generate_series(1, count).table_valued("number")
        query = select(func.nextval(func.pg_get_serial_sequence("records", "id"))).select_from(numbers)
        return iter(connection.scalars(query).all())
    newest = connection.scalar(select(func.max(records.c.id))) or 0  # nobody else writes: see database.writing
    return iter(range(newest + 1, newest + 1 + count))


def _write(connection: Connection, landing: Landing) -> None:
    INSERT_RECORDS.run(connection, landing.new)
    INSERT_VERSIONS.run(connection, landing.versions)
    if landing.moved:
        connection.execute(_MOVE, [_moved(landing, record) for record in landing.moved])
    if landing.seen:
        connection.execute(
            _SEE, [{"key": key, "submission": landing.submission, "place": place} for key, place in landing.seen]
        )


def _moved(landing: Landing, record: MovedRecord) -> dict[str, int | str | None]:
    return {
        "key": record.id,
        "version": record.version,
        "published": record.published_version,
        "new_state": "withheld" if record.published_version is None else "published",
        "new_label": record.label,
        "submission": landing.submission,
        "place": record.place,
        "at": landing.at,
    }
