"""The museums' own files as Linked Art: three parsers read one graph, and Linked Art's own schemas find nothing."""

from __future__ import annotations

from itertools import islice
from pathlib import Path

import msgspec
import pytest
import zstandard

from app.bootstrap import tools_from
from app.core.config import Settings
from app.core.iri import Namespace
from app.core.outcome import RecordOutcome
from app.core.record import CatalogueRecord
from app.mapping.linked_art import api_documents, json_ld, n_quads
from app.pipeline import judged, plan_for
from app.reading.source_format import DeliveredFile
from tests.shared import SHARED, needs_shared
from tests.unit.mapping import linked_art_graphs as graphs
from tests.unit.mapping.linked_art_schemas import FOLDERS, faults

FILES = {
    "moma": "csv/moma-artworks-123919.csv.gz",
    "joconde-costumes": "fr/joconde-costumes-4274.csv.gz",
    "montreal-art-public": "fr/montreal-art-public-273.json",
    "tate": "json/tate-artworks-69k.jsonl.gz",
    "autry": "aac/autry/AutryObjects.csv",
}
NAMESPACE = Namespace("https://data.example.org", "musee")
SAMPLE = 40


def _records(crosswalk: str, folder: Path) -> list[CatalogueRecord]:
    assert SHARED is not None
    chosen = Settings(data_dir=folder, chunk_records=SAMPLE)
    tools = tools_from(chosen)
    path = SHARED / "data" / FILES[crosswalk]
    file = DeliveredFile(path, path.name, chosen.bounds, {})
    plan = plan_for(file, "musee", None, tools.find_crosswalk(crosswalk, None), tools)
    (chunk,) = islice(judged(file, plan, tools), 1)
    stored = [outcome.canonical for outcome in chunk.outcomes if isinstance(outcome, RecordOutcome)]
    decompress = zstandard.ZstdDecompressor().decompress
    return [msgspec.json.decode(decompress(each), type=CatalogueRecord) for each in stored]


@needs_shared
@pytest.mark.slow
@pytest.mark.parametrize("crosswalk", FILES)
def test_real_records_are_one_graph_to_every_reader_and_valid_linked_art(crosswalk: str, tmp_path: Path) -> None:
    records = _records(crosswalk, tmp_path)
    assert len(records) == SAMPLE
    for record in records:
        text, document = n_quads(record, NAMESPACE), json_ld(record, NAMESPACE)
        triples, _ = graphs.quads_by_oxigraph(text)
        graph = set(triples)
        assert len(triples) == len(graph)
        assert graphs.quads_by_rdflib(text) == graph
        assert graphs.json_by_pyld(document) == graph
        assert graphs.json_by_oxigraph(document) == graph
        assert faults(document, FOLDERS[0], whole=True) == []
        for each in api_documents(record, NAMESPACE):
            assert faults(each, FOLDERS[0]) == []
