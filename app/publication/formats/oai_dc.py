"""Simple Dublin Core in the envelope of OAI-PMH (oai_dc.xsd): the form that every harvester reads.

Written by putting strings together: this is what a full harvest of a collection consists of.
"""

from __future__ import annotations

from app.core.record import CatalogueRecord, Rights
from app.core.text import Text
from app.publication.output_format import PublishedRecord
from app.publication.profiles import OAI_DC
from app.publication.record_format import RecordFormat
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
from app.publication.xml_text import xml_attribute, xml_text

_HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<oai_dc:dc xmlns:oai_dc="http://www.openarchives.org/OAI/2.0/oai_dc/"'
    ' xmlns:dc="http://purl.org/dc/elements/1.1/"'
    ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
    ' xsi:schemaLocation="http://www.openarchives.org/OAI/2.0/oai_dc/ http://www.openarchives.org/OAI/2.0/oai_dc.xsd">'
)
_HOLDER = Text(fr="Titulaire des droits", en="Rights holder")
_TYPES = {  # DCMI Type Vocabulary; every record describes an object
    "image": "StillImage",
    "iiif image": "StillImage",
    "video": "MovingImage",
    "audio": "Sound",
}


class _Elements:
    """The elements in the making; one that was written already is not written again."""

    def __init__(self) -> None:
        self._lines: dict[str, None] = {}

    def add(self, name: str, text: str | None, language: str | None = None) -> None:
        """Add `dc:name` with this text, unless there is none."""
        if not text or text.isspace():
            return
        tag = f' xml:lang="{xml_attribute(language)}"' if language else ""
        self._lines[f"<dc:{name}{tag}>{xml_text(text)}</dc:{name}>"] = None

    def text(self) -> str:
        """Return the elements one a line."""
        return "\n  ".join(self._lines)


def _write(published: PublishedRecord) -> bytes:
    record = published.record
    elements = _Elements()
    _names(elements, record)
    _makers(elements, record, language_of(published))
    _subjects(elements, record)
    _descriptions(elements, record, language_of(published))
    publisher = published.publisher
    elements.add("publisher", publisher.name.in_language(publisher.language), publisher.language)
    _links(elements, published)
    _rights(elements, record, language_of(published))
    return f"{_HEAD}\n  {elements.text()}\n</oai_dc:dc>\n".encode()


def _names(elements: _Elements, record: CatalogueRecord) -> None:
    for title in record.titles:
        elements.add("title", title.text, title.language)
    if not record.titles:
        elements.add("title", *label_of(record))


def _makers(elements: _Elements, record: CatalogueRecord, language: str) -> None:
    for _, event in productions_of(record):
        for value in event.contributions:
            # Who was copied or followed did not make the object; the words say what they are to it.
            name = "contributor" if value.qualifier in NOT_MAKERS else "creator"
            elements.add(name, maker_words(value, language))
        if event.date is not None:
            elements.add("date", date_words(event.date))
        for place in event.places:
            elements.add("coverage", place_words(place), place.language)
        for term in (*event.cultures, *event.periods):
            elements.add("coverage", term_words(term), term.language)
        for term in event.techniques:
            elements.add("format", term_words(term), term.language)


def _subjects(elements: _Elements, record: CatalogueRecord) -> None:
    for term in record.subjects:
        elements.add("subject", term_words(term), term.language)
    for agent in record.depicted_agents:
        elements.add("subject", agent.name)
    for place in record.depicted_places:
        elements.add("subject", place_words(place), place.language)
    elements.add("type", "PhysicalObject")
    for kind in dict.fromkeys(_TYPES[media.kind] for media in record.media if media.kind in _TYPES):
        elements.add("type", kind)
    for term in (*record.object_names, *record.object_types, *record.categories):
        elements.add("type", term_words(term), term.language)


def _descriptions(elements: _Elements, record: CatalogueRecord, language: str) -> None:
    for note in record.notes:
        elements.add("format" if note.kind == "materials statement" else "description", note.text, note.language)
    for inscription in record.inscriptions:
        elements.add("description", inscription.text, inscription.language)
    for term in (*record.materials, *record.techniques):
        elements.add("format", term_words(term), term.language)
    for statement in record.dimensions:
        elements.add("format", statement_words(statement, language), statement.language)


def _links(elements: _Elements, published: PublishedRecord) -> None:
    record = published.record
    elements.add("identifier", published.iri)
    for number in record.identifiers:
        elements.add("identifier", number.value)
    elements.add("identifier", record.web_page)
    for media in record.media:
        elements.add("relation", media.url)
    for related in record.related:
        if related.local_id:
            elements.add("relation", published.namespace.record(related.local_id))
        else:
            elements.add("relation", related.url or related.label, None if related.url else related.language)
    keeper = record.keeper
    if keeper is not None:
        elements.add("source", ", ".join(filter(None, (keeper.name, keeper.department, keeper.place))))
    elements.add("language", record.language)


def _rights(elements: _Elements, record: CatalogueRecord, language: str) -> None:
    if record.credit_line is not None:
        elements.add("rights", record.credit_line.text, record.credit_line.language)
    media = (one.rights for one in record.media if one.rights is not None)
    for rights in (record.object_rights, *media, record.record_rights):
        if rights is not None:
            _right(elements, rights, language)


def _right(elements: _Elements, rights: Rights, language: str) -> None:
    elements.add("rights", rights.text, rights.language)
    elements.add("rights", rights.iri)
    if rights.holder:
        elements.add("rights", f"{_HOLDER.in_language(language)}: {rights.holder}", language)


FORMAT = RecordFormat(
    key="oai_dc",
    label=Text(fr="Dublin Core simple (XML)", en="Simple Dublin Core (XML)"),
    media_type="application/xml",
    suffix=".oai_dc.xml",
    profile=OAI_DC,
    write=_write,
)
