"""TriG: Turtle with the name of the record's graph."""

from __future__ import annotations

from app.core.text import Text
from app.publication.output_format import PublishedRecord
from app.publication.profiles import LINKED_ART
from app.publication.record_format import RecordFormat
from app.publication.turtle_text import trig


def _write(published: PublishedRecord) -> bytes:
    return trig(published.n_quads).encode()


FORMAT = RecordFormat(
    key="trig",
    label=Text(fr="TriG (graphe nommé)", en="TriG (named graph)"),
    media_type="application/trig",
    suffix=".trig",
    profile=LINKED_ART,
    write=_write,
)
