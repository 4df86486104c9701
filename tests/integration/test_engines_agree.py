"""Both engines say the same of the same graphs: of the golden records, of every example, and of the museums' own files.

There is no exception: where one was needed (dates before the common era, ill-typed dates), the arbiter was taught.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import islice
from pathlib import Path

import msgspec
import pytest
import zstandard
from hypothesis import given, settings
from hypothesis import strategies as st

from app.bootstrap import tools_from
from app.core.config import Settings
from app.core.finding import Cell
from app.core.iri import Namespace
from app.core.outcome import RecordOutcome
from app.core.record import CatalogueRecord
from app.core.source import SourceRecord
from app.mapping.engine import CompiledCrosswalk
from app.mapping.linked_art import WrittenRecord, describe, n_quads
from app.pipeline import judged, plan_for
from app.reading.source_format import DeliveredFile
from app.validation.findings import MappedGraph
from app.validation.judge import load_judge
from app.validation.results import ShapeResult
from app.validation.shacl import load_engine
from tests.shape_examples import SHAPES, all_examples
from tests.shared import ROOT, SHARED, needs_shared
from tests.views import view_of

Quads = Callable[[], list[str]]

GOLDEN = sorted((ROOT / "tests" / "golden" / "linked_art").glob("*/expected.nq"))
FILES = {
    "moma": "csv/moma-artworks-123919.csv.gz",
    "joconde-costumes": "fr/joconde-costumes-4274.csv.gz",
    "montreal-art-public": "fr/montreal-art-public-273.json",
    "tate": "json/tate-artworks-69k.jsonl.gz",
    "autry": "aac/autry/AutryObjects.csv",
}
SAMPLE = 30  # records of each file: the arbiter takes some 30 ms for one


def golden() -> list[str]:
    return [path.read_text(encoding="utf-8") for path in GOLDEN]


def examples() -> list[str]:
    return [example.data for example in all_examples()]


def sample_of(crosswalk: str, folder: Path) -> list[str]:
    """Return the graphs of the first records of a museum's own file, read and mapped by the pipeline."""
    assert SHARED is not None
    chosen = Settings(data_dir=folder, chunk_records=SAMPLE)
    tools = tools_from(chosen)
    path = SHARED / "data" / FILES[crosswalk]
    file = DeliveredFile(path, path.name, chosen.bounds, {})
    plan = plan_for(file, "musee", None, tools.find_crosswalk(crosswalk, None), tools)
    (chunk,) = islice(judged(file, plan, tools), 1)
    outcomes = [outcome for outcome in chunk.outcomes if isinstance(outcome, RecordOutcome)]
    return [zstandard.ZstdDecompressor().decompress(outcome.nquads).decode() for outcome in outcomes]


def say(engine: str, quads: str) -> tuple[ShapeResult, ...]:
    return load_engine(engine, SHAPES).validate(quads)


def agree(quads: Quads) -> int:
    """Ask both engines of each graph and of all of them as one; return how many results they gave."""
    graphs = quads()
    found = 0
    for graph in (*graphs, "".join(graphs)):
        compiled = say("shacl", graph)
        assert say("pyshacl", graph) == compiled
        found += len(compiled)
    return found


def test_they_agree_on_the_golden_records() -> None:
    assert GOLDEN
    assert agree(golden) > 0


def test_they_agree_on_the_examples_of_every_shape() -> None:
    assert agree(examples) > 100


@needs_shared
@pytest.mark.parametrize("crosswalk", FILES)
def test_they_agree_on_a_museums_own_file(crosswalk: str, tmp_path: Path) -> None:
    graphs = sample_of(crosswalk, tmp_path)
    assert len(graphs) == SAMPLE
    assert agree(lambda: graphs) > SAMPLE


LINES = sorted({line for text in (*examples(), *golden()) for line in text.splitlines(keepends=True)})


@settings(max_examples=40)
@given(st.sets(st.sampled_from(LINES), min_size=20, max_size=80))
def test_they_agree_on_any_handful_of_statements(lines: set[str]) -> None:
    quads = "".join(sorted(lines))
    assert say("pyshacl", quads) == say("shacl", quads)


def told(engine: str, graph: MappedGraph) -> set[tuple[str, str]]:
    return {(finding.rule, finding.focus or "") for finding in load_judge(engine, SHAPES, 200).judge([graph])[0]}


def nowhere(_node: int, _path: str | None, _field: str) -> Cell:
    return Cell()


def apart(record: CatalogueRecord, namespace: Namespace, key: int) -> MappedGraph:
    sights = load_judge("shacl", SHAPES, 200).sights
    view = WrittenRecord(describe(record, namespace), key, sights).view
    return MappedGraph(view, record.local_id, nowhere)


def whole(record: CatalogueRecord, namespace: Namespace, key: int) -> MappedGraph:
    quads = n_quads(record, namespace)
    return MappedGraph(view_of(quads, namespace.record(record.local_id), key), record.local_id, nowhere)


def golden_records() -> list[CatalogueRecord]:
    files = sorted((ROOT / "tests" / "golden" / "linked_art").glob("*/record.json"))
    return [msgspec.json.decode(file.read_bytes(), type=CatalogueRecord) for file in files]


def records_of(crosswalk: str, folder: Path) -> list[CatalogueRecord]:
    assert SHARED is not None
    tools = tools_from(Settings(data_dir=folder))
    path = SHARED / "data" / FILES[crosswalk]
    file = DeliveredFile(path, path.name, tools.settings.bounds, {})
    mapping = CompiledCrosswalk(tools.find_crosswalk(crosswalk, None))
    plan = plan_for(file, "musee", None, tools.find_crosswalk(crosswalk, None), tools)
    sources = islice(tools.formats.get(plan.format).read(file), 40 * SAMPLE)
    mapped = [mapping.apply(source).record for source in sources if isinstance(source, SourceRecord)]
    return [record for record in mapped if record is not None]


def same_told(records: Sequence[CatalogueRecord], arbiter: int) -> int:
    """Compare what is told of views with what is told of whole graphs; by the arbiter too for the first of them."""
    namespace = Namespace("https://example.org", "musee")
    found = 0
    for key, record in enumerate(records):
        view = told("shacl", apart(record, namespace, key))
        assert told("shacl", whole(record, namespace, key)) == view
        if key < arbiter:
            assert told("pyshacl", whole(record, namespace, key)) == view
        found += len(view)
    return found


def test_what_no_shape_sees_changes_nothing_of_what_a_record_is_told() -> None:
    records = golden_records()
    assert records
    assert same_told(records, len(records)) > len(records)


@needs_shared
@pytest.mark.parametrize("crosswalk", FILES)
def test_nor_of_the_records_of_a_museums_own_file(crosswalk: str, tmp_path: Path) -> None:
    records = records_of(crosswalk, tmp_path)
    assert same_told(records, SAMPLE) > 2 * len(records)
