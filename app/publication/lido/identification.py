"""What the object is and how it is known: classification, titles, inscriptions, repository, descriptions, measures."""

from __future__ import annotations

from itertools import groupby

from app.core.record import CatalogueRecord, Dimension, DimensionStatement, Inscription, Keeper, TitleKind
from app.publication.lido.parts import (
    ALTERNATE,
    PREFERRED,
    appellation,
    appellation_place,
    concepts,
    identifier,
    named,
    place,
)
from app.publication.record_words import DIMENSIONS, label_of, number_words
from app.publication.xml_elements import attribute, element, words, wrapped

_CURRENT = attribute(
    "lido:type", "http://terminology.lido-schema.org/repositorySet_type/current_repository_or_location"
)
_TITLE_TYPES: dict[TitleKind, str | None] = {
    "primary": None,
    "alternative": "alternative",
    "translated": "translated",
    "former": "former",
    "series": "series",
}


def classification(record: CatalogueRecord) -> str:
    """Return the object's types and names (LIDO wants one; an empty one says that none is known), and its classes."""
    types = concepts("lido:objectWorkType", record.object_types)
    types += concepts("lido:objectWorkType", record.object_names, attribute("lido:type", "object name"))
    classes = concepts("lido:classification", record.categories)
    classes += concepts("lido:classification", record.uses, attribute("lido:type", "use"))
    return wrapped(
        "lido:objectClassificationWrap",
        wrapped("lido:objectWorkTypeWrap", types or "<lido:objectWorkType/>\n")
        + wrapped("lido:classificationWrap", classes),
    )


def identification(record: CatalogueRecord) -> str:
    """Return titles, inscriptions, repository, edition, descriptions, measures and materials, in LIDO's order."""
    editions = "".join(
        words("lido:displayEdition", note.text, note.language) for note in record.notes if note.kind == "edition"
    )
    return wrapped(
        "lido:objectIdentificationWrap",
        _titles(record)
        + wrapped("lido:inscriptionsWrap", "".join(_inscription(value) for value in record.inscriptions))
        + wrapped("lido:repositoryWrap", _repository(record))
        + wrapped("lido:displayStateEditionWrap", editions)
        + wrapped("lido:objectDescriptionWrap", _descriptions(record))
        + wrapped("lido:objectMeasurementsWrap", "".join(_measurements(value) for value in record.dimensions))
        + wrapped("lido:objectMaterialsTechWrap", _materials(record)),
    )


def _titles(record: CatalogueRecord) -> str:
    content = ""
    for title in record.titles:
        pref = PREFERRED if title.kind == "primary" else ALTERNATE
        kind = attribute("lido:type", _TITLE_TYPES[title.kind])
        content += appellation("lido:titleSet", title.text, title.language, kind, pref)
    if not content:
        # LIDO wants a title: what stands for the object in a list does, and says that it is none of the museum's.
        text, language = label_of(record)
        content = appellation("lido:titleSet", text, language, attribute("lido:type", "generated"))
    return wrapped("lido:titleWrap", content)


def _inscription(value: Inscription) -> str:
    content = words("lido:inscriptionTranscription", value.text, value.language)
    if value.position:
        where = words("lido:descriptiveNoteValue", value.position, value.language)
        content += wrapped("lido:inscriptionDescription", where, attribute("lido:type", "position"))
    return wrapped("lido:inscriptions", content, attribute("lido:type", value.kind))


def _repository(record: CatalogueRecord) -> str:
    numbers = "".join(
        element("lido:workID", number.value, attributes=attribute("lido:type", number.kind))
        for number in record.identifiers
    )
    keeper = record.keeper
    content = ("" if keeper is None else _keeper(keeper)) + numbers
    if keeper is not None and keeper.place:
        content += appellation_place("lido:repositoryLocation", keeper.place)
    sets = wrapped("lido:repositorySet", content, _CURRENT)
    if record.location is not None:
        where = place("lido:repositoryLocation", record.location)
        sets += wrapped("lido:repositorySet", where, attribute("lido:type", "current location"))
    return sets


def _keeper(value: Keeper) -> str:
    content = identifier("lido:legalBodyID", value.id) if value.id else ""
    content += "".join(identifier("lido:legalBodyID", one) for one in value.same_as if one)
    content += appellation("lido:legalBodyName", value.name, inner=PREFERRED)
    if value.department:
        content += appellation("lido:legalBodyName", value.department, inner=attribute("lido:label", "department"))
    content += words("lido:legalBodyWeblink", value.web_page)
    return wrapped("lido:repositoryName", content)


def _descriptions(record: CatalogueRecord) -> str:
    elsewhere = {"edition", "materials statement"}
    return "".join(
        wrapped(
            "lido:objectDescriptionSet",
            words("lido:descriptiveNoteValue", note.text, note.language),
            attribute("lido:type", note.kind),
        )
        for note in record.notes
        if note.kind not in elsewhere
    )


def _measurements(value: DimensionStatement) -> str:
    """Return a statement; LIDO says part and approximation of a whole set, so that another part is another set."""
    groups = groupby(value.dimensions, key=lambda dimension: (dimension.part or "", dimension.approximate))
    sets = [_measured(part, list(dimensions), approximate=near) for (part, near), dimensions in groups]
    said = words("lido:displayObjectMeasurements", value.text, value.language)
    first = wrapped("lido:objectMeasurementsSet", said + "".join(sets[:1]))
    return first + "".join(wrapped("lido:objectMeasurementsSet", one) for one in sets[1:])


def _measured(part: str, values: list[Dimension], *, approximate: bool) -> str:
    content = "".join(_measure(value) for value in values)
    content += wrapped("lido:extentMeasurements", words("lido:term", part))
    content += named("lido:qualifierMeasurements", "approximate", "environ") if approximate else ""
    return wrapped("lido:objectMeasurements", content)


def _measure(value: Dimension) -> str:
    kind = named("lido:measurementType", value.kind, DIMENSIONS[value.kind].fr)
    unit = element("lido:measurementUnit", value.unit or "")
    return wrapped("lido:measurementsSet", kind + unit + element("lido:measurementValue", number_words(value.value)))


def _materials(record: CatalogueRecord) -> str:
    said = [note for note in record.notes if note.kind == "materials statement"]
    terms = concepts("lido:termMaterialsTech", record.materials, attribute("lido:type", "material"))
    terms += concepts("lido:termMaterialsTech", record.techniques, attribute("lido:type", "technique"))
    content = "".join(words("lido:displayMaterialsTech", note.text, note.language) for note in said)
    return wrapped("lido:objectMaterialsTechSet", content + wrapped("lido:materialsTech", terms))
