"""The JSON documents that the write side answers with: typed, and their schemas are those of the OpenAPI document."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from msgspec import Struct

from app.core.finding import Severity
from app.core.json_text import json_bytes
from app.core.outcome import DeliveryCounts, Loss, RecordChange
from app.core.record import CatalogueRecord
from app.core.source import DeliveryMode
from app.core.text import Text
from app.mapping.crosswalk import Crosswalk
from app.publication.reports.report import FindingEntry, ReportProblem, SourceCell


class DeliveryProgress(Struct, frozen=True):
    """How far a delivery has come: records stored, bytes of its file read out of how many, and the share of it."""

    records: int
    bytes_read: int
    bytes_total: int
    fraction: float


class SubmissionAnswer(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A delivery as it stands. `seconds` is the time spent in each step; `links` lead to its report in every form."""

    id: str
    institution: str
    status: Literal["waiting", "running", "done", "failed"]
    mode: DeliveryMode
    file: str
    counts: DeliveryCounts
    progress: DeliveryProgress
    created: datetime
    links: dict[str, str]
    format: str | None = None
    crosswalk: str | None = None
    crosswalk_version: int | None = None
    started: datetime | None = None
    finished: datetime | None = None
    seconds: dict[str, float] = {}
    problem: ReportProblem | None = None


class SubmissionList(Struct, frozen=True, omit_defaults=True):
    """Deliveries, newest first, and the address of the older ones."""

    submissions: tuple[SubmissionAnswer, ...]
    next: str | None = None


class RecordAnswer(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A record as it is kept. `version` is its entity tag; `state` says whether it is published.

    A `withheld` record has a finding of severity violation; `tier` is its quality, from 0 on. `record` is the
    CatalogueRecord with its private part.
    """

    institution: str
    local_id: str
    iri: str
    label: str
    state: Literal["published", "withheld", "withdrawn"]
    version: int
    created: datetime
    updated: datetime
    submission: str
    tier: int
    links: dict[str, str]
    published_version: int | None = None
    change: RecordChange | None = None
    findings: tuple[FindingEntry, ...] = ()
    loss: tuple[Loss, ...] = ()
    record: CatalogueRecord | None = None


class RecordLine(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A record in a list."""

    local_id: str
    label: str
    state: Literal["published", "withheld", "withdrawn"]
    version: int
    updated: datetime
    href: str
    published_version: int | None = None


class RecordList(Struct, frozen=True, omit_defaults=True):
    """Records in the order of their identifiers, and the address of those that follow."""

    records: tuple[RecordLine, ...]
    next: str | None = None


class InstitutionAnswer(Struct, frozen=True, omit_defaults=True):
    """An institution whose records are kept here, and how many of them are in which state."""

    slug: str
    name: Text
    language: Literal["fr", "en"]
    iri: str
    website: str | None = None
    records: dict[Literal["published", "withheld", "withdrawn"], int] = {}


class InstitutionList(Struct, frozen=True):
    """The institutions whose records are kept here."""

    institutions: tuple[InstitutionAnswer, ...]


class FormatAnswer(Struct, frozen=True):
    """A source format: the name to ask for it by, its label, and how its files are recognised."""

    key: str
    label: Text
    suffixes: tuple[str, ...]
    media_types: tuple[str, ...]


class FormatList(Struct, frozen=True):
    """The source formats that can be read."""

    formats: tuple[FormatAnswer, ...]


class CrosswalkLine(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A crosswalk in a list. `owner` is an institution, `shared` for all of them, or `shipped` with the service."""

    name: str
    version: int
    owner: str
    href: str
    label: Text | None = None
    rules: int | None = None


class CrosswalkList(Struct, frozen=True):
    """The crosswalks that can be named in a delivery."""

    crosswalks: tuple[CrosswalkLine, ...]


class CrosswalkAnswer(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A crosswalk with all of its rules."""

    name: str
    version: int
    owner: str
    digest: str
    definition: Crosswalk


class PreviewedRecord(Struct, frozen=True, omit_defaults=True):
    """What a crosswalk makes of one record of a file: the CatalogueRecord, or None where it was refused."""

    source: SourceCell
    record: CatalogueRecord | None = None
    findings: tuple[FindingEntry, ...] = ()


class PreviewAnswer(Struct, frozen=True):
    """What a crosswalk makes of the first records of a file; nothing is stored."""

    crosswalk: str
    format: str
    records: tuple[PreviewedRecord, ...]
    loss: tuple[Loss, ...]


class HealthPart(Struct, frozen=True, omit_defaults=True):
    """One part of the service: whether it works, and what is wrong when it does not.

    A projection also says how many changes its readers do not see yet, and for how many seconds the oldest has waited.
    """

    works: bool
    detail: Text | None = None
    lag_changes: int | None = None
    lag_seconds: float | None = None


class HealthAnswer(Struct, frozen=True):
    """What works and what does not: `database`, `jobs`, `validation`, `disk`, `feeds`, `dumps`, projections."""

    status: Literal["works", "impaired"]
    version: str
    parts: dict[str, HealthPart]


SEVERITIES: tuple[Severity, ...] = tuple(Severity)


def encoded(answer: Struct) -> bytes:
    """Return an answer as JSON."""
    return json_bytes(answer)
