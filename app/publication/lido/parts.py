"""The parts that stand in many places of a LIDO record: concepts, identifiers, names, actors, places, dates."""

from __future__ import annotations

import math
import re

from app.core.absolute_iri import absolute_iri
from app.core.record import Agent, Language, Place, Term, TimeSpan
from app.publication.record_words import date_words
from app.publication.xml_elements import attribute, element, words, wrapped

_IDENTIFIER_TYPES = "http://terminology.lido-schema.org/identifier_type/"
URI = attribute("lido:type", f"{_IDENTIFIER_TYPES}uri")
LOCAL = attribute("lido:type", f"{_IDENTIFIER_TYPES}local_identifier")
PREFERRED = attribute("lido:pref", "http://terminology.lido-schema.org/lido00169")
ALTERNATE = attribute("lido:pref", "http://terminology.lido-schema.org/lido00170")
_YEAR_FIRST = re.compile(r"(-?\d{4,})-\d\d-\d\d")


def identifier(name: str, value: str) -> str:
    """Return an identifier: an address as such, anything else as a number of its institution's own."""
    iri = absolute_iri(value)
    return element(name, value, attributes=LOCAL) if iri is None else element(name, iri, attributes=URI)


def concept(name: str, value: Term, attributes: str = "") -> str:
    """Return a concept with its identifier and its term; a doubtful one says so in the term."""
    content = identifier("lido:conceptID", value.id) if value.id else ""
    content += words("lido:term", f"{value.label} (?)" if value.uncertain else value.label, value.language)
    return wrapped(name, content, attributes)


def concepts(name: str, values: tuple[Term, ...], attributes: str = "") -> str:
    """Return each concept."""
    return "".join(concept(name, value, attributes) for value in values)


def named(name: str, *values: str, attributes: str = "") -> str:
    """Return a concept of ours: its terms in English, then in French."""
    languages = ("en", "fr")
    terms = "".join(words("lido:term", text, language) for text, language in zip(values, languages, strict=False))
    return wrapped(name, terms, attributes)


def appellation(name: str, text: str, language: Language | None = None, attributes: str = "", inner: str = "") -> str:
    """Return a name inside its element; `inner` are the attributes of the name itself."""
    return wrapped(name, element("lido:appellationValue", text, language, inner), attributes)


def actor(value: Agent) -> str:
    """Return an actor with all that the record says of who it is."""
    content = identifier("lido:actorID", value.id) if value.id else ""
    content += "".join(identifier("lido:actorID", one) for one in value.same_as if one)
    content += appellation("lido:nameActorSet", value.name, inner=PREFERRED + attribute("lido:label", "full name"))
    for label, part in (("family name", value.family_name), ("given name", value.given_name)):
        if part:
            content += appellation("lido:nameActorSet", part, inner=ALTERNATE + attribute("lido:label", label))
    content += concepts("lido:nationalityActor", value.nationality)
    born = _life_date(value.birth)
    died = _life_date(value.death)
    vital = words("lido:earliestDate", born, None, attribute("lido:type", "birthDate") if born else "")
    vital += words("lido:latestDate", died, None, attribute("lido:type", "deathDate") if died else "")
    content += wrapped("lido:vitalDatesActor", vital)
    if value.birth_place:
        content += appellation_place("lido:vitalPlaceActor", value.birth_place, attribute("lido:type", "birth"))
    if value.gender:
        content += wrapped("lido:genderActor", words("lido:term", value.gender))
    kind = {"person": "person", "group": "group", "unknown": "unknown"}.get(value.kind or "")
    return wrapped("lido:actor", content, attribute("lido:type", kind))


def appellation_place(name: str, text: str, attributes: str = "") -> str:
    """Return a place of which only the name is known."""
    return wrapped(name, appellation("lido:namePlaceSet", text), attributes)


def place(name: str, value: Place) -> str:
    """Return a place within the places around it, with its point (latitude first, as GML's EPSG:4326 has it)."""
    content = identifier("lido:placeID", value.id) if value.id else ""
    content += "".join(identifier("lido:placeID", one) for one in value.same_as if one)
    content += appellation("lido:namePlaceSet", value.name, value.language, inner=PREFERRED)
    if value.former_name:
        former = ALTERNATE + attribute("lido:label", "former name")
        content += appellation("lido:namePlaceSet", value.former_name, value.language, inner=former)
    point = (value.latitude, value.longitude)
    if point[0] is not None and point[1] is not None and math.isfinite(point[0]) and math.isfinite(point[1]):
        position = element("gml:pos", f"{point[0]!r} {point[1]!r}")
        content += wrapped("lido:gml", wrapped("gml:Point", position, ' srsName="urn:ogc:def:crs:EPSG::4326"'))
    around = ""
    for wider in reversed(value.broader):
        around = wrapped("lido:partOfPlace", appellation("lido:namePlaceSet", wider, value.language) + around)
    content += around
    if value.kind:
        content += wrapped("lido:placeClassification", words("lido:term", value.kind, value.language))
    return wrapped(name, content)


def place_set(name: str, value: Place) -> str:
    """Return a place where LIDO has words beside it: they say the doubt."""
    said = words("lido:displayPlace", f"{value.name} (?)", value.language) if value.uncertain else ""
    return wrapped(name, said + place("lido:place", value))


def date_set(name: str, value: TimeSpan) -> str:
    """Return a date as it is written and the days between which it lies (ISO 8601); an estimate says that it is one."""
    kind = {"certain": None, "approximate": "estimatedDate"}.get(value.certainty, value.certainty)
    limits = words("lido:earliestDate", value.earliest, None, attribute("lido:type", kind))
    limits += words("lido:latestDate", value.latest, None, attribute("lido:type", kind))
    return wrapped(name, words("lido:displayDate", value.text) + wrapped("lido:date", limits))


def _life_date(value: TimeSpan | None) -> str | None:
    """Return the year, or the day where it is known; LIDO wants ISO 8601 here, and has no room for words."""
    if value is None:
        return None
    if value.earliest is not None and value.earliest == value.latest:
        return value.earliest
    first, last = (_YEAR_FIRST.fullmatch(day or "") for day in (value.earliest, value.latest))
    if first is not None and last is not None and first[1] == last[1] and value.certainty == "certain":
        return first[1]
    return date_words(value) or None
