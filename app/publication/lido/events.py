"""What happened to the object: each event with its own actors, date, places, techniques, cultures and periods."""

from __future__ import annotations

from app.core.record import CatalogueRecord, Contribution, Event, EventKind
from app.core.text import Text
from app.publication.lido.parts import URI, actor, appellation, concept, concepts, date_set, named, place_set
from app.publication.record_words import maker_words
from app.publication.xml_elements import attribute, element, words, wrapped

_TYPES = "http://terminology.lido-schema.org/eventType/"
_KINDS: dict[EventKind, tuple[str, Text]] = {
    "production": ("production", Text("production", "production")),
    "modification": ("modification", Text("modification", "modification")),
    "acquisition": ("acquisition", Text("acquisition", "acquisition")),
    "finding": ("finding", Text("découverte", "finding")),
    "use": ("use", Text("usage", "use")),
    "exhibition": ("exhibition", Text("exposition", "exhibition")),
    "publication": ("publication", Text("publication", "publication")),
    "provenance": ("provenance", Text("provenance", "provenance")),
    "other": ("event_non_specified", Text("événement", "other")),
}


def events(record: CatalogueRecord, language: str) -> str:
    """Return the productions, then every other event; `language` is that of the words we add."""
    content = "".join(_event(event, language) for event in (*record.productions, *record.events))
    return wrapped("lido:eventWrap", content)


def _event(value: Event, language: str) -> str:
    content = _type(value.kind)
    content += appellation("lido:eventName", value.title) if value.title else ""
    content += "".join(_participant(each, language) for each in value.contributions)
    content += concepts("lido:culture", value.cultures)
    content += "" if value.date is None else date_set("lido:eventDate", value.date)
    content += concepts("lido:periodName", value.periods)
    content += "".join(place_set("lido:eventPlace", each) for each in value.places)
    content += "" if value.method is None else concept("lido:eventMethod", value.method)
    techniques = concepts("lido:termMaterialsTech", value.techniques, attribute("lido:type", "technique"))
    content += wrapped("lido:eventMaterialsTech", wrapped("lido:materialsTech", techniques))
    content += wrapped("lido:eventDescriptionSet", words("lido:descriptiveNoteValue", value.note))
    return wrapped("lido:eventSet", wrapped("lido:event", content))


def _type(kind: EventKind) -> str:
    name, text = _KINDS[kind]
    identifier = element("lido:conceptID", f"{_TYPES}{name}", attributes=URI)
    terms = words("lido:term", text.en, "en") + words("lido:term", text.fr, "fr")
    return wrapped("lido:eventType", identifier + terms)


def _participant(value: Contribution, language: str) -> str:
    said = maker_words(value, language)
    if value.role is not None:
        said = f"{said} ({value.role.label})"
    content = actor(value.agent)
    content += "" if value.role is None else concept("lido:roleActor", value.role)
    if value.qualifier is not None:
        content += named("lido:attributionQualifierActor", value.qualifier)
    if value.uncertain:
        content += named("lido:attributionQualifierActor", "uncertain", "incertain")
    return wrapped(
        "lido:eventActor",
        words("lido:displayActorInRole", said) + wrapped("lido:actorInRole", content),
    )
