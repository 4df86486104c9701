"""No feed contradicts another: whatever happens to records, each of them tells the same of the same ones."""

from __future__ import annotations

import gzip
import json
import time
from collections.abc import Callable, Iterator
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

from app.web.feeds import ldes_tree, log_pages, oai_lists, resource_sync
from tests.feed_service import LICENCE, canonical, feed_service, iri, put, withdraw
from tests.model_clients import OAI, ActivityClient, LdesClient, ModelClient, OaiClient, to_the_end
from tests.rest import MUSEUM, PATIENCE_S, Service

_SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
_RS = "{http://www.openarchives.org/rs/terms/}"


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(oai_lists, "_RECORDS", 4)
        patch.setattr(oai_lists, "_HEADERS", 3)
        patch.setattr(log_pages, "PAGE", 4)
        patch.setattr(ldes_tree, "PAGE", 3)
        patch.setattr(resource_sync, "_PART", 5)
        with feed_service(tmp_path_factory.mktemp("feeds"), dump_interval_s=1) as running:
            yield running


def by_resource_list(service: Service) -> set[str]:
    """Return the records that the resource list has, all of its parts."""
    return {address for address, _ in _resources(service, "resourcelist")}


def by_change_list(service: Service) -> dict[str, str]:
    """Return the last state that the change list tells of each record."""
    return {
        address: "deleted" if change == "deleted" else "active" for address, change in _resources(service, "changelist")
    }


def _resources(service: Service, name: str) -> Iterator[tuple[str, str | None]]:
    index = etree.fromstring(service.client.get(f"/resourcesync/{name}.xml").content)
    for location in index.iter(f"{_SITEMAP}loc"):
        part = etree.fromstring(service.client.get(location.text or "").content)
        for url in part.iter(f"{_SITEMAP}url"):
            described = [link.get("href") for link in url.iter(f"{_RS}ln") if link.get("rel") == "describes"]
            metadata = url.find(f"{_RS}md")
            assert metadata is not None
            yield described[0] or "", metadata.get("change")


def by_change_lines(service: Service) -> dict[str, str]:
    """Return the last state that the change log tells of each record."""
    states: dict[str, str] = {}
    address = "/api/v1/changes?limit=3"
    while lines := (answer := service.client.get(address)).text.splitlines():
        for line in map(json.loads, lines):
            states[line["iri"]] = "deleted" if line["kind"] == "withdrawn" else "active"
        address = answer.links["next"]["url"]
    return states


def by_identifiers(service: Service) -> dict[str, str]:
    """Return what ListIdentifiers tells of each record."""
    states: dict[str, str] = {}
    arguments = {"verb": "ListIdentifiers", "metadataPrefix": "oai_dc"}
    while True:
        document = etree.fromstring(service.client.get("/oai", params=arguments).content)
        for header in document.iter(f"{OAI}header"):
            states[header.findtext(f"{OAI}identifier") or ""] = header.get("status", "active")
        token = document.findtext(f".//{OAI}resumptionToken")
        if not token:
            return states
        arguments = {"verb": "ListIdentifiers", "resumptionToken": token}


READERS: dict[str, Callable[[Service], dict[str, str]]] = {
    "OAI-PMH, ListRecords": lambda service: to_the_end(OaiClient(service.client)),
    "OAI-PMH, ListIdentifiers": by_identifiers,
    "LDES, TriG": lambda service: to_the_end(LdesClient(service.client)),
    "LDES, Turtle": lambda service: to_the_end(LdesClient(service.client, "text/turtle")),
    "LDES, JSON-LD": lambda service: to_the_end(LdesClient(service.client, "application/ld+json")),
    "Change Discovery": lambda service: to_the_end(ActivityClient(service.client)),
    "ResourceSync, change list": by_change_list,
    "changes": by_change_lines,
}


def by_sitemaps(service: Service) -> set[str]:
    """Return the records that search engines are led to."""
    parts = etree.fromstring(service.client.get("/sitemap.xml").content)
    addresses: set[str] = set()
    for location in parts.iter(f"{_SITEMAP}loc"):
        part = etree.fromstring(service.client.get(location.text or "").content)
        addresses |= {url.findtext(f"{_SITEMAP}loc") or "" for url in part}
    return {address for address in addresses if "/object/" in address}


def by_manifests(service: Service) -> set[str]:
    """Return the records whose manifests the IIIF collections lead to, each of which is there."""
    waiting, found = [f"{service.address}/iiif/collection"], set()
    while waiting:
        for one in service.client.get(waiting.pop()).raise_for_status().json()["items"]:
            if one["type"] == "Collection":
                waiting.append(one["id"])
            elif service.client.get(one["id"]).is_success:
                found.add(one["id"].removesuffix("/manifest"))
    return found


def by_search(service: Service) -> set[str]:
    """Return the records that a search without a question finds, page by page."""
    found: set[str] = set()
    query: dict[str, str | int] = {"limit": 5}
    while True:
        page = service.client.get("/api/v1/search", params=query).raise_for_status().json()
        found |= {one["id"] for one in page["records"]}
        if not page.get("next"):
            return found
        query["after"] = parse_qs(urlsplit(page["next"]).query)["after"][0]


def by_queries(service: Service) -> set[str]:
    """Return the records that have a graph in the store of quads."""
    asked = {"query": "SELECT DISTINCT ?g WHERE { GRAPH ?g { ?s ?p ?o } }"}
    answer = service.client.get("/sparql", params=asked, headers={"Accept": "application/sparql-results+json"})
    bindings = answer.raise_for_status().json()["results"]["bindings"]
    return {one["g"]["value"] for one in bindings if "/object/" in one["g"]["value"]}


def by_pages(service: Service) -> set[str]:
    """Return the records that the log knows and that their own addresses still answer for."""
    return {record for record in by_change_lines(service) if service.client.get(record).is_success}


def by_dumps(service: Service) -> set[str]:
    """Return the records that the file of everything has a graph of; none where it is not made yet."""
    answer = service.client.get("/dumps/whole.nq.gz")
    quads = gzip.decompress(answer.content).decode() if answer.is_success else ""
    return {line.rsplit(" ", 2)[1][1:-1] for line in quads.splitlines()}


# Who tells of the present alone: what each of them shows is what is published.
SHOWN: dict[str, Callable[[Service], set[str]]] = {
    "ResourceSync, resource list": by_resource_list,
    "sitemaps": by_sitemaps,
    "IIIF collections": by_manifests,
    "search": by_search,
    "SPARQL": by_queries,
    "linked data": by_pages,
    "dumps": by_dumps,
}
WITHIN_S = 5.0  # what is promised of a withdrawal


def shown_by_all(service: Service) -> dict[str, set[str]]:
    """Return which of the pictured records each protocol shows as published."""
    told = {name: {one for one, state in read(service).items() if state == "active"} for name, read in READERS.items()}
    told |= {name: read(service) for name, read in SHOWN.items()}
    return {name: {one for one in found if "/object/W-" in one} for name, found in told.items()}


def agreed(service: Service, expected: set[str], within_s: float) -> dict[str, set[str]]:
    """Return what each protocol shows, as soon as all show this, or when the time is over."""
    deadline = time.monotonic() + within_s
    while True:
        told = shown_by_all(service)
        if all(found == expected for found in told.values()) or time.monotonic() > deadline:
            return told


def test_what_is_withdrawn_or_kept_back_disappears_everywhere_within_five_seconds(service: Service) -> None:
    picture = [{"url": "https://images.example.org/1.jpg"}]
    for number in range(1, 9):
        canonical(service, f"W-{number}", f"Vue {number}", media=picture)
    everything = {f"{service.address}/{MUSEUM}/object/W-{number}" for number in range(1, 9)}
    assert agreed(service, everything, PATIENCE_S) == dict.fromkeys((*READERS, *SHOWN), everything)

    for number in (2, 7):
        withdraw(service, number, "W")
    withheld = {"local_id": "W-4", "titles": [{"text": "Vue 4"}], "identifiers": [{"value": "W-4"}], "withheld": True}
    path = f"/api/v1/institutions/{MUSEUM}/records/W-4"
    assert service.client.put(path, json={**withheld, "media": picture}, headers=service.writer).is_success
    rest = {one for one in everything if one[-1] not in "247"}
    assert agreed(service, rest, WITHIN_S) == dict.fromkeys((*READERS, *SHOWN), rest)
    for name, read in READERS.items():
        gone = {one for one, state in read(service).items() if state == "deleted" and "/object/W-" in one}
        assert gone == everything - rest, name


def test_every_protocol_tells_the_same_of_the_same_records_at_once(service: Service) -> None:
    for number in range(1, 12):
        put(service, number, f"Paysage {number}")
    for number in (2, 5, 5, 7):
        put(service, number, f"Paysage {number}, vu de nouveau à {time.time()}")
    for number in (3, 5, 11):
        withdraw(service, number)
    put(service, 3, "Paysage retrouvé")
    withdraw(service, 7)
    expected = {iri(service, number): "deleted" if number in {5, 7, 11} else "active" for number in range(1, 12)}
    told = {name: read(service) for name, read in READERS.items()}
    for name, states in told.items():
        assert {record: states.get(record) for record in expected} == expected, name
    assert len({json.dumps(states, sort_keys=True) for states in told.values()}) == 1
    published = {record for record, state in told["changes"].items() if state == "active"}
    assert by_resource_list(service) == published


def test_what_was_withdrawn_says_nothing_any_more_in_any_feed(service: Service) -> None:
    put(service, 77, "Un titre que nul ne doit plus lire")
    withdraw(service, 77)
    read: list[str] = []

    def note(response: object) -> None:
        read.append(response.read().decode())  # type: ignore[attr-defined]  # a response of the HTTP client

    service.client.event_hooks = {"response": [note]}
    try:
        for reader in READERS.values():
            reader(service)
        by_resource_list(service)
    finally:
        service.client.event_hooks = {}
    everything = "".join(read)
    assert "N-77" in everything
    assert "nul ne doit plus lire" not in everything


def test_rights_travel_in_every_feed(service: Service) -> None:
    canonical(service, "R-1", "Sous licence", record_rights={"iri": LICENCE})
    record = f"{service.address}/musee/object/R-1"
    told = service.client.get(
        "/oai", params={"verb": "GetRecord", "metadataPrefix": "oai_dc", "identifier": record}
    ).text
    assert f'<rightsReference ref="{LICENCE}"/>' in told
    lines = [json.loads(line) for line in service.client.get("/api/v1/changes?limit=1000").text.splitlines()]
    line = next(line for line in lines if line["iri"] == record)
    assert line["rights"] == LICENCE
    activity = service.client.get(f"/activity/change/{line['sequence']}").json()
    assert activity["object"]["rights"] == LICENCE
    for form in ("text/turtle", "application/trig", "application/ld+json"):
        member = service.client.get(f"/ldes/change/{line['sequence']}", headers={"Accept": form}).text
        assert LICENCE in member
    part = 1 + (line["sequence"] - 1) // 5
    assert f'<rs:ln rel="license" href="{LICENCE}"/>' in service.client.get(f"/resourcesync/changelist/{part}.xml").text


STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("put"), st.integers(100, 107)),
        st.tuples(st.just("withdraw"), st.integers(100, 107)),
        st.tuples(st.just("page"), st.integers(0, 2)),
    ),
    max_size=30,
)


# Its changes stay in the log from one example to the next: every client reads all of it, wherever it stops.
@given(steps=STEPS)
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_clients_that_stop_and_go_on_while_records_change_miss_nothing(
    service: Service, steps: list[tuple[str, int]]
) -> None:
    clients: tuple[ModelClient, ...] = (
        OaiClient(service.client),
        LdesClient(service.client),
        ActivityClient(service.client),
    )
    for act, number in steps:
        if act == "put":
            put(service, number, f"Vu à {time.time_ns()}")
        elif act == "withdraw":
            withdraw(service, number)
        else:
            clients[number].page()
    expected = by_change_lines(service)
    for client in clients:
        to_the_end(client)  # the list that was begun before the last changes
        to_the_end(client)  # and one that was begun after them
        assert client.states == expected, type(client).__name__
