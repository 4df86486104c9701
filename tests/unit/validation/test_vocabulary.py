"""Every word of our own in shapes and reports is explained in both languages."""

from __future__ import annotations

from rdflib import RDFS, Graph, Literal, URIRef

from app.core.finding import Cell, Finding, Severity
from app.core.iri import Namespace
from app.validation.judge import load_judge
from app.validation.report import ReportScope, shacl_report
from app.validation.results import VOCABULARY
from tests.shape_examples import SHAPES
from tests.shared import ROOT


def used() -> set[str]:
    graph = Graph()
    for file in SHAPES.glob("*.ttl"):
        graph.parse(file)
    judge = load_judge("shacl", SHAPES, 200)
    rules = {rule.id: rule for rule in judge.rules}
    scope = ReportScope(
        rules, judge.shapes, Namespace("https://example.org", "musee"), "a.csv", "https://example.org/1"
    )
    rule = judge.rules[0]
    findings = (
        Finding(rule.id, rule.severity, Cell("A", "1", 2, "/0", "b.csv"), record="1"),
        Finding("reading.some", Severity.INFO, Cell()),
    )
    graph.parse(data="".join(shacl_report(findings, scope)), format="turtle")
    return {str(term) for triple in graph for term in triple if str(term).startswith(VOCABULARY)}


def test_every_word_is_explained() -> None:
    vocabulary = Graph().parse(ROOT / "ontology" / "validation.ttl")
    explained = {str(subject) for subject in vocabulary.subjects(RDFS.comment)}
    profile = Graph().parse(ROOT / "ontology" / "profile.ttl")
    assert used() - explained == {f"{VOCABULARY}field"}
    assert explained < used()
    assert (URIRef(f"{VOCABULARY}field"), RDFS.comment, None) in profile
    for subject in vocabulary.subjects(RDFS.comment):
        for kind in (RDFS.label, RDFS.comment):
            said = [text for text in vocabulary.objects(subject, kind) if isinstance(text, Literal)]
            assert {text.language for text in said} == {"fr", "en"}, subject
