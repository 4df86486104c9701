"""Bad input gets a clear answer and loses nothing: through REST, in both languages, and the good records still land."""

from __future__ import annotations

import errno
import io
import json
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import openpyxl
import pytest
from sqlalchemy.exc import OperationalError

from app.core.errors import StorageFull
from app.core.text import Text
from app.intake.push import DeliverySink, disk_refusals_told
from app.storage.deliveries import store_chunk
from tests.rest import HEADING, MUSEUM, Service, csv_of, many_rows, running_service

RECORDS = f"/api/v1/institutions/{MUSEUM}/records"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    with running_service(
        tmp_path_factory.mktemp("bad"), max_expanded_bytes=4 * 1024 * 1024, max_body_bytes_inline=32 * 1024 * 1024
    ) as running:
        yield running


def told_in_both(answer: httpx.Response) -> dict[str, Any]:
    """Return the problem document, after seeing that it says everything twice and shows no trace of code."""
    problem: dict[str, Any] = answer.json()
    assert answer.headers["content-type"] == "application/problem+json"
    for member in ("titles", "details", "advices"):
        assert problem[member]["fr"]
        assert problem[member]["en"]
    assert problem["status"] == answer.status_code
    assert problem["request_id"] == answer.headers["x-request-id"]
    assert "Traceback" not in answer.text
    assert 'File "' not in answer.text
    return problem


def findings_of(answer: httpx.Response, rule: str) -> list[dict[str, Any]]:
    """Return the findings of this rule, after seeing that each says everything twice."""
    assert answer.status_code == 200, answer.text
    found = [one for one in answer.json()["findings"] if one["rule"] == rule]
    assert found, [one["rule"] for one in answer.json()["findings"]]
    for one in found:
        assert one["message"]["fr"] != one["message"]["en"]
        assert one["fix"]["fr"]
    return found


def landed(service: Service, *local_ids: str) -> None:
    for local_id in local_ids:
        assert service.record(local_id).status_code == 200, local_id


def test_a_wrong_encoding_is_read_and_told(service: Service) -> None:
    rows = csv_of("ENC-1,Été à la plage,Hélène Côté,1905").encode("cp1252")
    answer = service.push(rows)
    findings_of(answer, "reading.encoding-guessed")
    landed(service, "ENC-1")
    assert service.record("ENC-1").json()["label"] == "Été à la plage"


def test_broken_quoting_loses_one_row_and_no_other(service: Service) -> None:
    rows = csv_of("CIT-1,Bon,A,1905", 'CIT-2,"Jamais fermé,A,1905', "CIT-3,Bon,A,1905", "CIT-4,Bon,A,1905")
    answer = service.push(rows)
    assert any(one["severity"] == "violation" for one in answer.json()["findings"])
    landed(service, "CIT-1", "CIT-4")


def test_a_truncated_file_keeps_what_came_before_its_end(service: Service) -> None:
    records = [{"local_id": f"TR-{n}", "titles": [{"text": "Titre"}]} for n in range(5)]
    answer = service.push(json.dumps(records)[:-25], "application/json")
    assert any("TR-" in str(one) for one in answer.json().get("findings", [])) or answer.json().get("report")
    landed(service, "TR-0", "TR-3")
    assert service.record("TR-4").status_code == 404


def test_a_zip_bomb_in_a_workbook_is_refused_by_its_bound(service: Service) -> None:
    sheet = (
        b'<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
        b'<row r="1"><c r="A1" t="inlineStr"><is><t>x</t></is></c></row>'
        + b" " * 60_000_000
        + b"</sheetData></worksheet>"
    )
    plain = openpyxl.Workbook()
    stored = io.BytesIO()
    plain.save(stored)
    bomb = io.BytesIO()
    with zipfile.ZipFile(stored) as source, zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as target:
        for item in source.infolist():
            target.writestr(item.filename, sheet if "sheet1" in item.filename else source.read(item))
    answer = service.push(bomb.getvalue(), XLSX)
    problem = told_in_both(answer)
    assert problem["bound"] in {"max_expansion_ratio", "max_expanded_bytes"}
    assert problem["limit"]


def test_deep_json_is_refused_by_its_bound_and_its_neighbours_land(service: Service) -> None:
    deep = "[" * 500 + "]" * 500
    good = ['{"local_id": "JS-1", "titles": [{"text": "T"}]}', '{"local_id": "JS-3", "titles": [{"text": "T"}]}']
    body = [good[0], f'{{"local_id": "JS-2", "notes": {deep}}}', good[1]]
    answer = service.push(f"[{', '.join(body)}]", "application/json")
    (finding,) = findings_of(answer, "reading.too-deep")
    assert "max_depth" in finding["message"]["fr"]
    landed(service, "JS-1", "JS-3")


def test_an_unknown_column_is_the_loss_and_nothing_is_lost(service: Service) -> None:
    answer = service.push(f"{HEADING},Tiroir secret\nCOL-1,Titre,A,1905,B-12\n")
    assert answer.json()["loss"] == [{"column": "Tiroir secret", "records": 1, "examples": ["B-12"]}]
    kept = service.record("COL-1").json()["record"]["unmapped"]
    assert [one["value"] for one in kept] == ["B-12"]


def test_a_duplicate_identifier_names_its_row_and_the_first(service: Service) -> None:
    answer = service.push(csv_of("DUP-1,Premier,A,1905", "DUP-2,Autre,A,1905", "DUP-1,Second,A,1906"))
    (finding,) = findings_of(answer, "storage.duplicate-identifier")
    assert finding["source"]["row"] == 4
    assert "2" in finding["message"]["fr"]
    assert answer.json()["counts"]["duplicates"] == 1
    assert service.record("DUP-1").json()["label"] == "Premier"


def test_a_missing_identifier_rejects_its_record_only(service: Service) -> None:
    answer = service.push(csv_of("SANS-1,Bon,A,1905", ",Sans numéro,A,1905"))
    (finding,) = findings_of(answer, "mapping.missing-identifier")
    assert finding["source"]["row"] == 3
    assert answer.json()["counts"]["rejected"] == 1
    landed(service, "SANS-1")


def test_ten_megabytes_in_one_cell_are_refused_by_name_and_their_neighbours_land(service: Service) -> None:
    answer = service.push(csv_of("GROS-1,Bon,A,1905", f"GROS-2,{'x' * 10_000_000},A,1905", "GROS-3,Bon,A,1905"))
    assert answer.status_code == 200, answer.text[:500]
    told = [
        one for one in answer.json()["findings"] if one["severity"] == "violation" and "max_" in one["message"]["fr"]
    ]
    assert told
    assert len(answer.content) < 200_000
    landed(service, "GROS-1", "GROS-3")


def test_nul_bytes_are_told_and_the_record_lands(service: Service) -> None:
    answer = service.push(csv_of("NUL-1,Mou\x00lin,A,1905"))
    assert answer.status_code == 200
    assert answer.json()["findings"]
    landed(service, "NUL-1")
    assert "\x00" not in service.record("NUL-1").text


def test_an_unknown_crosswalk_or_format_is_named_with_those_near_it(service: Service) -> None:
    answer = service.push(csv_of("INC-1,T,A,1905"), crosswalk="momma")
    assert answer.status_code == 404
    assert "moma" in told_in_both(answer)["details"]["fr"]
    answer = service.push(csv_of("INC-1,T,A,1905"), format="cvs")
    assert "csv" in told_in_both(answer)["details"]["en"]
    assert service.record("INC-1").status_code == 404


@pytest.mark.parametrize(
    "body",
    [b"", b"\x00\x01\x02\x03" * 64, b"\x89PNG\r\n\x1a\n" + b"\x00" * 200, b"%PDF-1.7\n" + b"\xff" * 200],
    ids=["empty", "binary", "image", "pdf"],
)
def test_what_is_no_catalogue_at_all_is_an_unreadable_file(service: Service, body: bytes) -> None:
    answer = service.push(body, "application/octet-stream")
    assert answer.status_code == 422
    told_in_both(answer)


def test_a_form_that_is_none_is_refused(service: Service) -> None:
    wrong = {**service.writer, "Content-Type": "multipart/form-data; boundary=x"}
    for body in (b"nothing of the kind", b"--x\r\nContent-Disposition: form-data; name=a\r\n\r\n1\r\n--x--\r\n", b""):
        told_in_both(service.client.post(RECORDS, content=body, headers=wrong))
    told_in_both(
        service.client.post(RECORDS, content=b"x", headers={**service.writer, "Content-Type": "multipart/form-data"})
    )
    fields = b"".join(
        b'--x\r\nContent-Disposition: form-data; name="f%d"\r\n\r\n1\r\n' % number for number in range(100)
    )
    assert service.client.post(RECORDS, content=fields + b"--x--\r\n", headers=wrong).status_code == 413


def test_a_full_disk_refuses_the_file_and_says_so(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_sink: DeliverySink, _data: bytes) -> None:
        with disk_refusals_told():
            raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(DeliverySink, "write", refuse)
    answer = service.push(csv_of("DISQUE-1,T,A,1905"))
    assert answer.status_code == 507
    assert told_in_both(answer)["type"].endswith("/storage-full")
    assert not list((service.tools.settings.data_dir / "deliveries").iterdir())


def test_a_database_that_is_full_keeps_what_was_stored_before(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls = 0

    def full_after_one(*args: Any, **kwargs: Any) -> Any:
        nonlocal calls
        calls += 1
        if calls > 1:
            raise StorageFull(Text(fr="Plus de place.", en="No room left."))
        return store_chunk(*args, **kwargs)

    monkeypatch.setattr("app.pipeline.store_chunk", full_after_one)
    answer = service.push(many_rows(250))
    problem = told_in_both(answer)
    assert answer.status_code == 507
    assert problem["records"] == 100
    report = service.client.get(problem["report"], headers={"Accept": "application/json"}).json()
    assert report["counts"]["created"] == 100
    assert report["problem"]["kind"] == "storage-full"
    monkeypatch.undo()
    again = service.push(many_rows(250)).json()["counts"]
    assert (again["unchanged"], again["created"]) == (100, 150)
    page = service.client.get(problem["report"], headers={"Accept": "text/html"}).text
    assert "La livraison s'est arrêtée" in page.replace("&#39;", "'")


def test_a_database_that_does_not_answer_is_503(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    def away(*_args: Any, **_kwargs: Any) -> Any:
        raise OperationalError("select", {}, Exception("secret value of a museum"))

    monkeypatch.setattr("app.web.api.submissions.get_submission", away)
    answer = service.client.get("/api/v1/submissions/x/report.json")
    assert answer.status_code == 503
    assert answer.headers["retry-after"]
    assert "secret" not in answer.text
    told_in_both(answer)


def test_a_fault_of_ours_says_nothing_of_the_code_or_the_values(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fault(*_args: Any, **_kwargs: Any) -> Any:
        raise ValueError("the value Rayon 12, tiroir B of a museum")

    monkeypatch.setattr("app.web.api.push.ingest", fault)
    answer = service.push(csv_of("FAUTE-1,T,A,1905"))
    assert answer.status_code == 500
    assert told_in_both(answer)["type"].endswith("/internal")
    assert "tiroir" not in answer.text
    monkeypatch.undo()
    listed = service.client.get(f"/api/v1/institutions/{MUSEUM}/submissions?limit=1", headers=service.reader).json()
    assert listed["submissions"][0]["status"] == "failed"


def test_addresses_and_methods_that_do_not_exist(service: Service) -> None:
    nowhere = service.client.get("/api/v1/nowhere", headers={"Accept-Language": "en"})
    assert nowhere.status_code == 404
    assert told_in_both(nowhere)["title"] == "There is no such page"
    wrong = service.client.patch("/api/v1/formats")
    assert wrong.status_code == 405
    assert "GET" in wrong.headers["allow"]
    told_in_both(wrong)
    page = service.client.get("//elsewhere.example/x", headers={"Accept": "text/html"})
    assert page.status_code == 404
    assert 'href="//' not in page.text


@pytest.mark.parametrize(
    "path", ["/../../etc/passwd", "/api/v1/../../../etc/passwd", "/api/v1/%2e%2e/%2e%2e/etc/passwd"]
)
def test_no_address_leads_out_of_the_service(service: Service, path: str) -> None:
    answer = service.client.get(path)
    assert answer.status_code == 404
    assert "root:" not in answer.text


def test_every_kind_of_problem_has_its_page(service: Service) -> None:
    page = service.client.get("/problems").text
    for kind in ("bound-passed", "key-missing", "unreadable-file", "storage-full", "version-mismatch", "internal"):
        assert f"/problems/{kind}" in page
        own = service.client.get(f"/problems/{kind}", headers={"Accept-Language": "en"})
        assert own.status_code == 200
        assert '<html lang="en">' in own.text
        assert 'lang="fr"' in own.text
    assert service.client.get("/problems/none-such").status_code == 404


def test_nothing_of_all_this_is_left_on_the_disk(service: Service, tmp_path: Path) -> None:
    assert tmp_path.exists()
    assert not list((service.tools.settings.data_dir / "deliveries").iterdir())
