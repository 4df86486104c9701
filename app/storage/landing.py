"""Decide what becomes of each record of a chunk, given what the store knows of it. No database here."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, NamedTuple, TypeAlias

from app.core.finding import Finding
from app.core.outcome import RejectedRecord
from app.storage.rules import DUPLICATE_IDENTIFIER, SUPERSEDED
from app.storage.storable import storable

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from app.core.finding import Rule
    from app.core.outcome import Outcome, RecordOutcome
    from app.storage.bulk import Row
    from app.storage.finding_rows import FindingRows

ChangeKind: TypeAlias = Literal["created", "updated", "withdrawn"]

LONGEST_LABEL = 500  # characters: what a list can show of an object's name


class KnownRecord(NamedTuple):
    """What the store has of a record: the columns of its row that say what a delivery changes in it."""

    local_id: str
    id: int
    current_version: int
    published_version: int | None
    state: str
    publishable: bool
    received_digest: bytes
    nquads_digest: bytes
    published_digest: bytes | None
    content_digest: bytes | None
    seen_in: int
    seen_place: str | None


class MovedRecord(NamedTuple):
    """A record that has a new version: the new values of its row."""

    id: int
    version: int
    published_version: int | None
    publishable: bool
    received_digest: bytes
    nquads_digest: bytes
    published_digest: bytes | None
    content_digest: bytes
    tier: int
    label: str
    place: str


class SeenRecord(NamedTuple):
    """A record that has not changed: what its row says of the delivery that held it again."""

    id: int
    tier: int
    place: str
    content_digest: bytes


@dataclass(slots=True)
class Landing:
    """Everything one chunk writes, ready to be inserted; and its counts.

    `overtaken`: a later delivery has ended that held every record of the institution. What this one has besides is not
    there any more.
    """

    institution: int
    submission: int
    at: int
    overtaken: bool = False
    new: list[Row] = field(default_factory=list)
    versions: list[Row] = field(default_factory=list)
    moved: list[MovedRecord] = field(default_factory=list)
    seen: list[SeenRecord] = field(default_factory=list)
    changes: list[tuple[int, ChangeKind, int]] = field(default_factory=list)
    records: int = 0
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    withheld: int = 0
    kept_back: int = 0
    duplicates: int = 0
    rejected: int = 0


def land(
    landing: Landing,
    outcomes: Sequence[Outcome],
    known: Mapping[str, KnownRecord],
    new_ids: Iterator[int],
    rows: FindingRows,
) -> None:
    """Fill `landing` and `rows` with what the outcomes change.

    `known` has the store's record of each local identifier that it knows; `new_ids` gives a key for each it does not.
    The first record of an identifier in a delivery counts; so does the later of two deliveries, in the order in which
    they were made.
    """
    places: dict[str, str] = {}  # where this chunk first met each identifier
    for outcome in outcomes:
        landing.records += 1
        if isinstance(outcome, RejectedRecord):
            landing.rejected += 1
            rows.add(outcome.ordinal, outcome.findings)
            continue
        findings = outcome.verdict.findings
        local_id = storable(outcome.local_id)
        record = known.get(local_id)
        first = places.get(local_id)
        if first is None and record is not None and record.seen_in == landing.submission:
            first = record.seen_place or "?"
        if first is not None:
            landing.duplicates += 1
            findings = (*findings, _about(DUPLICATE_IDENTIFIER, outcome, first=first))
        else:
            places[local_id] = _place(outcome)
            if record is None and not landing.overtaken:
                _land_new(landing, outcome, local_id, next(new_ids))
            elif record is None or record.seen_in > landing.submission:
                landing.unchanged += 1
                findings = (*findings, _about(SUPERSEDED, outcome))
            else:
                _land_known(landing, outcome, record)
        if findings:
            rows.add(outcome.ordinal, findings)


def _land_new(landing: Landing, outcome: RecordOutcome, local_id: str, new_id: int) -> None:
    publishable = outcome.publishable
    landing.created += 1
    landing.new.append(
        (
            new_id,
            landing.institution,
            local_id,
            label(outcome),
            1,
            1 if publishable else None,
            "published" if publishable else "withheld",
            publishable,
            outcome.received_digest,
            outcome.nquads_digest,
            outcome.nquads_digest if publishable else None,
            outcome.content_digest,
            outcome.tier,
            landing.submission,
            _place(outcome),
            landing.at,
            landing.at,
        )
    )
    _add_version(landing, outcome, new_id, 1)
    if publishable:
        landing.changes.append((new_id, "created", 1))
    else:
        _count_unpublished(landing, outcome)


def _land_known(landing: Landing, outcome: RecordOutcome, record: KnownRecord) -> None:
    withdrawn = record.state == "withdrawn"
    if not withdrawn and _is_same(outcome, record):
        landing.unchanged += 1
        landing.seen.append(SeenRecord(record.id, outcome.tier, _place(outcome), outcome.content_digest))
        return
    # A record that returns gets a new version even if it says the same: a version is published once, and once only.
    version = record.current_version + 1
    landing.moved.append(_moved(outcome, record, version))
    _add_version(landing, outcome, record.id, version)
    if withdrawn:
        landing.created += 1
    else:
        landing.updated += 1
    if not outcome.publishable:
        _count_unpublished(landing, outcome)
        if outcome.withheld and record.published_version is not None:
            landing.changes.append((record.id, "withdrawn", record.published_version))
    elif record.published_version is None:
        landing.changes.append((record.id, "created", version))
    elif outcome.nquads_digest != record.published_digest:
        landing.changes.append((record.id, "updated", version))


def _count_unpublished(landing: Landing, outcome: RecordOutcome) -> None:
    if outcome.withheld:
        landing.kept_back += 1
    else:
        landing.withheld += 1


def _moved(outcome: RecordOutcome, record: KnownRecord, version: int) -> MovedRecord:
    publishable = outcome.publishable
    # Behind a violation the older version stays published; what the museum keeps back is seen by nobody.
    stays = not outcome.withheld
    return MovedRecord(
        id=record.id,
        version=version,
        published_version=version if publishable else record.published_version if stays else None,
        publishable=publishable,
        received_digest=outcome.received_digest,
        nquads_digest=outcome.nquads_digest,
        published_digest=outcome.nquads_digest if publishable else record.published_digest if stays else None,
        content_digest=outcome.content_digest,
        tier=outcome.tier,
        label=label(outcome),
        place=_place(outcome),
    )


def _is_same(outcome: RecordOutcome, record: KnownRecord) -> bool:
    return (
        outcome.received_digest == record.received_digest
        and outcome.nquads_digest == record.nquads_digest
        and record.content_digest in {None, outcome.content_digest}
        and outcome.publishable == record.publishable
    )


def _add_version(landing: Landing, outcome: RecordOutcome, record_id: int, version: int) -> None:
    landing.versions.append(
        (
            record_id,
            version,
            landing.submission,
            landing.at,
            outcome.publishable,
            outcome.tier,
            outcome.received_digest,
            outcome.nquads_digest,
            outcome.received,
            outcome.canonical,
            outcome.nquads,
        )
    )


def label(outcome: RecordOutcome) -> str:
    """Return the object's name as the store keeps it for lists."""
    return storable(outcome.label[:LONGEST_LABEL])


def _place(outcome: RecordOutcome) -> str:
    """Return where the record stands in its file: its row, its path, or at least its number."""
    cell = outcome.cell
    return str(cell.row) if cell.row is not None else storable(cell.path) if cell.path else f"#{outcome.ordinal + 1}"


def _about(rule: Rule, outcome: RecordOutcome, **arguments: str) -> Finding:
    return Finding(
        rule=rule.id,
        severity=rule.severity,
        cell=outcome.cell,
        arguments={"identifier": outcome.local_id, **arguments},
        record=outcome.local_id,
    )
