"""The W3C's 120 SHACL tests through our own interface, with both engines; the whole report is compared."""

from __future__ import annotations

from collections import Counter
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pyoxigraph
import pytest
from rdflib import RDF, SH, Graph, Literal, Namespace
from rdflib.compare import isomorphic
from rdflib.term import Node

from app.validation.arbiter import PyshaclEngine, sparql_path
from app.validation.compiled import CompiledEngine
from app.validation.results import UnreadableGraph
from app.validation.shacl import Engine
from tests.shared import SHARED, needs_shared

MF = Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#")
SHT = Namespace("http://www.w3.org/ns/shacl-test#")

ENGINES: dict[str, type[CompiledEngine | PyshaclEngine]] = {"shacl": CompiledEngine, "pyshacl": PyshaclEngine}

# What an engine does not do as the suite asks, each with its reason; nothing else may fail, and these may not pass.
EXCEPTIONS = {
    ("shacl", "unsupported-sparql-004"): "a subquery that does not project $this should be refused; it is run. "
    "Our shapes use no SPARQL.",
    ("pyshacl", "uniqueLang-002"): 'sh:uniqueLang "1"^^xsd:boolean is taken for true; only the literal true is meant. '
    "Our shapes write true.",
    ("pyshacl", "prefixes-001"): "prefixes declared through owl:imports are not followed; it passes only where the "
    "shapes come as Turtle whose own @prefix happens to have the same name. Our shapes use no SPARQL.",
    ("pyshacl", "shapesGraph-001"): "GRAPH $shapesGraph is not supported in SPARQL constraints (the standard leaves it "
    "to the engine). Our shapes use no SPARQL.",
}


class Case(NamedTuple):
    category: str
    file: Path

    @property
    def name(self) -> str:
        return self.file.stem


@cache
def cases() -> tuple[Case, ...]:
    """Return the cases that the suite's manifests list, in their order."""
    if SHARED is None:
        return ()
    top = SHARED / "suites" / "shacl-w3c" / "tests"
    found, manifests = [], [top / "manifest.ttl"]
    while manifests:
        file = manifests.pop()
        graph = read(n_triples(file))
        manifests.extend(path_of(included) for included in graph.objects(None, MF.include))
        if (None, MF.entries, None) in graph:
            found.append(Case(file.parent.relative_to(top).as_posix(), file))
    return tuple(sorted(found))


def path_of(address: Node | None) -> Path:
    return Path(str(address).removeprefix("file://"))


def n_triples(file: Path) -> str:
    text = file.read_bytes()
    quads = pyoxigraph.parse(text, pyoxigraph.RdfFormat.TURTLE, base_iri=file.as_uri(), rename_blank_nodes=True)
    return "".join(f"{quad.triple} .\n" for quad in quads)


def read(text: str) -> Graph:
    return Graph().parse(data=text, format="nt")


class Outcome(NamedTuple):
    must_refuse: bool
    passed: bool


@cache
def outcome(engine_name: str, case: Case) -> Outcome:
    manifest = read(n_triples(case.file))
    action = manifest.value(None, RDF.type, SHT.Validate)
    assert action is not None
    expected = manifest.value(action, MF.result)
    inputs = manifest.value(action, MF.action)
    assert expected is not None
    assert inputs is not None
    shapes, data = (n_triples(path_of(manifest.value(inputs, part))) for part in (SHT.shapesGraph, SHT.dataGraph))
    must_refuse = expected == SHT.Failure
    try:
        engine: Engine = ENGINES[engine_name](shapes)
        report = read(engine.report(data))
    except UnreadableGraph:
        return Outcome(must_refuse, passed=must_refuse)
    except Exception:  # noqa: BLE001 - an engine that breaks down has not refused: it has failed, whatever it raised
        return Outcome(must_refuse, passed=False)
    if must_refuse:
        return Outcome(must_refuse, passed=False)
    assert len(engine.validate(data)) == len(set(report.subjects(RDF.type, SH.ValidationResult)))
    wanted = part_of(manifest, expected)
    found = part_of(report, next(report.subjects(RDF.type, SH.ValidationReport)))
    return Outcome(must_refuse=False, passed=isomorphic(wanted, comparable(found, wanted)))


def part_of(graph: Graph, report: Node) -> Graph:
    """Return the triples of the report and its results; a path is written out, since its node may be shared or not."""
    part = Graph()
    for node in (report, *graph.objects(report, SH.result)):
        for predicate, value in graph.predicate_objects(node):
            if predicate == SH.resultPath:
                part.add((node, predicate, Literal(sparql_path(graph, value))))
            elif predicate != SH.detail:  # section 3.6.2.5: an engine may add details
                part.add((node, predicate, value))
    return part


def comparable(found: Graph, wanted: Graph) -> Graph:
    """Leave out messages that the test does not ask for: their wording is the engine's own (test suite, section 2)."""
    if not any(wanted.triples((None, SH.resultMessage, None))):
        found.remove((None, SH.resultMessage, None))
    return found


@needs_shared
@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("case", cases(), ids=lambda case: f"{case.category}/{case.name}")
def test_the_report_is_the_one_the_suite_asks_for(case: Case, engine: str) -> None:
    passed = outcome(engine, case).passed
    reason = EXCEPTIONS.get((engine, case.name))
    if reason is None:
        assert passed
    else:
        assert not passed, f"passes now, so it is no exception any more: {reason}"


@needs_shared
@pytest.mark.parametrize(("engine", "passes"), [("shacl", 119), ("pyshacl", 117)])
def test_the_whole_suite_by_what_is_asked(engine: str, passes: int) -> None:
    """An engine that refuses everything would pass every test that must be refused: so both kinds are counted apart."""
    found = [outcome(engine, case) for case in cases()]
    passed = Counter(kind.must_refuse for kind in found if kind.passed)
    assert Counter(kind.must_refuse for kind in found) == {False: 113, True: 7}
    assert passed.total() == passes
    assert passed[True] == (6 if engine == "shacl" else 7)


@pytest.mark.parametrize("engine", ENGINES)
def test_what_is_no_n_quads_is_refused(engine: str) -> None:
    shapes = "<http://e/s> <http://www.w3.org/ns/shacl#targetNode> <http://e/n> .\n"
    with pytest.raises(UnreadableGraph):
        ENGINES[engine](shapes).validate("<http://e/a b> <http://e/p> <http://e/o> .\n")
    with pytest.raises(UnreadableGraph):
        ENGINES[engine]("this is no graph")
