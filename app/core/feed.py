"""A change as feeds tell it: what happened to which record and when, and what the record says since."""

from __future__ import annotations

from datetime import datetime
from typing import Literal, TypeAlias

from msgspec import Struct

ChangeKind: TypeAlias = Literal["created", "updated", "withdrawn"]


class FeedEntry(Struct, frozen=True):
    """A change of one record. `sequence` is its place in the log, `at` (UTC) when it was published.

    `canonical` and `nquads` are those of the version that this change published, zstd-compressed: None for a
    withdrawal, for a change that a later withdrawal has taken back, and where they were not asked for. `canonical`
    still holds the private part: only `app.publication.visibility.visible` may hand it on. `first` is when the record
    was first met; `key` names its row in storage, and nothing outside.
    """

    key: int
    sequence: int
    institution: str
    local_id: str
    kind: ChangeKind
    version: int
    at: datetime
    first: datetime
    canonical: bytes | None = None
    nquads: bytes | None = None
