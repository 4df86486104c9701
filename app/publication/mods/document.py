"""The MODS record: identifiers, where the object and its pictures are, rights, related items, the record itself."""

from __future__ import annotations

from app.core.absolute_iri import absolute_iri
from app.core.record import CatalogueRecord, Media, RelatedRecord, Rights
from app.publication.mods.description import kinds, notes, physical, production, series, subjects, titles
from app.publication.output_format import PublishedRecord
from app.publication.record_words import language_of
from app.publication.xml_elements import DECLARATION, attribute, element, words, wrapped
from app.publication.xml_text import utc_seconds

_NAMESPACES = (
    ' xmlns:mods="http://www.loc.gov/mods/v3" xmlns:xlink="http://www.w3.org/1999/xlink"'
    ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" version="3.7"'
    ' xsi:schemaLocation="http://www.loc.gov/mods/v3 http://www.loc.gov/standards/mods/v3/mods-3-7.xsd"'
)
_RELATIONS = {"part of": "host", "has part": "constituent", "same as": "otherVersion", "described by": "isReferencedBy"}


def document(published: PublishedRecord) -> str:
    """Return the record as MODS 3.7."""
    record = published.record
    content = (
        titles(record)
        + production(published)
        + kinds(record)
        + physical(record, language_of(published))
        + notes(record)
        + subjects(record)
        + series(record)
        + "".join(_related(value, published) for value in record.related)
        + _identifiers(published)
        + _location(published)
        + _rights(record)
        + _record_info(published)
    )
    return DECLARATION + wrapped("mods:mods", content, _NAMESPACES)


def _identifiers(published: PublishedRecord) -> str:
    content = element("mods:identifier", published.iri, attributes=attribute("type", "uri"))
    for number in published.record.identifiers:
        content += element("mods:identifier", number.value, attributes=attribute("type", number.kind))
    return content


def _location(published: PublishedRecord) -> str:
    record = published.record
    keeper = record.keeper
    content = ""
    if keeper is not None:
        kept = ", ".join(filter(None, (keeper.name, keeper.department, keeper.place)))
        content += element("mods:physicalLocation", kept, attributes=attribute("type", "current"))
    if record.location is not None:
        where = record.location
        content += element("mods:physicalLocation", where.name, where.language, attribute("type", "current location"))
    content += element(
        "mods:url", record.web_page or published.iri, attributes=attribute("access", "object in context")
    )
    content += "".join(_address(media) for media in record.media)
    return wrapped("mods:location", content)


def _address(media: Media) -> str:
    usage = attribute("usage", "primary") if media.primary else ""
    note = attribute("note", ", ".join(filter(None, (media.caption, media.credit, *_words_of(media.rights)))))
    return words("mods:url", media.url, None, attribute("access", "raw object") + usage + note)


def _words_of(rights: Rights | None) -> tuple[str | None, ...]:
    return () if rights is None else (rights.text, rights.iri, rights.holder)


def _rights(record: CatalogueRecord) -> str:
    """Return the rights in the object, then those of each reproduction, each named for what it is about."""
    content = "" if record.object_rights is None else _condition(record.object_rights, "object")
    for media in record.media:
        if media.rights is not None:
            content += _condition(media.rights, media.url)
    return content


def _condition(value: Rights, about: str) -> str:
    iri = absolute_iri(value.iri) if value.iri else None
    said = ". ".join(filter(None, (value.text, value.holder, value.iri if iri is None else None)))
    attributes = attribute("type", "use and reproduction") + attribute("displayLabel", about)
    return element("mods:accessCondition", said, value.language, attributes + attribute("xlink:href", iri))


def _related(value: RelatedRecord, published: PublishedRecord) -> str:
    iri = published.namespace.record(value.local_id) if value.local_id else None
    if iri is None and value.url:
        iri = absolute_iri(value.url)
    said = value.label or (value.url if iri is None else None)
    content = wrapped("mods:titleInfo", words("mods:title", said, value.language))
    content += words("mods:identifier", iri, None, attribute("type", "uri"))
    known = _RELATIONS.get(value.relation)
    kind = attribute("type", known) if known else attribute("otherType", value.relation)
    return wrapped("mods:relatedItem", content, kind + attribute("xlink:href", iri))


def _record_info(published: PublishedRecord) -> str:
    record, publisher = published.record, published.publisher
    content = element("mods:recordContentSource", publisher.name.in_language(publisher.language), publisher.language)
    encoding = attribute("encoding", "w3cdtf")
    content += element("mods:recordCreationDate", utc_seconds(published.first), attributes=encoding)
    content += element("mods:recordChangeDate", utc_seconds(published.updated), attributes=encoding)
    source = attribute("source", published.namespace.root)
    content += element("mods:recordIdentifier", record.local_id, attributes=source)
    language = element(
        "mods:languageTerm",
        record.language or publisher.language,
        attributes=attribute("type", "code") + attribute("authority", "rfc5646"),
    )
    content += wrapped("mods:languageOfCataloging", language)
    rights = record.record_rights
    if rights is not None:
        said = " ".join(filter(None, (rights.text, rights.iri, rights.holder)))
        content += words("mods:recordInfoNote", said, rights.language, attribute("type", "rights"))
    return wrapped("mods:recordInfo", content)
