"""From a node of the graph back to the cell of the museum's own file: what makes a finding a sentence about a cell."""

from __future__ import annotations

from collections.abc import Iterator

from app.core.finding import Cell
from app.core.iri import Namespace
from app.core.record import CatalogueRecord
from app.mapping.linked_art.graph import Node
from app.mapping.linked_art.human_made_object import describe


def cell_of(record: CatalogueRecord, namespace: Namespace, focus: str, property: str | None) -> Cell | None:  # noqa: A002 - SHACL's own word, in the contract of this function
    """Return the cell that the value of `property` of the node `focus` was read from, or None where there is none.

    `property` is the IRI of a property. Without one, or where the node has no value for it (which may be what is
    wrong), it is the cell of the node itself, else of what the node is a part of, else of its first part. Of the object
    as a whole there is no cell: what is missing from it stands nowhere in the file.
    """
    return cell_in(describe(record, namespace), focus, property)


def cell_in(root: Node, focus: str, property_iri: str | None) -> Cell | None:
    """Return the same for a record that is described already: describing it is what takes the time."""
    if focus == root.iri and property_iri is None:
        return None
    for node, above in _walk(root, ()):
        if node.iri == focus:
            found = _cell(node, above, property_iri)
            if found is not None:
                return found
    return None


def _walk(node: Node, above: tuple[Node, ...]) -> Iterator[tuple[Node, tuple[Node, ...]]]:
    yield node, above
    for _, value in node.statements:
        if isinstance(value, Node):
            yield from _walk(value, (*above, node))


def _cell(node: Node, above: tuple[Node, ...], property_iri: str | None) -> Cell | None:
    if property_iri is not None:
        for prop, value in node.statements:
            if prop.iri == property_iri and isinstance(value, Node):
                found = _first(value)
                if found is not None:
                    return found
    if not above:
        return None
    for each in (node, *reversed(above)):
        if each.cell is not None:
            return each.cell
    return _first(node)


def _first(node: Node) -> Cell | None:
    return next((each.cell for each, _ in _walk(node, ()) if each.cell is not None), None)
