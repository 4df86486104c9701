"""The change log as JSON lines: one change a line, in the order of the log, each with its place in it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Literal

from msgspec import Struct

from app.core.json_text import json_bytes
from app.publication.feed_item import FeedItem

MEDIA_TYPE = "application/jsonl"


class ChangeLine(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A change. `sequence` is its place in the log: ask for what comes after it. `rights` are those of the record."""

    sequence: int
    kind: Literal["created", "updated", "withdrawn"]
    iri: str
    institution: str
    local_id: str
    version: int
    at: datetime
    rights: str | None = None


def change_line(item: FeedItem) -> ChangeLine:
    """Return a change as it is told."""
    entry = item.entry
    return ChangeLine(
        sequence=entry.sequence,
        kind=entry.kind,
        iri=item.iri,
        institution=entry.institution,
        local_id=entry.local_id,
        version=entry.version,
        at=entry.at,
        rights=item.rights,
    )


def change_lines(items: Iterable[FeedItem]) -> bytes:
    """Return the changes as JSON lines, each ended by a line feed."""
    return b"".join(json_bytes(change_line(item)) + b"\n" for item in items)
