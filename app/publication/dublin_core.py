"""A record in Dublin Core terms (DCMI Metadata Terms), as the triples that its serialisations write.

An address becomes an IRI, everything else a literal with its language; nothing is a blank node.
"""

from __future__ import annotations

from typing import NamedTuple

from app.core.absolute_iri import absolute_iri
from app.core.record import CatalogueRecord, RelatedRecord, Rights, Term
from app.publication.output_format import PublishedRecord
from app.publication.record_words import (
    NOT_MAKERS,
    date_words,
    label_of,
    language_of,
    maker_words,
    place_words,
    productions_of,
    statement_words,
    term_words,
)

DCTERMS = "http://purl.org/dc/terms/"
DCMI_TYPE = "http://purl.org/dc/dcmitype/"
_NOTES = {
    "bibliography": "bibliographicCitation",
    "provenance": "provenance",
    "acquisition": "provenance",
    "materials statement": "medium",
}
_RELATIONS = {
    "part of": "isPartOf",
    "has part": "hasPart",
    "described by": "isReferencedBy",
    "related to": "relation",
    "same as": "isVersionOf",
    "set": "isPartOf",
}
_MEDIA = {"image": "StillImage", "iiif image": "StillImage", "video": "MovingImage", "audio": "Sound"}


class Value(NamedTuple):
    """The value of a term: a literal, with its language if it has one, or an IRI."""

    term: str
    text: str
    language: str | None = None
    is_iri: bool = False


def values_of(published: PublishedRecord) -> list[Value]:
    """Return the values of the record's Dublin Core terms, each once, in the order of the record."""
    found = [
        *_names(published),
        *_production(published),
        *_terms(published.record),
        *_texts(published.record, language_of(published)),
        *_links(published),
        *_rights(published.record),
    ]
    return [value for value in dict.fromkeys(found) if value.text and not value.text.isspace()]


def _names(published: PublishedRecord) -> list[Value]:
    record = published.record
    primary = [title for title in record.titles if title.kind == "primary"] or list(record.titles[:1])
    found = [Value("title", title.text, title.language) for title in primary]
    if not found:
        found = [Value("title", *label_of(record))]
    found += [Value("alternative", title.text, title.language) for title in record.titles if title not in primary]
    found.append(Value("identifier", published.iri))
    return found + [Value("identifier", number.value) for number in record.identifiers]


def _production(published: PublishedRecord) -> list[Value]:
    found: list[Value] = []
    language = language_of(published)
    for _, event in productions_of(published.record):
        for value in event.contributions:
            name = "contributor" if value.qualifier in NOT_MAKERS else "creator"
            found.append(Value(name, maker_words(value, language)))
        if event.date is not None:
            found.append(Value("created", date_words(event.date)))
        found += [Value("spatial", place_words(place), place.language) for place in event.places]
        found += _of_terms("format", event.techniques)
        found += _of_terms("coverage", (*event.cultures, *event.periods))
    return found


def _terms(record: CatalogueRecord) -> list[Value]:
    kinds = (*record.object_names, *record.object_types, *record.categories)
    found = [Value("type", f"{DCMI_TYPE}PhysicalObject", is_iri=True)]
    found += [
        Value("type", f"{DCMI_TYPE}{_MEDIA[one.kind]}", is_iri=True) for one in record.media if one.kind in _MEDIA
    ]
    found += _of_terms("type", kinds)
    found += _of_terms("subject", record.subjects)
    found += [Value("subject", agent.name) for agent in record.depicted_agents]
    found += [Value("subject", place_words(place), place.language) for place in record.depicted_places]
    found += _of_terms("medium", record.materials)
    return found + _of_terms("format", record.techniques)


def _texts(record: CatalogueRecord, language: str) -> list[Value]:
    found = [Value(_NOTES.get(note.kind, "description"), note.text, note.language) for note in record.notes]
    found += [Value("description", value.text, value.language) for value in record.inscriptions]
    found += [Value("extent", statement_words(value, language), value.language) for value in record.dimensions]
    if record.credit_line is not None:
        found.append(Value("provenance", record.credit_line.text, record.credit_line.language))
    return found


def _links(published: PublishedRecord) -> list[Value]:
    record, publisher = published.record, published.publisher
    found = [_address("hasFormat", media.url) for media in record.media]
    found += [_relation(published, value) for value in record.related]
    if record.web_page:
        found.append(_address("isReferencedBy", record.web_page))
    keeper = record.keeper
    if keeper is not None:
        found.append(Value("source", ", ".join(filter(None, (keeper.name, keeper.department, keeper.place)))))
    found.append(Value("publisher", publisher.name.in_language(publisher.language), publisher.language))
    return [*found, Value("modified", published.updated.date().isoformat())]


def _rights(record: CatalogueRecord) -> list[Value]:
    found: list[Value] = []
    media = (one.rights for one in record.media)
    for rights in (record.object_rights, *media, record.record_rights):
        found += [] if rights is None else _right(rights)
    return found


def _right(rights: Rights) -> list[Value]:
    found = [Value("rights", rights.text or "", rights.language), Value("rightsHolder", rights.holder or "")]
    return [*found, _address("license", rights.iri)] if rights.iri else found


def _relation(published: PublishedRecord, value: RelatedRecord) -> Value:
    name = _RELATIONS[value.relation]
    if value.local_id:
        return Value(name, published.namespace.record(value.local_id), is_iri=True)
    return _address(name, value.url) if value.url else Value(name, value.label or "", value.language)


def _of_terms(name: str, values: tuple[Term, ...]) -> list[Value]:
    """Return each term in words and, where its source names a public concept, by its IRI."""
    found: list[Value] = []
    for value in values:
        found.append(Value(name, term_words(value), value.language))
        iri = None if value.id is None or value.uncertain else absolute_iri(value.id)
        if iri is not None:
            found.append(Value(name, iri, is_iri=True))
    return found


def _address(name: str, given: str) -> Value:
    iri = absolute_iri(given)
    return Value(name, given) if iri is None else Value(name, iri, is_iri=True)
