"""Each shape is seen to pass and to fail, with both engines, and raises exactly what the example says."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph
import pytest

from app.validation.results import SHACL
from app.validation.shacl import load_engine, shapes_text
from app.validation.shapes import SHAPES_NAMESPACE, read_shapes
from tests.shape_examples import SHAPES, Example, all_examples

EXAMPLES = all_examples()
SHAPE_SET = read_shapes(shapes_text(SHAPES))


def declared_in(path: Path) -> set[str]:
    quads = pyoxigraph.parse(path.read_bytes(), pyoxigraph.RdfFormat.TURTLE)
    return {str(quad.object)[1:-1] for quad in quads if quad.predicate.value == f"{SHACL}property"}


@pytest.mark.parametrize("engine", ["shacl", "pyshacl"])
@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.name)
def test_an_example_raises_what_it_says(example: Example, engine: str) -> None:
    own = declared_in(SHAPES / f"{example.path.parent.name}.ttl")
    results = load_engine(engine, SHAPES).validate(example.data)
    assert {result.shape for result in results} & own == example.expected


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.name)
def test_only_a_failing_example_expects_anything(example: Example) -> None:
    kind = example.path.stem.partition("-")[0]
    assert kind in {"pass", "fail"}
    assert bool(example.expected) == (kind == "fail")


def test_every_property_shape_is_seen_to_fail() -> None:
    assert frozenset().union(*(example.expected for example in EXAMPLES)) == set(SHAPE_SET.by_iri)


def test_every_result_is_of_a_shape_with_a_rule_and_its_severity_and_component() -> None:
    engine = load_engine("shacl", SHAPES)
    for example in EXAMPLES:
        for result in engine.validate(example.data):
            shape = SHAPE_SET.by_iri[result.shape]
            assert result.shape.startswith(SHAPES_NAMESPACE)
            assert (result.severity, result.component) == (shape.rule.severity, shape.component)
