"""A shape speaks both languages, says how grave it is, and is seen to fail."""

from __future__ import annotations

from pathlib import Path

import pytest
from rdflib import RDF, SH, Graph, Literal, URIRef
from rdflib.term import Node

from tests.shared import ROOT

SHAPES = sorted((ROOT / "shapes").glob("*.ttl"))
REMEDY = URIRef("https://w3id.org/concordance/ns#remedy")
EXAMPLES = ROOT / "tests" / "shapes"
every_shape_file = pytest.mark.parametrize("path", SHAPES, ids=lambda path: path.stem)


def _property_shapes(graph: Graph) -> set[Node]:
    """Return the property shapes that can report: those of a named shape, not those inside an sh:or or an sh:not."""
    return {shape for owner, shape in graph.subject_objects(SH.property) if isinstance(owner, URIRef)}


@every_shape_file
@pytest.mark.parametrize("said", [SH.message, REMEDY], ids=["message", "remedy"])
def test_what_a_shape_says_is_in_both_languages(path: Path, said: URIRef) -> None:
    graph = Graph().parse(path)
    reporting = _property_shapes(graph) | set(graph.subjects(said, None))
    assert reporting
    for shape in reporting:
        words = [text for text in graph.objects(shape, said) if isinstance(text, Literal)]
        assert {text.language for text in words} == {"fr", "en"}, shape
        assert all(str(text).strip() for text in words), shape


@every_shape_file
def test_every_property_shape_has_an_iri_and_a_severity(path: Path) -> None:
    graph = Graph().parse(path)
    for shape in _property_shapes(graph):
        assert isinstance(shape, URIRef), list(graph.predicate_objects(shape))
        assert graph.value(shape, SH.severity) in {SH.Violation, SH.Warning, SH.Info}, shape
        assert (shape, SH.path, None) in graph, shape


@every_shape_file
def test_every_node_shape_has_a_target_or_is_used_by_another(path: Path) -> None:
    graph = Graph().parse(path)
    targets = (SH.targetClass, SH.targetNode, SH.targetSubjectsOf, SH.targetObjectsOf, SH.target)
    for shape in graph.subjects(RDF.type, SH.NodeShape):
        reached = any((shape, target, None) in graph for target in targets)
        assert reached or (None, SH.node, shape) in graph or (None, SH.qualifiedValueShape, shape) in graph, shape


@every_shape_file
def test_shape_file_is_seen_to_fail_and_to_pass(path: Path) -> None:
    examples = EXAMPLES / path.stem
    assert list(examples.glob("fail-*.ttl")), f"no failing example in {examples}"
    assert list(examples.glob("pass-*.ttl")), f"no passing example in {examples}"


def test_every_example_is_of_a_shape_file_and_can_be_read() -> None:
    for example in sorted(EXAMPLES.glob("*/*.ttl")):
        assert (ROOT / "shapes" / f"{example.parent.name}.ttl").is_file(), example
        assert len(Graph().parse(example)) > 0, example
