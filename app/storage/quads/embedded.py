"""The embedded store's writer: batches of the change log in, quads out, and the checkpoint in the same transaction.

The checkpoint is the name of an empty graph: no query over triples ever meets it. A batch that needs more than one
transaction first leaves a mark of where it ends; until the mark is replaced by the checkpoint the same batch is applied
again, which is harmless because quads are a set. A batch of new records alone is bulk loaded, and both are in a file.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import structlog
import zstandard
from pyoxigraph import NamedNode, RdfFormat, Store, parse

from app.core.text import Text
from app.storage.log_batches import BEGINNING, Batch, ChangedRecord, Checkpoint
from app.storage.quads.bulk_marks import BulkMarks, read_marks, write_marks
from app.storage.quads.compaction import Merging, give_way
from app.storage.quads.graph_change import GraphChange, graph_changes, graph_of
from app.storage.quads.merge import merging_update_of, with_merge
from app.storage.quads.snapshots import Snapshot, current_snapshot, take_snapshot

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from pathlib import Path

BULK_FROM = 200  # new records in a batch from which on bulk loading, which writes files of its own, is the faster way
# Of N-Quads, the merge among them, in one bulk load: 500 records, 300 MB of memory. What is sorted stays near the
# processor (a portion sixteen times as large takes twice as long a quad); smaller ones are more files to merge.
_BULK_BYTES = 32 * 1024 * 1024
_UPDATE_QUADS = 5_000  # in one transaction, which is kept in memory until it is committed
_CHECKPOINT = "urn:concordance:checkpoint:"
_UNFINISHED = "urn:concordance:unfinished:"
_log = structlog.get_logger("app.storage.quads")


class EmbeddedWriter:
    """The one writer of an embedded store: implements the projections' Writer.

    `snapshots` is the folder that readers find the newest snapshot in; None while a rebuild fills the store.
    """

    def __init__(
        self, path: Path, closed: Callable[[], None], *, snapshots: Path | None = None, renewed: bool = False
    ) -> None:
        """Open the store in this folder; `closed` is called once it is closed; `renewed` that it is a rebuilt one."""
        self._store = Store(path)
        self._path = path
        give_way()
        self._merging = Merging(path)
        self._closed = closed
        self._snapshots = snapshots
        self._decompress = zstandard.ZstdDecompressor().decompress
        self._checkpoint, self._unfinished, self._held_marks = self._marks()
        self._left_out: dict[int, str] = {}
        current = None if snapshots is None else current_snapshot(snapshots)
        self._shown = current is not None and current.path.is_dir() and not renewed and _of(current) == self._checkpoint

    def checkpoint(self) -> Checkpoint:
        """Return the checkpoint that the store holds."""
        return self._checkpoint

    def unfinished(self) -> Checkpoint | None:
        """Return where the batch ended that a process was killed in, or None."""
        return self._unfinished

    def apply(self, batch: Batch) -> None:
        """Apply a batch, and move the checkpoint with its last transaction."""
        try:
            self._apply(batch, careful=False)
        except SyntaxError:
            # One graph that cannot be read would stop all the others: the same batch again, each graph tried first.
            self._apply(batch, careful=True)

    def _apply(self, batch: Batch, *, careful: bool) -> None:
        by_bulk = [record for record in batch.records if record.after is not None and not record.existed]
        if careful or len(by_bulk) < BULK_FROM:
            by_bulk = []
        apart = {record.record for record in by_bulk}
        changed = [one for one in batch.records if one.record not in apart and (one.existed or one.after is not None)]
        slices = list(_slices(self._careful_changes(changed) if careful else self._changes(changed)))
        if by_bulk and not changed:
            self._load(by_bulk, batch.end)
            return
        if by_bulk or len(slices) > 1:
            self._mark_unfinished(batch.end)
        for text in self._texts(by_bulk):
            self._store.bulk_load(text, RdfFormat.N_QUADS)
        for some in slices[:-1]:
            self._store.update(";\n".join(merging_update_of(self._store, some)))
        self._finish(batch.end, slices[-1] if slices else [])

    def commit(self) -> None:
        """Let readers see what was applied: a snapshot of hard links, at a cost that does not grow with the store.

        Also when nothing was, once the engine has merged many files that readers still have apart.
        """
        if self._snapshots is not None and (not self._shown or self._merging.worth_showing()):
            take_snapshot(self._snapshots, self._store, self._checkpoint.sequence, self._checkpoint.at)
            self._merging.shown()
            self._shown = True

    def _load(self, records: Sequence[ChangedRecord], end: Checkpoint) -> None:
        """Bulk load a batch of new records alone: nothing is written that would wait for the engine's merging."""
        write_marks(self._path, BulkMarks(self._checkpoint, end))
        self._unfinished = end
        self._shown = False
        for text in self._texts(records):
            self._store.bulk_load(text, RdfFormat.N_QUADS)
        write_marks(self._path, BulkMarks(end))
        self._checkpoint, self._unfinished = end, None

    def trouble(self) -> Text | None:
        """Return which records are left out because no store could read their graph, or None."""
        if not self._left_out:
            return None
        number, names = len(self._left_out), ", ".join(list(self._left_out.values())[:5])
        return Text(
            fr=f"Le graphe de {number} notices est illisible et n'est pas montré: {names}.",
            en=f"The graph of {number} records cannot be read and is not shown: {names}.",
        )

    def close(self) -> None:
        """Close the store and let go of its place."""
        self._store.flush()
        del self._store
        self._closed()

    def _changes(self, records: Iterable[ChangedRecord]) -> Iterator[GraphChange]:
        for record in records:
            if record.existed and record.before is None:
                raise ValueError("a batch for quads must hold what was published before")
            self._left_out.pop(record.record, None)
            yield from graph_changes(self._text(record.before), self._text(record.after))

    def _careful_changes(self, records: Iterable[ChangedRecord]) -> Iterator[GraphChange]:
        """Yield the same, without relying on any graph's being readable; what is not is left out, and told of."""
        for record in records:
            before, after = self._text(record.before), self._text(record.after)
            self._left_out.pop(record.record, None)
            for text in (before, after):
                if text is not None and not _readable(text):
                    yield GraphChange(graph_of(text), (), (), ends=True)
            if after is not None and not _readable(after):
                self._leave_out(record)
            elif before is not None and not _readable(before):
                yield from graph_changes(None, after)
            else:
                yield from graph_changes(before, after)

    def _texts(self, records: Iterable[ChangedRecord]) -> Iterator[bytes]:
        """Yield the N-Quads of new records in portions for bulk loading."""
        portion: list[bytes] = []
        size = 0
        for record in records:
            text = with_merge(self._text(record.after) or b"")
            portion.append(text)
            size += len(text)
            if size >= _BULK_BYTES:
                yield b"".join(portion)
                portion, size = [], 0
        if portion:
            yield b"".join(portion)

    def _text(self, held: bytes | None) -> bytes | None:
        return None if held is None else self._decompress(held)

    def _leave_out(self, record: ChangedRecord) -> None:
        self._left_out[record.record] = f"{record.institution}/{record.local_id}"
        _log.error("graph left out", institution=record.institution, record=record.local_id, version=record.version)

    def _mark_unfinished(self, end: Checkpoint) -> None:
        mark = _mark(_UNFINISHED, end)
        self._store.update(f"CREATE SILENT GRAPH {mark}")
        self._held_marks.add(mark)
        self._unfinished = end
        self._shown = False

    def _finish(self, end: Checkpoint, last: Sequence[GraphChange]) -> None:
        """Make the last changes and move the checkpoint, in one transaction."""
        operations = list(merging_update_of(self._store, last))
        operations += (f"DROP SILENT GRAPH {mark}" for mark in sorted(self._held_marks))
        operations.append(f"CREATE SILENT GRAPH {_mark(_CHECKPOINT, end)}")
        self._store.update(";\n".join(operations))
        self._held_marks = {_mark(_CHECKPOINT, end)}
        self._checkpoint, self._unfinished, self._shown = end, None, False

    def _marks(self) -> tuple[Checkpoint, Checkpoint | None, set[str]]:
        """Return how far the store shows the log, of its own marks and those of loading the later ones; and its own."""
        loaded = read_marks(self._path)
        checkpoint, unfinished = loaded.checkpoint, loaded.unfinished or BEGINNING
        held: set[str] = set()
        for graph in self._store.named_graphs():
            if not isinstance(graph, NamedNode) or not graph.value.startswith("urn:concordance:"):
                continue
            held.add(str(graph))
            sequence, _, at = graph.value.rpartition(":")
            kind, _, number = sequence.rpartition(":")
            if f"{kind}:" == _CHECKPOINT:
                checkpoint = max(checkpoint, Checkpoint(int(number), int(at)))
            elif f"{kind}:" == _UNFINISHED:
                unfinished = max(unfinished, Checkpoint(int(number), int(at)))
        return checkpoint, unfinished if unfinished > checkpoint else None, held


def _mark(kind: str, checkpoint: Checkpoint) -> str:
    return f"<{kind}{checkpoint.sequence}:{checkpoint.at}>"


def _readable(text: bytes) -> bool:
    """Return whether a strict parser reads this."""
    try:
        for _ in parse(text, RdfFormat.N_QUADS):
            pass
    except SyntaxError:
        return False
    return True


def _of(snapshot: Snapshot) -> Checkpoint:
    return Checkpoint(snapshot.sequence, snapshot.log_at)


def _slices(changes: Iterable[GraphChange]) -> Iterator[list[GraphChange]]:
    """Yield the changes in runs of at most so many quads (a single larger change is a run of its own)."""
    some: list[GraphChange] = []
    size = 0
    for change in changes:
        if some and size + change.size > _UPDATE_QUADS:
            yield some
            some, size = [], 0
        some.append(change)
        size += change.size
    if some:
        yield some
