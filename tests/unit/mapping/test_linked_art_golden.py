"""The golden records: each file of a case is compared to the letter, and read by every parser there is."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.mapping.linked_art import api_documents, json_ld, n_quads
from tests.golden.linked_art.renew import NAMESPACE, cases, expected_of, record_of
from tests.shared import needs_shared
from tests.unit.mapping import linked_art_graphs as graphs
from tests.unit.mapping.linked_art_schemas import FOLDERS, faults

each_case = pytest.mark.parametrize("case", cases(), ids=lambda case: case.name)


@each_case
def test_what_is_written_is_what_was_agreed(case: Path) -> None:
    for name, content in expected_of(record_of(case)).items():
        assert (case / name).read_text("utf-8") == content, name


@needs_shared
@each_case
def test_five_readings_by_three_parsers_give_one_graph(case: Path) -> None:
    record = record_of(case)
    text, document = n_quads(record, NAMESPACE), json_ld(record, NAMESPACE)
    expected = set(graphs.quads_by_oxigraph(text)[0])
    assert graphs.quads_by_rdflib(text) == expected
    assert graphs.json_by_pyld(document) == expected
    assert graphs.json_by_oxigraph(document) == expected
    assert graphs.json_by_rdflib(document) == expected


@needs_shared
@each_case
@pytest.mark.parametrize("folder", FOLDERS)
def test_documents_are_valid_for_linked_arts_own_schemas(case: Path, folder: str) -> None:
    record = record_of(case)
    documents = api_documents(record, NAMESPACE)
    assert documents[0]["type"] == "HumanMadeObject"
    assert [faults(document, folder) for document in documents] == [[] for _ in documents]
    assert not faults(json_ld(record, NAMESPACE), folder, whole=True)


@needs_shared
def test_the_schemas_would_say_if_a_document_were_wrong() -> None:
    record = record_of(next(case for case in cases() if case.name == "full"))
    document = api_documents(record, NAMESPACE)[0]
    assert faults({**document, "titles": []}, FOLDERS[0])
    assert faults({key: value for key, value in document.items() if key != "_label"}, FOLDERS[0])
    assert faults(json_ld(record, NAMESPACE), FOLDERS[0]), "the schemas as they are leave no room for the ids of parts"


def test_nothing_private_and_nothing_unplaced_is_ever_published() -> None:
    record = record_of(next(case for case in cases() if case.name == "full"))
    assert record.private
    assert record.unmapped
    published = expected_of(record)
    for hidden in (*record.private, *record.unmapped):
        assert not any(hidden.name in text or hidden.value in text for text in published.values())
