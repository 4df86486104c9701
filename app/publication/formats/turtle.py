"""Turtle: the graph for people to read."""

from __future__ import annotations

from app.core.text import Text
from app.publication.output_format import PublishedRecord
from app.publication.profiles import LINKED_ART
from app.publication.record_format import RecordFormat
from app.publication.turtle_text import turtle


def _write(published: PublishedRecord) -> bytes:
    return turtle(published.n_quads).encode()


FORMAT = RecordFormat(
    key="turtle",
    label=Text(fr="Turtle", en="Turtle"),
    media_type="text/turtle",
    suffix=".ttl",
    profile=LINKED_ART,
    write=_write,
)
