"""A data folder that is given as `var`, as it is by default, serves everything that one given from the root does."""

from pathlib import Path

import pytest

from app.core.config import Settings
from tests.feed_service import feed_service, iri, put
from tests.linked import settle


def test_queries_find_the_quads_of_a_folder_below_the_working_directory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with feed_service(Path("data")) as running:
        put(running, 1, "Bol")
        settle(running)
        asked = running.client.get(
            "/sparql",
            params={"query": f"ASK {{ GRAPH <{iri(running, 1)}> {{ ?s ?p ?o }} }}"},
            headers={"Accept": "application/sparql-results+json"},
        )
        assert (asked.status_code, asked.json()["boolean"]) == (200, True)


def test_the_folder_is_named_from_the_root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert Settings(data_dir=Path("var")).data_dir == tmp_path / "var"
    assert Settings(data_dir=tmp_path).data_dir == tmp_path
