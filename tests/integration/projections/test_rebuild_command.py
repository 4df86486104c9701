"""`concordance rebuild`: one projection or all of them, from the log, with what it says meanwhile."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from pyoxigraph import DefaultGraph, Store
from typer.testing import CliRunner, Result

from app.bootstrap import tools_from
from app.cli.application import application
from app.core.config import Settings
from app.core.errors import UnknownName
from app.core.text import Text
from app.storage.institutions import add_institution
from app.storage.quads.snapshots import current_snapshot
from app.storage.search.found import Question
from app.storage.search.index import SearchIndex
from app.storage.search.schema import VERSION
from tests.shared import ROOT

SAMPLE = ROOT / "app" / "cli" / "sample" / "musee-des-rives.csv"


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("CONCORDANCE_DATA_DIR", str(tmp_path))
    tools = tools_from(Settings(data_dir=tmp_path))
    add_institution(tools.database, "musee", Text("Musée", "Museum"))
    tools.database.dispose()
    run("ingest", str(SAMPLE), "--institution", "musee")
    return tmp_path


def run(*arguments: str) -> Result:
    result = CliRunner().invoke(application, list(arguments), env={"COLUMNS": "200"})
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def graphs(data: Path) -> int:
    snapshot = current_snapshot(data / "quads")
    if snapshot is None:
        return 0
    return len({quad.graph_name for quad in Store.read_only(str(snapshot.path))} - {DefaultGraph()})


def found(data: Path) -> int:
    return SearchIndex(data / "search" / f"fields-{VERSION}" / "live", 1_000).search(Question()).total


def test_all_projections_are_made_again(data: Path) -> None:
    assert (graphs(data), found(data)) == (0, 0)
    first = run("rebuild", "all")
    assert first.exit_code == 0
    records = graphs(data)
    assert records == found(data) > 0
    for name in ("quads", "search"):
        assert f"{name}: reconstruite et en place." in first.output
        shutil.rmtree(data / name)
    assert (graphs(data), found(data)) == (0, 0)
    assert run("rebuild").exit_code == 0, "all of them unless one is named"
    assert (graphs(data), found(data)) == (records, records)


@pytest.mark.parametrize(("name", "other"), [("quads", "search"), ("search", "quads")])
def test_one_projection_alone(data: Path, name: str, other: str) -> None:
    result = run("rebuild", name)
    assert result.exit_code == 0
    assert f"{name}: reconstruite et en place." in result.output
    assert other not in result.output
    assert "100%" in result.output or "/" in result.output, "progress is shown"
    assert {"quads": graphs(data), "search": found(data)}[name] > 0
    assert {"quads": graphs(data), "search": found(data)}[other] == 0


def test_a_projection_that_nobody_knows(data: Path) -> None:
    assert data.is_dir()
    with pytest.raises(UnknownName) as refused:
        run("rebuild", "triples")
    assert "quads, search, all" in refused.value.detail.fr
