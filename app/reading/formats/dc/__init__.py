"""Dublin Core in XML: oai_dc, qualified (dcterms), RDF; alone, wrapped, or inside OAI-PMH. Tables of it are CSV."""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element  # the type alone

from app.core.text import Text
from app.reading.oai_envelope import is_oai_record, read_enveloped
from app.reading.source_format import DeliveredFile, ReadOutcome, SourceFormat
from app.reading.xml_reader import XmlForm, local_names, xml_head
from app.reading.xml_records import Frame

_DC, _TERMS = "http://purl.org/dc/elements/1.1/", "http://purl.org/dc/terms/"
_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_CONTAINERS = frozenset({"dc", "dcx", "qualifieddc", "simpledc", "dcterms", "oai_dc", "qdc", "dublincore"})
_ELEMENTS = frozenset(
    {
        "title", "creator", "subject", "description", "publisher", "contributor", "date", "type",
        "format", "identifier", "source", "language", "relation", "coverage", "rights",
    }
)  # fmt: skip
_PREFIXED = re.compile(r"<(?:dc|dcterms|dct|dcq):[A-Za-z]")
_FIRST_ELEMENTS = 200
_ENOUGH = 3


def _is_record(local: str, namespace: str | None, around: list[Frame]) -> bool:
    if is_oai_record(local, namespace, around) or local in _CONTAINERS:
        return True
    if local == "Description":
        return namespace in {_RDF, None}
    return local in {"record", "metadata"} and not any(frame.local in {"about", "metadata"} for frame in around)


def _is_content(element: Element) -> bool:
    if element.tag.rpartition("}")[2] in _CONTAINERS:
        return True
    return any(_is_term(child) for child in element)


def _is_term(child: Element) -> bool:
    namespace, _, local = child.tag.rpartition("}")
    return namespace[1:] in {_DC, _TERMS} or (not namespace and local in _ELEMENTS)


FORM = XmlForm(
    is_record=_is_record,
    prefixes={
        _DC: "dc",
        "http://purl.org/dc/elements/1.0/": "dc",
        _TERMS: "dcterms",
        "http://www.openarchives.org/OAI/2.0/oai_dc/": "oai_dc",
        "http://worldcat.org/xmlschemas/qdc-1.0/": "oai_qdc",
        "http://epubs.cclrc.ac.uk/xmlns/qdc/": "qdc",
        "http://www.w3.org/2001/XMLSchema-instance": "xsi",
        "http://www.europeana.eu/schemas/edm/": "edm",
        "http://www.openarchives.org/OAI/2.0/": "oai",
        _RDF: "rdf",
    },
    nests=True,
)


class DublinCoreFormat:
    """Dublin Core in XML."""

    key = "dc"
    label = Text(fr="Dublin Core (XML)", en="Dublin Core (XML)")
    suffixes = (".xml", ".rdf", ".dc")
    media_types = ("application/xml", "text/xml", "application/rdf+xml")

    def recognise(self, head: bytes, name: str) -> float:  # noqa: ARG002  # the bytes alone tell
        """Return 0.95 where a container of Dublin Core begins in its namespace, 0.6 for elements of it elsewhere.

        A list of OAI-PMH whose records are all deleted gives 0.4: whatever form it was asked in, it holds no metadata.
        """
        text = xml_head(head)
        if text is None:
            return 0.0
        names = local_names(text)[:_FIRST_ELEMENTS]
        known = "purl.org/dc/" in text or "/OAI/2.0/oai_dc" in text
        if _CONTAINERS & set(names):
            return 0.95 if known else 0.5
        if len(_PREFIXED.findall(text)) >= _ENOUGH:
            return 0.6
        only_headers = "OAI-PMH" in names and "header" in names and "metadata" not in names
        return 0.4 if only_headers and 'status="deleted"' in text else 0.0

    def read(self, file: DeliveredFile) -> Iterator[ReadOutcome]:
        """Yield the records of a file, those that an OAI-PMH answer says are deleted among them; see `read_xml`."""
        return read_enveloped(file, FORM, _is_content)


FORMAT: SourceFormat = DublinCoreFormat()
