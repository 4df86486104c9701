"""EDM, the Europeana Data Model, in RDF/XML: what providers send (external) and what Europeana keeps (internal)."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import structs

from app.core.source import SourceRecord
from app.core.text import Text
from app.reading.formats.edm.resources import fields_of_document, objects_of
from app.reading.source_format import DeliveredFile, ReadOutcome, SourceFormat
from app.reading.xml_reader import XmlForm, local_names, read_xml, xml_head
from app.reading.xml_records import Frame

_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_MARKS = frozenset({"ProvidedCHO", "Aggregation", "Proxy", "EuropeanaAggregation", "WebResource"})


def _is_record(local: str, namespace: str | None, _around: list[Frame]) -> bool:
    return local == "RDF" and namespace in {_RDF, None}


FORM = XmlForm(
    is_record=_is_record,
    prefixes={
        _RDF: "rdf",
        "http://www.w3.org/2000/01/rdf-schema#": "rdfs",
        "http://purl.org/dc/elements/1.1/": "dc",
        "http://purl.org/dc/terms/": "dcterms",
        "http://www.europeana.eu/schemas/edm/": "edm",
        "http://www.openarchives.org/ore/terms/": "ore",
        "http://www.w3.org/2004/02/skos/core#": "skos",
        "http://xmlns.com/foaf/0.1/": "foaf",
        "http://www.w3.org/2002/07/owl#": "owl",
        "http://rdvocab.info/ElementsGr2/": "rdaGr2",
        "http://rdvocab.info/ElementsGr2": "rdaGr2",
        "http://www.w3.org/2003/01/geo/wgs84_pos#": "wgs84_pos",
        "http://www.w3.org/2003/01/geo/wgs84_pos": "wgs84_pos",
        "http://www.ebu.ch/metadata/ontologies/ebucore/ebucore#": "ebucore",
        "http://rdfs.org/sioc/services#": "svcs",
        "http://usefulinc.com/ns/doap#": "doap",
        "http://creativecommons.org/ns#": "cc",
        "http://www.w3.org/ns/odrl/2/": "odrl",
        "http://www.w3.org/ns/dqv#": "dqv",
        "http://www.w3.org/2001/XMLSchema-instance": "xsi",
        "http://www.cidoc-crm.org/rdfs/cidoc_crm_v5.0.2_english_label.rdfs#": "crm",
    },
    build=fields_of_document,
)


class EdmFormat:
    """EDM in RDF/XML."""

    key = "edm"
    label = Text(fr="EDM (RDF/XML)", en="EDM (RDF/XML)")
    suffixes = (".xml", ".rdf", ".edm")
    media_types = ("application/rdf+xml", "application/xml", "text/xml")

    def recognise(self, head: bytes, name: str) -> float:  # noqa: ARG002  # the bytes alone tell
        """Return 0.98 for RDF with Europeana's namespace and one of its classes, 0.6 with the namespace alone."""
        text = xml_head(head)
        if text is None or "www.europeana.eu/schemas/edm" not in text:
            return 0.0
        names = local_names(text)
        if "RDF" not in names:
            return 0.0
        return 0.98 if _MARKS & set(names) else 0.6

    def read(self, file: DeliveredFile) -> Iterator[ReadOutcome]:
        """Yield the objects that the RDF documents of a file describe; see `read_xml`."""
        for ordinal, outcome in enumerate(_objects(read_xml(file, FORM))):
            yield structs.replace(outcome, ordinal=ordinal)


def _objects(outcomes: Iterator[ReadOutcome]) -> Iterator[ReadOutcome]:
    for outcome in outcomes:
        if not isinstance(outcome, SourceRecord):
            yield outcome
            continue
        for number, fields in enumerate(objects_of(dict(outcome.fields))):
            yield structs.replace(outcome, fields=fields, findings=outcome.findings if number == 0 else ())


FORMAT: SourceFormat = EdmFormat()
