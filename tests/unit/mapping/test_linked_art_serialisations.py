"""Both serialisations say the same graph, whatever the record: three parsers that are not ours are asked."""

from __future__ import annotations

import json

import pyoxigraph
from hypothesis import HealthCheck, assume, given, settings

from app.core.graph_view import KEY, OBJECTS, GraphView
from app.core.iri import Namespace
from app.core.record import CatalogueRecord
from app.core.short_names import shortened_text
from app.mapping.linked_art import WrittenRecord, api_documents, describe, json_ld, n_quads
from app.validation.judge import load_judge
from tests.shape_examples import SHAPES
from tests.shared import needs_shared
from tests.unit.mapping import linked_art_graphs as graphs
from tests.unit.mapping.linked_art_records import records
from tests.unit.mapping.linked_art_schemas import FOLDERS, faults

NAMESPACE = Namespace("https://data.example.org", "musee")
_many = settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])


@_many
@given(records)
def test_n_quads_are_one_graph_without_blank_node_or_repetition(record: CatalogueRecord) -> None:
    text = n_quads(record, NAMESPACE)
    iri = NAMESPACE.record(record.local_id)
    lines = text.split("\n")
    assert lines.pop() == ""
    assert all(line.endswith(f" <{iri}> .") for line in lines)
    triples, names = graphs.quads_by_oxigraph(text)
    assert names == {iri}
    assert len(triples) == len(set(triples)) == len(lines)
    assert not any(term.startswith("_:") for triple in triples for term in triple)
    assert text == n_quads(record, NAMESPACE)


@_many
@given(records)
def test_a_view_says_of_each_node_nothing_that_the_graph_does_not_say(record: CatalogueRecord) -> None:
    view = WrittenRecord(describe(record, NAMESPACE), 7, load_judge("shacl", SHAPES, 200).sights).view
    quads = pyoxigraph.parse(n_quads(record, NAMESPACE), pyoxigraph.RdfFormat.N_QUADS)
    known = {shortened_text(f"{quad.subject} {quad.predicate} {quad.object}")[0] for quad in quads}
    alone = "".join(f"<{OBJECTS}7#{number}>{said} .\n" for number, said in view.alone)
    for text in (view.text, view.form_text.replace(KEY, "7"), alone):
        for said in pyoxigraph.parse(text, pyoxigraph.RdfFormat.N_TRIPLES):
            names = (_original(str(term), view) for term in (said.subject, said.predicate, said.object))
            assert shortened_text(" ".join(names))[0] in known


def _original(term: str, view: GraphView) -> str:
    number = view.number(term[1:-1]) if term.startswith("<") else None
    return term if number is None else f"<{view.names[number]}>"


@_many
@given(records)
def test_rdflib_reads_the_quads_that_oxigraph_reads(record: CatalogueRecord) -> None:
    text = n_quads(record, NAMESPACE)
    assert graphs.quads_by_rdflib(text) == set(graphs.quads_by_oxigraph(text)[0])


@needs_shared
@_many
@given(records)
def test_json_ld_is_exactly_the_graph_of_the_quads(record: CatalogueRecord) -> None:
    expected = set(graphs.quads_by_oxigraph(n_quads(record, NAMESPACE))[0])
    document = json_ld(record, NAMESPACE)
    assert graphs.json_by_pyld(document) == expected
    assert graphs.json_by_oxigraph(document) == expected


@needs_shared
@_many
@given(records)
def test_api_documents_are_valid_and_the_same_graph_but_for_the_names_of_parts(record: CatalogueRecord) -> None:
    documents = api_documents(record, NAMESPACE)
    for folder in FOLDERS:
        for document in documents:
            assert not faults(document, folder)
    expected, _ = graphs.quads_by_oxigraph(n_quads(record, NAMESPACE))
    # an entity that the record describes twice, differently, has parts with one IRI that say two things
    assume(len({document["id"] for document in documents}) == len(documents))
    found = [
        _apart(triple, number) for number, document in enumerate(documents) for triple in graphs.json_by_pyld(document)
    ]
    addressed = {term for triple in found for term in triple if not term.startswith("_:")}
    blank = {term: f"_:b{number}" for number, term in enumerate(sorted({s for s, _, _ in expected} - addressed))}
    anonymous = [(blank.get(s, s), p, blank.get(o, o)) for s, p, o in expected]
    assert graphs.canonical(found) == graphs.canonical(anonymous)


@needs_shared
@_many
@given(records)
def test_whole_json_ld_is_valid_where_parts_may_have_ids(record: CatalogueRecord) -> None:
    assert not faults(json_ld(record, NAMESPACE), FOLDERS[0], whole=True)


def _apart(triple: graphs.Triple, document: int) -> graphs.Triple:
    subject, predicate, value = (f"{term}d{document}" if term.startswith("_:") else term for term in triple)
    return subject, predicate, value


def test_json_is_what_utf_8_can_write() -> None:
    json.dumps(json_ld(CatalogueRecord(local_id="\ud800"), NAMESPACE), ensure_ascii=False).encode()
