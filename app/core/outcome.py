"""What the pure middle makes of one source record, ready to be stored; and the counts a delivery ends with."""

from __future__ import annotations

from typing import Literal, TypeAlias

from msgspec import Struct

from app.core.finding import Cell, Finding, Verdict


class RecordOutcome(Struct, frozen=True, kw_only=True, gc=False):
    """One record, received, mapped and judged.

    `received`, `canonical` and `nquads` are zstd-compressed UTF-8: the source fields as JSON, the CatalogueRecord as
    JSON (with `private` and `unmapped`), and the published graph as N-Quads. `received_digest` and `nquads_digest` are
    16-byte XXH3 digests of the same before compression; `content_digest` is one of the CatalogueRecord without the
    record's own place in its file, which a row more above it would change. `withheld` says that the museum keeps the
    record to itself, whatever is found. `label` is what a person would call the object. `cell` is
    where its identifier was read: what is said of the record as a whole (a duplicate) names that place. `tier` is its
    quality tier, 0 to 3.
    """

    ordinal: int
    local_id: str
    label: str
    received: bytes
    received_digest: bytes
    canonical: bytes
    content_digest: bytes
    nquads: bytes
    nquads_digest: bytes
    verdict: Verdict
    withheld: bool = False
    tier: int = 0
    cell: Cell = Cell()

    @property
    def publishable(self) -> bool:
        """Whether it may be published: nothing in it is a Violation, and its museum does not keep it back."""
        return self.verdict.publishable and not self.withheld


class RejectedRecord(Struct, frozen=True, gc=False):
    """A record that cannot be stored at all (unreadable, or without an identifier), with the findings that say why."""

    ordinal: int
    findings: tuple[Finding, ...]


Outcome: TypeAlias = RecordOutcome | RejectedRecord


class Loss(Struct, frozen=True):
    """A source field that no rule placed: how many records have a value in it, and a few of those values as written."""

    column: str
    records: int
    examples: tuple[str, ...]


RecordChange: TypeAlias = Literal["created", "updated", "unchanged", "withdrawn"]


class DeliveryCounts(Struct, frozen=True, omit_defaults=False):
    """What became of the records of a delivery, so far or in the end.

    `withheld` counts those, among created and updated, that a Violation keeps from being published; `duplicates` the
    second and later records of one identifier, of which the first was kept; `rejected` what could not be read at all or
    has no identifier; `kept_back` those, among created and updated, that the museum keeps to itself.
    """

    records: int = 0
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    withdrawn: int = 0
    withheld: int = 0
    duplicates: int = 0
    rejected: int = 0
    findings: int = 0
    kept_back: int = 0

    def plus(self, other: DeliveryCounts) -> DeliveryCounts:
        """Return the sum of both, field by field."""
        mine, theirs = (tuple(getattr(c, name) for name in c.__struct_fields__) for c in (self, other))
        return DeliveryCounts(*(a + b for a, b in zip(mine, theirs, strict=True)))
