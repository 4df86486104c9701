"""What the records of an institution say together of an agent, a place, a concept or a set; read from their graphs.

Nothing of an entity is stored by itself: it is what the published graphs say of it, so that it can never say more than
they do.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from app.publication.graph_text import LABEL, TYPE, Statements, literal, subjects

_ONCE = frozenset({TYPE, LABEL})  # of an entity that two records name differently, one name is its label


class RecordGraph(NamedTuple):
    """A record that mentions an entity: its IRI, and its graph as N-Quads text."""

    iri: str
    n_quads: str


class Mentioned(NamedTuple):
    """How one record mentions an entity: the object's label, and the properties that lead from it to the entity.

    `lines` are the triples on the way, each without its end.
    """

    iri: str
    label: str
    relations: tuple[str, ...]
    lines: tuple[str, ...]

    @property
    def n_quads(self) -> str:
        """The triples on the way, as a graph of the record."""
        return "".join(f"{line} <{self.iri}> .\n" for line in self.lines)


class EntityGraph(NamedTuple):
    """An entity: the statements about it and its parts, the mentions on this page, and both as N-Quads."""

    iri: str
    described: dict[str, Statements]
    mentions: tuple[Mentioned, ...]
    n_quads: str

    @property
    def label(self) -> str | None:
        """What the entity is called."""
        said = self.described[f"<{self.iri}>"]
        return next((literal(value)[0] for predicate, value in said if predicate == LABEL), None)


def entity_graph(iri: str, describing: Iterable[RecordGraph], mentioning: Iterable[RecordGraph]) -> EntityGraph | None:
    """Return what `describing` say of the entity, and how `mentioning` mention it; None where nobody does.

    Of a part that two records describe (its name, its birth), the first record's words are kept whole: halves of two
    descriptions would say what neither does. The entity's own statements are those of all. The order of the records
    decides, so it must not depend on chance.
    """
    entity = f"<{iri}>"
    described: dict[str, Statements] = {}
    for record in describing:
        _add_description(described, entity, f"<{record.iri}>", subjects(record.n_quads))
    if entity not in described:
        return None
    lines = [f"{subject} {predicate} {value}" for subject, said in described.items() for predicate, value in said]
    mentions = tuple(_mention(entity, record) for record in mentioning)
    lines += [line for one in mentions for line in one.lines]
    end = f" {entity} .\n"
    return EntityGraph(iri, described, mentions, "".join(f"{line}{end}" for line in dict.fromkeys(lines)))


def _add_description(described: dict[str, Statements], entity: str, record: str, graph: dict[str, Statements]) -> None:
    waiting, met = [entity], {entity}
    while waiting:
        subject = waiting.pop(0)
        statements = graph.get(subject, [])
        known = described.get(subject)
        if known is None:
            if statements:
                described[subject] = list(statements)
        elif subject == entity:
            known += [one for one in statements if one not in known and one[0] not in _ONCE]
        for _, value in statements:
            # The record itself, its parts, and other entities have addresses of their own.
            if value.startswith("<") and value not in met and value != record and value in graph:
                met.add(value)
                waiting.append(value)


def _mention(entity: str, record: RecordGraph) -> Mentioned:
    graph, root = subjects(record.n_quads), f"<{record.iri}>"
    above = _above(entity, graph)
    path = tuple(
        f"{subject} {predicate} {value}"
        for subject in graph
        if subject in above
        for predicate, value in graph[subject]
        if predicate == TYPE or value == entity or value in above or (subject == root and predicate == LABEL)
    )
    statements = graph.get(root, [])
    label = next((literal(value)[0] for predicate, value in statements if predicate == LABEL), record.iri)
    relations = dict.fromkeys(
        predicate for predicate, value in statements if value == entity or (value in above and value != root)
    )
    return Mentioned(record.iri, label, tuple(one[1:-1] for one in relations), path)


def _above(entity: str, graph: dict[str, Statements]) -> set[str]:
    """Return every node from which statements lead to the entity, without those that are parts of it."""
    parents: dict[str, list[str]] = {}
    for subject, statements in graph.items():
        if not subject.startswith(f"{entity[:-1]}#"):
            for _, value in statements:
                if value.startswith("<"):
                    parents.setdefault(value, []).append(subject)
    found: set[str] = set()
    waiting = [entity]
    while waiting:
        for parent in parents.get(waiting.pop(), ()):
            if parent not in found and parent != entity:
                found.add(parent)
                waiting.append(parent)
    return found
