"""Read the findings of a delivery: by rule, by page in the order of the file, or all of them as a stream."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import msgspec
from msgspec import Struct
from sqlalchemy import ColumnElement, Select, Subquery, case, select, tuple_, union_all

from app.core.errors import InputError
from app.core.finding import Cell, Finding, Severity
from app.core.text import Text
from app.storage.database import reading
from app.storage.finding_rows import ABOUT_THE_DELIVERY, OF_FILE
from app.storage.institutions import institution_key
from app.storage.storable import storable
from app.storage.submissions import submission_key
from app.storage.tables import finding_groups, findings, records, submissions

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sqlalchemy import Connection, Engine

_STREAM_PAGE = 2_000  # rows held at a time: about a megabyte
_CURSOR = re.compile(r"(-?\d{1,15})\.(\d{1,9})")
_BEFORE_ALL = (-2, 0)
_SEVERITIES = {severity.value: severity for severity in Severity}


class FindingGroup(Struct, frozen=True):
    """How often one rule was broken in a delivery, and in how many of its records."""

    rule: str
    severity: Severity
    findings: int
    records: int


class StoredFinding(Struct, frozen=True):
    """A finding and its place: the ordinal of its record (-1: the delivery as a whole), and its number in it."""

    ordinal: int
    nth: int
    finding: Finding

    @property
    def cursor(self) -> str:
        """The place of this finding, from which a following page goes on."""
        return f"{self.ordinal}.{self.nth}"


class FindingPage(Struct, frozen=True):
    """A page of findings in the order of the file, and the cursor of the next page if there may be one."""

    findings: tuple[StoredFinding, ...]
    next: str | None


def groups(engine: Engine, submission_id: str) -> tuple[FindingGroup, ...]:
    """Return the rules broken in this delivery: violations first, then by records; raises UnknownName."""
    gravity = case({"violation": 0, "warning": 1, "info": 2}, value=finding_groups.c.severity)
    query = select(
        finding_groups.c.rule, finding_groups.c.severity, finding_groups.c.findings, finding_groups.c.records
    ).order_by(gravity, finding_groups.c.records.desc(), finding_groups.c.findings.desc(), finding_groups.c.rule)
    with reading(engine) as connection:
        of_this = query.where(finding_groups.c.submission_id == submission_key(connection, submission_id))
        return tuple(
            FindingGroup(rule, Severity(severity), number, in_records)
            for rule, severity, number, in_records in connection.execute(of_this)
        )


def page(  # noqa: PLR0913  # the filters of a report, each of which a reader may choose
    engine: Engine,
    submission_id: str,
    *,
    after: str | None = None,
    limit: int = 100,
    rule: str | None = None,
    severity: Severity | None = None,
    record: str | None = None,
) -> FindingPage:
    """Return the first `limit` findings after this cursor that have this rule, severity and record.

    A page costs the same wherever it is. Raises UnknownName, and InputError for a cursor that is none.
    """
    with reading(engine) as connection:
        selection = _Selection(connection, submission_key(connection, submission_id), rule, severity, record)
        found = selection.after(connection, _place(after), limit)
    return FindingPage(found, found[-1].cursor if len(found) == limit else None)


def stream(
    engine: Engine, submission_id: str, *, rule: str | None = None, severity: Severity | None = None
) -> Iterator[StoredFinding]:
    """Go through all findings of a delivery in the order of the file, in constant memory; raises UnknownName.

    No transaction stays open between two pages: an export that somebody reads slowly holds nothing up.
    """
    with reading(engine) as connection:
        selection = _Selection(connection, submission_key(connection, submission_id), rule, severity, None)
    place = _BEFORE_ALL
    while True:
        with reading(engine) as connection:
            found = selection.after(connection, place, _STREAM_PAGE)
        yield from found
        if len(found) < _STREAM_PAGE:
            return
        place = (found[-1].ordinal, found[-1].nth)


def record_findings(engine: Engine, institution: str, local_id: str) -> tuple[Finding, ...]:
    """Return what was found in a record by the delivery that last held it; raises UnknownName for the institution.

    What no column of that delivery's file gives comes last, where every one of its records lacks it.
    """
    with reading(engine) as connection:
        query = select(records.c.seen_in).where(
            records.c.institution_id == institution_key(connection, institution),
            records.c.local_id == storable(local_id),
        )
        submission = connection.scalar(query)
        if submission is None:
            return ()
        # With a range SQLite follows the record's index; without, it would go through the whole delivery.
        following = tuple_(*_ORDER) > tuple_(*_BEFORE_ALL)
        its_own = _findings(submission).where(findings.c.local_id == storable(local_id), following)
        rows = connection.execute(its_own.order_by(*_ORDER)).all()
        rows_of_file = connection.execute(_of_every_record(submission)).all()
        return tuple(_finding(row).finding for row in (*rows, *rows_of_file))


_ORDER = (findings.c.ordinal, findings.c.nth)


def _of_every_record(submission: int) -> Select[Any]:
    of_file = _findings(submission).where(findings.c.ordinal == ABOUT_THE_DELIVERY, findings.c.nth >= OF_FILE)
    readable = submissions.c.records - submissions.c.rejected_records
    return of_file.join(submissions, submissions.c.id == findings.c.submission_id).where(
        finding_groups.c.records >= readable
    )


class _Selection:
    """The findings of one submission that a reader wants to see."""

    def __init__(
        self, connection: Connection, submission: int, rule: str | None, severity: Severity | None, record: str | None
    ) -> None:
        self._submission = submission
        self._record = record
        self._groups: Sequence[int] | None = None
        if rule is not None or severity is not None:
            query = select(finding_groups.c.number).where(finding_groups.c.submission_id == submission)
            if rule is not None:
                query = query.where(finding_groups.c.rule == storable(rule))
            if severity is not None:
                query = query.where(finding_groups.c.severity == severity.value)
            self._groups = connection.scalars(query).all()

    def after(self, connection: Connection, place: tuple[int, int], limit: int) -> tuple[StoredFinding, ...]:
        """Return the first `limit` of them after this place."""
        if self._groups is not None and not self._groups:
            return ()
        following = tuple_(*_ORDER) > tuple_(*place)
        query = _findings(self._submission)
        if self._record is not None:
            query = query.where(following, findings.c.local_id == storable(self._record))
            if self._groups is not None:
                # The addition keeps SQLite from the group's index: a record has few findings, a rule perhaps a million.
                query = query.where((findings.c.group_number + 0).in_(self._groups))
        elif self._groups is not None:
            query = query.join(wanted := self._places(self._groups, following, limit), _is_place(wanted))
        else:
            query = query.where(following)
        rows = connection.execute(query.order_by(*_ORDER).limit(limit)).all()
        return tuple(_finding(row) for row in rows)

    def _places(self, groups: Sequence[int], following: ColumnElement[bool], limit: int) -> Subquery:
        """Return the places of the first `limit` findings of these groups.

        Each group is followed in the index alone, as far as one page: a rare severity among a million findings is
        found without going through the million.
        """
        parts = (
            select(*_ORDER)
            .where(findings.c.submission_id == self._submission, findings.c.group_number == number, following)
            .order_by(*_ORDER)
            .limit(limit)
            .subquery()
            for number in groups
        )
        return union_all(*(select(part) for part in parts)).order_by("ordinal", "nth").limit(limit).subquery()


def _is_place(wanted: Subquery) -> ColumnElement[bool]:
    return (wanted.c.ordinal == findings.c.ordinal) & (wanted.c.nth == findings.c.nth)


def _findings(submission: int) -> Select[Any]:
    return (
        select(
            findings.c.ordinal,
            findings.c.nth,
            finding_groups.c.rule,
            finding_groups.c.severity,
            findings.c.cell_column,
            findings.c.cell_value,
            findings.c.cell_row,
            findings.c.cell_path,
            findings.c.cell_file,
            findings.c.arguments,
            findings.c.local_id,
            findings.c.focus,
            findings.c.property,
            finding_groups.c.property.label("group_property"),
        )
        .join(
            finding_groups,
            (finding_groups.c.submission_id == findings.c.submission_id)
            & (finding_groups.c.number == findings.c.group_number),
        )
        .where(findings.c.submission_id == submission)
    )


def _finding(row: Sequence[Any]) -> StoredFinding:
    ordinal, nth, rule, severity, column, value, cell_row, path, file, arguments, local_id, focus, own, common = row
    return StoredFinding(
        ordinal,
        nth,
        Finding(
            rule,
            _SEVERITIES[severity],
            Cell(column, value, cell_row, path, file),
            {} if arguments is None else msgspec.json.decode(arguments, type=dict[str, str]),
            local_id,
            focus,
            common if own is None else own or None,
            of_file=ordinal == ABOUT_THE_DELIVERY and nth >= OF_FILE,
        ),
    )


def _place(cursor: str | None) -> tuple[int, int]:
    if cursor is None:
        return _BEFORE_ALL
    read = _CURSOR.fullmatch(cursor)
    if read is None:
        raise InputError(
            Text(
                fr=f"« {cursor[:40]} » n'est pas un repère de page de ce rapport.",
                en=f"“{cursor[:40]}” is not a page cursor of this report.",
            )
        )
    return int(read[1]), int(read[2])
