"""A relational export over REST and on the command line: one archive, whose tables are joined."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from app.cli.application import application
from app.cli.exit_codes import ExitCode
from app.storage.crosswalks import save_crosswalk
from tests.rest import MUSEUM, Service, running_service

OBJECTS = "No,Titre,Domaine\n1,Rouet,métier\n2,Lettre,archives\n"
MAKERS = 'No,Nom,Naissance\n1,"Roy, Jos",1820\n1,Rose Tremblay,l\'an mil\n2,Jean Ville,1801\n'
CROSSWALK = """
name: relationnel
format: csv
companions:
  - {name: auteurs, file: Auteurs.csv, key: No}
rules:
  - {source: No, target: id}
  - {source: No, target: "identifier[accession number]"}
  - {source: Titre, target: title}
  - {source: Domaine, target: category}
  - each: auteurs
    target: production.contributor
    rules:
      - {source: Nom, target: name}
      - {source: Naissance, target: birth}
"""
TABLES = (("export/Objets.csv", OBJECTS), ("export/Auteurs.csv", MAKERS))


def zipped(*members: tuple[str, str]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members:
            archive.writestr(name, content)
    return buffer.getvalue()


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    with running_service(tmp_path_factory.mktemp("bundles"), max_check_bytes=50_000) as running:
        save_crosswalk(running.tools.database, MUSEUM, "relationnel", CROSSWALK)
        yield running


def kept(service: Service) -> list[Path]:
    return [path for path in (service.tools.settings.data_dir / "deliveries").rglob("*") if path.is_file()]


def test_an_archive_is_pushed_joined_and_its_findings_name_the_table_and_row(service: Service) -> None:
    answer = service.push(zipped(*TABLES), "application/zip", crosswalk="relationnel")
    assert answer.status_code == 200, answer.text
    report = answer.json()
    assert report["file"] == "Objets.csv"
    assert (report["counts"]["created"], report["counts"]["rejected"]) == (2, 0)
    (wrong,) = [one for one in report["findings"] if one["source"].get("value") == "l'an mil"]
    assert wrong["source"]["file"] == "Auteurs.csv"
    assert wrong["source"]["row"] == 3
    assert wrong["source"]["column"] == "Naissance"
    makers = service.record("1").json()["record"]["productions"][0]["contributions"]
    assert [one["agent"]["name"] for one in makers] == ["Jos Roy", "Rose Tremblay"]
    assert service.eventually(lambda: not kept(service))


def test_a_large_archive_is_queued_and_its_companions_wait_with_it(service: Service) -> None:
    objects = "No,Titre,Domaine\n" + "".join(f"G-{n},Rouet {n},métier\n" for n in range(700))
    makers = "No,Nom,Naissance\n" + "".join(f"G-{n},Rose Tremblay,1820\n" for n in range(700))
    body = zipped(("Objets.csv", objects), ("Auteurs.csv", makers))
    answer = service.client.post(
        f"/api/v1/institutions/{MUSEUM}/records",
        params={"crosswalk": "relationnel"},
        content=body,
        headers={**service.writer, "Content-Type": "application/zip", "Prefer": "respond-async"},
    )
    assert answer.status_code == 202, answer.text
    done = service.followed(answer.headers["location"])
    assert (done["status"], done["counts"]["created"]) == ("done", 700)
    makers_of = service.record("G-650").json()["record"]["productions"][0]["contributions"]
    assert makers_of[0]["agent"]["name"] == "Rose Tremblay"
    assert service.eventually(lambda: not kept(service))


def test_an_archive_in_a_form_says_its_main_table(service: Service) -> None:
    more = zipped(*TABLES, ("export/Lieux.csv", "Lieu\nMontréal\n"))
    form = {"crosswalk": "relationnel"}
    files = {"file": ("export.zip", more, "application/zip")}
    address = f"/api/v1/institutions/{MUSEUM}/records"
    refused = service.client.post(address, data=form, files=files, headers=service.writer)
    assert refused.status_code == 400
    assert "main=" in refused.json()["detail"]
    assert "Lieux.csv" in refused.json()["detail"]
    answer = service.client.post(address, data={**form, "main": "objets.csv"}, files=files, headers=service.writer)
    assert answer.status_code == 200
    assert answer.json()["counts"]["records"] == 2
    assert service.eventually(lambda: not kept(service))


def test_an_archive_is_checked_within_the_bound_of_checks(service: Service) -> None:
    address = "/api/v1/check"
    query = {"crosswalk": "relationnel", "institution": MUSEUM}
    answer = service.client.post(address, params=query, content=zipped(*TABLES), headers=service.reader)
    assert answer.status_code == 200, answer.text
    assert answer.json()["records"] == 2
    large = zipped(("Objets.csv", OBJECTS + "x" * 60_000), TABLES[1])
    refused = service.client.post(address, params=query, content=large, headers=service.reader)
    assert refused.status_code == 413
    assert refused.json()["bound"] == "max_expanded_bytes"
    assert service.eventually(lambda: not kept(service))


@pytest.mark.parametrize("name", ["../Objets.csv", "/Objets.csv"])
def test_a_name_that_leads_elsewhere_is_a_problem_and_leaves_nothing(service: Service, name: str) -> None:
    answer = service.push(zipped((name, OBJECTS), TABLES[1]), "application/zip", crosswalk="relationnel")
    assert answer.status_code == 400
    assert answer.headers["content-type"].startswith("application/problem+json")
    assert service.eventually(lambda: not kept(service))


def test_a_crosswalk_is_tried_on_an_archive(service: Service) -> None:
    answer = service.client.post(
        f"/api/v1/institutions/{MUSEUM}/crosswalks/relationnel/preview", content=zipped(*TABLES), headers=service.reader
    )
    assert answer.status_code == 200, answer.text
    assert len(answer.json()["records"]) == 2


@pytest.fixture
def archive(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("CONCORDANCE_DATA_DIR", str(tmp_path / "var"))
    (tmp_path / "relationnel.yaml").write_text(CROSSWALK, encoding="utf-8")
    path = tmp_path / "export.zip"
    path.write_bytes(zipped(*TABLES))
    return path


def test_an_archive_is_checked_on_the_command_line(archive: Path) -> None:
    report = archive.with_name("r.json")
    crosswalk = str(archive.with_name("relationnel.yaml"))
    arguments = ["check", str(archive), "--crosswalk", crosswalk, "--report", str(report)]
    assert CliRunner().invoke(application, arguments).exit_code == ExitCode.WELL
    read = json.loads(report.read_text(encoding="utf-8"))
    assert (read["file"], read["records"]) == ("Objets.csv", 2)
    assert "Auteurs.csv" in {one["source"].get("file") for one in read["findings"]}


def test_an_archive_is_previewed_on_the_command_line(archive: Path) -> None:
    crosswalk = str(archive.with_name("relationnel.yaml"))
    shown = CliRunner().invoke(application, ["crosswalk", "preview", str(archive), "--crosswalk", crosswalk])
    assert shown.exit_code == ExitCode.WELL
    assert '"name": "Jos Roy"' in shown.output
    assert "3 Naissance: La date « l'an mil »" in shown.stderr


def test_an_archive_is_ingested_on_the_command_line_and_again(archive: Path) -> None:
    runner = CliRunner()
    assert runner.invoke(application, ["institution", "add", "ici", "--name", "Ici"]).exit_code == 0
    crosswalk = str(archive.with_name("relationnel.yaml"))
    arguments = ["ingest", str(archive), "--institution", "ici", "--crosswalk", crosswalk]
    first = runner.invoke(application, arguments)
    assert first.exit_code == ExitCode.WELL, first.output
    assert "2 créées" in first.output
    assert "2 inchangées" in runner.invoke(application, arguments).output
