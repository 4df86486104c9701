"""The search index: a Target of the change log."""

from __future__ import annotations

import shutil
from functools import partial
from typing import TYPE_CHECKING

from app.core.iri import Namespace
from app.core.text import Text
from app.publication.search_document import search_document
from app.publication.visibility import visible
from app.storage.log_batches import Batch, ChangedRecord, Checkpoint, Content
from app.storage.place import Place
from app.storage.search.schema import VERSION
from app.storage.search.writer import IndexWriter, checkpoint_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from app.core.config import Settings
    from app.core.search_document import SearchDocument
    from app.projections.target import Writer

NAME = "search"
_BATCH = 1_000


def search_folder(settings: Settings) -> Path:
    """Return the folder of the index that readers open."""
    return SearchTarget(settings).live


class SearchTarget:
    """The index below one folder of this machine."""

    name = NAME
    content: Content = "canonical"
    needs_before = False
    batch_changes = _BATCH

    def __init__(self, settings: Settings) -> None:
        """Name the folder; nothing is made yet."""
        self._base = settings.base_url
        # An index of other fields cannot be opened: a new release fills its own from the log, and takes the old away.
        self._root = settings.data_dir / NAME
        self._place = Place(self._root / f"fields-{VERSION}")

    @property
    def live(self) -> Path:
        """The folder that readers open."""
        return self._place.live

    def shown(self) -> Checkpoint:
        """Return how far the live index shows the log."""
        return checkpoint_of(self._place.live)

    def open(self) -> Writer:
        """Hold the live index; a finished rebuild takes its stead first."""
        self._place.hold("live")
        try:
            self._place.renew()
            for other in self._root.glob("fields-*"):
                if other != self._place.root:
                    shutil.rmtree(other)
            return SearchWriter(self._base, self._place.live, partial(self._place.let_go, "live"))
        except BaseException:
            self._place.let_go("live")
            raise

    def replaced(self) -> bool:
        """Return whether a finished rebuild waits."""
        return self._place.replaced()

    def open_fresh(self, goal: Checkpoint) -> tuple[Writer, Checkpoint]:
        """Hold the index that a rebuild fills."""
        self._place.hold("fresh")
        try:
            begun_with = self._place.begin_fresh(goal)
            return SearchWriter(self._base, self._place.fresh, partial(self._place.let_go, "fresh")), begun_with
        except BaseException:
            self._place.let_go("fresh")
            raise

    def finish_fresh(self) -> None:
        """Declare the rebuilt index complete."""
        self._place.finish_fresh()

    def discard_fresh(self) -> None:
        """Forget an interrupted rebuild."""
        self._place.discard_fresh()


class SearchWriter:
    """Writes batches of the log into an index: implements the projections' Writer."""

    def __init__(self, base: str, folder: Path, closed: Callable[[], None]) -> None:
        """Open the index in this folder; `base` is the public address, `closed` is called once it is closed."""
        self._base = base
        self._index = IndexWriter(folder, closed)

    def checkpoint(self) -> Checkpoint:
        """Return the checkpoint that is committed."""
        return self._index.checkpoint()

    def unfinished(self) -> Checkpoint | None:
        """Return where a commit ends that was begun and is not known to have been made, or None."""
        return self._index.unfinished()

    def apply(self, batch: Batch) -> None:
        """Write the documents of a batch."""
        gone = [f"{record.institution}/{record.local_id}" for record in batch.records if record.after is None]
        documents = (self._document(record) for record in batch.records if record.after is not None)
        self._index.write(gone, documents, batch.end)

    def commit(self) -> None:
        """Make what was applied durable and visible."""
        self._index.commit()

    def trouble(self) -> Text | None:
        """Return None: every record that was stored can be written."""
        return None

    def close(self) -> None:
        """Let go of the index."""
        self._index.close()

    def _document(self, record: ChangedRecord) -> SearchDocument:
        if record.after is None:
            raise ValueError("a record that is not published has no document")
        namespace = Namespace(self._base, record.institution)
        return search_document(visible(record.after), namespace, record.record, record.at, record.tier)
