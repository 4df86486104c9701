"""A remote SPARQL 1.1 store: written to by SPARQL Update, or by the Graph Store Protocol where it has no update.

Its checkpoint is a triple in a control graph of its own. A batch first says there where it ends: until its checkpoint
replaces that mark the same batch is sent again, which is harmless because quads are a set. So the store may keep each
request whole or not: nothing relies on it.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import msgspec
import structlog
import zstandard
from msgspec import Struct
from pyoxigraph import Literal

from app.core.iri import Namespace
from app.core.text import Text
from app.storage.log_batches import BEGINNING, Batch, ChangedRecord, Checkpoint
from app.storage.quads.graph_change import GraphChange, graph_changes, portions
from app.storage.quads.remote_client import RemoteRefusal, client_for, send
from app.storage.quads.update_text import update_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    import httpx

    from app.core.config import Settings

CONTROL = "<urn:concordance:control>"
_MARKS = ("checkpoint", "unfinished", "goal", "rebuilt", "rebuilding")
_LEFT_OUT = "left-out"
_REQUEST_QUADS = 800  # Virtuoso compiles an update into SQL and stops at 10,000 lines of it: some 3,000 quads
_ALWAYS_REFUSED = frozenset({401, 403, 405})  # of the credentials or the address, never of one graph
_log = structlog.get_logger("app.storage.quads")


class Marks(Struct, frozen=True):
    """What the control graph says: how far the store shows the log, what was begun, and how far a rebuild came.

    `left_out` are the records whose graph the store refused, by their key: `institution/local_id`.
    """

    checkpoint: Checkpoint = BEGINNING
    unfinished: Checkpoint | None = None
    goal: Checkpoint | None = None
    rebuilt: Checkpoint = BEGINNING
    rebuilding: Checkpoint | None = None
    left_out: dict[int, str] = {}

    def triples(self) -> tuple[str, ...]:
        """Return these marks as triples of the control graph."""
        held = ((name, getattr(self, name)) for name in _MARKS)
        told = (
            f'{CONTROL} <urn:concordance:{name}> "{mark.sequence}:{mark.at}" .'
            for name, mark in held
            if mark is not None and mark != BEGINNING
        )
        refused = (
            f"{CONTROL} <urn:concordance:{_LEFT_OUT}> {Literal(f'{key} {name}')} ."
            for key, name in sorted(self.left_out.items())
        )
        return (*told, *refused)


class _Term(Struct):
    value: str


class _Row(Struct):
    p: _Term
    o: _Term


class _Bindings(Struct):
    bindings: list[_Row]


class _Answer(Struct):
    results: _Bindings


class RemoteStore:
    """The addresses of a remote store, and the requests that the service makes of it."""

    def __init__(
        self, connect: Callable[[], httpx.Client], query_url: str, update_url: str, graph_store_url: str, base: str
    ) -> None:
        """Keep the addresses; `update_url` is preferred where both ways of writing are given."""
        self._connect = connect
        self._connected: httpx.Client | None = None
        self._query_url = query_url
        self._update_url = update_url
        self._graph_store_url = graph_store_url
        self._base = base
        self.seen = Marks()

    @classmethod
    def of(cls, settings: Settings) -> RemoteStore | None:
        """Return the remote store of these settings, or None where none is set."""
        if not settings.sparql_query_url or not (settings.sparql_update_url or settings.sparql_graph_store_url):
            return None
        return cls(
            partial(client_for, settings.sparql_user, settings.sparql_password),
            settings.sparql_query_url,
            settings.sparql_update_url,
            settings.sparql_graph_store_url,
            settings.base_url,
        )

    @property
    def _client(self) -> httpx.Client:
        if self._connected is None:
            self._connected = self._connect()
        return self._connected

    def disconnect(self) -> None:
        """Close the connections; the next request opens one again."""
        if self._connected is not None:
            self._connected.close()
            self._connected = None

    def marks(self) -> Marks:
        """Return what the control graph says; of two checkpoints, which a killed request may leave, the later one."""
        answer = send(
            self._client,
            "POST",
            self._query_url,
            data={"query": f"SELECT ?p ?o WHERE {{ GRAPH {CONTROL} {{ {CONTROL} ?p ?o }} }}"},
            headers={"Accept": "application/sparql-results+json"},
        )
        found: dict[str, Checkpoint] = {}
        left_out: dict[int, str] = {}
        for row in msgspec.json.decode(answer.content, type=_Answer).results.bindings:
            name = row.p.value.rpartition(":")[2]
            if name == _LEFT_OUT:
                key, _, record = row.o.value.partition(" ")
                left_out[int(key)] = record
                continue
            sequence, _, at = row.o.value.partition(":")
            found[name] = max(found.get(name, BEGINNING), Checkpoint(int(sequence), int(at)))
        self.seen = Marks(**{name: mark for name, mark in found.items() if name in _MARKS}, left_out=left_out)
        return self.seen

    def graph_of(self, record: ChangedRecord) -> str:
        """Return the name of a record's graph, in angle brackets."""
        return f"<{Namespace(self._base, record.institution).record(record.local_id)}>"

    def write(self, changes: Sequence[GraphChange], wholes: dict[str, str]) -> None:
        """Make these changes, in their order, in one request where the store has SPARQL Update.

        `wholes` has the whole of each changed graph as N-Triples: what a store without update is given.
        """
        if self._update_url:
            text = ";\n".join(update_of(changes))
            send(
                self._client,
                "POST",
                self._update_url,
                content=text.encode(),
                headers={"Content-Type": "application/sparql-update", "Accept": "*/*"},
            )
            return
        for change in {change.graph: change for change in changes}.values():
            whole = wholes.get(change.graph)
            if whole is None:
                self._graph("DELETE", change.graph, None)
            else:
                self._graph("PUT", change.graph, whole)

    def move(self, before: Marks, after: Marks) -> None:
        """Replace the marks; new ones are there before old ones go."""
        old, new = before.triples(), after.triples()
        added = GraphChange(CONTROL, (), tuple(one for one in new if one not in old))
        removed = GraphChange(CONTROL, tuple(one for one in old if one not in new), ())
        if added.size or removed.size:
            self.write([change for change in (added, removed) if change.size], {CONTROL: "\n".join(new)})
        self.seen = after

    def finish_rebuild(self) -> None:
        """Let the checkpoint be the goal of the rebuild that went over all graphs."""
        marks = self.marks()
        self.move(marks, Marks(checkpoint=marks.goal or marks.checkpoint, left_out=marks.left_out))

    def forget_rebuild(self) -> None:
        """Forget how far a rebuild came."""
        marks = self.marks()
        self.move(marks, Marks(marks.checkpoint, marks.unfinished, left_out=marks.left_out))

    def _graph(self, method: str, graph: str, body: str | None) -> None:
        send(
            self._client,
            method,
            self._graph_store_url,
            params={"graph": graph[1:-1]},
            content=None if body is None else body.encode(),
            headers={"Content-Type": "application/n-triples"} if body is not None else {},
        )


class RemoteWriter:
    """The one writer of a remote store: implements the projections' Writer.

    With `rebuilding` it goes over the graphs of all records and replaces each, up to that goal; readers see the old
    graph of a record or the new one.
    """

    def __init__(
        self, store: RemoteStore, closed: Callable[[], None], check: Callable[[], None], rebuilding: Checkpoint | None
    ) -> None:
        """Read the marks; `closed` is called at the end, `check` before each batch, to raise if the turn was lost."""
        self._store = store
        self._closed = closed
        self._check = check
        self._marks = store.marks()
        self._rebuilding = rebuilding is not None
        self._decompress = zstandard.ZstdDecompressor().decompress
        self._left_out = dict(self._marks.left_out)
        if rebuilding is not None and self._marks.goal is None:
            self._move(msgspec.structs.replace(self._marks, goal=rebuilding, rebuilt=BEGINNING, rebuilding=None))

    @property
    def goal(self) -> Checkpoint:
        """The goal of the rebuild under way."""
        return self._marks.goal or BEGINNING

    def checkpoint(self) -> Checkpoint:
        """Return how far the store shows the log; while rebuilding, how far the rebuild came."""
        return self._marks.rebuilt if self._rebuilding else self._marks.checkpoint

    def unfinished(self) -> Checkpoint | None:
        """Return where a batch ended that was begun and whose checkpoint never came."""
        mark = self._marks.rebuilding if self._rebuilding else self._marks.unfinished
        return mark if mark is not None and mark > self.checkpoint() else None

    def apply(self, batch: Batch) -> None:
        """Send a batch in requests of bounded size: first the mark of its end, last its checkpoint."""
        self._check()
        self._move(self._begun(batch.end))
        # The store has nothing of what it refused before: the whole graph is sent, not what changes of it.
        wanting = {record.record for record in batch.records if self._left_out.pop(record.record, None) is not None}
        pending: list[tuple[ChangedRecord, GraphChange]] = []
        size = 0
        for record, change in self._changes(batch, wanting):
            if pending and size + change.size > _REQUEST_QUADS:
                self._send(pending)
                pending, size = [], 0
            pending.append((record, change))
            size += change.size
        if pending:
            self._send(pending)
        self._move(self._ended(batch.end))

    def commit(self) -> None:
        """Do nothing: what was sent is visible already."""

    def trouble(self) -> Text | None:
        """Return which records the store refused, or None."""
        if not self._left_out:
            return None
        number, names = len(self._left_out), ", ".join(list(self._left_out.values())[:5])
        return Text(
            fr=(
                f"Le triplestore distant refuse le graphe de {number} notices: {names}. "
                "Il est renvoyé à leur prochain changement, ou par `concordance rebuild quads`."
            ),
            en=(
                f"The remote store refuses the graph of {number} records: {names}. "
                "It is sent again at their next change, or by `concordance rebuild quads`."
            ),
        )

    def close(self) -> None:
        """Give the turn to write back."""
        self._store.disconnect()
        self._closed()

    def _begun(self, end: Checkpoint) -> Marks:
        return msgspec.structs.replace(self._marks, **{"rebuilding" if self._rebuilding else "unfinished": end})

    def _ended(self, end: Checkpoint) -> Marks:
        if self._rebuilding:
            return msgspec.structs.replace(self._marks, rebuilt=end, rebuilding=None, left_out=dict(self._left_out))
        return msgspec.structs.replace(self._marks, checkpoint=end, unfinished=None, left_out=dict(self._left_out))

    def _move(self, marks: Marks) -> None:
        self._store.move(self._marks, marks)
        self._marks = marks

    def _changes(self, batch: Batch, wanting: set[int]) -> Iterator[tuple[ChangedRecord, GraphChange]]:
        for record in batch.records:
            before, after = self._text(record.before), self._text(record.after)
            if self._rebuilding or record.record in wanting:
                yield record, GraphChange(self._store.graph_of(record), (), (), ends=True)
                before = None
            for change in graph_changes(before, after):
                for portion in portions(change, _REQUEST_QUADS):
                    yield record, portion

    def _send(self, pending: Sequence[tuple[ChangedRecord, GraphChange]]) -> None:
        """Send these changes; if the store refuses, each record's alone, and leave out those that it refuses."""
        try:
            self._write(pending)
        except RemoteRefusal as refusal:
            if refusal.status in _ALWAYS_REFUSED:
                raise
            self._send_apart(pending)

    def _send_apart(self, pending: Sequence[tuple[ChangedRecord, GraphChange]]) -> None:
        for record, change in pending:
            if record.record in self._left_out:
                continue
            try:
                self._write([(record, change)])
            except RemoteRefusal as refusal:
                if refusal.status in _ALWAYS_REFUSED:
                    raise
                self._left_out[record.record] = f"{record.institution}/{record.local_id}"
                # Neither half of a graph is shown, nor what the museum has changed since.
                self._store.write([GraphChange(self._store.graph_of(record), (), (), ends=True)], {})
                _log.error(
                    "graph refused",
                    institution=record.institution,
                    record=record.local_id,
                    version=record.version,
                    status=refusal.status,
                )

    def _write(self, pending: Sequence[tuple[ChangedRecord, GraphChange]]) -> None:
        wholes: dict[str, str] = {}
        for record, _ in pending:
            for whole in graph_changes(None, self._text(record.after)):
                wholes[whole.graph] = "\n".join(whole.added)
        self._store.write([change for _, change in pending], wholes)

    def _text(self, held: bytes | None) -> bytes | None:
        return None if held is None else self._decompress(held)
