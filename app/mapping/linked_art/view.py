"""A described record as validation looks at it: the second writer of the hot path, beside N-Quads."""

from __future__ import annotations

from app.core.finding import Cell
from app.core.graph_view import KEY, OBJECTS, TYPE, GraphView, Sights, copy_stem
from app.core.linked_art import Property
from app.core.short_names import shortened
from app.mapping.linked_art.cells import cell_at
from app.mapping.linked_art.graph import Concept, Mention, Node
from app.mapping.linked_art.ntriples import double, quote, without_lone_surrogates

_INTEGER = "^^<http://www.w3.org/2001/XMLSchema#integer>"
_DOUBLE = "^^<http://www.w3.org/2001/XMLSchema#double>"
_LABELLED = "http://www.w3.org/2000/01/rdf-schema#label"
_LABEL = f" <{shortened(_LABELLED)}> "
_RECORD = f"<{OBJECTS}{KEY}"


class ViewedRecord:
    """A record's view, and the way back from each of its nodes to the cell of the museum's own file."""

    __slots__ = ("_above", "_nodes", "view")

    def __init__(self, root: Node, key: int, sights: Sights) -> None:
        """View the record under this key, as far as shapes see it."""
        writing = _Writing(root, sights)
        self._nodes, self._above = writing.nodes, writing.above
        names = [node.iri for node in writing.nodes]
        text = _closed(writing.lines).replace(KEY, str(key))
        self.view = GraphView(key, text, _closed(writing.form), names, writing.copies)

    def cell(self, number: int, property_iri: str | None) -> Cell | None:
        """Return the cell of the value of a property of the node of this number; see `cells.cell_at`."""
        return cell_at(self._nodes, self._above, number, property_iri)


def _closed(lines: list[str]) -> str:
    lines.append("")  # so that the last line is closed like the others
    return without_lone_surrogates(" .\n".join(lines))


class _Writing:
    """The lines of one view, and its nodes in the order in which they are met, each with the one that it is part of."""

    __slots__ = ("above", "copies", "form", "lines", "nodes", "root", "sights")

    def __init__(self, root: Node, sights: Sights) -> None:
        self.sights = sights
        self.root = root
        self.lines: list[str] = []
        self.form: list[str] = []
        self.nodes: list[Node] = []
        self.above: list[int] = []
        self.copies: dict[str, int] = {}
        self.node(root, "", -1)

    def node(self, node: Node, link: str, above: int) -> str:
        """Write what shapes see of a node that a property leads to, and of all below it; return its name."""
        number = len(self.nodes)
        self.nodes.append(node)
        self.above.append(above)
        subject = self.name(node, number) if node.shared or not number else f"{_RECORD}#{number}>"
        lines, form = self.lines, self.form
        values_seen, form_seen = self.sights.of(node.kind.iri, link)
        for seen, text in ((values_seen, lines), (form_seen, form)):
            if TYPE in seen:
                text.append(subject + node.kind.short)
            if _LABELLED in seen and node.label is not None:
                text.append(f"{subject}{_LABEL}{quote(node.label)}")
        for prop, value in node.statements:
            iri = prop.iri
            if isinstance(value, Node):
                written = self.node(value, iri, number)
            elif iri in values_seen or iri in form_seen:
                written = self.written(prop, value)
            else:
                continue
            if iri in values_seen:
                lines.append(f"{subject}{prop.short}{written}")
            if iri in form_seen:
                form.append(f"{subject}{prop.short}{written}")
        return subject

    def name(self, node: Node, number: int) -> str:
        """Return how the text refers to the node of this number."""
        if number == 0 or (node.shared and node.iri == self.root.iri):
            return f"{_RECORD}>"
        if not node.shared:
            return f"{_RECORD}#{number}>"
        stem = copy_stem(node.iri)
        self.copies.setdefault(stem, number)
        return f"<{stem}~{KEY}>"

    def written(self, prop: Property, value: Concept | Mention | Property | str | float) -> str:
        """Return a value as the text has it."""
        if isinstance(value, str):
            return f"{quote(value)}{prop.datatype}"
        if isinstance(value, Concept):
            return value.short
        if isinstance(value, Mention):
            number = next(number for number, node in enumerate(self.nodes) if node is value.node)
            return self.name(value.node, number)
        if isinstance(value, Property):
            return f"<{value.iri}>"
        return f'"{value}"{_INTEGER}' if isinstance(value, int) else f'"{double(value)}"{_DOUBLE}'
