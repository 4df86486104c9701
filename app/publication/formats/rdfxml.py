"""RDF/XML: the graph for software that reads XML."""

from __future__ import annotations

from app.core.text import Text
from app.publication.output_format import PublishedRecord
from app.publication.profiles import LINKED_ART
from app.publication.rdf_xml_text import rdf_xml
from app.publication.record_format import RecordFormat


def _write(published: PublishedRecord) -> bytes:
    return rdf_xml(published.n_quads).encode()


FORMAT = RecordFormat(
    key="rdfxml",
    label=Text(fr="RDF/XML", en="RDF/XML"),
    media_type="application/rdf+xml",
    suffix=".rdf",
    profile=LINKED_ART,
    write=_write,
)
