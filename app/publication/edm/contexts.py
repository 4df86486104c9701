"""The contextual classes of EDM: agents, places, time-spans and concepts that the object points at.

Each is described once in a document, under its IRI: the source's own, a public vocabulary's, or the one that its node
has in the record's graph. The order of the properties is that of the schema (CONTEXTS.xsd, SKOS.xsd).
"""

from __future__ import annotations

import math

from app.core.absolute_iri import absolute_iri
from app.core.iri import Namespace
from app.core.record import Agent, Place, Term, TimeSpan
from app.publication.record_words import date_words, term_words
from app.publication.xml_elements import about, resource, words


class Contexts:
    """The contextual resources of one document in the making; what points at one gets its IRI."""

    def __init__(self, namespace: Namespace, language: str | None) -> None:
        self._namespace = namespace
        self._language = language
        self._described: dict[str, str] = {}

    def text(self) -> str:
        """Return all of them."""
        return "".join(self._described.values())

    def agent(self, iri: str, value: Agent) -> str:
        """Describe an agent; return its IRI."""
        iri = self._namespace.agent(value.id) if value.id else iri
        group = value.kind == "group"
        born, died = (None if date is None else date_words(date) for date in (value.birth, value.death))
        content = words("skos:prefLabel", value.name, self._language)
        if not group:
            content += words("rdaGr2:biographicalInformation", value.biography, self._language)
            content += words("rdaGr2:dateOfBirth", born) + words("rdaGr2:dateOfDeath", died)
            content += words("rdaGr2:gender", value.gender, self._language)
            content += words("rdaGr2:placeOfBirth", value.birth_place, self._language)
        else:
            content += words("rdaGr2:biographicalInformation", value.biography, self._language)
            content += words("rdaGr2:dateOfEstablishment", born) + words("rdaGr2:dateOfTermination", died)
        return self._describe("edm:Agent", iri, content + _same_as(value.same_as))

    def place(self, iri: str, value: Place) -> str:
        """Describe a place; return its IRI."""
        iri = self._namespace.place(value.id) if value.id else iri
        language = value.language or self._language
        content = ""
        point = (value.latitude, value.longitude)
        if point[0] is not None and point[1] is not None and math.isfinite(point[0]) and math.isfinite(point[1]):
            content += words("wgs84_pos:lat", repr(point[0])) + words("wgs84_pos:long", repr(point[1]))
        content += words("skos:prefLabel", value.name, language) + words("skos:altLabel", value.former_name, language)
        content += words("skos:note", value.kind, language)
        content += "".join(words("dcterms:isPartOf", name, language) for name in value.broader)
        return self._describe("edm:Place", iri, content + _same_as(value.same_as))

    def time_span(self, iri: str, value: TimeSpan) -> str:
        """Describe a time-span with the days between which it lies; return its IRI."""
        content = words("skos:prefLabel", date_words(value), self._language)
        content += words("edm:begin", value.earliest) + words("edm:end", value.latest)
        return self._describe("edm:TimeSpan", iri, content)

    def concept(self, value: Term) -> str | None:
        """Describe the concept that a source names by its IRI; return the IRI, or None where there is none."""
        iri = None if value.id is None or value.uncertain else absolute_iri(value.id)
        if iri is None:
            return None
        label = words("skos:prefLabel", term_words(value), value.language or self._language)
        return self._describe("skos:Concept", iri, label)

    def _describe(self, name: str, iri: str, content: str) -> str:
        self._described.setdefault(iri, about(name, iri, content))
        return iri


def _same_as(values: tuple[str, ...]) -> str:
    return "".join(resource("owl:sameAs", iri) for one in values if (iri := absolute_iri(one)) is not None)
