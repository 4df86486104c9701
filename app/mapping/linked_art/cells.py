"""From a node of the graph back to the cell of the museum's own file: what makes a finding a sentence about a cell."""

from __future__ import annotations

from collections.abc import Sequence

from app.core.finding import Cell
from app.core.iri import Namespace
from app.core.record import CatalogueRecord
from app.mapping.linked_art.graph import Node
from app.mapping.linked_art.human_made_object import describe


def cell_of(record: CatalogueRecord, namespace: Namespace, focus: str, property: str | None) -> Cell | None:  # noqa: A002 - SHACL's own word, in the contract of this function
    """Return the cell that the value of `property` of the node `focus` was read from, or None where there is none.

    Both are IRIs; see `cell_at` for what is returned where there is no such value.
    """
    nodes, above = flattened(describe(record, namespace))
    numbers = (number for number, node in enumerate(nodes) if node.iri == focus)
    return next((cell for number in numbers if (cell := cell_at(nodes, above, number, property))), None)


def flattened(root: Node) -> tuple[list[Node], list[int]]:
    """Return every node in the order of description, and beside it the number of the node that it is a part of."""
    nodes, above = [root], [-1]
    _flatten(root, 0, nodes, above)
    return nodes, above


def _flatten(node: Node, number: int, nodes: list[Node], above: list[int]) -> None:
    for _, value in node.statements:
        if isinstance(value, Node):
            nodes.append(value)
            above.append(number)
            _flatten(value, len(nodes) - 1, nodes, above)


def cell_at(nodes: Sequence[Node], above: Sequence[int], number: int, property_iri: str | None) -> Cell | None:
    """Return the cell that the value of a property of the node of this number was read from, or None.

    Without a property, or where the node has no value for it (which may be what is wrong), it is the cell of the node
    itself, else of what the node is a part of, else of its first part. Of the object as a whole there is no cell: what
    is missing from it stands nowhere in the file.
    """
    node = nodes[number]
    if property_iri is not None:
        for prop, value in node.statements:
            if prop.iri == property_iri and isinstance(value, Node):
                found = _first(value)
                if found is not None:
                    return found
    if number == 0:
        return None
    while number >= 0:
        cell = nodes[number].cell
        if cell is not None:
            return cell
        number = above[number]
    return _first(node)


def _first(node: Node) -> Cell | None:
    if node.cell is not None:
        return node.cell
    for _, value in node.statements:
        if isinstance(value, Node):
            found = _first(value)
            if found is not None:
                return found
    return None
