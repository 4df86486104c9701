"""The arbiter: pySHACL, slower and widely used. What both engines say is the same, or it is a bug of one of them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

import pyoxigraph
import pyshacl
from rdflib import RDF, SH, XSD, BNode, Graph, Literal, URIRef
from rdflib.collection import Collection
from rdflib.term import Node

from app.validation.instant import Instant
from app.validation.results import LANG_STRING, XSD_STRING, ShapeResult, UnreadableGraph, in_order, severity_of

_ZONED: Final = re.compile(r"(?:Z|[+-][0-9]{2}:[0-9]{2})\Z")
_REPEATED: Final = {SH.zeroOrMorePath: "*", SH.oneOrMorePath: "+", SH.zeroOrOnePath: "?"}


class PyshaclEngine:
    """Validates N-Quads text against shapes given as N-Triples text."""

    name: Final = "pyshacl"

    def __init__(self, shapes: str) -> None:
        """Read the shapes; raise UnreadableGraph when they are no N-Triples."""
        self._shapes = _graph(shapes)

    def validate(self, quads: str) -> tuple[ShapeResult, ...]:
        """Return what the shapes say of the union of the graphs in this N-Quads text, in order.

        Raises UnreadableGraph when the text is no N-Quads.
        """
        return in_order(self.results(quads))

    def results(self, quads: str) -> Iterable[ShapeResult]:
        """Return the same as `validate` in no particular order."""
        report = self._run(quads)
        return [self._result(report, node) for node in report.subjects(RDF.type, SH.ValidationResult)]

    def report(self, quads: str) -> str:
        """Return the engine's own validation report (SHACL, section 3.6) as N-Triples; raise UnreadableGraph."""
        return self._run(quads).serialize(format="nt")

    def _result(self, report: Graph, node: Node) -> ShapeResult:
        shape, value = report.value(node, SH.sourceShape), report.value(node, SH.value)
        # The report's own copy of a long path lacks what lies deep in it.
        declared = None if shape is None else self._shapes.value(shape, SH.path)
        path = declared or report.value(node, SH.resultPath)
        return ShapeResult(
            str(report.value(node, SH.focusNode)),
            str(shape),
            None if path is None else _plain_path(self._shapes if declared else report, path),
            None if value is None else str(value),
            _datatype(value),
            severity_of(str(report.value(node, SH.resultSeverity))),
            str(report.value(node, SH.sourceConstraintComponent)),
        )

    def _run(self, quads: str) -> Graph:
        _, report, _ = pyshacl.validate(_graph(quads), shacl_graph=self._shapes)
        if isinstance(report, Graph):
            return report
        raise UnreadableGraph(str(report))


def _graph(quads: str) -> Graph:
    # rdflib's own parser rewrites "01"^^xsd:integer to "1"; a report must hold the value as it was written.
    graph = Graph()
    try:
        for quad in pyoxigraph.parse(quads, pyoxigraph.RdfFormat.N_QUADS):
            graph.add((_term(quad.subject), _term(quad.predicate), _term(quad.object)))
    except SyntaxError as error:
        raise UnreadableGraph(str(error)) from error
    return graph


def _term(term: object) -> Node:
    if isinstance(term, pyoxigraph.NamedNode):
        return URIRef(term.value)
    if isinstance(term, pyoxigraph.Literal):
        if term.language:
            return Literal(term.value, lang=term.language)
        return _literal(term.value, term.datatype.value)
    if isinstance(term, pyoxigraph.BlankNode):
        return BNode(term.value)
    raise UnreadableGraph(f"{term} is neither an IRI, nor a literal, nor a blank node")


def _literal(text: str, datatype: str) -> Literal:
    # rdflib tells "a" from "a"^^xsd:string, which RDF 1.1 (Concepts, section 3.3) does not.
    if datatype == str(XSD.string):
        return Literal(text)
    if datatype != str(XSD.dateTime) or not _ZONED.search(text):
        return Literal(text, datatype=datatype, normalize=False)
    literal, instant = Literal(text), Instant(text)
    literal._datatype = XSD.dateTime  # noqa: SLF001 - the public way would first try, and fail, to make a datetime of it
    literal._value = instant  # noqa: SLF001 - the public way to a value goes through datetime
    literal._ill_typed = instant.seconds is None  # noqa: SLF001 - the same
    return literal


def _datatype(value: Node | None) -> str | None:
    if not isinstance(value, Literal):
        return None
    if value.language:
        return LANG_STRING
    return XSD_STRING if value.datatype is None else str(value.datatype)


def _plain_path(graph: Graph, path: Node) -> str:
    return str(path) if isinstance(path, URIRef) else sparql_path(graph, path)


def sparql_path(graph: Graph, path: Node) -> str:
    """Return the property path (SHACL, section 2.3.1) in the syntax of SPARQL 1.1, section 9.1."""
    if isinstance(path, URIRef):
        return f"<{path}>"
    if (inverse := graph.value(path, SH.inversePath)) is not None:
        return f"^{sparql_path(graph, inverse)}"
    for predicate, sign in _REPEATED.items():
        if (repeated := graph.value(path, predicate)) is not None:
            return f"({sparql_path(graph, repeated)}){sign}"
    alternatives = graph.value(path, SH.alternativePath)
    members = Collection(graph, path if alternatives is None else alternatives)
    return f"({('/' if alternatives is None else '|').join(sparql_path(graph, member) for member in members)})"
