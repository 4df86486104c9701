"""The index's writer: documents by key in, the checkpoint beside them; what was not committed is applied again."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Final

import msgspec
from tantivy import Index

from app.core.search_document import SearchDocument
from app.storage.log_batches import BEGINNING, Checkpoint
from app.storage.search.schema import KEY, schema, with_words, written

_HEAP_BYTES: Final = 64 * 1024 * 1024  # of documents in memory before they are written to a segment
_CHECKPOINT: Final = "checkpoint.json"


def checkpoint_of(folder: Path) -> Checkpoint:
    """Return how far the index in this folder shows the log for certain; the beginning where there is none."""
    try:
        return msgspec.json.decode((folder / _CHECKPOINT).read_bytes(), type=Checkpoint)
    except FileNotFoundError:
        return BEGINNING


class IndexWriter:
    """The one writer of an index.

    The checkpoint is written after the commit that it is about: if the process is killed between the two, the same
    documents are written once more, each in the place of itself.
    """

    def __init__(self, folder: Path, closed: Callable[[], None]) -> None:
        """Open or make the index in this folder; `closed` is called once it is closed."""
        self._folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        self._index = with_words(Index(schema(), str(folder)))
        self._writer = self._index.writer(_HEAP_BYTES, 1)
        self._closed = closed
        self._applied = self._committed = checkpoint_of(folder)

    def checkpoint(self) -> Checkpoint:
        """Return the checkpoint that is committed."""
        return self._committed

    def write(self, gone: Iterable[str], documents: Iterable[SearchDocument], end: Checkpoint) -> None:
        """Remove the documents of these keys, and put these in the place of those of their keys; `end` is reached."""
        for key in gone:
            self._writer.delete_documents_by_term(KEY, key)
        for document in documents:
            self._writer.delete_documents_by_term(KEY, document.key)
            self._writer.add_document(written(document))
        self._applied = end

    def commit(self) -> None:
        """Make what was written durable and visible."""
        if self._applied == self._committed:
            return
        self._writer.commit()
        new = self._folder / f"{_CHECKPOINT}.new"
        new.write_bytes(msgspec.json.encode(self._applied))
        new.replace(self._folder / _CHECKPOINT)
        self._committed = self._applied

    def close(self) -> None:
        """Let go of the index; what was not committed is forgotten."""
        self._writer.rollback()
        del self._writer
        del self._index
        self._closed()
