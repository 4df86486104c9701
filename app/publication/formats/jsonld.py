"""JSON-LD of the whole graph: the same triples as N-Quads, with the address of every part."""

from __future__ import annotations

from app.core.json_text import json_bytes
from app.core.text import Text
from app.publication.linked_art_json import whole_graph
from app.publication.output_format import PublishedRecord
from app.publication.profiles import CONCORDANCE
from app.publication.record_format import RecordFormat


def _write(published: PublishedRecord) -> bytes:
    return json_bytes(whole_graph(published.n_quads))


FORMAT = RecordFormat(
    key="jsonld",
    label=Text(fr="JSON-LD du graphe complet", en="JSON-LD of the whole graph"),
    media_type="application/ld+json",
    suffix=".jsonld",
    profile=CONCORDANCE,
    write=_write,
)
