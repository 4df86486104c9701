"""MODS 3.7, for libraries."""

from __future__ import annotations

from app.core.text import Text
from app.publication.mods import document
from app.publication.output_format import PublishedRecord
from app.publication.profiles import MODS
from app.publication.record_format import RecordFormat


def _write(published: PublishedRecord) -> bytes:
    return document(published).encode()


FORMAT = RecordFormat(
    key="mods",
    label=Text(fr="MODS 3.7 (XML)", en="MODS 3.7 (XML)"),
    media_type="application/mods+xml",
    suffix=".mods.xml",
    profile=MODS,
    write=_write,
)
