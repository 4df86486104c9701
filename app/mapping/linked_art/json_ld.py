"""A record's graph as Linked Art JSON-LD: whole, with every node's IRI, or as the documents of the Linked Art API."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeAlias

from app.core.iri import Namespace
from app.core.linked_art import CLASSIFIED_AS, Property, Range
from app.core.record import CatalogueRecord
from app.mapping.linked_art.graph import Concept, Mention, Node, Statement
from app.mapping.linked_art.human_made_object import describe
from app.mapping.linked_art.ntriples import without_lone_surrogates

JsonValue: TypeAlias = "str | int | float | list[JsonValue] | dict[str, JsonValue]"

CONTEXT = "https://linked.art/ns/v1/linked-art.json"


def json_ld(record: CatalogueRecord, namespace: Namespace) -> dict[str, JsonValue]:
    """Return the record's graph as one JSON-LD tree: exactly the triples of its N-Quads, every node with its IRI.

    Every part stands where it belongs, agents and places with all that the record says of them. The JSON schemas of the
    Linked Art API cut the same graph into documents: see `api_documents`.
    """
    return {"@context": CONTEXT, **_whole(describe(record, namespace))}


def api_documents(record: CatalogueRecord, namespace: Namespace) -> tuple[dict[str, JsonValue], ...]:
    """Return the same graph as documents of the Linked Art API 1.0: the object first, then each entity it refers to.

    Each validates against the API's JSON schema of its type (linked.art/api/1.0/schema). Those schemas want an entity's
    own description in its own document, and no `id` on the parts of a document (names, texts, time-spans, dimensions),
    so the only thing these documents do not say is what the parts' IRIs are.
    """
    root = describe(record, namespace)
    documents: list[dict[str, JsonValue]] = []
    for node in (root, *_described_entities(root)):
        document = _document(node)
        if document not in documents:
            documents.append(document)
    return tuple(documents)


def _whole(node: Node | Concept) -> dict[str, JsonValue]:
    json = _reference(node)
    for prop, value in _statements(node):
        if isinstance(value, Node | Concept):
            _add(json, prop, _whole(value))
        else:
            _add(json, prop, _leaf(value))
    return json


def _document(node: Node) -> dict[str, JsonValue]:
    json: dict[str, JsonValue] = {"@context": CONTEXT, **_reference(node)}
    json.setdefault("_label", node.iri)  # required of a document, whatever the source says
    _add_parts(json, node.statements)
    return json


def _add_parts(json: dict[str, JsonValue], statements: list[Statement]) -> None:
    for prop, value in statements:
        if not isinstance(value, Node | Concept):
            _add(json, prop, _leaf(value))
        elif _refers(prop, value):
            _add(json, prop, _reference(value))
        else:
            part = _reference(value)
            if prop.range is not Range.CONCEPT:
                del part["id"]
            _add_parts(part, _statements(value))
            _add(json, prop, part)


def _refers(prop: Property, value: Node | Concept) -> bool:
    """Say whether the API has a document of its own for what stands after this property, and only a reference here."""
    return prop.range is Range.ENTITY or (prop.range is Range.EITHER and value.kind.entity)


def _described_entities(node: Node) -> Iterator[Node]:
    for prop, value in node.statements:
        if isinstance(value, Node):
            if value.statements and _refers(prop, value):
                yield value
            yield from _described_entities(value)


def _statements(node: Node | Concept) -> list[Statement]:
    if isinstance(node, Node):
        return node.statements
    return [] if node.metatype is None else [(CLASSIFIED_AS, node.metatype)]


def _reference(node: Node | Concept) -> dict[str, JsonValue]:
    json: dict[str, JsonValue] = {"id": node.iri, "type": node.kind.term}
    if node.label is not None:
        json["_label"] = without_lone_surrogates(node.label)
    return json


def _leaf(value: Mention | Property | str | float) -> JsonValue:
    if isinstance(value, Mention):
        return _reference(value.node)
    if isinstance(value, Property):
        return value.term
    return without_lone_surrogates(value) if isinstance(value, str) else value


def _add(json: dict[str, JsonValue], prop: Property, value: JsonValue) -> None:
    values = json.get(prop.term)
    if isinstance(values, list):
        values.append(value)
    else:
        json[prop.term] = [value] if prop.many else value
