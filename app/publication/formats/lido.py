"""LIDO 1.1, the harvesting schema of museums, valid against its schema."""

from __future__ import annotations

from app.core.text import Text
from app.publication.lido import document
from app.publication.output_format import PublishedRecord
from app.publication.profiles import LIDO
from app.publication.record_format import RecordFormat


def _write(published: PublishedRecord) -> bytes:
    return document(published).encode()


FORMAT = RecordFormat(
    key="lido",
    label=Text(fr="LIDO 1.1 (XML)", en="LIDO 1.1 (XML)"),
    media_type="application/xml",
    suffix=".lido.xml",
    profile=LIDO,
    write=_write,
)
