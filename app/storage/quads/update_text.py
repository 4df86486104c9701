"""Changes of graphs as SPARQL 1.1 Update (sections 3.1.1, 3.1.2 and 3.2.2): only what changes, in one request."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from app.storage.quads.graph_change import GraphChange


def update_of(changes: Iterable[GraphChange]) -> Iterator[str]:
    """Yield the operations of these changes; joined by `;` they are one request.

    Within a graph what goes is removed before what comes is added: two spellings of one value are then one triple.
    """
    for change in changes:
        if change.removed and not change.ends:
            yield f"DELETE DATA {{ GRAPH {change.graph} {{\n{_lines(change.removed)}\n}} }}"
        if change.ends:
            yield f"DROP SILENT GRAPH {change.graph}"
        if change.added:
            yield f"INSERT DATA {{ GRAPH {change.graph} {{\n{_lines(change.added)}\n}} }}"


def _lines(triples: tuple[str, ...]) -> str:
    return "\n".join(triples)
