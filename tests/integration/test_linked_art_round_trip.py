"""What is published as Linked Art and as RDF comes back: the same record, and the same graph under its own names."""

from __future__ import annotations

import json
from pathlib import Path

import msgspec
import pytest
import zstandard

from app.bootstrap import tools_from
from app.core.config import Bounds, Settings
from app.core.outcome import RecordOutcome
from app.core.record import CatalogueRecord
from app.pipeline import checked, plan_for
from app.reading.source_format import DeliveredFile, source_formats
from tests.golden.linked_art.renew import FOLDER, record_of

# What the record holds that the graph does not say in the same words; each is named in the README of the format.
GRAPH_SAME = ("painting",)


@pytest.mark.parametrize("case", GRAPH_SAME)
@pytest.mark.parametrize(("name", "key"), [("expected.jsonld", "linked_art_json"), ("expected.nq", "turtle")])
def test_what_is_published_comes_back_as_the_same_graph(case: str, name: str, key: str, tmp_path: Path) -> None:
    tools = tools_from(Settings(data_dir=tmp_path, base_url="https://data.example.org"))
    path = FOLDER / case / name
    file = DeliveredFile(path, name, Bounds())
    plan = plan_for(file, "musee", key, key, tools, language="")
    (outcome,) = [one for result in checked(file, plan, tools) for one in result.outcomes]
    assert isinstance(outcome, RecordOutcome)
    back = zstandard.ZstdDecompressor().decompress(outcome.nquads).decode()
    expected = (FOLDER / case / "expected.nq").read_text("utf-8")
    assert sorted(back.splitlines()) == sorted(expected.splitlines())


@pytest.mark.parametrize(("name", "key"), [("expected.jsonld", "linked_art_json"), ("expected.nq", "turtle")])
def test_what_is_published_is_recognised(name: str, key: str) -> None:
    head = (FOLDER / "full" / name).read_bytes()[:65536]
    surest = max(source_formats(), key=lambda one: one.recognise(head, name))
    assert surest.key == key


# Of the record that has everything, what the graph does not give back, each for a reason that the README says.
DIFFERS = {
    "dimensions": "several statements are read as one",
    "events": "order of kinds; roles and doubts that are published in words",
    "keeper": "the address of an authority in its usual form",
    "materials": "the language and the own number of a term",
    "media": "sounds, documents and manifests; an address in its encoded form",
    "notes": "a use is published as a note",
    "object_types": "the language of a term that has an IRI",
    "private": "never published",
    "productions": "qualified makers; to which production a style belongs",
    "record_rights": "the holder of a right in the data",
    "related": "a record of the institution is an address; pages about the object",
    "subjects": "their order, the doubtful ones first",
    "unmapped": "never published; what is not carried",
    "uses": "doubtful uses",
}


def test_of_a_record_with_everything_only_what_is_listed_differs(tmp_path: Path) -> None:
    tools = tools_from(Settings(data_dir=tmp_path, base_url="https://data.example.org"))
    path = FOLDER / "full" / "expected.jsonld"
    plan = plan_for(
        DeliveredFile(path, path.name, Bounds()), "musee", "linked_art_json", "linked_art_json", tools, language=""
    )
    file = DeliveredFile(path, path.name, Bounds())
    (outcome,) = [one for result in checked(file, plan, tools) for one in result.outcomes]
    assert isinstance(outcome, RecordOutcome)
    back = json.loads(zstandard.ZstdDecompressor().decompress(outcome.canonical))
    one, other = (
        _without_cells(msgspec.to_builtins(record))
        for record in (record_of(FOLDER / "full"), msgspec.convert(back, type=CatalogueRecord))
    )
    assert isinstance(one, dict)
    assert isinstance(other, dict)
    assert {name for name in one.keys() | other.keys() if one.get(name) != other.get(name)} == DIFFERS.keys()


def _without_cells(value: object) -> object:
    if isinstance(value, dict):
        return {name: _without_cells(child) for name, child in value.items() if name != "cell"}
    return [_without_cells(child) for child in value] if isinstance(value, list | tuple) else value
