"""The people, places and terms of a record as schema.org has them, each with an IRI and a name in its language.

SCHEMA-AP-NDE: a name is a text with a language (`und` where nobody says which), one a language; a term is a DefinedTerm
whose public IRI, if it has one, stands in `sameAs`; nothing is a blank node.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from typing import TypeAlias

from app.core.absolute_iri import absolute_iri
from app.core.iri import Namespace
from app.core.record import Agent, Place, Term, TimeSpan
from app.publication.record_words import term_words

JsonValue: TypeAlias = "str | int | float | list[JsonValue] | dict[str, JsonValue]"
Node: TypeAlias = "dict[str, JsonValue]"

_DAY = re.compile(r"(-?\d{4,})-(\d\d)-(\d\d)")
_XSD_DOUBLE = "http://www.w3.org/2001/XMLSchema#double"


def words(text: str, language: str) -> Node:
    """Return a text with its language."""
    return {"@language": language, "@value": text}


def texts(values: Iterable[tuple[str, str]]) -> list[JsonValue]:
    """Return texts with their languages; those of one language become one, a paragraph each."""
    by_language: dict[str, list[str]] = {}
    for text, language in values:
        paragraphs = by_language.setdefault(language.lower(), [])
        if text not in paragraphs:
            paragraphs.append(text)
    return [words("\n\n".join(paragraphs), language) for language, paragraphs in by_language.items()]


def add(node: Node, name: str, values: list[JsonValue]) -> None:
    """Add the values of a property: a list where there are several, nothing where there is none."""
    if values:
        node[name] = values[0] if len(values) == 1 else values


def term(iri: str, value: Term, language: str, *classes: str) -> Node:
    """Return a term; `classes` are those that the property asks for beside DefinedTerm."""
    node: Node = {"@id": iri, "@type": ["DefinedTerm", *classes] if classes else "DefinedTerm"}
    node["name"] = words(term_words(value), value.language or language)
    same = None if value.id is None or value.uncertain else absolute_iri(value.id)
    if same is not None:
        node["sameAs"] = same
    return node


def terms(iri: str, values: Iterable[Term], language: str, *classes: str) -> list[JsonValue]:
    """Return each term; `iri` is counted up: `iri-1`, `iri-2`."""
    return [term(f"{iri}-{number}", value, language, *classes) for number, value in enumerate(values, 1)]


def agent(iri: str, value: Agent, namespace: Namespace, language: str) -> Node:
    """Return a Person, or an Organization where the source says that it is a group."""
    is_group = value.kind == "group"
    node: Node = {"@id": namespace.agent(value.id) if value.id else iri}
    node["@type"] = "Organization" if is_group else "Person"
    node["name"] = words(value.name, language)
    for name, text in (("givenName", value.given_name), ("familyName", value.family_name)):
        if text and not is_group:
            node[name] = text
    add_life(node, value, language, is_group=is_group)
    add(node, "sameAs", [same for one in value.same_as if (same := absolute_iri(one)) is not None])
    return node


def add_life(node: Node, value: Agent, language: str, *, is_group: bool) -> None:
    """Add when an agent was born and died (founded and dissolved), of which country, and who it was."""
    for name, date in (
        ("foundingDate" if is_group else "birthDate", value.birth),
        ("dissolutionDate" if is_group else "deathDate", value.death),
    ):
        written = None if date is None else iso_date(date)
        if written is not None:
            node[name] = written
    if value.birth_place and not is_group:
        node["birthPlace"] = {
            "@id": f"{node['@id']}{'-' if '#' in str(node['@id']) else '#'}birth-place",
            "@type": "Place",
            "name": words(value.birth_place, language),
        }
    if not is_group:
        add(
            node,
            "nationality",
            [
                {"@type": "Country", "name": words(term_words(each), each.language or language)}
                for each in value.nationality
            ],
        )
    if value.gender and not is_group:
        node["gender"] = words(value.gender, language)
    if value.biography:
        node["description"] = words(value.biography, language)


def place(iri: str, value: Place, namespace: Namespace, language: str) -> Node:
    """Return a Place within the places around it, with its point; a term too, where a public vocabulary has it."""
    language = value.language or language
    same = [] if value.uncertain else [found for one in value.same_as if (found := absolute_iri(one)) is not None]
    node: Node = {"@id": namespace.place(value.id) if value.id else iri}
    node["@type"] = ["DefinedTerm", "Place"] if same else "Place"
    node["name"] = words(f"{value.name} (?)" if value.uncertain else value.name, language)
    if value.former_name:
        node["alternateName"] = words(value.former_name, language)
    add(node, "sameAs", list(same))
    latitude, longitude = value.latitude, value.longitude
    if latitude is not None and longitude is not None and math.isfinite(latitude) and math.isfinite(longitude):
        node["geo"] = point(latitude, longitude)
    around = node
    for name in value.broader:
        wider: Node = {"@type": "Place", "name": words(name, language)}
        around["containedInPlace"] = wider
        around = wider
    return node


def iso_date(value: TimeSpan) -> str | None:
    """Return the date as ISO 8601 with what is known of it: a day, a month or a year.

    None where it is uncertain, or where its days lie in more than one year: neither schema.org's Date nor the profile
    has room for that, and the words say it. Years before the common era are astronomical: 44 BCE is -0043.
    """
    if value.certainty in {"uncertain", "unknown"} or value.earliest is None or value.latest is None:
        return None
    first, last = _DAY.fullmatch(value.earliest), _DAY.fullmatch(value.latest)
    if first is None or last is None or first[1] != last[1]:
        return None
    if value.earliest == value.latest:
        return value.earliest
    if first[2] == last[2] and first[3] == "01" and int(last[3]) >= _SHORTEST_MONTH:
        return f"{first[1]}-{first[2]}"
    return first[1]


_SHORTEST_MONTH = 28


def point(latitude: float, longitude: float) -> Node:
    """Return a point of the earth (WGS 84, degrees)."""
    return {"@type": "GeoCoordinates", "latitude": _double(latitude), "longitude": _double(longitude)}


def _double(number: float) -> JsonValue:
    # A JSON number without a fraction would be read as an integer, which the profile does not take.
    return {"@type": _XSD_DOUBLE, "@value": str(number)} if number == int(number) else number
