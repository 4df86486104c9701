"""An agent, a place, a concept or a set of the graph as schema.org has it: what records say of it together."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final, TypeAlias

from app.core import linked_art as la
from app.core.absolute_iri import absolute_iri
from app.core.record import TimeSpan
from app.publication.graph_text import LABEL, TYPE, Statements, literal
from app.publication.schema_org.nodes import JsonValue, Node, add, iso_date, point, texts, words

Described: TypeAlias = "Mapping[str, Statements]"

_UNKNOWN: Final = "und"  # names in the graph have no language of their own
_POINT = re.compile(r"POINT ?\(([-+0-9.eE]+) ([-+0-9.eE]+)\)")
_CLASSES: tuple[tuple[la.Kind, JsonValue], ...] = (
    (la.GROUP, "Organization"),
    (la.PERSON, "Person"),
    (la.PLACE, "Place"),
    (la.SET, "Collection"),
)


def entity(iri: str, label: str, described: Described) -> Node:
    """Return the entity: a Person, an Organization, a Place, a Collection, or else a DefinedTerm."""
    subject = f"<{iri}>"
    types = {value for predicate, value in described.get(subject, ()) if predicate == TYPE}
    kind = next((name for one, name in _CLASSES if f"<{one.iri}>" in types), "DefinedTerm")
    node: Node = {"@id": iri, "@type": kind, "name": words(label, _UNKNOWN), "url": iri}
    others = (name for name in _contents(described, subject, la.IDENTIFIED_BY) if name != label)
    add(node, "alternateName", [words(name, _UNKNOWN) for name in dict.fromkeys(others)])
    add(node, "description", texts((text, _UNKNOWN) for text in _contents(described, subject, la.REFERRED_TO_BY)))
    same = (absolute_iri(value[1:-1]) for value in _values(described, subject, la.EQUIVALENT))
    add(node, "sameAs", [one for one in same if one is not None])
    if kind == "Person":
        _add_event(node, described, la.BORN, "birthDate", "birthPlace")
        _add_event(node, described, la.DIED, "deathDate", "deathPlace")
    elif kind == "Organization":
        _add_event(node, described, la.FORMED_BY, "foundingDate", "foundingLocation")
        _add_event(node, described, la.DISSOLVED_BY, "dissolutionDate", None)
    elif kind == "Place":
        _add_surroundings(node, described, subject)
    return node


def _add_event(node: Node, described: Described, link: la.Property, date: str, place: str | None) -> None:
    """Add when an agent began or ended, where its days are known, and where."""
    for event in _values(described, f"<{node['@id']}>", link):
        for span in _values(described, event, la.TIMESPAN):
            begin, end = (_day(described, span, one) for one in (la.BEGIN, la.END))
            said = iso_date(TimeSpan(text="", earliest=begin, latest=end))
            if said is not None:
                node[date] = said
        for where in _values(described, event, la.TOOK_PLACE_AT) if place is not None else ():
            name = _label(described, where)
            if name is not None and place is not None:
                node[place] = {"@id": where[1:-1], "@type": "Place", "name": words(name, _UNKNOWN)}


def _add_surroundings(node: Node, described: Described, subject: str) -> None:
    """Add the point of a place and the places around it; a place around itself ends the chain."""
    for written in _values(described, subject, la.DEFINED_BY):
        found = _POINT.fullmatch(literal(written)[0])
        if found is not None:
            node["geo"] = point(float(found[2]), float(found[1]))
    inner, met = node, {subject}
    around = next(_values(described, subject, la.WITHIN), None)
    while around is not None and around not in met:
        met.add(around)
        name = _label(described, around)
        if name is None:
            return
        wider: Node = {"@id": around[1:-1], "@type": "Place", "name": words(name, _UNKNOWN)}
        inner["containedInPlace"] = wider
        inner, around = wider, next(_values(described, around, la.WITHIN), None)


def _values(described: Described, subject: str, link: la.Property) -> Iterator[str]:
    named = f"<{link.iri}>"
    return (value for predicate, value in described.get(subject, ()) if predicate == named)


def _contents(described: Described, subject: str, link: la.Property) -> Iterator[str]:
    for node in _values(described, subject, link):
        for value in _values(described, node, la.CONTENT):
            yield literal(value)[0]


def _label(described: Described, subject: str) -> str | None:
    return next((literal(value)[0] for predicate, value in described.get(subject, ()) if predicate == LABEL), None)


def _day(described: Described, span: str, link: la.Property) -> str | None:
    written = next(_values(described, span, link), None)
    return None if written is None else literal(written)[0].partition("T")[0]
