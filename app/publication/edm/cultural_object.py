"""The edm:ProvidedCHO: what is said of the object itself, literals in their languages and pointers to contexts."""

from __future__ import annotations

from app.core.absolute_iri import absolute_iri
from app.core.record import CatalogueRecord, Contribution, Event, Place, RelatedRecord, Term
from app.publication.edm.contexts import Contexts
from app.publication.output_format import PublishedRecord
from app.publication.record_words import (
    NOT_MAKERS,
    date_words,
    is_plain,
    language_of,
    maker_words,
    place_words,
    productions_of,
    statement_words,
    term_words,
)
from app.publication.xml_elements import resource, words

_RELATIONS = {
    "part of": "dcterms:isPartOf",
    "has part": "dcterms:hasPart",
    "described by": "dcterms:isReferencedBy",
    "related to": "dc:relation",
    "set": "dcterms:isPartOf",
}


def description(published: PublishedRecord, contexts: Contexts) -> str:
    """Return the Dublin Core properties of the object, each once (they may stand in any order)."""
    record = published.record
    lines = [
        *_names(record),
        *_productions(published, contexts),
        *_texts(record, language_of(published)),
        *_terms(record, contexts),
        *_depicted(published, contexts),
        *_relations(published),
    ]
    return "".join(dict.fromkeys(lines))


def location(published: PublishedRecord, contexts: Contexts) -> str:
    """Return where the object is: edm:currentLocation, which stands after the Dublin Core properties."""
    value = published.record.location
    return "" if value is None else _place("edm:currentLocation", f"{published.iri}#location", value, contexts)


def title_of(record: CatalogueRecord) -> list[str]:
    """Return dc:title elements: the titles, else what the object is (its name), never its number."""
    titles = [words("dc:title", title.text, title.language) for title in record.titles if title.kind == "primary"]
    if not titles:
        titles = [words("dc:title", title.text, title.language) for title in record.titles[:1]]
    if not titles:
        kinds = (*record.object_names, *record.object_types)
        titles = [words("dc:title", term.label, term.language) for term in kinds[:1]]
    return [title for title in titles if title]


def _names(record: CatalogueRecord) -> list[str]:
    titles = title_of(record)
    others = (words("dcterms:alternative", title.text, title.language) for title in record.titles)
    known = {title.replace("dc:title", "dcterms:alternative") for title in titles}
    return [
        *titles,
        *(other for other in others if other not in known),
        *(words("dc:identifier", number.value) for number in record.identifiers),
    ]


def _productions(published: PublishedRecord, contexts: Contexts) -> list[str]:
    lines: list[str] = []
    for name, event in productions_of(published.record):
        iri = f"{published.iri}#{name}"
        for number, value in enumerate(event.contributions, 1):
            lines.append(_maker(f"{iri}-agent-{number}", value, published, contexts))
        lines += _when(iri, event, contexts)
        for number, place in enumerate(event.places, 1):
            lines.append(_place("dcterms:spatial", f"{iri}-place-{number}", place, contexts))
        lines += [_term("dc:format", term, contexts) for term in event.techniques]
        lines += [_term("dc:coverage", term, contexts) for term in (*event.cultures, *event.periods)]
    return lines


def _maker(iri: str, value: Contribution, published: PublishedRecord, contexts: Contexts) -> str:
    if is_plain(value):
        return resource("dc:creator", contexts.agent(iri, value.agent))
    name = "dc:contributor" if value.qualifier in NOT_MAKERS else "dc:creator"
    language = language_of(published)
    return words(name, maker_words(value, language), language)


def _when(iri: str, event: Event, contexts: Contexts) -> list[str]:
    date = event.date
    if date is None or not date_words(date):
        return []
    if date.earliest is None and date.latest is None:
        return [words("dcterms:created", date.text)]
    return [resource("dcterms:created", contexts.time_span(f"{iri}-timespan", date))]


def _texts(record: CatalogueRecord, language: str) -> list[str]:
    names = {"provenance": "dcterms:provenance", "bibliography": "dcterms:isReferencedBy"}
    names |= {"materials statement": "dcterms:medium", "acquisition": "dcterms:provenance"}
    lines = [words(names.get(note.kind, "dc:description"), note.text, note.language) for note in record.notes]
    lines += [words("dc:description", value.text, value.language) for value in record.inscriptions]
    lines += [words("dc:language", tag) for tag in dict.fromkeys(value.language for value in record.inscriptions)]
    lines += [words("dcterms:extent", statement_words(value, language), value.language) for value in record.dimensions]
    if record.credit_line is not None:
        lines.append(words("dcterms:provenance", record.credit_line.text, record.credit_line.language))
    rights = record.object_rights
    if rights is not None:
        lines.append(words("dc:rights", rights.text, rights.language))
        lines.append(words("dc:rights", rights.holder, rights.language))
        address = absolute_iri(rights.iri) if rights.iri else None
        lines.append(resource("dc:rights", address) if address else words("dc:rights", rights.iri))
    return lines


def _terms(record: CatalogueRecord, contexts: Contexts) -> list[str]:
    kinds = (*record.object_names, *record.object_types, *record.categories)
    return [
        *(_term("dc:type", term, contexts) for term in kinds),
        *(_term("dcterms:medium", term, contexts) for term in record.materials),
        *(_term("dc:format", term, contexts) for term in record.techniques),
        *(_term("dc:subject", term, contexts) for term in record.subjects),
    ]


def _depicted(published: PublishedRecord, contexts: Contexts) -> list[str]:
    record, iri = published.record, published.iri
    agents = (
        resource("dc:subject", contexts.agent(f"{iri}#depicted-agent-{number}", agent))
        for number, agent in enumerate(record.depicted_agents, 1)
    )
    # A place that is depicted is what the object is about; where it was made stands in dcterms:spatial.
    places = (
        _place("dc:subject", f"{iri}#depicted-place-{number}", place, contexts)
        for number, place in enumerate(record.depicted_places, 1)
    )
    return [*agents, *places]


def _relations(published: PublishedRecord) -> list[str]:
    return [
        _relation(_RELATIONS[value.relation], value, published)
        for value in published.record.related
        if value.relation != "same as"
    ]


def _relation(name: str, value: RelatedRecord, published: PublishedRecord) -> str:
    iri = address_of(value, published)
    return words(name, value.label or value.url, value.language) if iri is None else resource(name, iri)


def address_of(value: RelatedRecord, published: PublishedRecord) -> str | None:
    """Return the IRI of what a record is related to, or None where only its name is known."""
    if value.local_id:
        return published.namespace.record(value.local_id)
    return absolute_iri(value.url) if value.url else None


def _term(name: str, value: Term, contexts: Contexts) -> str:
    iri = contexts.concept(value)
    return words(name, term_words(value), value.language) if iri is None else resource(name, iri)


def _place(name: str, iri: str, value: Place, contexts: Contexts) -> str:
    if value.uncertain:
        return words(name, place_words(value), value.language)
    return resource(name, contexts.place(iri, value))
