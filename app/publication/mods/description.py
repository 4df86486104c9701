"""What the object is and who made it: titles, names, origin, genre, physical description, notes, subjects."""

from __future__ import annotations

import math

from app.core.absolute_iri import absolute_iri
from app.core.record import Agent, CatalogueRecord, Contribution, Event, Place, Term, TimeSpan
from app.publication.object_classes import classes_of
from app.publication.output_format import PublishedRecord
from app.publication.record_words import (
    date_words,
    label_of,
    language_of,
    maker_words,
    place_words,
    productions_of,
    statement_words,
    term_words,
)
from app.publication.xml_elements import attribute, element, words, wrapped

_TITLES = {"alternative": "alternative", "translated": "translated", "former": "alternative"}
_QUALIFIERS = {"approximate": "approximate", "uncertain": "questionable", "unknown": "questionable"}
# MODS's types of resource, by the narrowest class of the object; a work of art without a narrower one could be several.
_RESOURCE_TYPES = {
    "Painting": "still image",
    "Photograph": "still image",
    "Drawing": "still image",
    "Poster": "still image",
    "Map": "cartographic",
    "Book": "text",
    "Manuscript": "text",
    "SheetMusic": "notated music",
    "Sculpture": "three dimensional object",
    "CreativeWork": "three dimensional object",
}


def titles(record: CatalogueRecord) -> str:
    """Return the titles; the series is a related item, which `series` writes."""
    shown = [title for title in record.titles if title.kind != "series"]
    content = ""
    for title in shown:
        kind = attribute("type", _TITLES.get(title.kind))
        label = attribute("displayLabel", "former title") if title.kind == "former" else ""
        content += wrapped("mods:titleInfo", element("mods:title", title.text, title.language), kind + label)
    if not content:
        content = wrapped("mods:titleInfo", element("mods:title", *label_of(record)), attribute("supplied", "yes"))
    return content


def series(record: CatalogueRecord) -> str:
    """Return each series that the object is of."""
    return "".join(
        wrapped(
            "mods:relatedItem",
            wrapped("mods:titleInfo", element("mods:title", title.text, title.language)),
            attribute("type", "series"),
        )
        for title in record.titles
        if title.kind == "series"
    )


def production(published: PublishedRecord) -> str:
    """Return who made the object (names) and when and where (originInfo), a block for each production."""
    language = language_of(published)
    content = ""
    for _, event in productions_of(published.record):
        content += "".join(_maker(value, language) for value in event.contributions)
        content += _origin(event)
    return content


def _maker(value: Contribution, language: str) -> str:
    role = "" if value.role is None else _role_term(value.role)
    if value.qualifier is not None or value.uncertain:
        said = element("mods:displayForm", maker_words(value, language))
        note = f"{value.qualifier}" if value.qualifier is not None else "uncertain"
        return name(value.agent, said + wrapped("mods:role", role) + element("mods:description", note))
    return name(value.agent, wrapped("mods:role", role or _CREATOR))


_CREATOR = '<mods:roleTerm type="text" authority="marcrelator">creator</mods:roleTerm>\n'


def _role_term(value: Term) -> str:
    return element("mods:roleTerm", term_words(value), value.language, attribute("type", "text") + _uri(value))


def name(value: Agent, inside: str = "") -> str:
    """Return a name with its parts and dates; `inside` is what else the element holds."""
    parts = element("mods:namePart", value.name)
    parts += words("mods:namePart", value.family_name, None, attribute("type", "family"))
    parts += words("mods:namePart", value.given_name, None, attribute("type", "given"))
    born, died = ("" if date is None else date_words(date) for date in (value.birth, value.death))
    if born or died:
        parts += element("mods:namePart", f"{born}-{died}", attributes=attribute("type", "date"))
    parts += "".join(words("mods:nameIdentifier", one) for one in value.same_as)
    kind = {"person": "personal", "group": "corporate"}.get(value.kind or "")
    return wrapped("mods:name", parts + inside, attribute("type", kind))


def _origin(value: Event) -> str:
    places = "".join(wrapped("mods:place", _place_term(place)) for place in value.places)
    dates = "" if value.date is None else _dates(value.date)
    return wrapped("mods:originInfo", places + dates, attribute("eventType", value.kind))


def _place_term(value: Place) -> str:
    attributes = attribute("type", "text") + _place_uri(value)
    return element("mods:placeTerm", place_words(value), value.language, attributes)


def _dates(value: TimeSpan) -> str:
    """Return the date as it is written, and its limits in EDTF (ISO 8601-2), which has years before the common era."""
    qualifier = attribute("qualifier", _QUALIFIERS.get(value.certainty))
    said = words("mods:dateCreated", value.text, None, qualifier)
    encoding = attribute("encoding", "edtf")
    if value.earliest is not None and value.earliest == value.latest:
        return said + element("mods:dateCreated", value.earliest, attributes=encoding + qualifier)
    first = words("mods:dateCreated", value.earliest, None, encoding + attribute("point", "start") + qualifier)
    return (
        said + first + words("mods:dateCreated", value.latest, None, encoding + attribute("point", "end") + qualifier)
    )


def kinds(record: CatalogueRecord) -> str:
    """Return the type of resource, a picture or a thing, and the genres, which are the museum's own words."""
    content = words("mods:typeOfResource", _RESOURCE_TYPES.get(classes_of(record)[-1]))
    for term in (*record.object_types, *record.object_names, *record.categories):
        content += element("mods:genre", term_words(term), term.language, _uri(term))
    for _, event in productions_of(record):
        for term in (*event.cultures, *event.periods):
            content += element("mods:genre", term_words(term), term.language, attribute("type", "style") + _uri(term))
    return content


def physical(record: CatalogueRecord, language: str) -> str:
    """Return materials, techniques, measures and condition."""
    content = _forms(record.materials, "material") + _forms(record.techniques, "technique")
    for _, event in productions_of(record):
        content += _forms(event.techniques, "technique")
    for statement in record.dimensions:
        content += words("mods:extent", statement_words(statement, language), statement.language)
    for note in record.notes:
        if note.kind in {"condition", "materials statement", "physical description"}:
            content += element("mods:note", note.text, note.language, attribute("type", note.kind))
    return wrapped("mods:physicalDescription", content)


def notes(record: CatalogueRecord) -> str:
    """Return the descriptions as abstracts, every other text as a note of its kind."""
    elsewhere = {"description", "condition", "materials statement", "physical description"}
    content = "".join(
        element("mods:abstract", note.text, note.language) for note in record.notes if note.kind == "description"
    )
    for note in record.notes:
        if note.kind not in elsewhere:
            content += element("mods:note", note.text, note.language, attribute("type", note.kind))
    said = (event.note for _, event in productions_of(record) if event.note)
    content += "".join(words("mods:note", note, None, attribute("type", "production")) for note in said)
    for value in record.inscriptions:
        content += element("mods:note", value.text, value.language, attribute("type", value.kind))
    if record.credit_line is not None:
        line = record.credit_line
        content += element("mods:note", line.text, line.language, attribute("type", "acquisition"))
    return content


def subjects(record: CatalogueRecord) -> str:
    """Return each subject on its own: topics, people, places with their points."""
    content = "".join(
        wrapped("mods:subject", element("mods:topic", term_words(term), term.language, _uri(term)))
        for term in record.subjects
    )
    content += "".join(wrapped("mods:subject", name(agent)) for agent in record.depicted_agents)
    for place in record.depicted_places:
        where = element("mods:geographic", place_words(place), place.language, _place_uri(place))
        content += wrapped("mods:subject", where + _point(place))
    return content


def _forms(values: tuple[Term, ...], kind: str) -> str:
    return "".join(
        element("mods:form", term_words(term), term.language, attribute("type", kind) + _uri(term)) for term in values
    )


def _point(value: Place) -> str:
    point = (value.latitude, value.longitude)
    if point[0] is None or point[1] is None or not (math.isfinite(point[0]) and math.isfinite(point[1])):
        return ""
    return wrapped("mods:cartographics", element("mods:coordinates", f"{point[0]!r}, {point[1]!r}"))


def _uri(value: Term) -> str:
    iri = None if value.id is None or value.uncertain else absolute_iri(value.id)
    return attribute("valueURI", iri)


def _place_uri(value: Place) -> str:
    same = (absolute_iri(one) for one in value.same_as)
    return "" if value.uncertain else attribute("valueURI", next((iri for iri in same if iri is not None), None))
