"""The SHACL report: what SHACL says a report is (section 3.6), checked by SHACL, and the source cells beside it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rdflib import RDF, SH, XSD, Graph, Literal, Namespace, URIRef
from rdflib.compare import isomorphic
from rdflib.term import Node

from app.core.finding import Cell, Finding, Rule, Severity
from app.core.iri import Namespace as Addresses
from app.core.text import Text
from app.validation.arbiter import PyshaclEngine
from app.validation.compiled import CompiledEngine
from app.validation.findings import IRI
from app.validation.judge import load_judge
from app.validation.report import ReportScope, shacl_report
from tests.shape_examples import SHAPES, triples_of

CONC = Namespace("https://w3id.org/concordance/ns#")
SHAPE = Namespace("https://w3id.org/concordance/shapes#")
CRM = Namespace("http://www.cidoc-crm.org/cidoc-crm/")
JUDGE = load_judge("shacl", SHAPES, 200)
READING = Rule("reading.some", Severity.WARNING, Text(fr="« {value} » ?", en="“{value}”?"), Text(fr="Voyez", en="Look"))
ADDRESS = "https://example.org/api/v1/submissions/7/report"
RECORD = "https://example.org/musee/object/12"
SCOPE = ReportScope(
    {rule.id: rule for rule in (*JUDGE.rules, READING)},
    JUDGE.shapes,
    Addresses("https://example.org", "musee"),
    "été.csv",
    ADDRESS,
)
WRONG_DATE = Finding(
    "shape.time-span-order",
    Severity.VIOLATION,
    Cell("Date", "1950-45", 42),
    {"graph_value": "1950-01-01T00:00:00Z", "graph_type": str(XSD.dateTime)},
    "12",
    f"{RECORD}#production-timespan",
    str(CRM["P82a_begin_of_the_begin"]),
)
NO_MAKER = Finding("shape.object-maker", Severity.WARNING, Cell("Artiste", None, 42), {}, "12", RECORD, "(...)")
FOUND_READING = Finding(READING.id, Severity.WARNING, Cell(None, 'a "b" \\ \n{x}', None, "/0/a", "b.json"))

# SHACL, sections 3.6.1 and 3.6.2, as shapes.
REPORT_SHAPES = """
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix conc: <https://w3id.org/concordance/ns#> .
@prefix ex: <https://example.org/> .
ex:Report sh:targetClass sh:ValidationReport ; sh:property ex:conforms , ex:result .
ex:conforms sh:path sh:conforms ; sh:minCount 1 ; sh:maxCount 1 ; sh:datatype xsd:boolean .
ex:result sh:path sh:result ; sh:class sh:ValidationResult .
ex:Result sh:targetClass sh:ValidationResult , ex:None ; sh:targetObjectsOf sh:result ;
    sh:property ex:focus , ex:path , ex:value , ex:shape , ex:component , ex:severity , ex:message , ex:row .
ex:focus sh:path sh:focusNode ; sh:minCount 1 ; sh:maxCount 1 .
ex:path sh:path sh:resultPath ; sh:maxCount 1 ; sh:nodeKind sh:BlankNodeOrIRI .
ex:value sh:path sh:value ; sh:maxCount 1 .
ex:shape sh:path sh:sourceShape ; sh:maxCount 1 ; sh:nodeKind sh:BlankNodeOrIRI .
ex:component sh:path sh:sourceConstraintComponent ; sh:minCount 1 ; sh:maxCount 1 ; sh:nodeKind sh:IRI .
ex:severity sh:path sh:resultSeverity ; sh:minCount 1 ; sh:maxCount 1 ; sh:nodeKind sh:IRI .
ex:message sh:path sh:resultMessage ; sh:languageIn ( "fr" "en" ) ; sh:uniqueLang true .
ex:row sh:path conc:sourceRow ; sh:datatype xsd:integer ; sh:maxCount 1 .
"""


def report_of(*findings: Finding) -> Graph:
    return Graph().parse(data="".join(shacl_report(findings, SCOPE)), format="turtle")


def result_of(finding: Finding) -> dict[Node, set[Node]]:
    graph = report_of(finding)
    (node,) = graph.objects(None, SH.result)
    return {predicate: set(graph.objects(node, predicate)) for predicate in graph.predicates(node)}


def test_a_report_without_findings_conforms() -> None:
    report = URIRef(f"{ADDRESS}#report")
    graph = report_of()
    assert set(graph) == {
        (report, RDF.type, SH.ValidationReport),
        (report, SH.conforms, Literal(lexical_or_value=True)),
    }


def test_a_finding_of_a_shape_is_a_result_with_its_cell() -> None:
    said = result_of(WRONG_DATE)
    assert said[SH.focusNode] == {URIRef(f"{RECORD}#production-timespan")}
    assert said[SH.resultPath] == {CRM["P82a_begin_of_the_begin"]}
    assert said[SH.resultSeverity] == {SH.Violation}
    assert said[SH.sourceShape] == {SHAPE.TimeSpanOrder}
    assert said[SH.sourceConstraintComponent] == {SH.LessThanOrEqualsConstraintComponent}
    assert said[SH.value] == {Literal("1950-01-01T00:00:00Z", datatype=XSD.dateTime)}
    assert said[SH.resultMessage] == {
        Literal("« 1950-45 » finit avant de commencer.", "fr"),
        Literal("“1950-45” ends before it begins.", "en"),
    }
    assert {str(remedy.language) for remedy in said[CONC.remedy] if isinstance(remedy, Literal)} == {"fr", "en"}
    assert said[CONC.sourceFile] == {Literal("été.csv")}
    assert said[CONC.sourceRow] == {Literal(42)}
    assert said[CONC.sourceColumn] == {Literal("Date")}
    assert said[CONC.sourceValue] == {Literal("1950-45")}
    assert CONC.sourcePath not in said


def test_a_long_path_is_written_as_shacl_writes_it() -> None:
    graph = report_of(NO_MAKER)
    (path,) = graph.objects(None, SH.resultPath)
    shapes = Graph().parse(SHAPES / "object.ttl")
    asked = shapes.value(SHAPE.ObjectMaker, SH.path)
    assert asked is not None
    assert isomorphic(below(graph, path), below(shapes, asked))


def below(graph: Graph, node: Node) -> Graph:
    found = Graph()
    for _, predicate, value in graph.triples((node, None, None)):
        found.add((node, predicate, value))
        found += below(graph, value)
    return found


def test_what_was_found_before_there_was_a_graph_is_about_the_file() -> None:
    said = result_of(FOUND_READING)
    assert said[SH.focusNode] == {URIRef(ADDRESS)}
    assert said[SH.sourceConstraintComponent] == {CONC.SourceConstraintComponent}
    assert said[CONC.sourceFile] == {Literal("b.json")}
    assert said[CONC.sourcePath] == {Literal("/0/a")}
    assert said[CONC.sourceValue] == {Literal('a "b" \\ \n{x}')}
    assert SH.sourceShape not in said


def test_what_was_found_of_a_record_while_mapping_is_about_that_record() -> None:
    finding = Finding(READING.id, Severity.INFO, Cell("A", "1", 2), record="a/b")
    assert result_of(finding)[SH.focusNode] == {URIRef("https://example.org/musee/object/a%2Fb")}


def test_a_rule_that_is_no_more_is_left_without_a_sentence() -> None:
    said = result_of(Finding("shape.long-gone", Severity.INFO, Cell("A", "1", 2), record="1"))
    assert SH.resultMessage not in said
    assert said[CONC.rule] == {Literal("shape.long-gone")}


def test_a_value_that_is_an_iri_is_one() -> None:
    arguments = {"graph_value": "https://example.org/a", "graph_type": IRI}
    said = result_of(Finding("shape.media-reach", Severity.WARNING, Cell(), arguments, "1"))
    assert said[SH.value] == {URIRef("https://example.org/a")}


def everything() -> Iterator[Finding]:
    yield from (WRONG_DATE, NO_MAKER, FOUND_READING)
    for rule in JUDGE.rules:
        yield Finding(rule.id, rule.severity, Cell("A", "x", 2), {"graph_value": "x", "count": "1"}, "1")


@pytest.mark.parametrize("engine", [CompiledEngine, PyshaclEngine])
def test_its_structure_is_the_one_shacl_asks_for(engine: type[CompiledEngine | PyshaclEngine]) -> None:
    judged = engine(triples_of(REPORT_SHAPES))
    report = triples_of("".join(shacl_report(everything(), SCOPE)))
    assert judged.validate(report) == ()
    for needed in (SH.focusNode, SH.resultSeverity, SH.sourceConstraintComponent, SH.conforms):
        without = "".join(line for line in report.splitlines(keepends=True) if f"> <{needed}> " not in line)
        assert judged.validate(without) != ()


texts = st.text(st.characters(exclude_categories=()), max_size=20)


@given(texts, texts, texts)
def test_whatever_a_cell_holds_comes_back_as_it_was(column: str, value: str, path: str) -> None:
    said = result_of(Finding(READING.id, Severity.INFO, Cell(column, value, None, path), record="1"))
    for name, written in (("Column", column), ("Value", value), ("Path", path)):
        sound = written.encode("utf-8", "replace").decode()
        assert {str(found) for found in said[CONC[f"source{name}"]]} == {sound}


def test_it_is_written_finding_by_finding() -> None:
    taken: list[Finding] = []

    def stream() -> Iterable[Finding]:
        for finding in (WRONG_DATE, NO_MAKER):
            taken.append(finding)
            yield finding

    report = shacl_report(stream(), SCOPE)
    next(report)
    next(report)
    assert taken == [WRONG_DATE]
