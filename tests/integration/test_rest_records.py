from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import httpx
import pyoxigraph
import pytest
import rdflib

from app.core.iri import encode_segment
from tests.rest import MUSEUM, Service, csv_of, running_service

BASE = f"/api/v1/institutions/{MUSEUM}/records"


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    with running_service(tmp_path_factory.mktemp("records"), max_record_bytes=64 * 1024) as running:
        yield running


def canonical(local_id: str, title: str = "Le moulin", **more: Any) -> dict[str, Any]:
    return {"local_id": local_id, "identifiers": [{"value": local_id}], "titles": [{"text": title}], **more}


def put(service: Service, local_id: str, record: dict[str, Any], **headers: str) -> httpx.Response:
    return service.client.put(
        f"{BASE}/{encode_segment(local_id)}",
        content=json.dumps(record),
        headers={**service.writer, "Content-Type": "application/json", **headers},
    )


def test_put_creates_then_updates_then_leaves_alone(service: Service) -> None:
    first = put(service, "A-1", canonical("A-1"))
    assert (first.status_code, first.headers["etag"], first.json()["change"]) == (201, '"1"', "created")
    same = put(service, "A-1", canonical("A-1"))
    assert (same.status_code, same.headers["etag"], same.json()["change"]) == (200, '"1"', "unchanged")
    other = put(service, "A-1", canonical("A-1", "Le vieux moulin"))
    assert (other.status_code, other.headers["etag"], other.json()["change"]) == (200, '"2"', "updated")
    assert other.headers["location"] == f"{BASE}/A-1"
    read = service.client.get(other.headers["location"], headers=service.reader)
    assert read.headers["etag"] == '"2"'
    assert read.json()["record"]["titles"][0]["text"] == "Le vieux moulin"
    assert {one["severity"] for one in read.json()["findings"]} <= {"violation", "warning", "info"}


@pytest.mark.parametrize(
    "local_id",
    ["1978/12/1", "a b", "é à ü", "..", ".", "%2F", "100%", "a?b#c", "a;b,c", "/début", "fin/", "北京", "a//b", "a\\b"],
)
def test_any_identifier_makes_the_round_trip_through_its_address(service: Service, local_id: str) -> None:
    created = put(service, local_id, canonical(local_id))
    assert created.status_code == 201, created.text
    assert created.json()["local_id"] == local_id
    read = service.client.get(created.json()["links"]["self"], headers=service.reader)
    assert read.json()["local_id"] == local_id
    gone = service.client.delete(f"{BASE}/{encode_segment(local_id)}", headers=service.writer)
    assert gone.json()["state"] == "withdrawn"
    assert service.client.get(f"{BASE}/{encode_segment(local_id)}", headers=service.reader).status_code == 410


def test_the_body_must_be_the_record_that_the_address_names(service: Service) -> None:
    answer = put(service, "B-1", canonical("B-2"))
    assert answer.status_code == 422
    assert answer.json()["type"].endswith("/not-this-record")
    assert "B-2" in answer.json()["detail"]
    two = service.client.put(
        f"{BASE}/B-1",
        content=csv_of("B-1,T,A,1905", "B-2,T,A,1905"),
        headers={**service.writer, "Content-Type": "text/csv"},
    )
    assert two.json()["type"].endswith("/not-this-record")
    assert service.record("B-1").status_code == service.record("B-2").status_code == 404


def test_a_record_may_be_put_in_the_museum_s_own_format(service: Service) -> None:
    answer = service.client.put(
        f"{BASE}/C-1",
        params={"crosswalk": "csv"},
        content=csv_of("C-1,Le moulin,Rose Tremblay,pas une date"),
        headers={**service.writer, "Content-Type": "text/csv"},
    )
    assert answer.status_code == 201
    (finding,) = [one for one in answer.json()["findings"] if one["source"].get("value") == "pas une date"]
    assert (finding["source"]["row"], finding["source"]["column"]) == (2, "Date")


def test_a_record_that_is_no_record_is_refused_with_its_findings(service: Service) -> None:
    answer = put(service, "D-1", {"local_id": "D-1", "titles": [{"texte": "faute"}]})
    assert answer.status_code == 422
    problem = answer.json()
    assert problem["type"].endswith("/rejected-record")
    assert problem["findings"][0]["severity"] == "violation"
    assert "titles" in json.dumps(problem["findings"])
    assert service.client.get(problem["report"]).status_code == 200


def test_if_match_keeps_a_change_from_being_overwritten(service: Service) -> None:
    put(service, "E-1", canonical("E-1"))
    put(service, "E-1", canonical("E-1", "Deux"))
    late = put(service, "E-1", canonical("E-1", "Trois"), **{"If-Match": '"1"'})
    assert late.status_code == 412
    assert '"2"' in late.json()["detail"]
    assert put(service, "E-1", canonical("E-1", "Trois"), **{"If-Match": '"2"'}).headers["etag"] == '"3"'
    assert put(service, "E-1", canonical("E-1", "Quatre"), **{"If-Match": "*"}).headers["etag"] == '"4"'
    assert put(service, "E-9", canonical("E-9"), **{"If-Match": "*"}).status_code == 412
    assert put(service, "E-1", canonical("E-1"), **{"If-None-Match": "*"}).status_code == 412
    assert put(service, "E-9", canonical("E-9"), **{"If-None-Match": "*"}).status_code == 201
    assert put(service, "E-9", canonical("E-9"), **{"If-None-Match": '"1"'}).status_code == 422
    stale = service.client.delete(f"{BASE}/E-1", headers={**service.writer, "If-Match": '"1"'})
    assert stale.status_code == 412
    assert service.client.delete(f"{BASE}/E-1", headers={**service.writer, "If-Match": '"4"'}).status_code == 200


def test_if_none_match_spares_a_reader_what_has_not_changed(service: Service) -> None:
    put(service, "F-1", canonical("F-1"))
    known = service.client.get(f"{BASE}/F-1", headers={**service.reader, "If-None-Match": '"1"'})
    assert (known.status_code, known.content) == (304, b"")
    weak = service.client.get(f"{BASE}/F-1", headers={**service.reader, "If-None-Match": 'W/"1", "7"'})
    assert weak.status_code == 304
    assert service.client.get(f"{BASE}/F-1", headers={**service.reader, "If-None-Match": '"2"'}).status_code == 200


def test_the_private_part_is_for_the_institution_alone(service: Service) -> None:
    record = canonical("G-1", private=[{"name": "Réserve", "value": "Rayon 12, tiroir B"}])
    put(service, "G-1", record)
    own = service.record("G-1").json()
    assert own["record"]["private"][0]["value"] == "Rayon 12, tiroir B"
    for headers, status in (({}, 401), (service.stranger, 403)):
        answer = service.client.get(f"{BASE}/G-1", headers=headers)
        assert answer.status_code == status
        assert "tiroir" not in answer.text
    for accept in ("application/ld+json", "application/n-quads"):
        answer = service.client.get(f"{BASE}/G-1", headers={**service.reader, "Accept": accept})
        assert answer.headers["content-type"].startswith(accept)
        assert "tiroir" not in answer.text
        assert "moulin" in answer.text


def test_the_linked_data_of_a_record_is_one_graph_in_two_forms(service: Service) -> None:
    put(service, "H/1", canonical("H/1"))
    address = f"{BASE}/{quote('H/1', safe='')}"
    quads = service.client.get(address, headers={**service.reader, "Accept": "application/n-quads"}).content
    parsed = list(pyoxigraph.parse(quads, format=pyoxigraph.RdfFormat.N_QUADS))
    assert parsed
    iri = f"https://donnees.example.org/{MUSEUM}/object/H%2F1"
    assert {quad.graph_name.value for quad in parsed if isinstance(quad.graph_name, pyoxigraph.NamedNode)} == {iri}
    document = service.client.get(address, headers={**service.reader, "Accept": "application/ld+json"}).json()
    assert document["id"] == iri
    assert rdflib.URIRef(iri) in {
        rdflib.URIRef(quad.subject.value) for quad in parsed if hasattr(quad.subject, "value")
    }
    nothing = service.client.get(address, headers={**service.reader, "Accept": "application/pdf"})
    assert nothing.status_code == 406


def test_who_may_read_write_and_withdraw(service: Service) -> None:
    put(service, "I-1", canonical("I-1"))
    for method in ("PUT", "DELETE"):
        for headers, status in (({}, 401), (service.reader, 403), (service.stranger, 403)):
            answer = service.client.request(method, f"{BASE}/I-1", headers=headers, content=b"{}")
            assert answer.status_code == status, (method, headers)
    assert service.client.get(f"{BASE}/I-1", headers=service.writer).status_code == 200
    assert service.client.delete(f"{BASE}/rien", headers=service.writer).status_code == 404


def test_a_withdrawn_record_may_come_back(service: Service) -> None:
    put(service, "J-1", canonical("J-1"))
    first = service.client.delete(f"{BASE}/J-1", headers=service.writer)
    again = service.client.delete(f"{BASE}/J-1", headers=service.writer)
    assert first.json()["state"] == again.json()["state"] == "withdrawn"
    assert first.json()["version"] == again.json()["version"]
    back = put(service, "J-1", canonical("J-1"))
    assert back.status_code in {200, 201}
    assert service.record("J-1").status_code == 200


def test_records_are_listed_page_by_page(service: Service) -> None:
    wanted = [f"L-{n:02}" for n in range(12)]
    for local_id in wanted:
        put(service, local_id, canonical(local_id))
    seen: list[str] = []
    address: str | None = f"{BASE}?limit=5&after=L"
    while address:
        page = service.client.get(address, headers=service.reader).json()
        seen += [one["local_id"] for one in page["records"]]
        address = page.get("next")
    assert [one for one in seen if one.startswith("L-")] == wanted
    withdrawn = service.client.get(f"{BASE}?state=withdrawn&limit=1000", headers=service.reader).json()["records"]
    assert all(one["state"] == "withdrawn" for one in withdrawn)
    assert service.client.get(f"{BASE}?state=perdu", headers=service.reader).status_code == 422


def test_a_record_over_its_bound_is_refused(service: Service) -> None:
    answer = put(service, "K-1", canonical("K-1", "x" * 70_000))
    assert answer.status_code == 413
    assert answer.json()["bound"] == "max_record_bytes"


CROSSWALK = """
name: essai
format: csv
language: fr
rules:
  - {source: No, target: id}
  - {source: No, target: "identifier[accession number]"}
  - {source: Nom, target: title}
"""


def test_a_crosswalk_is_tried_then_stored_then_used(service: Service) -> None:
    own = f"/api/v1/institutions/{MUSEUM}/crosswalks/essai"
    rows = b"No,Nom,Tiroir\nM-1,Rouet,B12\nM-2,Berceau,B14\n"
    tried = service.client.post(
        f"{own}/preview",
        files={"definition": ("essai.yaml", CROSSWALK.encode()), "file": ("rows.csv", rows, "text/csv")},
        headers=service.reader,
    )
    assert tried.status_code == 200, tried.text
    preview = tried.json()
    assert [one["record"]["titles"][0]["text"] for one in preview["records"]] == ["Rouet", "Berceau"]
    assert preview["records"][0]["source"]["row"] == 2
    assert preview["loss"][0]["column"] == "Tiroir"
    assert service.client.get(own, headers=service.reader).status_code == 404
    yaml = {**service.writer, "Content-Type": "application/yaml"}
    stored = service.client.put(own, content=CROSSWALK, headers=yaml)
    assert stored.status_code == 200, stored.text
    assert stored.json()["version"] == 1
    assert service.client.put(own, content=CROSSWALK, headers=yaml).json()["version"] == 1
    changed = CROSSWALK.replace("target: title", 'target: "title[former]"')
    assert service.client.put(own, content=changed, headers=yaml).json()["version"] == 2
    first = service.client.get(own, params={"version": 1}, headers=service.reader).json()
    assert first["version"] == 1
    assert first["definition"]["rules"][2]["target"] == "title"
    assert service.push(rows, crosswalk="essai").json()["counts"]["created"] == 2
    kinds = [one["kind"] for one in service.record("M-1").json()["record"]["titles"]]
    assert kinds == ["former"]
    listed = service.client.get(f"/api/v1/institutions/{MUSEUM}/crosswalks", headers=service.reader).json()
    assert [(one["name"], one["version"]) for one in listed["crosswalks"]] == [("essai", 2)]
    assert service.client.get(own, headers=service.stranger).status_code == 403


def test_a_crosswalk_that_cannot_be_used_names_its_line(service: Service) -> None:
    answer = service.client.put(
        f"/api/v1/institutions/{MUSEUM}/crosswalks/faux",
        content=CROSSWALK.replace("target: title", "target: titel"),
        headers={**service.writer, "Content-Type": "application/yaml"},
    )
    assert answer.status_code == 422
    assert answer.json()["type"].endswith("/crosswalk")
    assert "8" in answer.json()["details"]["fr"]
    table = "source,target\nNo,id\nNom,title\n"
    stored = service.client.put(
        f"/api/v1/institutions/{MUSEUM}/crosswalks/table",
        content=table,
        headers={**service.writer, "Content-Type": "text/csv"},
    )
    assert stored.status_code == 200, stored.text
    assert len(stored.json()["definition"]["rules"]) == 2


def test_what_can_be_named_is_listed_for_everybody(service: Service) -> None:
    formats = service.client.get("/api/v1/formats").json()["formats"]
    assert {"csv", "json", "jsonl", "xlsx"} <= {one["key"] for one in formats}
    crosswalks = service.client.get("/api/v1/crosswalks").json()["crosswalks"]
    assert {one["owner"] for one in crosswalks} == {"shipped"}
    for one in crosswalks:
        assert service.client.get(one["href"]).json()["name"] == one["name"]
    assert service.client.get("/api/v1/crosswalks/rien").status_code == 404
    schema = service.client.get("/api/v1/schemas/catalogue-record.json").json()
    assert schema["$id"] == "https://donnees.example.org/api/v1/schemas/catalogue-record.json"
    institutions = service.client.get("/api/v1/institutions").json()["institutions"]
    assert {one["slug"] for one in institutions} >= {MUSEUM}
    assert service.client.get(f"/api/v1/institutions/{MUSEUM}").json()["name"]["en"] == "Test Museum"
