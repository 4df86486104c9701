"""What the object shows and what it is related to."""

from __future__ import annotations

from app.core.absolute_iri import absolute_iri
from app.core.record import CatalogueRecord, RelatedRecord
from app.publication.lido.parts import LOCAL, actor, concept, named, place_set
from app.publication.record_words import term_words
from app.publication.xml_elements import element, words, wrapped

_RELATIONS = {
    "part of": ("part of", "partie de"),
    "has part": ("has part", "comprend"),
    "related to": ("related to", "lié à"),
    "same as": ("same as", "identique à"),
    "described by": ("described by", "décrit par"),
    "set": ("set", "ensemble"),
}


def relations(record: CatalogueRecord) -> str:
    """Return the subjects, the people and places depicted, and the related works."""
    related = "".join(_related(value) for value in record.related)
    return wrapped(
        "lido:objectRelationWrap",
        wrapped("lido:subjectWrap", _subjects(record)) + wrapped("lido:relatedWorksWrap", related),
    )


def _subjects(record: CatalogueRecord) -> str:
    content = ""
    for term in record.subjects:
        said = words("lido:displaySubject", term_words(term), term.language)
        content += _subject(said, concept("lido:subjectConcept", term))
    for agent in record.depicted_agents:
        content += _subject(words("lido:displaySubject", agent.name), wrapped("lido:subjectActor", actor(agent)))
    for place in record.depicted_places:
        said = words("lido:displaySubject", place.name, place.language)
        content += _subject(said, place_set("lido:subjectPlace", place))
    return content


def _subject(said: str, content: str) -> str:
    return wrapped("lido:subjectSet", said + wrapped("lido:subject", content))


def _related(value: RelatedRecord) -> str:
    what = words("lido:displayObject", value.label, value.language)
    iri = absolute_iri(value.url) if value.url else None
    known = words("lido:objectWebResource", iri)
    if value.local_id:
        known += element("lido:objectID", value.local_id, attributes=LOCAL)
    if value.url and iri is None:
        known += words("lido:objectNote", value.url)
    what += wrapped("lido:object", known)
    return wrapped(
        "lido:relatedWorkSet",
        wrapped("lido:relatedWork", what) + named("lido:relatedWorkRelType", *_RELATIONS[value.relation]),
    )
