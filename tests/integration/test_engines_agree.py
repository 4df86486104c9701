"""Both engines say the same of the same graphs: of the golden records, of every example, and of the museums' own files.

There is no exception: where one was needed (dates before the common era, ill-typed dates), the arbiter was taught.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import islice
from pathlib import Path

import pytest
import zstandard
from hypothesis import given, settings
from hypothesis import strategies as st

from app.bootstrap import tools_from
from app.core.config import Settings
from app.core.iri import Namespace
from app.core.outcome import RecordOutcome
from app.mapping.linked_art import vocabulary
from app.mapping.linked_art.graph import Concept
from app.pipeline import judged, plan_for
from app.reading.source_format import DeliveredFile
from app.validation.isolation import isolated, restored
from app.validation.results import ShapeResult, in_order
from app.validation.shacl import load_engine
from tests.shape_examples import SHAPES, all_examples
from tests.shared import ROOT, SHARED, needs_shared

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


def shared_concepts() -> set[str]:
    """Return the N-Quads that describe the concepts which every record shares, without the name of a graph."""
    listed = [value.values() if isinstance(value, dict) else [value] for value in vars(vocabulary).values()]
    concepts = [concept for values in listed for concept in values if isinstance(concept, Concept)]
    return {quad for concept in concepts for quad in concept.quads if quad}


def test_no_shape_looks_at_what_describes_the_shared_concepts() -> None:
    """So that the pipeline may leave it out of what it validates."""
    described = shared_concepts()
    left_out = 0
    for quads in golden():
        lines = quads.splitlines(keepends=True)
        kept = [line for line in lines if line.rpartition(" <")[0] not in described]
        left_out += len(lines) - len(kept)
        assert say("shacl", "".join(kept)) == say("shacl", quads)
    assert left_out > 50


def test_keeping_records_apart_changes_nothing_of_what_one_alone_is_told() -> None:
    for quads in golden():
        record = quads[1 : quads.index(">")]
        base, _, institution = record.partition("/object/")[0].rpartition("/")
        namespace = Namespace(base, institution)
        apart = say("shacl", isolated(quads, record, namespace))
        assert in_order(restored(result, record, namespace) for result in apart) == say("shacl", quads)
