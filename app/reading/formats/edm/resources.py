"""The resources of an EDM document put together: what a property points at is read with it, each object is a record."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final
from xml.etree.ElementTree import Element  # the type alone

from app.core.places import TEXT
from app.core.source import SourceValue
from app.reading.xml_tree import Fields, XmlNames, value_of

RESOURCE: Final = "resource"  # under this name a property has what it points at
OBJECT: Final = "edm:ProvidedCHO"
_ABOUT, _POINTS = "@rdf:about", "@rdf:resource"
# The classes that describe an object; all others are things that it points at.
_DESCRIBING: Final = {
    "ore:Aggregation": "edm:aggregatedCHO",
    "edm:EuropeanaAggregation": "edm:aggregatedCHO",
    "ore:Proxy": "ore:proxyFor",
}
_LABELS: Final = frozenset({"skos:prefLabel", "skos:altLabel", "foaf:name", "rdfs:label", "dc:title"})
_TONGUES: Final = ("fr", "en")  # what is shown of a concept that has its name in ninety languages
_MOST_LINKS: Final = 40


def fields_of_document(element: Element, names: XmlNames, max_depth: int) -> Fields:
    """Return an rdf:RDF as its resources by class, each property with what it points at; raises TooDeep."""
    tree = value_of(element, names, max_depth)
    fields: Fields = tree if isinstance(tree, dict) else {}
    known = {about: resource for _, resource in _resources(fields) if (about := _text(resource.get(_ABOUT)))}
    for _, resource in _resources(fields):
        for name, value in resource.items():
            if not name.startswith("@"):
                resource[name] = _joined(value, known)
    return fields


def _resources(fields: Fields) -> Iterator[tuple[str, Fields]]:
    for name, value in fields.items():
        if name.startswith("@"):
            continue
        for resource in value if isinstance(value, list) else [value]:
            if isinstance(resource, dict):
                yield name, resource


def _joined(value: SourceValue, known: Mapping[str, Fields]) -> SourceValue:
    """Return a property with what it points at under `resource`: elsewhere in the document, or written inside it."""
    if isinstance(value, list):
        return [_joined(child, known) for child in value]
    if not isinstance(value, dict):
        return value
    points = _text(value.get(_POINTS))
    if points and points in known:
        return {**value, RESOURCE: _shown(known[points])}
    inside = [name for name in value if not name.startswith("@") and name != TEXT]
    if len(inside) == 1 and isinstance(child := value[inside[0]], dict):
        about = _text(child.get(_ABOUT))
        return {**({_POINTS: about} if about else {}), RESOURCE: _shown(child)}
    return value


def _shown(resource: Fields) -> Fields:
    """Return what is read of a resource that is pointed at: one label a language that is shown, and its own values."""
    made: Fields = {}
    for name, value in resource.items():
        if name in _LABELS:
            made[name] = _labels(value)
        elif not name.startswith("@") and name != RESOURCE:
            made[name] = value[:_MOST_LINKS] if isinstance(value, list) else value
    return made


def _labels(value: SourceValue) -> SourceValue:
    if not isinstance(value, list):
        return value
    chosen: list[SourceValue] = []
    for tongue in _TONGUES:
        chosen += [one for one in value if isinstance(one, dict) and one.get("@xml:lang") == tongue]
    return chosen[:2] if chosen else value[:1]


def _text(value: SourceValue) -> str:
    return value.strip() if isinstance(value, str) else ""


def objects_of(fields: Fields) -> list[Fields]:
    """Return the fields of each object that a document describes; those of the document itself when it is but one."""
    objects = [resource for name, resource in _resources(fields) if name == OBJECT]
    if len(objects) < 2:  # noqa: PLR2004  # the usual document: one object
        return [fields]
    made: list[Fields] = []
    for one in objects:
        about = _text(one.get(_ABOUT))
        own: Fields = {name: value for name, value in fields.items() if name.startswith("@")}
        own[OBJECT] = one
        for name, link in _DESCRIBING.items():
            of_it = [
                resource for kind, resource in _resources(fields) if kind == name and _leads(resource, link, about)
            ]
            if of_it:
                own[name] = of_it[0] if len(of_it) == 1 else list(of_it)
        made.append(own)
    return made


def _leads(resource: Fields, link: str, about: str) -> bool:
    value = resource.get(link)
    return any(
        isinstance(one, dict) and _text(one.get(_POINTS)) == about
        for one in (value if isinstance(value, list) else [value])
    )
