from __future__ import annotations

import gzip
import io
import json
from collections.abc import Iterator

import httpx
import openpyxl
import pytest
import rdflib

from tests.rest import MUSEUM, OTHER, Service, csv_of, many_rows, running_service

RECORDS = f"/api/v1/institutions/{MUSEUM}/records"


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    with running_service(
        tmp_path_factory.mktemp("push"),
        max_records_inline=150,
        max_body_bytes_inline=64 * 1024,
        max_upload_bytes=512 * 1024,
        max_expanded_bytes=1024 * 1024,
        max_check_bytes=128 * 1024,
    ) as running:
        yield running


def test_a_small_delivery_is_answered_with_its_report(service: Service) -> None:
    answer = service.push(csv_of("P-1,Le moulin,Rose Tremblay,1905", "P-2,Bateau,,vers 1920"))
    assert answer.status_code == 200
    report = answer.json()
    assert report["counts"]["created"] == 2
    assert report["status"] == "done"
    assert answer.headers["location"] == f"/api/v1/submissions/{report['submission']}"
    assert service.client.get(answer.headers["location"]).json()["counts"] == report["counts"]
    assert service.record("P-2").json()["record"]["titles"][0]["text"] == "Bateau"


def test_the_same_file_twice_changes_nothing_and_says_so(service: Service) -> None:
    delivery = csv_of("S-1,Le moulin,Rose Tremblay,1905", "S-2,Bateau,Jos Roy,1920")
    service.push(delivery)
    counts = service.push(delivery).json()["counts"]
    assert (counts["created"], counts["updated"], counts["unchanged"]) == (0, 0, 2)
    assert service.record("S-1").json()["version"] == 1


def test_a_wrong_date_in_row_42_comes_back_as_row_42_its_column_its_value(service: Service) -> None:
    rows = [f"W-{n},Titre {n},Rose Tremblay,1905" for n in range(2, 60)]
    rows[40] = "W-42,Titre 42,Rose Tremblay,l'an passé ou presque"
    answer = service.push(csv_of(*rows))
    report = service.client.get(f"{answer.headers['location']}/report.json", params={"limit": 1000}).json()
    (finding,) = [one for one in report["findings"] if "presque" in str(one["source"].get("value"))]
    assert finding["source"]["row"] == 42
    assert finding["source"]["column"] == "Date"
    assert finding["source"]["value"] == "l'an passé ou presque"
    assert finding["record"] == "W-42"
    assert set(finding["message"]) == set(finding["fix"]) == {"fr", "en"}
    assert "l'an passé ou presque" in finding["message"]["fr"]


def test_rules_are_grouped_with_their_counts(service: Service) -> None:
    report = service.push(csv_of(*(f"G-{n},Titre,Rose Tremblay,pas une date" for n in range(9)))).json()
    (group,) = [one for one in report["rules"] if "date" in one["rule"] and one["records"] == 9]
    assert group["findings"] == 9
    assert len(group["examples"]) == 5
    assert "…" in group["message"]["fr"]


@pytest.mark.parametrize(
    ("accept", "media_type"),
    [
        ("application/json", "application/json"),
        ("text/csv", "text/csv; charset=utf-8"),
        ("text/html,application/xhtml+xml", "text/html; charset=utf-8"),
        ("text/turtle", "text/turtle; charset=utf-8"),
        (
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        ),
    ],
)
def test_the_report_comes_in_the_form_asked_for(service: Service, accept: str, media_type: str) -> None:
    answer = service.client.post(
        RECORDS,
        content=csv_of("F-1,Le moulin,Rose Tremblay,pas une date"),
        headers={**service.writer, "Accept": accept, "Content-Type": "text/csv"},
    )
    assert answer.status_code == 200
    assert answer.headers["content-type"] == media_type
    assert answer.content


def test_a_form_that_is_not_on_offer_is_refused_before_anything_is_stored(service: Service) -> None:
    answer = service.client.post(
        RECORDS, content=csv_of("F-2,T,A,1905"), headers={**service.writer, "Accept": "image/png"}
    )
    assert answer.status_code == 406
    assert answer.json()["type"].endswith("/problems/not-acceptable")
    assert service.record("F-2").status_code == 404


def test_a_gzipped_body_is_unpacked(service: Service) -> None:
    body = gzip.compress(csv_of("Z-1,Le moulin,Rose Tremblay,1905").encode())
    answer = service.client.post(
        RECORDS, content=body, headers={**service.writer, "Content-Type": "text/csv", "Content-Encoding": "gzip"}
    )
    assert answer.json()["counts"]["created"] == 1


@pytest.mark.parametrize(
    ("body", "status", "kind"),
    [
        (b"no gzip at all", 400, "bad-input"),
        (gzip.compress(b"x" * 1000)[:-6], 400, "bad-input"),
        (gzip.compress(b"0" * 3_000_000), 413, "bound-passed"),
    ],
    ids=["not gzip", "cut off", "bomb"],
)
def test_a_body_that_cannot_be_unpacked_is_a_problem(service: Service, body: bytes, status: int, kind: str) -> None:
    answer = service.client.post(
        RECORDS, content=body, headers={**service.writer, "Content-Type": "text/csv", "Content-Encoding": "gzip"}
    )
    assert (answer.status_code, answer.json()["type"].rpartition("/")[2]) == (status, kind)
    if kind == "bound-passed":
        assert answer.json()["bound"] == "max_expanded_bytes"


def test_an_unknown_coding_is_415(service: Service) -> None:
    answer = service.client.post(RECORDS, content=b"x", headers={**service.writer, "Content-Encoding": "br"})
    assert answer.status_code == 415


def test_a_form_with_a_file_is_a_delivery(service: Service) -> None:
    answer = service.client.post(
        RECORDS,
        files={"file": ("Été 2024.csv", csv_of("M-1,Le moulin,Rose Tremblay,1905").encode(), "text/csv")},
        data={"mode": "partial", "crosswalk": ""},
        headers=service.writer,
    )
    assert answer.status_code == 200
    assert answer.json()["file"] == "Été 2024.csv"
    assert answer.json()["counts"]["created"] == 1


@pytest.mark.parametrize("name", ["../../etc/passwd.csv", "C:\\musee\\..\\x.csv", "/abs/x.csv", "a\x00b.csv"])
def test_the_name_of_a_file_never_becomes_a_path(service: Service, name: str) -> None:
    answer = service.client.post(
        RECORDS, content=csv_of("N-0,T,A,1905"), params={"file": name}, headers={**service.writer}
    )
    assert answer.status_code == 200
    assert "/" not in answer.json()["file"]
    assert "\\" not in answer.json()["file"]
    assert not list((service.tools.settings.data_dir / "deliveries").iterdir())


def test_canonical_json_needs_no_crosswalk(service: Service) -> None:
    record = {"local_id": "C-1", "identifiers": [{"value": "C-1"}], "titles": [{"text": "Le moulin"}]}
    answer = service.push(json.dumps([record]), "application/json")
    assert answer.json()["crosswalk"] == "canonical"
    assert service.record("C-1").json()["label"] == "Le moulin"


def test_a_large_delivery_is_queued_and_followed_to_its_report(service: Service) -> None:
    answer = service.push(many_rows(900))
    assert answer.status_code == 202
    queued = answer.json()
    assert queued["status"] in {"waiting", "running"}
    done = service.followed(answer.headers["location"])
    assert done["status"] == "done"
    assert done["counts"]["created"] == 900
    assert done["progress"]["fraction"] == 1.0
    report = service.client.get(f"{answer.headers['location']}/report.json", params={"limit": 5}).json()
    assert len(report["findings"]) == 5
    assert report["counts"] == done["counts"]
    kept = service.tools.settings.data_dir / "deliveries"
    assert service.eventually(lambda: not list(kept.iterdir()))


def test_more_records_than_the_bound_are_queued_however_short_they_are(service: Service) -> None:
    queued = service.push(csv_of(*(f"K-{n},T,A,19" for n in range(151))))
    assert queued.status_code == 202
    assert service.followed(queued.headers["location"])["counts"]["records"] == 151
    assert service.push(csv_of(*(f"K-{n},T,A,19" for n in range(150)))).status_code == 200


def test_a_client_may_ask_not_to_wait_or_to_wait(service: Service) -> None:
    wishes = {**service.writer, "Content-Type": "text/csv"}
    answer = service.client.post(RECORDS, content=csv_of("A-1,T,A,1905"), headers={**wishes, "Prefer": "respond-async"})
    assert answer.status_code == 202
    assert answer.headers["preference-applied"] == "respond-async"
    assert service.followed(answer.headers["location"])["counts"]["created"] == 1
    rows = csv_of(*(f"A-{n},T,A,1905" for n in range(200)))
    assert service.client.post(RECORDS, content=rows, headers={**wishes, "Prefer": "respond-sync"}).status_code == 200


def test_a_full_delivery_withdraws_what_it_does_not_hold(service: Service) -> None:
    slug = f"/api/v1/institutions/{OTHER}/records"
    headers = {**service.stranger, "Content-Type": "text/csv"}
    service.client.post(slug, content=csv_of("O-1,T,A,1905", "O-2,T,A,1906", "O-3,T,A,1907"), headers=headers)
    answer = service.client.post(
        slug, content=csv_of("O-1,T,A,1905", "O-3,T,A,1907"), headers=headers, params={"mode": "full"}
    )
    assert answer.json()["counts"]["withdrawn"] == 1
    gone = service.client.get(f"{slug}/O-2", headers=service.stranger)
    assert gone.status_code == 410
    assert gone.json()["type"].endswith("/withdrawn")


def test_who_may_write(service: Service) -> None:
    body = csv_of("X-1,T,A,1905")
    nobody = service.client.post(RECORDS, content=body)
    assert nobody.status_code == 401
    assert nobody.headers["www-authenticate"].startswith("Bearer")
    for headers, status in (
        ({"Authorization": "Bearer conc_000000000000_wrong"}, 401),
        ({"Authorization": "Basic eDp5"}, 401),
        (service.reader, 403),
        (service.stranger, 403),
        (service.operator, 200),
    ):
        answer = service.client.post(RECORDS, content=body, headers={**headers, "Content-Type": "text/csv"})
        assert answer.status_code == status, headers
    unknown = service.client.post(
        "/api/v1/institutions/personne/records", content=body, headers={**service.operator, "Content-Type": "text/csv"}
    )
    assert unknown.status_code == 404


def test_an_idempotency_key_replays_the_answer(service: Service) -> None:
    headers = {**service.writer, "Content-Type": "text/csv", "Idempotency-Key": "une-fois"}
    body = csv_of("I-1,Le moulin,Rose Tremblay,1905")
    first = service.client.post(RECORDS, content=body, headers=headers)
    second = service.client.post(RECORDS, content=body, headers=headers)
    assert first.json() == second.json()
    assert "idempotency-replayed" not in first.headers
    assert second.headers["idempotency-replayed"] == "true"
    assert second.headers["location"] == first.headers["location"]
    other = service.client.post(RECORDS, content=csv_of("I-2,T,A,1905"), headers=headers)
    assert other.status_code == 422
    assert other.json()["type"].endswith("/idempotency-key-reused")
    csv = service.client.post(
        RECORDS, content=body, headers={**headers, "Idempotency-Key": "tableur", "Accept": "text/csv"}
    )
    assert csv.status_code == 200
    assert csv.content.startswith(b"\xef\xbb\xbf")


def test_an_idempotency_key_is_free_again_after_a_refusal(service: Service) -> None:
    headers = {**service.writer, "Idempotency-Key": "encore"}
    refused = service.client.post(RECORDS, content=b"", headers=headers)
    assert refused.status_code in {400, 422}
    again = service.client.post(RECORDS, content=b"", headers=headers)
    assert again.status_code == refused.status_code
    assert "idempotency-replayed" not in again.headers
    too_long = service.client.post(RECORDS, content=b"x", headers={**headers, "Idempotency-Key": "k" * 300})
    assert too_long.status_code == 422
    assert too_long.json()["errors"][0]["parameter"] == "Idempotency-Key"


def test_a_body_over_the_bound_is_refused_announced_or_not(service: Service) -> None:
    def pieces() -> Iterator[bytes]:
        for _ in range(20):
            yield b"x" * 64 * 1024

    announced = service.push(b"x" * 600 * 1024)
    try:
        unannounced = service.client.post(RECORDS, content=pieces(), headers=service.writer)
    except httpx.WriteError:  # the server closed while the client still wrote: it did not read on either
        unannounced = announced
    for answer in (announced, unannounced):
        assert answer.status_code == 413
        problem = answer.json()
        assert problem["bound"] == "max_upload_bytes"
        assert problem["limit"] == 512 * 1024
        assert {"fr", "en"} == set(problem["titles"]) == set(problem["details"])
    kept = service.tools.settings.data_dir / "deliveries"
    assert service.eventually(lambda: not list(kept.iterdir()))


def test_check_says_the_same_and_stores_nothing(service: Service) -> None:
    body = csv_of("Q-1,Le moulin,Rose Tremblay,pas une date", ",Sans numéro,A,1905", "Q-1,Double,A,1905")
    checked = service.client.post(
        "/api/v1/check",
        params={"institution": MUSEUM},
        content=body,
        headers={**service.reader, "Content-Type": "text/csv"},
    )
    assert checked.status_code == 200
    assert service.record("Q-1").status_code == 404
    stored = service.push(body)
    told = [(one["rule"], one["source"]) for one in checked.json()["findings"]]
    assert told == [(one["rule"], one["source"]) for one in stored.json()["findings"]]
    assert checked.json()["rules"] == stored.json()["rules"]
    counts = checked.json()["counts"]
    assert counts == {**stored.json()["counts"], "created": 0}
    assert (counts["duplicates"], counts["rejected"]) == (1, 1)
    assert checked.json()["records"] == 3
    assert "submission" not in checked.json()


def test_check_without_a_key_has_tighter_bounds(service: Service) -> None:
    body = many_rows(1200)
    nobody = service.client.post("/api/v1/check", content=body, headers={"Content-Type": "text/csv"})
    assert nobody.status_code == 413 if len(body) > 64 * 1024 else 200
    rows = csv_of(*(f"B-{n},T,A,1905" for n in range(400)))
    cut = service.client.post("/api/v1/check", content=rows, headers={"Content-Type": "text/csv"}).json()
    assert cut["records"] == 150
    assert cut["problem"]["bound"] == "max_records_inline"
    whole = service.client.post("/api/v1/check", content=rows, headers={**service.reader, "Content-Type": "text/csv"})
    assert whole.json()["records"] == 400
    assert "problem" not in whole.json()


def test_check_from_the_form_of_the_home_page_answers_with_a_page(service: Service) -> None:
    answer = service.client.post(
        "/api/v1/check",
        params={"language": "fr"},
        files={"file": ("<script>alert(1)</script>.csv", csv_of("<b>,<img src=x onerror=1>,A,<i>").encode())},
        data={"crosswalk": ""},
        headers={"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"},
    )
    page = answer.text
    assert answer.headers["content-type"].startswith("text/html")
    assert '<html lang="fr">' in page
    assert "&lt;i&gt;" in page
    assert "<i>" not in page
    assert "<img" not in page
    assert "<script" not in page


def test_another_museum_s_crosswalk_needs_its_key(service: Service) -> None:
    for headers, status in (({}, 403), (service.stranger, 403), (service.reader, 200)):
        answer = service.client.post(
            "/api/v1/check", params={"institution": MUSEUM}, content=csv_of("Q-9,T,A,1905"), headers=headers
        )
        assert answer.status_code == status


def test_the_exports_hold_every_finding(service: Service) -> None:
    rows = csv_of(*(f"E-{n},=2+2,Rose Tremblay,@pas une date {n}" for n in range(120)))
    answer = service.push(rows)
    report = f"{answer.headers['location']}/report"
    total = answer.json()["counts"]["findings"]
    table = service.client.get(f"{report}.csv", headers={"Accept-Language": "en"}).text
    assert len(table.strip().splitlines()) >= total + 1
    assert "'@pas une date 3" in table
    book = openpyxl.load_workbook(io.BytesIO(service.client.get(f"{report}.xlsx").content), read_only=True)
    assert sum(1 for _ in book["Constats"].iter_rows()) == total + 1
    turtle = service.client.get(f"{report}.ttl").text
    graph = rdflib.Graph().parse(data=turtle, format="turtle")
    assert len(set(graph.subjects(rdflib.RDF.type, rdflib.SH.ValidationResult))) == total


def test_pages_of_findings_hold_each_of_them_once(service: Service) -> None:
    answer = service.push(csv_of(*(f"R-{n},T,A,pas une date" for n in range(40))))
    total = answer.json()["counts"]["findings"]
    following: str | None = f"{answer.headers['location']}/report.json?limit=37"
    seen: list[str] = []
    while following:
        page = service.client.get(following).json()
        seen += [json.dumps([one["rule"], one["source"]]) for one in page["findings"]]
        following = page.get("next")
    assert len(seen) == total
    rule = answer.json()["rules"][0]
    chosen = service.client.get(
        f"{answer.headers['location']}/report.json", params={"rule": rule["rule"], "limit": 1000}
    ).json()
    assert len(chosen["findings"]) == rule["findings"]
    assert {one["rule"] for one in chosen["findings"]} == {rule["rule"]}
    page = service.client.get(f"{answer.headers['location']}/report.html", params={"severity": "warning"}).text
    assert "Tous les constats" in page


def test_a_report_page_speaks_the_reader_s_language(service: Service) -> None:
    location = service.push(csv_of("L-1,T,A,pas une date")).headers["location"]
    french = service.client.get(f"{location}/report.html")
    english = service.client.get(f"{location}/report.html", headers={"Accept-Language": "en-CA"})
    switched = service.client.get(f"{location}/report.html?language=en")
    assert '<html lang="fr">' in french.text
    assert '<html lang="en">' in english.text
    assert english.text.count("Validation report") == switched.text.count("Validation report") > 0
    policy = french.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "script" not in policy
    browser = service.client.get(location, headers={"Accept": "text/html"})
    assert browser.headers["content-type"].startswith("text/html")


def test_a_report_that_does_not_exist_is_a_problem_in_both_languages(service: Service) -> None:
    answer = service.client.get("/api/v1/submissions/0199/report.json", headers={"Accept-Language": "en"})
    assert answer.status_code == 404
    assert answer.json()["detail"] == answer.json()["details"]["en"]
    suffix = service.client.get("/api/v1/submissions/0199/report.pdf")
    assert suffix.status_code == 404
    assert "pdf" in suffix.json()["detail"]
    cursor = service.client.get("/api/v1/submissions/0199/report.json", params={"limit": 0})
    assert cursor.status_code == 422
    assert cursor.json()["errors"][0]["parameter"] == "limit"


def test_submissions_are_listed_newest_first_page_by_page(service: Service) -> None:
    service.push(csv_of("T-1,T,A,1905"))
    address: str | None = f"/api/v1/institutions/{MUSEUM}/submissions?limit=3"
    seen: list[str] = []
    while address:
        page = service.client.get(address, headers=service.reader).json()
        seen += [one["id"] for one in page["submissions"]]
        address = page.get("next")
    assert len(seen) == len(set(seen)) > 3
    assert seen == sorted(seen, reverse=True)
    wrong = service.client.get(f"/api/v1/institutions/{MUSEUM}/submissions?before=x", headers=service.reader)
    assert wrong.status_code == 422
