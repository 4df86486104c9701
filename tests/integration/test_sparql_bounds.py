"""Queries that want too much: each is ended with the bound that it passed, and the others never notice."""

from __future__ import annotations

import os
import signal
import socket
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx
import pyoxigraph as ox
import pytest

from app.core.config import Settings
from tests.sparql_service import BASE, Endpoint, running_endpoint

CROSS_PRODUCT = "SELECT (COUNT(*) AS ?c) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
ORDINARY = "SELECT ?s ?o { ?s <http://p.example/1> ?o } LIMIT 20"
EVERYTHING = "SELECT ?s ?p ?o ?s2 { ?s ?p ?o . ?s2 ?p ?o2 }"
PATIENCE_S = 20


def some_quads() -> list[ox.Quad]:
    return [
        ox.Quad(
            ox.NamedNode(f"http://s.example/{n % 500}"),
            ox.NamedNode(f"http://p.example/{n % 7}"),
            ox.Literal(f"valeur {n}"),
            ox.NamedNode(f"http://g.example/{n % 500}"),
        )
        for n in range(10_000)
    ]


@pytest.fixture(scope="module")
def endpoint(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Endpoint]:
    """Yield an endpoint whose bounds are soon passed."""
    bounds = {"query_timeout_s": 2, "query_memory_bytes": 96 * 1024 * 1024, "query_result_bytes": 1_000_000}
    with running_endpoint(tmp_path_factory.mktemp("bounds"), settings=None, **bounds) as running:
        running.publish(some_quads())
        yield running


def problem(answer: httpx.Response, status: int, kind: str, bound: str | None) -> dict[str, Any]:
    """Check that the answer is this refusal, in both languages, and return it."""
    assert answer.status_code == status, answer.text
    told: dict[str, Any] = answer.json()
    assert answer.headers["content-type"] == "application/problem+json"
    assert told["type"] == f"{BASE}/problems/{kind}"
    assert told.get("bound") == bound
    assert told["details"]["fr"] != told["details"]["en"]
    return told


def eventually(happened: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + PATIENCE_S
    while not happened() and time.monotonic() < deadline:
        time.sleep(0.02)
    return happened()


def test_ten_cross_products_end_with_their_bound_while_ordinary_queries_answer(endpoint: Endpoint) -> None:
    expected = endpoint.rows(ORDINARY)
    with ThreadPoolExecutor(11) as threads:
        heavy = [threads.submit(endpoint.ask, CROSS_PRODUCT) for _ in range(10)]
        answered = 0
        while not all(one.done() for one in heavy):
            assert endpoint.rows(ORDINARY) == expected
            answered += 1
        for one in heavy:
            problem(one.result(), 422, "query-ended", "query_timeout_s")
    assert answered > 10


@pytest.mark.parametrize(
    "query",
    [
        'SELECT (GROUP_CONCAT(CONCAT(?o, ?o2, ?o3); separator=" ") AS ?all) { ?s ?p ?o . ?s2 ?p2 ?o2 . ?s3 ?p3 ?o3 }',
        "SELECT * { ?s ?p ?o . ?s2 ?p2 ?o2 } ORDER BY ?o2 ?o",
    ],
)
def test_a_query_that_wants_too_much_memory_is_ended(endpoint: Endpoint, query: str) -> None:
    answer = endpoint.ask(query)
    assert answer.status_code == 422, answer.text
    assert answer.json()["bound"] in {"query_memory_bytes", "query_timeout_s"}
    assert endpoint.rows(ORDINARY)


def test_memory_is_the_bound_that_is_named(endpoint: Endpoint) -> None:
    query = "SELECT * { ?s ?p ?o . ?s2 ?p2 ?o2 } ORDER BY ?o2 ?o"
    told = problem(endpoint.ask(query), 422, "query-ended", "query_memory_bytes")
    assert told["limit"] == 96 * 1024 * 1024


@pytest.mark.parametrize("accept", ["application/sparql-results+json", "text/csv"])
def test_an_answer_that_grows_too_large_never_looks_whole(endpoint: Endpoint, accept: str) -> None:
    received = b""
    with endpoint.client.stream("GET", "/sparql", params={"query": EVERYTHING}, headers={"Accept": accept}) as answer:
        assert answer.status_code == 200
        try:
            for piece in answer.iter_raw():
                received += piece
        except httpx.RemoteProtocolError as cut:
            assert "incomplete chunked read" in str(cut)  # noqa: PT017  # what came before the cut is looked at below
        else:
            pytest.fail("the answer looked whole")
    assert b'"bound":"query_result_bytes"' in received.rpartition(b"\n")[2]
    assert endpoint.rows(ORDINARY)


def test_an_answer_that_is_too_large_before_any_of_it_left_is_refused(tmp_path: Path) -> None:
    with running_endpoint(tmp_path, query_result_bytes=50_000) as running:
        running.publish(some_quads())
        problem(running.ask("SELECT * { ?s ?p ?o }"), 422, "query-ended", "query_result_bytes")


def test_a_query_whose_text_is_too_large_is_refused(endpoint: Endpoint) -> None:
    query = "ASK { VALUES ?x { " + " ".join(f'"{n}"' for n in range(30_000)) + " } }"
    headers = {"Content-Type": "application/sparql-query"}
    for answer in (
        endpoint.client.post("/sparql", content=query, headers=headers),
        endpoint.client.post("/sparql", data={"query": query}),
    ):
        problem(
            answer, 413, "query-too-large" if "query" in answer.json()["type"] else "bound-passed", "max_query_bytes"
        )


@pytest.mark.parametrize("brackets", ["{}", "()"])
def test_a_query_that_is_nested_too_deep_is_refused(endpoint: Endpoint, brackets: str) -> None:
    inside = "?s ?p ?o" if brackets == "{}" else "1"
    deep = brackets[0] * 5_000 + inside + brackets[1] * 5_000
    query = f"ASK {{ {deep} }}" if brackets == "{}" else f"ASK {{ FILTER({deep}) }}"
    answer = endpoint.client.post("/sparql", data={"query": query})
    problem(answer, 413, "query-too-large", "max_query_depth")


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * { " + "OPTIONAL { ?s ?p ?o } " * 3_000 + "}",
        "SELECT * { ?s " + "/".join(["<http://p.example/1>"] * 3_000) + " ?o }",
        "SELECT * { " + " ".join(f"BIND(1 AS ?v{n})" for n in range(3_000)) + " }",
        "SELECT * { FILTER(" + "!" * 100_000 + "1) }",
    ],
    ids=["optional", "path", "bind", "not"],
)
def test_a_query_that_overwhelms_the_engine_ends_alone(endpoint: Endpoint, query: str) -> None:
    answer = endpoint.client.post("/sparql", data={"query": query})
    assert answer.status_code in {413, 422}, answer.text
    assert answer.json()["bound"] in {"max_query_depth", "query_timeout_s", "query_memory_bytes"}
    assert endpoint.rows(ORDINARY)


def test_the_place_of_a_mistake_is_told(endpoint: Endpoint) -> None:
    told = problem(endpoint.ask("SELECT *\nWHERE { ?s ?p }"), 400, "malformed-query", None)
    assert told["details"]["en"].startswith("Line 2, column 16: ")
    assert told["details"]["fr"].startswith("Ligne 2, colonne 16: ")


def test_a_string_that_does_not_end_is_told_where_it_begins(endpoint: Endpoint) -> None:
    told = problem(endpoint.ask('ASK {\n ?s ?p "oubli }'), 400, "malformed-query", None)
    assert told["details"]["en"] == "Line 2, column 8: string that does not end."


def test_a_worker_that_dies_is_replaced(endpoint: Endpoint) -> None:
    assert eventually(lambda: len(endpoint.workers) > 0)
    before = set(endpoint.workers)
    for pid in before:
        os.kill(pid, signal.SIGKILL)
    assert eventually(lambda: endpoint.ask(ORDINARY).status_code == 200)
    assert eventually(lambda: len(endpoint.workers) >= len(before))
    assert not before & set(endpoint.workers)


def test_a_query_ends_with_its_client(tmp_path: Path) -> None:
    with running_endpoint(tmp_path, query_timeout_s=60) as running:
        running.publish(some_quads())
        assert running.rows(ORDINARY)
        host, port = running.address.removeprefix("http://").split(":")
        path = httpx.URL("/sparql", params={"query": CROSS_PRODUCT}).raw_path.decode()
        with socket.create_connection((host, int(port))) as client:
            client.sendall(f"GET {path} HTTP/1.1\r\nHost: {host}\r\n\r\n".encode())
            assert eventually(lambda: any(_busy(pid) for pid in running.workers))
        assert eventually(lambda: not any(_busy(pid) for pid in running.workers))


def _busy(pid: int) -> bool:
    """Whether a worker has been demoted, as each is whose query is slow."""
    try:
        return os.getpriority(os.PRIO_PROCESS, pid) > 0
    except ProcessLookupError:
        return False


def test_a_slow_query_too_many_is_turned_away_and_the_quick_ones_answer(tmp_path: Path) -> None:
    with running_endpoint(tmp_path, query_timeout_s=4, max_slow_queries=1) as running:
        running.publish(some_quads())
        with ThreadPoolExecutor(3) as threads:
            heavy = [threads.submit(running.ask, CROSS_PRODUCT) for _ in range(3)]
            assert running.rows(ORDINARY)
            answers = sorted((one.result() for one in heavy), key=lambda one: one.status_code)
        problem(answers[0], 422, "query-ended", "query_timeout_s")
        for turned_away in answers[1:]:
            problem(turned_away, 503, "queries-waiting", "max_slow_queries")
            assert turned_away.headers["retry-after"] == "5"


def test_an_answer_that_nobody_reads_keeps_no_worker(tmp_path: Path) -> None:
    with running_endpoint(tmp_path, query_result_bytes=200_000_000, settings=Settings(base_url=BASE)) as running:
        running.publish(some_quads())
        host, port = running.address.removeprefix("http://").split(":")
        query = "SELECT * { ?s ?p ?o . ?s2 ?p ?o2 } LIMIT 100000"
        path = httpx.URL("/sparql", params={"query": query}).raw_path.decode()
        with socket.socket() as client:
            client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            client.connect((host, int(port)))
            client.sendall(f"GET {path} HTTP/1.1\r\nHost: {host}\r\n\r\n".encode())
            client.settimeout(PATIENCE_S)
            assert client.recv(12) == b"HTTP/1.1 200"
            # the worker is done with it, although next to nothing has been read
            assert eventually(lambda: running.ask(ORDINARY).status_code == 200)
            assert eventually(lambda: not any(_busy(pid) for pid in running.workers))
            total, end = 12, b""
            while not end.endswith(b"\r\n0\r\n\r\n"):
                piece = client.recv(1 << 16)
                assert piece
                total, end = total + len(piece), (end + piece)[-16:]
        assert total > 10_000_000
