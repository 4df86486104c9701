"""The Europeana Data Model, external form, as RDF/XML valid against Europeana's schema."""

from __future__ import annotations

from app.core.text import Text
from app.publication.edm import document
from app.publication.output_format import PublishedRecord
from app.publication.profiles import EDM
from app.publication.record_format import RecordFormat


def _write(published: PublishedRecord) -> bytes:
    return document(published).encode()


FORMAT = RecordFormat(
    key="edm",
    label=Text(fr="Modèle de données Europeana (RDF/XML)", en="Europeana Data Model (RDF/XML)"),
    media_type="application/rdf+xml",
    suffix=".edm.xml",
    profile=EDM,
    write=_write,
)
