"""What is published as Linked Art and as RDF comes back: the same record, and the same graph under its own names."""

from __future__ import annotations

from pathlib import Path

import pytest
import zstandard

from app.bootstrap import tools_from
from app.core.config import Bounds, Settings
from app.core.outcome import RecordOutcome
from app.pipeline import checked, plan_for
from app.reading.source_format import DeliveredFile, source_formats
from tests.golden.linked_art.renew import FOLDER

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
