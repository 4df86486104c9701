"""Write a chunk of records inside a transaction that is already open: the hot path of every delivery.

One question for what the store knows of the chunk, then a handful of insertions of many rows each; nothing is asked or
written record by record.
"""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from sqlalchemy import ARRAY, Text, bindparam, func, select, true, update

from app.core.finding import Severity
from app.core.outcome import DeliveryCounts, RecordOutcome
from app.storage.bulk import (
    INSERT_FINDINGS,
    INSERT_GROUPS,
    INSERT_RECORDS,
    INSERT_VERSIONS,
)
from app.storage.changes import append_changes
from app.storage.finding_rows import ABOUT_THE_DELIVERY, OF_FILE, FindingRows, Group
from app.storage.landing import KnownRecord, Landing, MovedRecord, land
from app.storage.moment import now_ms
from app.storage.storable import storable
from app.storage.tables import finding_groups, findings, institutions, records, submissions

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sqlalchemy import Connection

    from app.core.outcome import Outcome

_PART = 500  # identifiers in one question: far below what either engine binds at once

_RECORD = select(*(records.c[name] for name in KnownRecord._fields)).where(
    records.c.institution_id == bindparam("institution")
)
_KNOWN = _RECORD.where(records.c.local_id.in_(bindparam("local_ids", expanding=True)))

# While a table is being filled, PostgreSQL has no statistics of it yet and would go through all the institution's
# records for each chunk; one subquery an identifier leaves it no choice but the index.
_wanted = func.unnest(bindparam("local_ids", type_=ARRAY(Text))).table_valued("local_id").render_derived()
_found = _RECORD.where(records.c.local_id == _wanted.c.local_id).limit(1).lateral()
_KNOWN_POSTGRESQL = select(_found).select_from(_wanted.join(_found, true()))
_LATER_FULL = (
    select(submissions.c.id)
    .where(
        submissions.c.institution_id == bindparam("institution"),
        submissions.c.id > bindparam("submission"),
        submissions.c.mode == "full",
        submissions.c.status == "done",
        submissions.c.records > 0,
        submissions.c.rejected_records == 0,
    )
    .limit(1)
)
_SEE = (
    update(records)
    .where(records.c.id == bindparam("key"))
    .values(
        tier=bindparam("new_tier"),
        seen_in=bindparam("submission"),
        seen_place=bindparam("place"),
        content_digest=bindparam("content"),
    )
)
_MOVE = (
    update(records)
    .where(records.c.id == bindparam("key"))
    .values(
        current_version=bindparam("version"),
        published_version=bindparam("published"),
        state=bindparam("new_state"),
        publishable=bindparam("can_be_published"),
        received_digest=bindparam("received"),
        nquads_digest=bindparam("nquads"),
        published_digest=bindparam("published_nquads"),
        content_digest=bindparam("content"),
        tier=bindparam("new_tier"),
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
    landing = Landing(institution, submission, now_ms(), overtaken=_is_overtaken(connection, institution, submission))
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
        kept_back=landing.kept_back,
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
    of_file = select(findings.c.group_number).where(
        findings.c.submission_id == submission, findings.c.ordinal == ABOUT_THE_DELIVERY, findings.c.nth >= OF_FILE
    )
    told = set(connection.scalars(of_file))
    return {
        (rule, Severity(severity)): Group(number, its_property, of_file=number in told)
        for rule, severity, number, its_property in connection.execute(query)
    }


def _is_overtaken(connection: Connection, institution: int, submission: int) -> bool:
    """Say whether a full delivery that was made after this one has ended before it, and withdrew what it did not hold.

    Had they been worked on in their order, it would have withdrawn the records that only this one has.
    """
    return connection.execute(_LATER_FULL, {"institution": institution, "submission": submission}).first() is not None


def _known_records(connection: Connection, institution: int, outcomes: Sequence[Outcome]) -> dict[str, KnownRecord]:
    identifiers = iter({storable(outcome.local_id) for outcome in outcomes if isinstance(outcome, RecordOutcome)})
    query = _KNOWN_POSTGRESQL if connection.dialect.name == "postgresql" else _KNOWN
    known: dict[str, KnownRecord] = {}
    while part := list(islice(identifiers, _PART)):
        for row in connection.execute(query, {"institution": institution, "local_ids": part}):
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
            _SEE,
            [
                {
                    "key": seen.id,
                    "new_tier": seen.tier,
                    "submission": landing.submission,
                    "place": seen.place,
                    "content": seen.content_digest,
                }
                for seen in landing.seen
            ],
        )


def _moved(landing: Landing, record: MovedRecord) -> dict[str, int | str | bytes | None]:
    return {
        "key": record.id,
        "version": record.version,
        "published": record.published_version,
        "new_state": "withheld" if record.published_version is None else "published",
        "can_be_published": record.publishable,
        "received": record.received_digest,
        "nquads": record.nquads_digest,
        "published_nquads": record.published_digest,
        "content": record.content_digest,
        "new_tier": record.tier,
        "new_label": record.label,
        "submission": landing.submission,
        "place": record.place,
        "at": landing.at,
    }
