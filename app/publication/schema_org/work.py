"""The object as a CreativeWork: one JSON-LD node, without its context."""

from __future__ import annotations

from app.core.absolute_iri import absolute_iri
from app.core.record import CatalogueRecord, Contribution, Event
from app.publication.licences import secure
from app.publication.object_classes import classes_of
from app.publication.output_format import PublishedRecord
from app.publication.record_words import (
    CIRCLES,
    NOT_MAKERS,
    is_plain,
    label_of,
    language_of,
    maker_words,
    productions_of,
    tag_of,
)
from app.publication.schema_org.measures import add_dimensions
from app.publication.schema_org.media import add_media, add_rights
from app.publication.schema_org.nodes import JsonValue, Node, add, agent, iso_date, place, term, terms, texts, words
from app.publication.schema_org.relations import add_keeper, add_relations


def work(published: PublishedRecord) -> Node:
    """Return the object's node. What the profile wants and the record does not have (a maker, a title) is not there."""
    record = published.record
    language = tag_of(None, record)
    classes: list[JsonValue] = [*classes_of(record)]
    is_art = "VisualArtwork" in classes
    node: Node = {"@id": published.iri, "@type": classes[0] if len(classes) == 1 else classes}
    _add_names(node, published, language)
    _add_texts(node, record, language, is_art=is_art)
    _add_classification(node, published.iri, record, language)
    _add_production(node, published, language)
    _add_subjects(node, published, language)
    add_dimensions(node, record, language_of(published), is_art=is_art)
    add_media(node, published, language)
    if record.object_rights is not None:
        add_rights(node, f"{published.iri}#rights-holder", record.object_rights, language)
    if record.credit_line is not None:
        node["creditText"] = words(record.credit_line.text, record.credit_line.language or language)
    add_keeper(node, published, language)
    add_relations(node, published, language)
    _add_record(node, published)
    return node


def _add_names(node: Node, published: PublishedRecord, language: str) -> None:
    """Add one name a language, the primary title before all others; what is left over is an alternative name."""
    record = published.record
    titles = sorted(record.titles, key=lambda title: title.kind != "primary")
    names: dict[str, JsonValue] = {}
    others: list[JsonValue] = []
    for title in titles:
        tag = (title.language or language).lower()
        said = words(title.text, tag)
        if tag in names or title.kind in {"former", "series"}:
            others.append(said)
        else:
            names[tag] = said
    if not names:
        text, tag = label_of(record)[0], (label_of(record)[1] or language).lower()
        names[tag] = words(text, tag)
    add(node, "name", list(names.values()))
    add(node, "alternateName", [other for other in others if other not in names.values()])
    identifiers: list[JsonValue] = [
        {"@type": "PropertyValue", "propertyID": {"@value": number.kind}, "value": number.value}
        for number in record.identifiers
    ]
    add(node, "identifier", identifiers)


def _add_texts(node: Node, record: CatalogueRecord, language: str, *, is_art: bool) -> None:
    said = {"description": frozenset({"description", "physical description", "history", "production", "use"})}
    if is_art:
        said |= {"artMedium": frozenset({"materials statement"}), "artEdition": frozenset({"edition"})}
    for name, kinds in said.items():
        add(node, name, texts((note.text, note.language or language) for note in record.notes if note.kind in kinds))
    add(node, "text", texts((value.text, value.language or language) for value in record.inscriptions))


def _add_classification(node: Node, iri: str, record: CatalogueRecord, language: str) -> None:
    kinds = terms(f"{iri}#object-type", record.object_types, language, "URL")
    kinds += terms(f"{iri}#object-name", record.object_names, language, "URL")
    add(node, "additionalType", kinds)
    add(node, "keywords", terms(f"{iri}#category", record.categories, language))
    add(node, "material", terms(f"{iri}#material", record.materials, language, "URL"))
    styles: list[JsonValue] = []
    for name, event in productions_of(record):
        for kind, values in (("culture", event.cultures), ("period", event.periods)):
            styles += terms(f"{iri}#{name}-{kind}", values, language, "URL")
    add(node, "genre", styles)


def _add_production(node: Node, published: PublishedRecord, language: str) -> None:
    record = published.record
    creators: list[JsonValue] = []
    doubts: list[tuple[str, str]] = []
    dates: list[str] = []
    written: list[tuple[str, str]] = []
    places: list[JsonValue] = []
    for name, event in productions_of(record):
        iri = f"{published.iri}#{name}"
        for number, value in enumerate(event.contributions, 1):
            made = _creator(f"{iri}-agent-{number}", value, published, language)
            if made is not None:
                creators.append(made)
            else:
                doubts.append((maker_words(value, language_of(published)), language_of(published)))
        _add_when(event, dates, written, language)
        places += [
            place(f"{iri}-place-{number}", each, published.namespace, language)
            for number, each in enumerate(event.places, 1)
        ]
    add(node, "creator", creators)
    add(node, "disambiguatingDescription", texts(doubts))
    add(node, "dateCreated", [*dict.fromkeys(dates)])
    add(node, "temporal", texts(written))
    add(node, "locationCreated", places)


def _add_when(event: Event, dates: list[str], written: list[tuple[str, str]], language: str) -> None:
    if event.date is None:
        return
    date = iso_date(event.date)
    if date is not None:
        dates.append(date)
    if event.date.text and event.date.text != date:
        written.append((event.date.text, language))


def _creator(iri: str, value: Contribution, published: PublishedRecord, language: str) -> Node | None:
    """Return who made it, or None for somebody who was only followed or copied.

    An opinion and a circle are named in words (`attribué à …`, `atelier de …`): saying that the person made it would
    say more than the museum does.
    """
    if value.qualifier in NOT_MAKERS:
        return None
    if is_plain(value):
        return agent(iri, value.agent, published.namespace, language)
    spoken = language_of(published)
    group = value.agent.kind == "group" or value.qualifier in CIRCLES
    return {
        "@id": f"{iri}-attribution",
        "@type": "Organization" if group else "Person",
        "name": words(maker_words(value, spoken), spoken),
    }


def _add_subjects(node: Node, published: PublishedRecord, language: str) -> None:
    record, iri = published.record, published.iri
    about = [term(f"{iri}#subject-{number}", value, language) for number, value in enumerate(record.subjects, 1)]
    about += [
        agent(f"{iri}#depicted-agent-{number}", value, published.namespace, language)
        for number, value in enumerate(record.depicted_agents, 1)
    ]
    add(node, "about", [*about])
    shown: list[JsonValue] = [
        place(f"{iri}#depicted-place-{number}", value, published.namespace, language)
        for number, value in enumerate(record.depicted_places, 1)
    ]
    add(node, "contentLocation", shown)


def _add_record(node: Node, published: PublishedRecord) -> None:
    """Add the record about the object: where it is, who publishes it, when it last changed, under which licence."""
    record, publisher = published.record, published.publisher
    node["url"] = published.iri
    page = absolute_iri(record.web_page) if record.web_page else None
    if page is not None:
        node["mainEntityOfPage"] = page
    node["sdDatePublished"] = published.updated.date().isoformat()
    node["sdPublisher"] = {
        "@id": published.namespace.root,
        "@type": "Organization",
        "name": [words(publisher.name.fr, "fr"), words(publisher.name.en, "en")],
    }
    rights = record.record_rights
    licence = None if rights is None else secure(rights.iri)
    if licence is not None:
        node["sdLicense"] = licence
