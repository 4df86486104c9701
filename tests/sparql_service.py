"""The SPARQL endpoint alone on a real server, over snapshots that a test makes; nothing else of the service runs."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import httpx
import pyoxigraph as ox
from fastapi import FastAPI

from app.core.config import Bounds, Settings
from app.main import server_of
from app.projections.lag import Lag
from app.storage.sparql.embedded import EmbeddedStore
from app.storage.sparql.question import SparqlStore
from app.storage.sparql.store import sparql_store
from app.web import refusals
from app.web.request_log import RequestLog
from app.web.sparql import router
from tests.sparql_data import publish_quads

BASE = "https://donnees.example.org"
JSON = "application/sparql-results+json"
_PATIENCE_S = 60.0


@dataclass(frozen=True, slots=True)
class EndpointDesk:
    """What the endpoint needs of the desk."""

    settings: Settings
    sparql: SparqlStore


class NobodyBehind:
    """Followers of a log that has no changes: what a test publishes is published."""

    def lags(self) -> dict[str, Lag]:
        """Return that the quads show everything."""
        return {"quads": Lag(0, 0.0)}


@dataclass(frozen=True, slots=True)
class Endpoint:
    """An endpoint that runs: a client of it, its address, and the folder of its snapshots."""

    client: httpx.Client
    address: str
    folder: Path
    store: SparqlStore

    @property
    def workers(self) -> tuple[int, ...]:
        """The processes of its workers that are alive."""
        assert isinstance(self.store, EmbeddedStore)
        return self.store.processes

    def ask(self, query: str, accept: str | None = JSON, **parameters: Any) -> httpx.Response:
        """Send a query by GET."""
        headers = {"Accept": accept} if accept else {}
        return self.client.get("/sparql", params={"query": query, **parameters}, headers=headers)

    def rows(self, query: str, **parameters: Any) -> list[dict[str, str]]:
        """Return the rows of a SELECT as the values of their variables."""
        answer = self.ask(query, **parameters)
        assert answer.status_code == 200, answer.text
        return [{name: cell["value"] for name, cell in row.items()} for row in answer.json()["results"]["bindings"]]

    def publish(self, quads: list[ox.Quad]) -> Path:
        """Make these quads what the endpoint answers over."""
        return publish_quads(self.folder, quads)


def application_of(settings: Settings) -> FastAPI:
    """Return an application that has the endpoint and nothing else."""
    store = sparql_store(settings)

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> Any:
        await store.start()
        yield
        await store.stop()

    app = FastAPI(lifespan=lifespan, openapi_url=None)
    app.state.desk = EndpointDesk(settings, store)
    app.state.followers = NobodyBehind()
    refusals.register(app)
    app.include_router(router)
    app.add_middleware(RequestLog, refuse=refusals.unforeseen)
    return app


@contextmanager
def running_endpoint(data_dir: Path, *, settings: Settings | None = None, **bounds: int) -> Iterator[Endpoint]:
    """Run the endpoint on a free port until the block ends; `bounds` replace those of the settings."""
    settings = replace(settings or Settings(base_url=BASE), data_dir=data_dir, bounds=Bounds(**bounds))
    app = application_of(settings)
    server = server_of(app, settings, "127.0.0.1", 0)
    thread = threading.Thread(target=server.run, name="endpoint")
    thread.start()
    try:
        deadline = time.monotonic() + _PATIENCE_S
        while not server.started and thread.is_alive() and time.monotonic() < deadline:
            time.sleep(0.01)
        address = f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
        with httpx.Client(base_url=address, timeout=_PATIENCE_S) as client:
            yield Endpoint(client, address, data_dir / "quads", app.state.desk.sparql)
    finally:
        server.should_exit = True
        thread.join(_PATIENCE_S)
