"""The index's writer: documents by key in, the checkpoint beside them; what was not committed is applied again.

Before each commit a mark beside the checkpoint says where it will end. A process that is killed between the two leaves
an index that may show more than the checkpoint says; the mark then tells the next one to go there in one step, so that
no reader sees an earlier state again, a record that has been withdrawn since among them.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Final

import msgspec
from tantivy import Index

from app.core.search_document import SearchDocument
from app.storage.log_batches import BEGINNING, Checkpoint
from app.storage.search.schema import KEY, schema, with_words, written

_HEAP_BYTES: Final = 64 * 1024 * 1024  # of documents in memory before they are written to a segment
_MOST_WAITING: Final = 20_000  # documents not committed: a rebuild that is interrupted does so many again at most
_CHECKPOINT: Final = "checkpoint.json"
_COMMITTING: Final = "committing.json"


def checkpoint_of(folder: Path) -> Checkpoint:
    """Return how far the index in this folder shows the log for certain; the beginning where nothing tells it."""
    return _read(folder / _CHECKPOINT)


def _read(path: Path) -> Checkpoint:
    try:
        return msgspec.json.decode(path.read_bytes(), type=Checkpoint)
    except (FileNotFoundError, msgspec.MsgspecError):
        return BEGINNING  # what a failing disk left unreadable is made again


def _write(path: Path, checkpoint: Checkpoint) -> None:
    new = path.with_suffix(".new")
    with new.open("wb") as file:
        file.write(msgspec.json.encode(checkpoint))
        file.flush()
        os.fsync(file.fileno())
    new.replace(path)


class IndexWriter:
    """The one writer of an index."""

    def __init__(self, folder: Path, closed: Callable[[], None]) -> None:
        """Open or make the index in this folder; `closed` is called once it is closed."""
        self._folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        self._index = with_words(Index(schema(), str(folder)))
        self._writer = self._index.writer(_HEAP_BYTES, 1)
        self._closed = closed
        self._applied = self._committed = checkpoint_of(folder)
        begun = _read(folder / _COMMITTING)
        self._unfinished = begun if begun > self._committed else None
        self._waiting = 0

    def checkpoint(self) -> Checkpoint:
        """Return the checkpoint that is committed."""
        return self._committed

    def unfinished(self) -> Checkpoint | None:
        """Return where a commit ends that was begun and is not known to have been made, or None."""
        return self._unfinished

    def write(self, gone: Iterable[str], documents: Iterable[SearchDocument], end: Checkpoint) -> None:
        """Remove the documents of these keys, and put these in the place of those of their keys; `end` is reached."""
        for key in gone:
            self._writer.delete_documents_by_term(KEY, key)
            self._waiting += 1
        for document in documents:
            self._writer.delete_documents_by_term(KEY, document.key)
            self._writer.add_document(written(document))
            self._waiting += 1
        self._applied = end
        if self._waiting >= _MOST_WAITING:
            self.commit()

    def commit(self) -> None:
        """Make what was written durable and visible."""
        if self._applied == self._committed:
            return
        _write(self._folder / _COMMITTING, self._applied)
        self._writer.commit()
        _write(self._folder / _CHECKPOINT, self._applied)
        self._committed = self._applied
        self._waiting = 0

    def close(self) -> None:
        """Let go of the index; what was not committed is forgotten."""
        self._writer.rollback()
        del self._writer
        del self._index
        self._closed()
