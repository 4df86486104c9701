"""N-Triples: one triple a line."""

from __future__ import annotations

from app.core.text import Text
from app.publication.graph_text import n_triples
from app.publication.output_format import PublishedRecord
from app.publication.profiles import LINKED_ART
from app.publication.record_format import RecordFormat


def _write(published: PublishedRecord) -> bytes:
    return n_triples(published.n_quads).encode()


FORMAT = RecordFormat(
    key="ntriples",
    label=Text(fr="N-Triples", en="N-Triples"),
    media_type="application/n-triples",
    suffix=".nt",
    profile=LINKED_ART,
    write=_write,
)
