"""Whatever the record, its RDF serialisations say the same graph: parsers that are not ours are asked."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pyoxigraph
import pytest
import rdflib
from hypothesis import HealthCheck, given, settings
from pyoxigraph import RdfFormat

from app.core.iri import Namespace
from app.core.record import CatalogueRecord
from app.mapping.linked_art import api_documents, n_quads
from app.publication.graph_text import graph_name
from app.publication.output_format import output_formats
from tests.golden.output import renew
from tests.shared import needs_shared
from tests.unit.mapping import linked_art_graphs as graphs
from tests.unit.mapping.linked_art_records import records
from tests.unit.mapping.linked_art_schemas import FOLDERS, faults

FORMATS = output_formats()
_many = settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)
_PARSED = {
    "turtle": RdfFormat.TURTLE,
    "ntriples": RdfFormat.N_TRIPLES,
    "nquads": RdfFormat.N_QUADS,
    "trig": RdfFormat.TRIG,
    "rdfxml": RdfFormat.RDF_XML,
}
_RDFLIB = {"turtle": "turtle", "ntriples": "nt", "rdfxml": "xml"}


def _triples(text: bytes, form: RdfFormat) -> set[graphs.Triple]:
    return {graphs._oxigraph(quad) for quad in pyoxigraph.parse(text, format=form)}


def _as_xml_says(triples: set[graphs.Triple]) -> set[graphs.Triple]:
    """Return the triples with what XML 1.0 cannot hold (production 2, Char) as U+FFFD."""

    def said(text: str) -> str:
        keep: Callable[[str], bool] = lambda char: char in "\t\n\r" or (char >= " " and char not in "\ufffe\uffff")  # noqa: E731  # one line
        return "".join(char if keep(char) else "\ufffd" for char in text)

    # The literals of the helper are Python's repr of their text.
    found = set()
    for subject, predicate, value in triples:
        written, mark, datatype = value.rpartition("^^")
        if mark and datatype != "double":
            value = f"{said(eval(written))!r}^^{datatype}"  # noqa: S307, PLW2901  # our own repr, read back
        found.add((subject, predicate, value))
    return found


@_many
@given(records)
def test_oxigraph_reads_the_same_graph_in_every_serialisation(record: CatalogueRecord) -> None:
    published = renew.published(record)
    expected = set(graphs.quads_by_oxigraph(published.n_quads)[0])
    for key, form in _PARSED.items():
        written = FORMATS.get(key).write(published)
        assert _triples(written, form) == (_as_xml_says(expected) if key == "rdfxml" else expected), key
        assert written == FORMATS.get(key).write(published)


@_many
@given(records)
def test_named_graphs_keep_their_name(record: CatalogueRecord) -> None:
    published = renew.published(record)
    for key in ("trig", "nquads"):
        quads = pyoxigraph.parse(FORMATS.get(key).write(published), format=_PARSED[key])
        assert {str(quad.graph_name) for quad in quads} == {f"<{published.iri}>"} == {graph_name(published.n_quads)}


@pytest.mark.parametrize("case", renew.cases(), ids=lambda case: case.name)
def test_rdflib_reads_the_same_graph(case: Any) -> None:
    published = renew.published_case(case)
    expected = graphs.quads_by_rdflib(published.n_quads)
    for key, name in _RDFLIB.items():
        graph = rdflib.Graph()
        with graphs._literals_as_written():
            graph.parse(data=FORMATS.get(key).write(published), format=name)
        found = {graphs._rdflib(*triple) for triple in graph}
        assert found == (_as_xml_says(expected) if key == "rdfxml" else expected), key


@needs_shared
@_many
@given(records)
def test_the_json_ld_of_the_whole_graph_says_that_graph(record: CatalogueRecord) -> None:
    published = renew.published(record)
    document = json.loads(FORMATS.get("jsonld").write(published))
    expected = graphs.canonical(graphs.quads_by_oxigraph(published.n_quads)[0])
    assert graphs.canonical(graphs.json_by_pyld(document)) == expected


@needs_shared
@pytest.mark.parametrize("case", renew.cases(), ids=lambda case: case.name)
@pytest.mark.parametrize("read", [graphs.json_by_pyld, graphs.json_by_oxigraph, graphs.json_by_rdflib])
def test_three_parsers_read_the_json_ld(read: Callable[[Any], set[graphs.Triple]], case: Any) -> None:
    published = renew.published_case(case)
    document = json.loads(FORMATS.get("jsonld").write(published))
    assert read(document) == set(graphs.quads_by_oxigraph(published.n_quads)[0])


@needs_shared
@pytest.mark.parametrize("folder", FOLDERS)
@_many
@given(records)
def test_the_linked_art_document_is_valid_against_its_schema(folder: str, record: CatalogueRecord) -> None:
    document = json.loads(FORMATS.get("linked-art").write(renew.published(record)))
    assert faults(document, folder) == []


@pytest.mark.parametrize("case", renew.cases(), ids=lambda case: case.name)
def test_the_document_of_the_stored_graph_is_the_one_that_the_mapping_describes(case: Any) -> None:
    published = renew.published_case(case)
    document = json.loads(FORMATS.get("linked-art").write(published))
    assert document == api_documents(published.record, renew.NAMESPACE)[0]


def test_a_graph_stored_under_another_base_keeps_its_own_addresses() -> None:
    record = renew.published_case(renew.FOLDER / "minimal").record
    old = n_quads(record, Namespace("http://old.example.org", "musee"))
    assert graph_name(old) == "<http://old.example.org/musee/object/1>"
