"""SERVICE: nothing leaves the machine unless the operator's list allows it, however the clause is written."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pyoxigraph as ox
import pytest

from app.core.config import Bounds, Settings
from app.storage.sparql.embedded import EmbeddedStore
from app.storage.sparql.errors import EngineFailed
from app.storage.sparql.query_text import QueryText
from app.storage.sparql.question import Question
from tests.sparql_service import BASE, Endpoint, running_endpoint

ROW = b'{"head":{"vars":["s"]},"results":{"bindings":[{"s":{"type":"uri","value":"http://elsewhere.example/1"}}]}}'
HIDDEN = [
    "SELECT * { SERVICE <TRAP> { ?s ?p ?o } }",
    "SELECT * { sErViCe SILENT <TRAP> { ?s ?p ?o } }",
    "SELECT*{{SELECT*{OPTIONAL{SERVICE<TRAP>{?s ?p ?o}}}}}",
    "SELECT * { SERVICE # <http://allowed.example/>\n <TRAP> { ?s ?p ?o } }",
    "PREFIX t: <TRAP> SELECT * { SERVICE t: { ?s ?p ?o } }",
    "PREFIX : <TRAP> SELECT * { ?s ?p 1SERVICE: { ?s ?p ?o } }",
    "PREFIX : <TRAP> SELECT * { VALUES ?s { true } SERVICESILENT: { ?s ?p ?o } }",
    "PREFIX : <TRAP> SELECT * { ?s ?p true.SERVICE: { ?s ?p ?o } }",
    "SELECT * { BIND(<TRAP> AS ?where) SERVICE ?where { ?s ?p ?o } }",
    "BASE <TRAP> SELECT * { SERVICE <> { ?s ?p ?o } }",
    "SELECT * { SERV\\u0049CE <TRAP> { ?s ?p ?o } }",
    "SELECT * { ?s ?p 'it\\'s' . SERVICE <TRAP> { ?s ?p ?o } }",
    "SELECT * { FILTER(1<2)SERVICE<TRAP>{ ?s ?p ?o } FILTER(2>1) }",
    "ASK { FILTER EXISTS { SERVICE <TRAP> { ?s ?p ?o } } }",
    "CONSTRUCT { ?s ?p ?o } WHERE { SERVICE <TRAP> { ?s ?p ?o } }",
    "DESCRIBE ?s { SERVICE <TRAP> { ?s ?p ?o } }",
    "SELECT * FROM <TRAP> { SERVICE <TRAP> { ?s ?p ?o } }",
]


class Trap(ThreadingHTTPServer):
    """An endpoint elsewhere, which counts who calls."""

    calls = 0

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/sparql"


class Answering(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        assert isinstance(self.server, Trap)
        self.server.calls += 1
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.send_response(200)
        self.send_header("Content-Type", "application/sparql-results+json")
        self.send_header("Content-Length", str(len(ROW)))
        self.end_headers()
        self.wfile.write(ROW)

    do_GET = do_POST  # noqa: N815  # the name that the library gives it

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # the name that the library gives it
        """Say nothing."""


@pytest.fixture
def trap() -> Iterator[Trap]:
    with Trap(("127.0.0.1", 0), Answering) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield server
        server.shutdown()
        thread.join()


@pytest.fixture(scope="module")
def endpoint(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Endpoint]:
    with running_endpoint(tmp_path_factory.mktemp("service")) as running:
        running.publish([ox.Quad(*(ox.NamedNode(f"http://x.example/{part}") for part in "spog"))])
        yield running


@pytest.mark.parametrize("query", HIDDEN)
def test_no_way_of_writing_it_calls_anybody(endpoint: Endpoint, trap: Trap, query: str) -> None:
    answer = endpoint.client.post("/sparql", data={"query": query.replace("TRAP", trap.address)})
    assert answer.status_code in {400, 403}, answer.text
    assert trap.calls == 0


def test_the_word_alone_is_no_call(endpoint: Endpoint) -> None:
    query = """PREFIX service: <http://x.example/> # SERVICE <http://x.example/> { }
    SELECT ?service { GRAPH ?g { ?service service:p "SERVICE <http://x.example/> {" } }"""
    assert endpoint.ask(query).status_code == 200


def test_the_kernel_refuses_the_worker_a_connection_even_if_a_clause_went_unseen(trap: Trap, tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path, bounds=Bounds(query_timeout_s=5))
    unseen = QueryText(form="SELECT", has_dataset=False, prefixes={}, services=(), depth=1)
    question = Question(query=f"SELECT * {{ SERVICE <{trap.address}> {{ ?s ?p ?o }} }}", text=unseen)

    async def asked() -> Exception | None:
        store = EmbeddedStore(settings, tmp_path / "quads")
        try:
            query = await store.ask(question, "json")
            await query.opened
            return query.error
        finally:
            await store.stop()

    assert isinstance(asyncio.run(asked()), EngineFailed)
    assert trap.calls == 0


def test_an_endpoint_on_the_list_is_called_and_no_other(trap: Trap, tmp_path: Path) -> None:
    settings = Settings(base_url=BASE, sparql_services=f"http://other.example/ {trap.address}")
    with running_endpoint(tmp_path, settings=settings) as running:
        query = f"SELECT ?s {{ SERVICE <{trap.address}> {{ ?s ?p ?o }} }}"
        assert running.rows(query) == [{"s": "http://elsewhere.example/1"}]
        assert trap.calls == 1
        refused = running.ask(f"SELECT ?s {{ SERVICE <{trap.address}/x> {{ ?s ?p ?o }} }}")
        assert refused.status_code == 403
        assert "sd:BasicFederatedQuery" in running.client.get("/sparql").text
