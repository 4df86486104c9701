"""Both serialisations say the same graph, whatever the record: three parsers that are not ours are asked."""

from __future__ import annotations

import json

from hypothesis import HealthCheck, assume, given, settings

from app.core.iri import Namespace
from app.core.record import CatalogueRecord
from app.mapping.linked_art import api_documents, describe, json_ld, n_quads, text_of, vocabulary
from app.mapping.linked_art.graph import Concept
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
def test_what_is_a_records_own_is_all_but_the_description_of_shared_concepts(record: CatalogueRecord) -> None:
    text = text_of(describe(record, NAMESPACE))
    assert text.quads == n_quads(record, NAMESPACE)
    own = text.own.split(" .\n")
    everything = text.quads.split(f" <{NAMESPACE.record(record.local_id)}> .\n")
    assert own.pop() == everything.pop() == ""
    assert everything[: len(own)] == own
    listed = (value.values() if isinstance(value, dict) else (value,) for value in vars(vocabulary).values())
    concepts = [each for values in listed for each in values if isinstance(each, Concept)]
    assert set(everything[len(own) :]) <= {line for concept in concepts for line in concept.quads}


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
