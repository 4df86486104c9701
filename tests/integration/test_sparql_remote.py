"""The same endpoint over a remote store: `oxigraph serve` and Virtuoso 7, which answers ASK in a shape of its own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from rdflib import Graph

from app.core.config import Settings
from app.storage.quads.remote_client import StoreAuth
from tests.sparql_service import BASE, JSON, Endpoint, running_endpoint
from tests.stores import RunningStore, oxigraph_server, virtuoso_server

DATA = """INSERT DATA {
  GRAPH <http://g.example/1> { <http://s.example/1> <http://p.example/label> "été"@fr , "summer"@en ;
    <http://p.example/size> 12 }
  GRAPH <http://g.example/2> { <http://s.example/2> <http://p.example/label> "hiver"@fr }
}"""
LABELS = "SELECT ?s ?o { ?s <http://p.example/label> ?o } ORDER BY STR(?o)"


@pytest.fixture(scope="module", params=["oxigraph", pytest.param("virtuoso", marks=pytest.mark.virtuoso)])
def store(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningStore]:
    """Yield each store with a few triples in it."""
    started = {"oxigraph": oxigraph_server, "virtuoso": virtuoso_server}[request.param]
    with started(tmp_path_factory.mktemp(request.param)) as running:
        auth = StoreAuth(running.user, running.password) if running.user else None
        headers = {"Content-Type": "application/sparql-update"}
        told = httpx.post(running.update_url, content=DATA.encode(), headers=headers, auth=auth, timeout=60)
        assert told.is_success, told.text
        yield running


@pytest.fixture(scope="module")
def endpoint(store: RunningStore, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Endpoint]:
    """Yield our endpoint over the store; Oxigraph is told in its address that the default graph is the union."""
    union = "?union-default-graph" if store.query_url.endswith("/query") else ""
    settings = Settings(
        base_url=BASE,
        sparql_query_url=store.query_url + union,
        sparql_user=store.user,
        sparql_password=store.password,
    )
    with running_endpoint(
        tmp_path_factory.mktemp("remote"), settings=settings, query_timeout_s=5, query_result_bytes=2_000_000
    ) as running:
        yield running


@pytest.mark.parametrize("told", [True, False])
@pytest.mark.parametrize("accept", [JSON, "application/sparql-results+xml"])
def test_ask_follows_the_standard_whatever_the_store(endpoint: Endpoint, told: bool, accept: str) -> None:  # noqa: FBT001  # a case of the table
    graph = "http://g.example/1" if told else "http://g.example/2"
    answer = endpoint.ask(f"ASK {{ GRAPH <{graph}> {{ ?s <http://p.example/size> ?o }} }}", accept=accept)
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == accept
    if accept == JSON:
        assert answer.json() == {"head": {}, "boolean": told}
    else:
        assert f"<boolean>{str(told).lower()}</boolean>" in answer.text
    assert "__ASK_RETVAL" not in answer.text


def test_select_in_every_form(endpoint: Endpoint) -> None:
    assert [row["o"] for row in endpoint.rows(LABELS)] == ["hiver", "summer", "été"]
    assert endpoint.ask(LABELS, accept="text/csv").text.splitlines()[1] == "http://s.example/2,hiver"
    assert '"été"@fr' in endpoint.ask(LABELS, accept="text/tab-separated-values").text
    assert '<literal xml:lang="en">summer' in endpoint.ask(LABELS, accept="application/sparql-results+xml").text
    assert "été" in endpoint.ask(LABELS, accept="text/html").text


@pytest.mark.parametrize(("accept", "form"), [("text/turtle", "turtle"), ("application/rdf+xml", "xml")])
def test_construct_and_describe(endpoint: Endpoint, accept: str, form: str) -> None:
    construct = "CONSTRUCT { ?s <http://q.example/l> ?o } { ?s <http://p.example/label> ?o }"
    # What DESCRIBE tells is the store's own affair: Virtuoso tells nothing of what is in no graph that it prefers.
    for query, least in ((construct, 3), ("DESCRIBE <http://s.example/1>", 0)):
        answer = endpoint.ask(query, accept=accept)
        assert answer.headers["content-type"].partition(";")[0] == accept
        assert len(Graph().parse(data=answer.text, format=form)) >= least


def test_the_dataset_of_the_protocol(endpoint: Endpoint) -> None:
    rows = endpoint.rows(LABELS, **{"default-graph-uri": "http://g.example/2"})
    assert [row["o"] for row in rows] == ["hiver"]
    named = "SELECT ?g { GRAPH ?g { ?s <http://p.example/size> ?o } }"
    rows = endpoint.rows(named, **{"named-graph-uri": "http://g.example/1"})
    assert [row["g"] for row in rows] == ["http://g.example/1"]
    from_text = "SELECT ?o FROM <http://g.example/2> { ?s <http://p.example/label> ?o }"
    assert [row["o"] for row in endpoint.rows(from_text)] == ["hiver"]


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("SELECT * {", 400),
        ("DROP ALL", 400),
        ('DEFINE input:inference "x" SELECT * { ?s ?p ?o }', 400),
        ("SELECT * { ?s bif:contains 'x' }", 400),
        ("SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }", 403),
    ],
)
def test_what_is_no_standard_query_never_reaches_the_store(endpoint: Endpoint, query: str, status: int) -> None:
    assert endpoint.ask(query).status_code == status


def test_bounds_hold_over_a_remote_store(endpoint: Endpoint) -> None:
    values = " ".join(str(n) for n in range(400))
    large = f"SELECT * {{ VALUES ?a {{ {values} }} VALUES ?b {{ {values} }} }}"
    received = b""
    with endpoint.client.stream("POST", "/sparql", data={"query": large}) as cut:
        try:
            for piece in cut.iter_raw():
                received += piece
        except httpx.RemoteProtocolError:
            assert cut.status_code == 200  # it had begun to leave
    told = (b"query_result_bytes", b"query_timeout_s", b"store-away")  # Virtuoso may take its time, or refuse so much
    assert any(one in received for one in told)
    assert endpoint.rows(LABELS)


def test_a_store_that_is_away_is_told(tmp_path: Path) -> None:
    settings = Settings(base_url=BASE, sparql_query_url="http://127.0.0.1:9/sparql")
    with running_endpoint(tmp_path, settings=settings) as running:
        answer = running.ask("ASK {}")
        assert answer.status_code == 502
        assert answer.json()["type"] == f"{BASE}/problems/store-away"
