"""The command line, as people and scripts use it."""

import json
import re
from pathlib import Path

import pytest
from rdflib import RDF, SH, Graph, URIRef
from typer.testing import CliRunner, Result

from app.cli.application import application
from app.cli.exit_codes import ExitCode
from app.core.errors import ConcordanceError, InputError, UnknownName
from app.validation.results import VOCABULARY
from tests.shared import ROOT, SHARED, needs_shared

SAMPLE = ROOT / "app" / "cli" / "sample"


@pytest.fixture(autouse=True)
def _own_data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CONCORDANCE_DATA_DIR", str(tmp_path / "var"))


def run(*arguments: str, text: str | None = None) -> Result:
    result = CliRunner().invoke(application, list(arguments), input=text)
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def test_dates_are_read_from_arguments_and_from_lines() -> None:
    lines = [
        json.loads(line)
        for line in run("read", "date", "vers 1875", "44 av. J.-C.", "pas une date").output.splitlines()
    ]
    assert [(line["earliest"], line["latest"], line["certainty"]) for line in lines] == [
        ("1875-01-01", "1875-12-31", "approximate"),
        ("-0043-01-01", "-0043-12-31", "certain"),
        (None, None, None),
    ]
    piped = run("read", "date", text="1914-20\n").output
    assert json.loads(piped)["latest"] == "1920-12-31"


def test_other_readers() -> None:
    dimension = json.loads(run("read", "dimension", "H. 21 cm").output)
    assert dimension["dimensions"] == [{"kind": "height", "value": 21.0, "unit": "cm"}]
    name = json.loads(run("read", "name", "attribué à Blake, Robert").output)
    assert (name["agent"]["name"], name["qualifier"]) == ("Robert Blake", "attributed to")


def test_a_check_reports_rows_columns_and_values_in_both_languages(tmp_path: Path) -> None:
    report = tmp_path / "rapport.json"
    result = run("check", str(SAMPLE / "musee-des-rives.csv"), "--report", str(report))
    assert result.exit_code == ExitCode.VIOLATIONS
    read = json.loads(report.read_text(encoding="utf-8"))
    assert read["records"] == 25
    assert read["loss"] == []
    (wrong,) = [
        found
        for found in read["findings"]
        if found["rule"] == "mapping.unread-date" and found["source"]["value"] == "31/02/1850"
    ]
    assert wrong["source"] == {
        "file": "musee-des-rives.csv",
        "row": 20,
        "column": "Date de production",
        "value": "31/02/1850",
    }
    assert wrong["severity"] == "warning"
    assert "31/02/1850" in wrong["message"]["fr"]
    assert wrong["message"]["fr"] != wrong["message"]["en"]
    assert set(wrong["fix"]) == {"fr", "en"}


@pytest.mark.parametrize(
    ("suffix", "begins"),
    [("csv", b"\xef\xbb\xbf"), ("xlsx", b"PK"), ("json", b"{"), ("ttl", b"@prefix sh:"), ("html", b"<!doctype html>")],
)
def test_reports_in_every_form(tmp_path: Path, suffix: str, begins: bytes) -> None:
    report = tmp_path / f"rapport.{suffix.upper()}"
    run("check", str(SAMPLE / "val-clair.json"), "--crosswalk", str(SAMPLE / "val-clair.yaml"), "--report", str(report))
    written = report.read_bytes()
    assert written.startswith(begins)
    assert len(written) > 500


def test_the_shacl_report_of_a_check_has_every_finding_with_its_cell(tmp_path: Path) -> None:
    for suffix in ("json", "ttl"):
        run("check", str(SAMPLE / "musee-des-rives.csv"), "--report", str(tmp_path / f"r.{suffix}"))
    found = json.loads((tmp_path / "r.json").read_text(encoding="utf-8"))["findings"]
    graph = Graph().parse(tmp_path / "r.ttl")
    results = set(graph.subjects(RDF.type, SH.ValidationResult))
    assert len(results) == len(found)
    rows = {str(row) for row in graph.objects(None, URIRef(f"{VOCABULARY}sourceRow"))}
    assert rows == {str(one["source"]["row"]) for one in found if "row" in one["source"]}


def test_an_unknown_form_of_report_is_refused_before_the_work(tmp_path: Path) -> None:
    report = tmp_path / "rapport.pdf"
    with pytest.raises(UnknownName):
        run("check", str(SAMPLE / "musee-des-rives.csv"), "--report", str(report))
    assert not report.exists()


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ((), {"shape.description-language", "shape.object-french"}),
        (("--language", "français"), set()),
        (("--language", "en"), {"shape.object-french"}),
        (("--institution", "rives"), set()),
        (("--institution", "rives", "--language", "en"), {"shape.object-french"}),
        (("--institution", "unknown-to-the-service"), {"shape.description-language", "shape.object-french"}),
    ],
)
def test_a_check_is_told_the_language_or_takes_the_institution_s(
    tmp_path: Path, options: tuple[str, ...], told: set[str]
) -> None:
    run("institution", "add", "rives", "--name", "Musée des Rives")
    report = tmp_path / "langue.json"
    run("check", str(SAMPLE / "musee-des-rives.csv"), "--report", str(report), *options)
    rules = {rule["rule"] for rule in json.loads(report.read_text(encoding="utf-8"))["rules"]}
    assert rules & {"shape.description-language", "shape.object-french"} == told


def test_an_unknown_language_is_refused() -> None:
    with pytest.raises(InputError):
        run("check", str(SAMPLE / "musee-des-rives.csv"), "--language", "klingonesque")


def test_the_terminal_says_how_many_more_columns_were_not_placed(tmp_path: Path) -> None:
    table = tmp_path / "large.csv"
    unknown = [f"Colonne {number}" for number in range(12)]
    table.write_text(f"Numéro d'accession,{','.join(unknown)}\n1,{','.join('x' * 12)}\n", encoding="utf-8")
    shown = run("check", str(table)).output
    assert shown.count("Non placé: Colonne") == 10
    assert "Autres colonnes non placées: 2;" in shown


def test_the_demonstration_twice_changes_nothing() -> None:
    first = run("demo", "--no-serve")
    assert first.exit_code == 0
    assert re.findall(r"(\d+) créées", first.output) == ["23", "21", "20"]
    second = run("demo", "--no-serve")
    assert re.findall(r"(\d+) créées", second.output) == ["0", "0", "0"]
    assert re.findall(r"(\d+) inchangées", second.output) == ["23", "21", "20"]
    by_hand = run("ingest", str(SAMPLE / "musee-des-rives.csv"), "--institution", "musee-des-rives")
    assert re.findall(r"(\d+) inchangées", by_hand.output) == ["23"]


def test_institutions_keys_and_an_ingest(tmp_path: Path) -> None:
    assert run("institution", "add", "rives", "--name", "Musée des Rives").exit_code == 0
    key = run("key", "add", "rives").output.strip()
    assert key.startswith("conc_")
    prefix = key.split("_")[1]
    assert prefix in run("key", "list", "rives").output
    assert "revoked" not in run("key", "list", "rives").output
    run("key", "revoke", prefix)
    assert "revoked" in run("key", "list", "rives").output
    report = tmp_path / "r.json"
    done = run("ingest", str(SAMPLE / "musee-des-rives.csv"), "--institution", "rives", "--report", str(report))
    assert done.exit_code == ExitCode.VIOLATIONS
    assert json.loads(report.read_text(encoding="utf-8"))["counts"]["created"] == 23


def test_crosswalks() -> None:
    assert "aucune erreur" in run("crosswalk", "check", str(SAMPLE / "val-clair.yaml")).output
    assert {"moma", "tate", "autry", "joconde-costumes", "montreal-art-public"} <= {
        line.split("\t")[0] for line in run("crosswalk", "list").output.splitlines()
    }
    shown = run("crosswalk", "preview", str(SAMPLE / "val-clair.json"), "--crosswalk", str(SAMPLE / "val-clair.yaml"))
    assert '"local_id": "VC-0001"' in shown.output
    assert {"csv", "json", "jsonl", "xlsx"} <= {line.split("\t")[0] for line in run("formats").output.splitlines()}


@pytest.mark.parametrize("option", [("--crosswalk", "mona"), ("--format", "cvs")])
def test_an_unknown_name_is_answered_in_both_languages(option: tuple[str, str]) -> None:
    with pytest.raises(ConcordanceError) as raised:
        run("check", str(SAMPLE / "musee-des-rives.csv"), *option)
    assert isinstance(raised.value, UnknownName)
    assert option[1] in raised.value.detail.fr
    assert {"mona": "moma", "cvs": "csv"}[option[1]] in raised.value.detail.en


@pytest.mark.parametrize("readme", ["README.md", "LISEZMOI.md"])
def test_the_exit_codes_are_documented(readme: str) -> None:
    text = re.sub(r"\s+", " ", (ROOT / readme).read_text(encoding="utf-8"))
    listed = re.search(r"(?:Exit codes|Codes de sortie): (.*?)\.", text)
    assert listed is not None
    assert [int(code) for code in re.findall(r"\b(\d)\b", listed[1])] == [code.value for code in ExitCode]


@needs_shared
@pytest.mark.parametrize(
    ("file", "crosswalk", "records"),
    [
        ("fr/montreal-art-public-273.json", "montreal-art-public", 273),
        ("fr/joconde-costumes-4274.csv.gz", "joconde-costumes", 4274),
        ("aac/autry/AutryObjects.csv", "autry", 193),
    ],
)
def test_real_collections_are_read_whole(tmp_path: Path, file: str, crosswalk: str, records: int) -> None:
    assert SHARED is not None
    report = tmp_path / "r.json"
    run("check", str(SHARED / "data" / file), "--crosswalk", crosswalk, "--report", str(report))
    read = json.loads(report.read_text(encoding="utf-8"))
    assert read["records"] == records
    assert read["counts"]["rejected"] == 0
    assert read["loss"] == []
    for found in read["findings"]:
        assert found["source"].get("row") is not None or found["source"].get("path") is not None
