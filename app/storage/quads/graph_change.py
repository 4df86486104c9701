"""What changes in the store when a record does: the quads of its earlier N-Quads that are gone, and the new ones."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

_TYPED = "^^<"


class GraphChange(NamedTuple):
    """The triples, as N-Triples lines without their line ends, to remove from and to add to one named graph.

    `graph` is its IRI in angle brackets. `ends` says that nothing is left of the graph, so that its name goes as well.
    """

    graph: str
    removed: tuple[str, ...]
    added: tuple[str, ...]
    ends: bool = False

    @property
    def size(self) -> int:
        """How many quads change."""
        return len(self.removed) + len(self.added)


def graph_changes(before: bytes | None, after: bytes | None) -> tuple[GraphChange, ...]:
    """Return what changes from one record's N-Quads (UTF-8) to the other's; None is nothing.

    All quads of a text are in one graph. One change, or two when the record's graph has another name since.
    """
    old_graph, old = _triples(before)
    graph, new = _triples(after)
    if old_graph and old_graph != graph:
        ended = GraphChange(old_graph, tuple(old), (), ends=True)
        return (ended, GraphChange(graph, (), tuple(new))) if graph else (ended,)
    if not graph:
        return ()
    removed = tuple(line for line in old if line not in new)
    added = tuple(line for line in new if line not in old)
    return (GraphChange(graph, removed, (*added, *_again(removed, new, old))),)


def graph_of(nquads: bytes) -> str:
    """Return the IRI, in angle brackets, of the graph that these N-Quads are in."""
    end = nquads.index(b"\n") if b"\n" in nquads else len(nquads)
    line = nquads[:end].rstrip()
    return line[line.rindex(b" <") + 1 : -1].rstrip().decode()


def portions(change: GraphChange, quads: int) -> Iterator[GraphChange]:
    """Yield the change in parts of at most so many quads, what is removed before what is added."""
    if change.size <= quads or (change.ends and not change.added):
        yield change
        return
    for start in range(0, len(change.removed), quads):
        yield GraphChange(change.graph, change.removed[start : start + quads], ())
    for start in range(0, len(change.added), quads):
        yield GraphChange(change.graph, (), change.added[start : start + quads])


def _triples(nquads: bytes | None) -> tuple[str, dict[str, None]]:
    """Return the graph's IRI and the triples, in order and each once."""
    if not nquads:
        return "", {}
    graph = graph_of(nquads)
    cut = -len(f" {graph} .")
    # Only "\n" ends a line of N-Quads: a literal may hold what other readers take for a line's end.
    return graph, {f"{line[:cut]} .": None for line in nquads.decode().split("\n") if line}


def _again(removed: tuple[str, ...], new: dict[str, None], old: dict[str, None]) -> tuple[str, ...]:
    """Return the triples to add again: a store takes "1.0" and "1.00" for one value, and removes both with either."""
    at_risk = {line.split(" ", 2)[0] + " " + line.split(" ", 2)[1] for line in removed if _TYPED in line}
    if not at_risk:
        return ()
    return tuple(line for line in new if line in old and _TYPED in line and " ".join(line.split(" ", 2)[:2]) in at_risk)
