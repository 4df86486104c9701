"""The LIDO record: one lido:lido element, as lido-v1.1.xsd has it."""

from __future__ import annotations

from app.publication.lido.administration import administration
from app.publication.lido.events import events
from app.publication.lido.identification import classification, identification
from app.publication.lido.parts import URI
from app.publication.lido.relations import relations
from app.publication.output_format import PublishedRecord
from app.publication.record_words import language_of
from app.publication.xml_elements import DECLARATION, attribute, element, words, wrapped

_NAMESPACES = (
    ' xmlns:lido="http://www.lido-schema.org"'
    ' xmlns:gml="http://www.opengis.net/gml"'
    ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
    ' xsi:schemaLocation="http://www.lido-schema.org http://www.lido-schema.org/schema/v1.1/lido-v1.1.xsd"'
)
_CATEGORY = "http://www.cidoc-crm.org/cidoc-crm/E22_Human-Made_Object"


def document(published: PublishedRecord) -> str:
    """Return the record as LIDO 1.1."""
    record = published.record
    language = record.language or published.publisher.language
    category = element("lido:conceptID", _CATEGORY, attributes=URI) + words("lido:term", "Human-Made Object", "en")
    described = classification(record) + identification(record)
    described += events(record, language_of(published)) + relations(record)
    # LIDO asks for the language of the description as a whole; values that have one of their own say so.
    tag = attribute("xml:lang", language)
    return DECLARATION + wrapped(
        "lido:lido",
        element("lido:lidoRecID", published.iri, attributes=URI)
        + element("lido:objectPublishedID", published.iri, attributes=URI + attribute("lido:label", "linked data"))
        + wrapped("lido:category", category)
        + wrapped("lido:descriptiveMetadata", described, tag)
        + wrapped("lido:administrativeMetadata", administration(published), tag),
        _NAMESPACES,
    )
