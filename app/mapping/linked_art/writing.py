"""A described record written for the hot path, in one walk: its N-Quads, and what validation looks at.

Strings put together, no library in between. Quads are made of octets (`ntriples.octets`), the view of characters.
"""

from __future__ import annotations

from app.core.finding import Cell
from app.core.graph_view import ALONE, FORM, KEY, OBJECTS, TYPE, VALUE, GraphView, Sights, copy_stem
from app.core.linked_art import Property
from app.core.short_names import shortened
from app.mapping.linked_art.cells import cell_at
from app.mapping.linked_art.graph import LABEL, Concept, Mention, Node
from app.mapping.linked_art.ntriples import double, octets, quote, without_lone_surrogates

_INTEGER = "^^<http://www.w3.org/2001/XMLSchema#integer>"
_DOUBLE = "^^<http://www.w3.org/2001/XMLSchema#double>"
_LABELLED = "http://www.w3.org/2000/01/rdf-schema#label"
_SHORT_LABEL = f" <{shortened(_LABELLED)}> "
_RECORD = f"<{OBJECTS}{KEY}"
# The names of a record's nodes. Made once: strings of the program's whole life are hashed and compared for nothing.
_USUAL = tuple(f"{_RECORD}#{number}>" if number else f"{_RECORD}>" for number in range(1000))


class WrittenRecord:
    """A record's quads and view, and the way back from each node of the view to the cell of the museum's own file.

    `quads` are the named graph, whose name is the record's IRI: one quad a line, in UTF-8, always in the same order. No
    node is blank and no line occurs twice. Each line ends in ` <graph> .` and a newline (N-Quads, section 2.1).
    """

    __slots__ = ("_above", "_nodes", "quads", "view")

    def __init__(self, root: Node, key: int, sights: Sights) -> None:
        """Write the record; it is viewed under this key, as far as shapes see it."""
        writing = _Writing(root, sights)
        self._nodes, self._above = writing.nodes, writing.above
        names = [node.iri for node in writing.nodes]
        writing.lines.append("")  # so that the last line is closed like the others
        text = without_lone_surrogates(" .\n".join(writing.lines)).replace(KEY, str(key))
        self.view = GraphView(key, text, tuple(writing.form), writing.alone, names, writing.copies)
        self.quads = writing.graph()

    def cell(self, number: int, property_iri: str | None) -> Cell | None:
        """Return the cell of the value of a property of the node of this number; see `cells.cell_at`."""
        return cell_at(self._nodes, self._above, number, property_iri)


class _Writing:
    """The lines of both texts, and the nodes in the order in which they are met, each with the one it is part of."""

    __slots__ = ("above", "alone", "concepts", "copies", "form", "lines", "nodes", "quads", "root", "shared", "sights")

    def __init__(self, root: Node, sights: Sights) -> None:
        self.sights = sights
        self.root = root
        self.quads: list[str] = []  # each without its end: the graph's name is put between them when they are joined
        self.lines: list[str] = []
        self.form: list[str] = []
        self.alone: list[tuple[int, str]] = []
        self.nodes: list[Node] = []
        self.above: list[int] = []
        self.copies: dict[str, int] = {}
        self.concepts: dict[str, Concept] = {}
        self.shared: list[str] = []
        self.node(root, "", -1)

    def graph(self) -> bytes:
        """Return the quads, with those of the concepts that are named in them."""
        quads = self.quads
        quads += [line for concept in self.concepts.values() for line in concept.quads]
        if self.shared and self.may_repeat():
            quads = list(dict.fromkeys(quads))
        quads.append("")  # so that the last line is closed like the others
        return f" <{octets(self.root.iri)}> .\n".join(quads).encode("latin-1")

    def may_repeat(self) -> bool:
        """Say whether an IRI that did not come from a position in the record may have been described twice."""
        given = set(self.shared)
        root = self.root.iri
        if len(given) < len(self.shared) or not given.isdisjoint(self.concepts):
            return True
        return any(iri.startswith(root) for iri in given)

    def node(self, node: Node, link: str, above: int) -> str:  # noqa: C901  # a call for each kind of value costs 5 %
        """Write a node that a property leads to, and all below it; return its name in the view."""
        number = len(self.nodes)
        self.nodes.append(node)
        self.above.append(above)
        if node.shared:
            self.shared.append(node.iri)
        iri, subject, kind = f"<{octets(node.iri)}>", self.name(node, number), node.kind
        quads, lines = self.quads, self.lines
        seen = self.sights.of(kind.iri, link)
        quads.append(f"{iri}{kind.quad}")
        if TYPE in seen:
            self.see(number, subject, (kind.short, ""), seen[TYPE])
        if node.label is not None:
            self.label(number, (iri, subject), node.label, seen.get(_LABELLED))
        for prop, value in node.statements:
            how = seen.get(prop.iri)
            if type(value) is str:
                written = quote(value)
                quads.append(f"{iri}{prop.quad}{octets(written)}{prop.datatype}")
                if how is None:
                    continue
                written += prop.datatype
            elif type(value) is Node:
                quads.append(f"{iri}{prop.quad}<{octets(value.iri)}>")
                written = self.node(value, prop.iri, number)
            elif type(value) is Concept:
                quads.append(f"{iri}{prop.quad}{value.reference}")
                written = value.short
                if value.iri not in self.concepts:
                    self.concept(value)
            else:
                written = self.other(value, f"{iri}{prop.quad}")
            if how == VALUE:
                lines.append(f"{subject}{prop.short}{written}")
            elif how is not None:
                self.see(number, subject, (prop.short, written), how)
        return subject

    def label(self, number: int, names: tuple[str, str], label: str, how: int | None) -> None:
        """Write the label of a node, whose names in the two texts are these."""
        iri, subject = names
        written = quote(label)
        self.quads.append(f"{iri}{LABEL}{octets(written)}")
        if how is not None:
            self.see(number, subject, (_SHORT_LABEL, written), how)

    def see(self, number: int, subject: str, said: tuple[str, str], how: int) -> None:
        """Add a statement, a property and its value, to what is seen in this way."""
        link, value = said
        if how & VALUE:
            self.lines.append(f"{subject}{link}{value}")
        if how & FORM:
            self.form += (subject, link, without_lone_surrogates(value))
        if how & ALONE:
            self.alone.append((number, f"{link}{without_lone_surrogates(value)}"))

    def concept(self, concept: Concept | None) -> None:
        """Note a concept that the graph names, and those that it names itself."""
        while concept is not None and concept.iri not in self.concepts:
            self.concepts[concept.iri] = concept
            concept = concept.metatype

    def other(self, value: object, stated: str) -> str:
        """Write any other value of a statement, whose quad begins like this; return it as the view has it."""
        if isinstance(value, Mention):
            self.quads.append(f"{stated}<{octets(value.node.iri)}>")
            number = next(number for number, node in enumerate(self.nodes) if node is value.node)
            return self.name(value.node, number)
        if isinstance(value, Property):
            written = f"<{value.iri}>"
        elif isinstance(value, int):
            written = f'"{value}"{_INTEGER}'
        elif isinstance(value, float):
            written = f'"{double(value)}"{_DOUBLE}'
        else:
            message = f"no such value in a graph: {value!r}"
            raise TypeError(message)
        self.quads.append(stated + written)
        return written

    def name(self, node: Node, number: int) -> str:
        """Return how the view refers to the node of this number."""
        if not node.shared or not number:
            return _USUAL[number] if number < len(_USUAL) else f"{_RECORD}#{number}>"
        if node.iri == self.root.iri:
            return _USUAL[0]
        stem = copy_stem(node.iri)
        self.copies.setdefault(stem, number)
        return f"<{stem}~{KEY}>"
