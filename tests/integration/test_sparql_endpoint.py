"""The endpoint over the demonstration's records: forms, negotiation, CORS, HEAD, the page, its examples, a client."""

from __future__ import annotations

import csv
import io
import json
import re
import time
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest
from lxml import etree, html
from rdflib import Graph
from SPARQLWrapper import JSON as WRAPPER_JSON
from SPARQLWrapper import POST as WRAPPER_POST
from SPARQLWrapper import TURTLE as WRAPPER_TURTLE
from SPARQLWrapper import XML as WRAPPER_XML
from SPARQLWrapper import SPARQLWrapper
from SPARQLWrapper.SPARQLExceptions import QueryBadFormed

from app.bootstrap import tools_from
from app.cli.ingest import stored_submission
from app.core.text import LANGUAGES, Text
from app.mapping.crosswalk_files import load_crosswalk
from app.pipeline import ingest
from app.storage.institutions import add_institution
from app.storage.sparql.query_text import read_query
from app.web.sparql.examples import ExampleQuery, example_queries
from tests.node_clients import run_client
from tests.rest import settings_of
from tests.sparql_data import published_quads
from tests.sparql_service import JSON, Endpoint, running_endpoint

SELECT = "SELECT ?s ?o WHERE { ?s <http://www.w3.org/2000/01/rdf-schema#label> ?o } ORDER BY ?s ?o LIMIT 3"
CONSTRUCT = "PREFIX crm: <http://www.cidoc-crm.org/cidoc-crm/> CONSTRUCT WHERE { ?s crm:P90_has_value ?o }"
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8"
SAMPLES = (
    ("musee-des-rives", "musee-des-rives.csv", None),
    ("val-clair", "val-clair.json", "val-clair.yaml"),
    ("galerie-de-l-estuaire", "galerie-de-l-estuaire.xlsx", "galerie-de-l-estuaire.csv"),
)


@pytest.fixture(scope="module")
def endpoint(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Endpoint]:
    """Yield an endpoint over the records of the demonstration that are published."""
    folder = tmp_path_factory.mktemp("demo")
    tools = tools_from(settings_of(folder / "var"))
    sample = Path(str(files("app.cli"))) / "sample"
    for slug, file, crosswalk in SAMPLES:
        add_institution(tools.database, slug, Text(slug, slug))
        by = load_crosswalk(sample / crosswalk) if crosswalk else "csv"
        ingest(stored_submission(sample / file, slug, by, None, "full", {}, tools).id, tools)
    quads = published_quads(tools.database)
    tools.database.dispose()
    with running_endpoint(folder / "sparql") as running:
        running.publish(quads)
        yield running


def parsed(text: str) -> Any:
    """Return a page as a tree; what XPath gives is of any type."""
    return html.fromstring(text)


def test_there_are_ten_examples_in_both_languages() -> None:
    assert len(example_queries()) == 10
    for language in LANGUAGES:
        assert len({one.name.in_language(language) for one in example_queries()}) == 10


@pytest.mark.parametrize("example", example_queries(), ids=lambda one: one.key)
def test_every_example_has_rows(endpoint: Endpoint, example: ExampleQuery) -> None:
    if read_query(example.query).form == "CONSTRUCT":
        answer = endpoint.ask(example.query, accept="application/n-triples")
        assert len(list(ox.parse(answer.content, ox.RdfFormat.N_TRIPLES))) > 20
    else:
        rows = endpoint.rows(example.query)
        assert rows
        assert all(rows)


@pytest.mark.parametrize(
    ("accept", "expected"),
    [
        (None, JSON),
        ("*/*", JSON),
        ("application/json", "application/json"),
        ("application/sparql-results+xml", "application/sparql-results+xml"),
        ("text/csv", "text/csv; charset=utf-8"),
        ("text/tab-separated-values", "text/tab-separated-values; charset=utf-8"),
        ("text/csv;q=0.5, application/sparql-results+xml;q=0.7", "application/sparql-results+xml"),
        ("text/turtle, text/csv;q=0.1", "text/csv; charset=utf-8"),
        ("application/sparql-results+json;q=0, */*;q=0.1", "application/sparql-results+xml"),
        (BROWSER, "text/html; charset=utf-8"),
    ],
)
def test_select_has_the_form_that_is_asked_for(endpoint: Endpoint, accept: str | None, expected: str) -> None:
    answer = endpoint.ask(SELECT, accept=accept)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == expected
    assert "Accept" in answer.headers["vary"]


def test_the_four_forms_of_a_table_say_the_same(endpoint: Endpoint) -> None:
    rows = [(row["s"], row["o"]) for row in endpoint.rows(SELECT)]
    assert len(rows) == 3
    xml = etree.fromstring(endpoint.ask(SELECT, accept="application/sparql-results+xml").content)
    space = "{http://www.w3.org/2005/sparql-results#}"
    assert [tuple(cell[0].text for cell in row) for row in xml.iter(f"{space}result")] == rows
    comma = list(csv.reader(io.StringIO(endpoint.ask(SELECT, accept="text/csv").text)))
    assert [tuple(row) for row in comma] == [("s", "o"), *rows]
    tab = ox.parse_query_results(
        endpoint.ask(SELECT, accept="text/tab-separated-values").content, ox.QueryResultsFormat.TSV
    )
    assert isinstance(tab, ox.QuerySolutions)
    assert [(row["s"].value, row["o"].value) for row in tab] == rows


@pytest.mark.parametrize(
    ("media_type", "rdflib_format"),
    [
        ("text/turtle", "turtle"),
        ("application/n-triples", "nt"),
        ("application/rdf+xml", "xml"),
        ("application/ld+json", "json-ld"),
        ("application/n-quads", "nquads"),
        ("application/trig", "trig"),
    ],
)
def test_every_form_of_a_graph_is_the_same_graph(endpoint: Endpoint, media_type: str, rdflib_format: str) -> None:
    answer = endpoint.ask(CONSTRUCT, accept=media_type)
    assert answer.headers["content-type"].partition(";")[0] == media_type
    reference = set(Graph().parse(data=endpoint.ask(CONSTRUCT, accept="application/n-triples").text, format="nt"))
    assert len(reference) > 50
    assert {tuple(one[:3]) for one in _triples(answer.text, rdflib_format)} == reference


def _triples(text: str, form: str) -> list[tuple[object, ...]]:
    if form in {"nquads", "trig"}:  # rdflib's own datasets warn of themselves
        kind = ox.RdfFormat.N_QUADS if form == "nquads" else ox.RdfFormat.TRIG
        text = "".join(f"{quad.subject} {quad.predicate} {quad.object} .\n" for quad in ox.parse(text, kind))
        form = "nt"
    return list(Graph().parse(data=text, format=form))


def test_turtle_has_the_prefixes_of_the_query(endpoint: Endpoint) -> None:
    assert "@prefix crm: <http://www.cidoc-crm.org/cidoc-crm/>" in endpoint.ask(CONSTRUCT, accept="text/turtle").text


@pytest.mark.parametrize(("query", "told"), [("ASK {}", True), ("ASK { ?s <http://none.example/> ?o }", False)])
def test_ask_says_yes_and_no(endpoint: Endpoint, query: str, told: bool) -> None:  # noqa: FBT001  # what it says
    assert endpoint.ask(query).json() == {"head": {}, "boolean": told}
    xml = endpoint.ask(query, accept="application/sparql-results+xml").text
    assert f"<boolean>{str(told).lower()}</boolean>" in xml


def test_describe_gives_a_graph(endpoint: Endpoint) -> None:
    subject = endpoint.rows(SELECT)[0]["s"]
    assert Graph().parse(data=endpoint.ask(f"DESCRIBE <{subject}>", accept="text/turtle").text, format="turtle")


@pytest.mark.parametrize(
    ("query", "accept"), [(SELECT, "image/png"), ("ASK {}", "text/csv"), (CONSTRUCT, JSON), (SELECT, "text/turtle")]
)
def test_what_is_not_on_offer_is_406_with_what_there_is(endpoint: Endpoint, query: str, accept: str) -> None:
    answer = endpoint.ask(query, accept=accept)
    assert answer.status_code == 406
    assert "text/html" in answer.json()["detail"]


def test_the_form_may_be_asked_for_in_the_address(endpoint: Endpoint) -> None:
    assert endpoint.ask(SELECT, accept=BROWSER, format="csv").headers["content-type"] == "text/csv; charset=utf-8"
    refused = endpoint.ask(SELECT, format="turtle")
    assert refused.status_code == 400
    assert "json, xml, csv, tsv, html" in refused.json()["detail"]


@pytest.mark.parametrize("query", ["INSERT DATA { <a:a> <a:b> <a:c> }", "CLEAR ALL", "LOAD <http://x.example/>"])
def test_an_update_is_no_query(endpoint: Endpoint, query: str) -> None:
    assert endpoint.ask(query).status_code == 400
    refused = endpoint.client.post("/sparql", data={"update": query})
    assert refused.status_code == 403
    direct = {"Content-Type": "application/sparql-update"}
    assert endpoint.client.post("/sparql", content=query, headers=direct).status_code == 403


@pytest.mark.parametrize(
    ("parameters", "status"),
    [
        ({"query": ["ASK {}", "ASK {}"]}, 400),
        ({"default-graph-uri": "http://g.example/"}, 400),
        ({"query": "ASK {}", "default-graph-uri": "pas un IRI"}, 400),
        ({"query": "ASK {}", "named-graph-uri": "relatif"}, 400),
        ({"query": ""}, 400),
        ({"query": "ASK {}", "format": "pdf"}, 400),
        ({"query": "ASK {\x00}"}, 400),
    ],
)
def test_a_request_that_asks_nothing_clear_is_refused(
    endpoint: Endpoint, parameters: dict[str, str], status: int
) -> None:
    answer = endpoint.client.get("/sparql", params=parameters)
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"


def test_text_that_is_not_utf_8_is_refused(endpoint: Endpoint) -> None:
    assert endpoint.client.get("/sparql?query=ASK%20%7B%20%3Fs%20%3Fp%20%22%E9%22%20%7D").status_code == 400
    headers = {"Content-Type": "application/sparql-query; charset=utf-16"}
    assert endpoint.client.post("/sparql", content="ASK {}".encode("utf-16"), headers=headers).status_code == 400


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH"])
def test_other_methods_are_refused_with_those_there_are(endpoint: Endpoint, method: str) -> None:
    answer = endpoint.client.request(method, "/sparql", params={"query": "ASK {}"})
    assert answer.status_code == 405
    assert answer.headers["allow"] == "GET, HEAD, POST, OPTIONS"


def test_a_page_of_another_origin_may_ask(endpoint: Endpoint) -> None:
    asked = {"Origin": "https://ailleurs.example", "Access-Control-Request-Method": "POST"}
    preflight = endpoint.client.options(
        "/sparql", headers={**asked, "Access-Control-Request-Headers": "content-type,accept"}
    )
    assert preflight.status_code == 204
    assert "POST" in preflight.headers["access-control-allow-methods"]
    assert "content-type" in preflight.headers["access-control-allow-headers"].lower()
    for answer in (endpoint.ask("ASK {}"), endpoint.ask("ASK"), endpoint.client.get("/sparql")):
        assert answer.headers["access-control-allow-origin"] == "*"


def test_head_says_what_get_would(endpoint: Endpoint) -> None:
    head = endpoint.client.head("/sparql", params={"query": SELECT}, headers={"Accept": "text/csv"})
    get = endpoint.ask(SELECT, accept="text/csv")
    assert head.status_code == 200
    assert head.content == b""
    for name in ("content-type", "content-length", "vary"):
        assert head.headers[name] == get.headers[name]
    assert endpoint.client.head("/sparql", params={"query": "ASK"}).status_code == 400
    large = endpoint.client.head("/sparql", params={"query": "SELECT * { ?s ?p ?o }"})
    assert (large.status_code, large.content) == (200, b"")


def test_a_long_answer_arrives_whole(endpoint: Endpoint) -> None:
    count = int(endpoint.rows("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }")[0]["n"])
    answer = endpoint.ask("SELECT * { ?s ?p ?o }")
    assert answer.headers["transfer-encoding"] == "chunked"
    assert len(answer.json()["results"]["bindings"]) == count > 10_000


def test_a_new_snapshot_is_seen_within_two_seconds(tmp_path: Path) -> None:
    def quads(number: int) -> list[ox.Quad]:
        names = (ox.NamedNode(f"http://x.example/{part}") for part in ("s", "p", number, "g"))
        return [ox.Quad(*names)]

    with running_endpoint(tmp_path) as running:
        assert running.rows("SELECT * { ?s ?p ?o }") == []
        for number in range(5):
            running.publish(quads(number))
            deadline = time.monotonic() + 2
            shown: list[dict[str, str]] = []
            while time.monotonic() < deadline and [row["o"] for row in shown] != [f"http://x.example/{number}"]:
                shown = running.rows("SELECT ?o { ?s ?p ?o }")
            assert [row["o"] for row in shown] == [f"http://x.example/{number}"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_shows_an_editor_examples_and_results(endpoint: Endpoint, language: str) -> None:
    answer = endpoint.ask(SELECT, accept=BROWSER, language=language)
    assert answer.headers["content-language"] == language
    assert "script-src" not in answer.headers["content-security-policy"]
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    page = parsed(answer.text)
    assert page.xpath("//textarea[@name='query']")[0].text.strip() == SELECT
    assert [one.text for one in page.xpath("//th")] == ["s", "o"]
    assert len(page.xpath("//tbody/tr")) == 3
    assert page.xpath("//script") == []
    examples = [one.text for one in page.xpath("//section[@aria-labelledby='examples']//a")]
    assert examples == [one.name.in_language(language).replace("« ", "« ") for one in example_queries()]
    downloads = page.xpath("//section[@aria-labelledby='results']//a[contains(@class, 'button')]/@href")
    assert len(downloads) == 4
    for address in downloads:
        assert endpoint.client.get(address).status_code == 200


def test_the_page_is_in_french_first_and_has_an_example_ready(endpoint: Endpoint) -> None:
    answer = endpoint.client.get("/sparql", headers={"Accept": BROWSER})
    assert answer.headers["content-language"] == "fr"
    page = parsed(answer.text)
    assert page.xpath("//textarea")[0].text.strip() == example_queries()[0].query
    for address in page.xpath("//section[@aria-labelledby='examples']//a/@href"):
        assert endpoint.client.get(address, headers={"Accept": BROWSER}).status_code == 200


def test_the_page_shows_yes_no_nothing_and_what_went_wrong(endpoint: Endpoint) -> None:
    def shown(query: str) -> str:
        return endpoint.ask(query, accept=BROWSER).text

    assert "Oui." in shown("ASK {}")
    assert "Non." in shown("ASK { FILTER(false) }")
    assert "Aucun résultat." in shown("SELECT * { ?s <http://none.example/> ?o }")
    wrong = endpoint.ask("SELECT * { ?s ?p <script>alert(1)</script> ", accept=BROWSER)
    assert wrong.status_code == 400
    assert "Ligne 1, colonne" in wrong.text
    assert "<script>" not in wrong.text
    assert 'role="alert"' in wrong.text


def test_a_page_of_a_large_result_shows_its_first_rows(endpoint: Endpoint) -> None:
    page = parsed(endpoint.ask("SELECT * { ?s ?p ?o }", accept=BROWSER).text)
    assert len(page.xpath("//tbody/tr")) == 500
    assert "500" in re.sub(r"\s+", " ", page.xpath("//section[@aria-labelledby='results']/p")[0].text_content())


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_sparqlwrapper_is_a_client(endpoint: Endpoint, method: str) -> None:
    client = SPARQLWrapper(f"{endpoint.address}/sparql")
    client.setMethod(method if method == "GET" else WRAPPER_POST)
    client.setQuery(SELECT)
    client.setReturnFormat(WRAPPER_JSON)
    table: Any = client.queryAndConvert()
    assert len(table["results"]["bindings"]) == 3
    client.setReturnFormat(WRAPPER_XML)
    document: Any = client.queryAndConvert()
    assert len(document.getElementsByTagName("result")) == 3
    client.setQuery(CONSTRUCT)
    client.setReturnFormat(WRAPPER_TURTLE)
    turtle: Any = client.queryAndConvert()
    assert len(Graph().parse(data=turtle, format="turtle")) > 50
    client.setReturnFormat(WRAPPER_JSON)
    client.setQuery("SELECT * {")
    with pytest.raises(QueryBadFormed):
        client.query()


def test_a_problem_speaks_the_reader_s_language(endpoint: Endpoint) -> None:
    for language, title in (("fr", "Requête SPARQL mal formée"), ("en", "Malformed SPARQL query")):
        answer = endpoint.client.get("/sparql", params={"query": "ASK"}, headers={"Accept-Language": language})
        assert json.loads(answer.content)["title"] == title


@pytest.mark.node
def test_comunica_is_a_client(endpoint: Endpoint) -> None:
    told = json.loads(run_client("query_sparql.mjs", f"{endpoint.address}/sparql", SELECT, "ASK {}", CONSTRUCT))
    assert told["rows"] == endpoint.rows(SELECT)
    assert told["boolean"] is True
    triples = endpoint.ask(CONSTRUCT, accept="application/n-triples").text.splitlines()
    assert told["quads"] == len(triples) > 50
