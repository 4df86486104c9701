"""Graphs as sets of triples, read by parsers that are not ours: what two serialisations must have in common."""

from __future__ import annotations

import contextlib
import functools
import json
import logging
from collections.abc import Iterable, Iterator
from typing import Any, TypeAlias

import pyoxigraph
import rdflib
from pyld import jsonld
from rdflib.namespace import XSD

from tests.shared import SHARED

Triple: TypeAlias = tuple[str, str, str]
CONTEXT = "https://linked.art/ns/v1/linked-art.json"
# rdflib tells of every literal that Python's datetime cannot hold (a year before 1); here its text counts.
logging.getLogger("rdflib.term").setLevel(logging.CRITICAL)
_DOUBLE = str(XSD.double)
_STRING = str(XSD.string)


@functools.cache
def context() -> Any:
    assert SHARED is not None
    return json.loads((SHARED / "data/vocab/linked-art-context.json").read_text("utf-8"))


def literal(lexical: str, datatype: str) -> str:
    # PyLD leaves a negative exponent in the form of C (`5.0E-01`), and Oxigraph writes none at all: the same double.
    return f"{float(lexical)!r}^^double" if datatype == _DOUBLE else f"{lexical!r}^^{datatype}"


def quads_by_oxigraph(text: str) -> tuple[list[Triple], set[str]]:
    """Return the triples in their order, and the names of their graphs."""
    triples, graphs = [], set()
    for quad in pyoxigraph.parse(text.encode(), format=pyoxigraph.RdfFormat.N_QUADS):
        assert isinstance(quad, pyoxigraph.Quad)
        triples.append(_oxigraph(quad))
        assert isinstance(quad.graph_name, pyoxigraph.NamedNode)
        graphs.add(quad.graph_name.value)
    return triples, graphs


def quads_by_rdflib(text: str) -> set[Triple]:
    dataset = rdflib.Dataset()
    with _literals_as_written():
        dataset.parse(data=text, format="nquads")
    return {_rdflib(s, p, o) for s, p, o, _ in dataset.quads()}


def json_by_pyld(document: Any) -> set[Triple]:
    dataset = jsonld.to_rdf(json.loads(json.dumps(document)), {"documentLoader": _load})
    assert set(dataset) <= {"@default"}
    return {_pyld(triple) for triple in dataset.get("@default", ())}


def json_by_oxigraph(document: Any) -> set[Triple]:
    text = json.dumps(_with_context(document))
    return {_oxigraph(quad) for quad in pyoxigraph.parse(text, format=pyoxigraph.RdfFormat.JSON_LD)}


def json_by_rdflib(document: Any) -> set[Triple]:
    graph = rdflib.Graph()
    with _literals_as_written():
        graph.parse(data=json.dumps(_with_context(document)), format="json-ld")
    return {_rdflib(*triple) for triple in graph}


@contextlib.contextmanager
def _literals_as_written() -> Iterator[None]:
    """Keep rdflib from rewriting literals as Python would; what is compared is their text."""
    before = rdflib.NORMALIZE_LITERALS
    rdflib.NORMALIZE_LITERALS = False
    try:
        yield
    finally:
        rdflib.NORMALIZE_LITERALS = before


def canonical(triples: Iterable[Triple]) -> set[str]:
    """Return the triples with their blank nodes (`_:`) named by RDF Dataset Canonicalization (RDFC-1.0)."""
    dataset = pyoxigraph.Dataset(pyoxigraph.Quad(_node(s), pyoxigraph.NamedNode(p), _object(o)) for s, p, o in triples)
    dataset.canonicalize(pyoxigraph.CanonicalizationAlgorithm.RDFC_1_0)
    return {str(quad) for quad in dataset}


def _node(text: str) -> pyoxigraph.NamedNode | pyoxigraph.BlankNode:
    return pyoxigraph.BlankNode(text[2:]) if text.startswith("_:") else pyoxigraph.NamedNode(text)


def _object(text: str) -> pyoxigraph.NamedNode | pyoxigraph.BlankNode | pyoxigraph.Literal:
    return pyoxigraph.Literal(text) if "^^" in text else _node(text)


def _oxigraph(quad: Any) -> Triple:
    return _oxigraph_term(quad.subject), quad.predicate.value, _oxigraph_term(quad.object)


def _oxigraph_term(term: Any) -> str:
    if isinstance(term, pyoxigraph.Literal):
        assert term.language is None
        return literal(term.value, term.datatype.value)
    return f"_:{term.value}" if isinstance(term, pyoxigraph.BlankNode) else term.value


def _rdflib(subject: Any, predicate: Any, value: Any) -> Triple:
    return _rdflib_term(subject), str(predicate), _rdflib_term(value)


def _rdflib_term(term: Any) -> str:
    if isinstance(term, rdflib.Literal):
        assert term.language is None
        return literal(str(term), str(term.datatype or _STRING))
    return f"_:{term}" if isinstance(term, rdflib.BNode) else str(term)


def _pyld(triple: Any) -> Triple:
    value = triple["object"]
    written = literal(value["value"], value["datatype"]) if value["type"] == "literal" else value["value"]
    return triple["subject"]["value"], triple["predicate"]["value"], written


def _load(url: str, _options: Any = None) -> dict[str, Any]:
    assert url == CONTEXT, f"a test never fetches {url}"
    return {"contentType": "application/ld+json", "contextUrl": None, "documentUrl": url, "document": context()}


def _with_context(document: Any) -> Any:
    assert document["@context"] == CONTEXT
    return {**document, "@context": context()["@context"]}
