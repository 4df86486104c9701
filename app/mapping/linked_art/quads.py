"""A record's graph as N-Quads text, on the hot path: strings put together, no library in between."""

from __future__ import annotations

from app.core.iri import Namespace
from app.core.linked_art import Property
from app.core.record import CatalogueRecord
from app.mapping.linked_art.graph import LABEL, Concept, Mention, Node
from app.mapping.linked_art.human_made_object import describe
from app.mapping.linked_art.ntriples import double, quote, without_lone_surrogates

_INTEGER = "^^<http://www.w3.org/2001/XMLSchema#integer>"
_DOUBLE = "^^<http://www.w3.org/2001/XMLSchema#double>"


def n_quads(record: CatalogueRecord, namespace: Namespace) -> str:
    """Return the record's named graph, whose name is the record's IRI: one quad a line, always in the same order.

    No node is blank and no line occurs twice. Each line ends in ` <graph> .` and a newline (N-Quads, section 2.1).
    """
    return quads_of(describe(record, namespace))


def quads_of(root: Node) -> str:
    """Return the named graph of a described record (`human_made_object.describe`), as `n_quads` does."""
    lines: list[str] = []
    concepts: dict[str, Concept] = {}
    shared: list[str] = []
    _write(root, lines, concepts, shared)
    lines += [line for concept in concepts.values() for line in concept.quads]
    if shared and _may_repeat(root.iri, shared, concepts):
        lines = list(dict.fromkeys(lines))
    lines.append("")  # so that the last line is closed like the others
    return without_lone_surrogates(f" <{root.iri}> .\n".join(lines))


def _write(node: Node, lines: list[str], concepts: dict[str, Concept], shared: list[str]) -> None:
    """Add the node's lines, each without its end: the graph's name is put between them when they are joined."""
    subject = f"<{node.iri}>"
    lines.append(f"{subject}{node.kind.quad}")
    if node.label is not None:
        lines.append(f"{subject}{LABEL}{quote(node.label)}")
    if node.shared:
        shared.append(node.iri)
    for prop, value in node.statements:
        if isinstance(value, str):
            lines.append(f"{subject}{prop.quad}{quote(value)}{prop.datatype}")
        elif isinstance(value, Node):
            lines.append(f"{subject}{prop.quad}<{value.iri}>")
            _write(value, lines, concepts, shared)
        elif isinstance(value, Concept):
            lines.append(f"{subject}{prop.quad}{value.reference}")
            if value.iri not in concepts:
                _add_concept(value, concepts)
        else:
            lines.append(f"{subject}{prop.quad}{_term(value)}")


def _add_concept(concept: Concept | None, concepts: dict[str, Concept]) -> None:
    while concept is not None and concept.iri not in concepts:
        concepts[concept.iri] = concept
        concept = concept.metatype


def _term(value: Mention | Property | float) -> str:
    if isinstance(value, Mention):
        return f"<{value.node.iri}>"
    if isinstance(value, Property):
        return f"<{value.iri}>"
    return f'"{value}"{_INTEGER}' if isinstance(value, int) else f'"{double(value)}"{_DOUBLE}'


def _may_repeat(root: str, shared: list[str], concepts: dict[str, Concept]) -> bool:
    """Say whether an IRI that did not come from a position in the record may have been described twice."""
    given = set(shared)
    return len(given) < len(shared) or not given.isdisjoint(concepts) or any(iri.startswith(root) for iri in given)
