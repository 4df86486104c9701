"""A record's graph as Linked Art JSON-LD, read from the graph as it is stored.

What is published is what the change log knows: these documents are made of the stored N-Quads, not by describing the
record anew, so that a newer description never shows before the log has told of it.
"""

from __future__ import annotations

from typing import TypeAlias

from app.core import linked_art as la
from app.publication.graph_text import DOUBLE, INTEGER, LABEL, TYPE, Statements, graph_name, literal, subjects

JsonValue: TypeAlias = "str | int | float | list[JsonValue] | dict[str, JsonValue]"

CONTEXT = "https://linked.art/ns/v1/linked-art.json"

_PROPERTIES = {f"<{each.iri}>": each for each in vars(la).values() if isinstance(each, la.Property)}
_KINDS = {f"<{each.iri}>": each for each in vars(la).values() if isinstance(each, la.Kind)}
_ENTITIES = frozenset(iri for iri, kind in _KINDS.items() if kind.entity)

# One IRI can be two things in a source (a material that is also a subject): which one a property means. A property that
# is not here means what the node that has it is (`equivalent`), or anything.
_EXPECTED = {
    la.CLASSIFIED_AS: ("Type",),
    la.TECHNIQUE: ("Type",),
    la.MADE_OF: ("Material",),
    la.IN_LANGUAGE: ("Language",),
    la.HAS_UNIT: ("MeasurementUnit",),
    la.TOOK_PLACE_AT: ("Place",),
    la.WITHIN: ("Place",),
    la.RESIDENCE: ("Place",),
    la.CURRENT_LOCATION: ("Place",),
    la.CARRIED_OUT_BY: ("Person", "Group"),
    la.INFLUENCED_BY: ("Person", "Group"),
    la.CURRENT_KEEPER: ("Group",),
    la.MEMBER_OF_GROUP: ("Group",),
    la.POSSESSED_BY: ("Group",),
    la.MEMBER_OF_SET: ("Set",),
    la.OBJECT_PART_OF: ("HumanMadeObject",),
    la.SHOWS: ("VisualItem",),
    la.ACCESS_POINT: ("DigitalObject",),
    la.CONFORMS_TO: ("InformationObject",),
}
_OF_A_CONCEPT = frozenset({la.IDENTIFIED_BY, la.CLASSIFIED_AS})


def whole_graph(n_quads: str) -> dict[str, JsonValue]:
    """Return the graph as one JSON-LD tree: exactly its triples, every node with its IRI, each described once."""
    described = subjects(n_quads)
    return {"@context": CONTEXT, **_Whole(described).node(graph_name(n_quads))}


def object_document(n_quads: str) -> dict[str, JsonValue]:
    """Return the object's document of the Linked Art API 1.0.

    It validates against the API's JSON schema of an object: entities (people, places, the visual content) are referred
    to, and the parts of the document (names, texts, time-spans) have no `id` of their own.
    """
    described = subjects(n_quads)
    root = graph_name(n_quads)
    document: dict[str, JsonValue] = {"@context": CONTEXT, **_reference(root, described)}
    document.setdefault("_label", root[1:-1])  # required of a document, whatever the source says
    _add_parts(document, root, described, frozenset((root,)))
    return document


class _Whole:
    """The tree in the making: a node is described where it is met first, and only pointed at afterwards."""

    def __init__(self, described: dict[str, Statements]) -> None:
        self._described = described
        self._done: set[str] = set()

    def node(self, subject: str) -> dict[str, JsonValue]:
        """Return the node, with all that is said of it when it is met for the first time."""
        if subject in self._done:
            return _reference(subject, self._described)
        self._done.add(subject)
        statements = self._described.get(subject, [])
        json: dict[str, JsonValue] = {"id": subject[1:-1]}
        kinds: list[JsonValue] = [_kind(value) for predicate, value in statements if predicate == TYPE]
        if kinds:
            json["type"] = kinds[0] if len(kinds) == 1 else kinds
        for predicate, value in statements:
            if predicate != TYPE:
                self._state(json, predicate, value, by_name=len(kinds) == 1)
        return json

    def _state(self, json: dict[str, JsonValue], predicate: str, value: str, *, by_name: bool) -> None:
        """Add a statement, under the context's name for its property where the one class of the node makes it sure.

        Linked Art's names depend on the class (`part` of a name and of an activity are two properties); a thing that
        two places of a source describe as two kinds of things has its properties by their IRIs.
        """
        prop = _PROPERTIES.get(predicate)
        if predicate == LABEL:
            _join(json, "_label", literal(value)[0])
        elif prop is None or not by_name:
            _join(json, predicate[1:-1], self._plain(value))
        elif not value.startswith("<"):
            _join(json, prop.term, _literal(value), many=prop.many)
        elif prop.range is la.Range.TERM:
            _join(json, prop.term, _term(value), many=prop.many)
        else:
            _join(json, prop.term, self.node(value), many=prop.many)

    def _plain(self, value: str) -> JsonValue:
        if value.startswith("<"):
            return self.node(value)
        text, datatype = literal(value)
        return {"@value": text, "@type": datatype[1:-1]} if datatype else {"@value": text}


def _add_parts(
    json: dict[str, JsonValue],
    subject: str,
    described: dict[str, Statements],
    above: frozenset[str],
    only: frozenset[la.Property] | None = None,
) -> None:
    holder = str(json.get("type"))
    for predicate, value in described.get(subject, ()):
        prop = _PROPERTIES.get(predicate)
        if predicate in {TYPE, LABEL} or prop is None or (only is not None and prop not in only):
            continue
        if not value.startswith("<"):
            _join(json, prop.term, _literal(value), many=prop.many)
        elif prop.range is la.Range.TERM:
            _join(json, prop.term, _term(value), many=prop.many)
        else:
            _join(json, prop.term, _part(prop, value, described, above, holder), many=prop.many)


def _part(
    prop: la.Property, value: str, described: dict[str, Statements], above: frozenset[str], holder: str
) -> JsonValue:
    part = _reference(value, described, _EXPECTED.get(prop, (holder,)))
    # A source can name a concept that classifies itself; it is then described once.
    if value in above or _refers(prop, value, described):
        return part
    if prop.range is la.Range.CONCEPT:
        _add_parts(part, value, described, above | {value}, only=_OF_A_CONCEPT)
    else:
        del part["id"]
        _add_parts(part, value, described, above | {value})
    return part


def _refers(prop: la.Property, value: str, described: dict[str, Statements]) -> bool:
    """Say whether the API has a document of its own for what stands after this property, and only a reference here."""
    if prop.range is not la.Range.EITHER:
        return prop.range is la.Range.ENTITY
    return any(kind in _ENTITIES for predicate, kind in described.get(value, ()) if predicate == TYPE)


def _reference(subject: str, described: dict[str, Statements], expected: tuple[str, ...] = ()) -> dict[str, JsonValue]:
    """Return a node's IRI, class and label; of several classes, the one that is expected where it is referred to."""
    json: dict[str, JsonValue] = {"id": subject[1:-1]}
    kinds = [_kind(value) for predicate, value in described.get(subject, ()) if predicate == TYPE]
    if kinds:
        json["type"] = next((kind for kind in kinds if kind in expected), kinds[0])
    for predicate, value in described.get(subject, ()):
        if predicate == LABEL:
            json["_label"] = literal(value)[0]
            break
    return json


def _term(value: str) -> str:
    known = _PROPERTIES.get(value)
    return known.term if known is not None else value[1:-1]


def _literal(value: str) -> JsonValue:
    text, datatype = literal(value)
    if datatype == INTEGER:
        return int(text)
    return float(text) if datatype == DOUBLE else text


def _kind(value: str) -> str:
    known = _KINDS.get(value)
    return known.term if known is not None else value[1:-1]


def _join(json: dict[str, JsonValue], name: str, value: JsonValue, *, many: bool = False) -> None:
    """Add a value under a name; a list where the name always has one, or where it has a value already."""
    values = json.get(name)
    if isinstance(values, list):
        values.append(value)
    elif values is not None:
        json[name] = [values, value]
    else:
        json[name] = [value] if many else value
