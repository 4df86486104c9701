"""N-Quads: one triple a line, with the name of the record's graph; the form in which the graph is stored."""

from __future__ import annotations

from app.core.text import Text
from app.publication.output_format import PublishedRecord
from app.publication.profiles import LINKED_ART
from app.publication.record_format import RecordFormat


def _write(published: PublishedRecord) -> bytes:
    return published.n_quads.encode()


FORMAT = RecordFormat(
    key="nquads",
    label=Text(fr="N-Quads (graphe nommé)", en="N-Quads (named graph)"),
    media_type="application/n-quads",
    suffix=".nq",
    profile=LINKED_ART,
    write=_write,
)
