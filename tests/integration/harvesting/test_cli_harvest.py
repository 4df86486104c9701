"""`concordance harvest`, as people use it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from app.cli.application import application
from app.cli.exit_codes import ExitCode
from app.core.errors import InputError
from app.intake.safe_http import UnsafeAddress
from tests.harvested import Answered, Provider, described, entry, error, lido, page, provider


@pytest.fixture(autouse=True)
def _own_data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CONCORDANCE_DATA_DIR", str(tmp_path / "var"))
    monkeypatch.setenv("CONCORDANCE_HARVEST_PAUSE_MS", "0")
    monkeypatch.setenv("CONCORDANCE_LANGUAGE", "fr")
    _run("institution", "add", "rives", "--name", "Musée des Rives")


@pytest.fixture
def depot() -> Iterator[Provider]:
    def answering(_path: str, arguments: dict[str, str], _headers: dict[str, str]) -> Answered:
        if arguments["verb"] != "ListRecords":
            return described(arguments)
        if arguments.get("set") == "absent":
            return error("badArgument")
        return page(entry("1", lido("1")), entry("2", lido("2")))

    with provider(answering) as running:
        yield running


def _run(*arguments: str) -> Result:
    result = CliRunner().invoke(application, list(arguments))
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def test_a_repository_is_looked_at_added_harvested_and_removed(depot: Provider) -> None:
    url = f"{depot.address}/oai"
    looked = _run("harvest", "look", url, "--allow-private").output
    assert "Dépôt" in looked
    assert "metadataPrefix\tlido" in looked
    assert "set\testampes" in looked
    added = _run("harvest", "add", url, "--institution", "rives", "--name", "depot", "--allow-private")
    assert "concordance harvest run depot" in added.output
    ran = _run("harvest", "run", "depot")
    assert ran.exit_code == ExitCode.WELL
    assert "2 créées" in ran.output
    again = _run("harvest", "run", "--all", "--whole")
    assert (again.exit_code, "2 inchangées" in again.output) == (ExitCode.WELL, True)
    listed = _run("harvest", "list").output
    assert "rives\tdepot\toai-pmh\tdaily" in listed
    assert "done 1p 2" in listed
    assert "Ses notices restent" in _run("harvest", "remove", "depot").output
    assert _run("harvest", "list").output.strip() == ""


def test_what_goes_wrong_is_said_and_is_in_the_exit_code(depot: Provider) -> None:
    with pytest.raises(UnsafeAddress):
        _run("harvest", "add", f"{depot.address}/oai", "--institution", "rives")
    with pytest.raises(InputError):
        _run("harvest", "add", f"{depot.address}/oai", "--institution", "rives", "--kind", "gopher", "--allow-private")
    with pytest.raises(InputError):
        _run("harvest", "run")
    with pytest.raises(InputError):
        _run("harvest", "run", "inconnue")
    _run("harvest", "add", f"{depot.address}/oai", "--institution", "rives", "--set", "absent", "--allow-private")
    ran = _run("harvest", "run", "--all")
    assert ran.exit_code == ExitCode.UNREADABLE
    assert "badArgument" in ran.output
    assert "badArgument" in _run("harvest", "list").output
