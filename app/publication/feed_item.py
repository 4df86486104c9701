"""A change with what the public may see of its record: what every feed makes its documents of."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import zstandard

from app.core.feed import FeedEntry
from app.core.iri import Namespace
from app.core.record import CatalogueRecord
from app.publication.output_format import PublishedRecord, Publisher
from app.publication.visibility import visible

_of_thread = threading.local()


@dataclass(frozen=True, slots=True)
class FeedItem:
    """A change, whose record it is, and the public part of what it published; `record` is None once it is gone."""

    entry: FeedEntry
    namespace: Namespace
    publisher: Publisher
    record: CatalogueRecord | None

    @property
    def iri(self) -> str:
        """The IRI of the object, which every feed names it by."""
        return self.namespace.record(self.entry.local_id)

    @property
    def rights(self) -> str | None:
        """The IRI of the licence or statement that the record itself (its metadata) is under, if it has one."""
        rights = self.record.record_rights if self.record is not None else None
        return rights.iri if rights is not None else None

    def n_quads(self) -> str:
        """Return the graph of the version that this change published; raise ValueError where it published none."""
        if self.entry.nquads is None:
            raise ValueError(f"change {self.entry.sequence} has no graph to show")
        return _decompressor().decompress(self.entry.nquads).decode()

    def published(self) -> PublishedRecord:
        """Return what output formats write; raise ValueError where this change published nothing."""
        if self.record is None:
            raise ValueError(f"change {self.entry.sequence} has no record to show")
        return PublishedRecord(
            record=self.record,
            n_quads=self.n_quads(),
            namespace=self.namespace,
            publisher=self.publisher,
            version=self.entry.version,
            first=self.entry.first,
            updated=self.entry.at,
        )


def _decompressor() -> zstandard.ZstdDecompressor:
    """Return this thread's own: making one takes longer than what it does for a record, and threads cannot share."""
    found: zstandard.ZstdDecompressor | None = getattr(_of_thread, "decompressor", None)
    if found is None:
        found = _of_thread.decompressor = zstandard.ZstdDecompressor()
    return found


def feed_items(entries: Iterable[FeedEntry], publishers: Mapping[str, Publisher], base: str) -> tuple[FeedItem, ...]:
    """Return the entries with their public records; `publishers` has each entry's institution by its slug.

    `base` is the public address of the service, without a final slash.
    """
    namespaces: dict[str, Namespace] = {}
    return tuple(
        FeedItem(
            entry,
            namespaces.setdefault(entry.institution, Namespace(base, entry.institution)),
            publishers[entry.institution],
            None if entry.canonical is None else visible(entry.canonical),
        )
        for entry in entries
    )
