"""The default graph of the embedded store: the merge of all named graphs, each triple once (SPARQL 1.1 Query, 13.1).

The engine's own union of graphs meets a triple once for each graph that has it: a count is then wrong, and a join
through what many records say alike (the label of a unit) is multiplied by their number. So the merge is kept, at the
price of room on disk.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyoxigraph import DefaultGraph, NamedNode, RdfFormat, parse

from app.storage.quads.graph_change import graph_of
from app.storage.quads.update_text import update_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pyoxigraph import Quad, Store

    from app.storage.quads.graph_change import GraphChange


def with_merge(nquads: bytes) -> bytes:
    """Return one record's N-Quads (UTF-8, as they are stored) and the same triples without their graph.

    Loading both adds the record to its graph and to the merge; triples that are there already stay as they are.
    """
    if not nquads:
        return b""
    if not nquads.endswith(b"\n"):
        nquads += b"\n"
    graph = graph_of(nquads).encode()
    triples = nquads.replace(b" " + graph + b" .\n", b" .\n")
    if len(nquads) - len(triples) != nquads.count(b"\n") * (len(graph) + 1):
        # Written otherwise than we write it (a blank more): by lines, five times as slow.
        lines = [line[: line.rindex(b" <")] for line in nquads.split(b"\n") if line]
        return nquads + b"".join(line + b" .\n" for line in lines)
    return nquads + triples


def merging_update_of(store: Store, changes: Sequence[GraphChange]) -> Iterator[str]:
    """Yield the operations of these changes, and those that keep the default graph the merge of the others.

    `store` is as it is before them. What goes comes first, because two spellings of one value are one triple to it.
    Raises SyntaxError for a line that is no triple.
    """
    gone = _gone(store, changes)
    if gone:
        yield "DELETE DATA {\n" + "\n".join(gone) + "\n}"
    yield from update_of(changes)
    added = dict.fromkeys(line for change in changes for line in change.added)
    if added:
        yield "INSERT DATA {\n" + "\n".join(added) + "\n}"


def _gone(store: Store, changes: Sequence[GraphChange]) -> list[str]:
    """Return the triples that are in no graph any more once these changes are made."""
    losing: dict[str, tuple[Quad, set[str]]] = {}
    for change in changes:
        for line, quad in _lost(store, change):
            losing.setdefault(line, (quad, set()))[1].add(change.graph)
    gained = {line for change in changes for line in change.added}
    return [
        line
        for line, (quad, losers) in losing.items()
        if line not in gained and not _held_elsewhere(store, quad, losers)
    ]


def _lost(store: Store, change: GraphChange) -> list[tuple[str, Quad]]:
    if change.ends:
        graph = NamedNode(change.graph[1:-1])
        held = store.quads_for_pattern(None, None, None, graph)
        return [(f"{quad.subject} {quad.predicate} {quad.object} .", quad) for quad in held]
    if not change.removed:
        return []
    return list(zip(change.removed, parse("\n".join(change.removed), RdfFormat.N_TRIPLES), strict=True))


def _held_elsewhere(store: Store, quad: Quad, losers: set[str]) -> bool:
    return any(
        one.graph_name != DefaultGraph() and str(one.graph_name) not in losers
        for one in store.quads_for_pattern(quad.subject, quad.predicate, quad.object, None)
    )
