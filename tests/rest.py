"""The real application on a real server, with two institutions and their keys, for the tests of REST."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, MutableMapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
from structlog.contextvars import merge_contextvars
from structlog.testing import capture_logs

from app.bootstrap import tools_from
from app.core.config import Bounds, Settings
from app.core.text import Text
from app.main import server_of
from app.pipeline import Tools
from app.storage.institutions import add_institution
from app.storage.keys import issue_key
from app.web.application import create_application

MUSEUM = "musee"
OTHER = "autre"
HEADING = "Numéro d'inventaire,Titre,Artiste,Date"
PATIENCE_S = 60


@dataclass(frozen=True)
class Service:
    """A service that runs: how to reach it, what it works with, the lines that it logs, and the keys of MUSEUM."""

    client: httpx.Client
    tools: Tools
    address: str
    logs: list[MutableMapping[str, Any]]
    writer: dict[str, str]
    reader: dict[str, str]
    stranger: dict[str, str]
    operator: dict[str, str]

    def push(self, body: bytes | str, media_type: str = "text/csv", **query: str) -> httpx.Response:
        """Push a delivery of MUSEUM with its key."""
        return self.client.post(
            f"/api/v1/institutions/{MUSEUM}/records",
            params=query,
            content=body,
            headers={**self.writer, "Content-Type": media_type},
        )

    def followed(self, location: str) -> dict[str, Any]:
        """Return the submission at this address once it is over."""
        deadline = time.monotonic() + PATIENCE_S
        while time.monotonic() < deadline:
            answer: dict[str, Any] = self.client.get(location).json()
            if answer["status"] in {"done", "failed"}:
                return answer
            time.sleep(0.1)
        raise TimeoutError(location)

    def eventually(self, happened: Callable[[], bool]) -> bool:
        """Wait until this happens in the service, which may do it after it has answered; say whether it did."""
        deadline = time.monotonic() + PATIENCE_S
        while not happened() and time.monotonic() < deadline:
            time.sleep(0.02)
        return happened()

    def record(self, local_id: str) -> httpx.Response:
        """Read a record of MUSEUM; the identifier is encoded as an address wants it."""
        quoted = local_id.replace("%", "%25").replace("/", "%2F").replace(" ", "%20").replace("?", "%3F")
        return self.client.get(f"/api/v1/institutions/{MUSEUM}/records/{quoted}", headers=self.reader)


def csv_of(*rows: str) -> str:
    """Return a CSV delivery of these rows: number, title, artist, date."""
    return "\n".join((HEADING, *rows)) + "\n"


def many_rows(number: int, first: int = 1) -> str:
    """Return a CSV delivery of so many good records."""
    return csv_of(*(f'N-{n},Paysage {n},"Tremblay, Rose",19{n % 100:02}' for n in range(first, first + number)))


def settings_of(data_dir: Path, database_url: str = "", **bounds: int) -> Settings:
    """Return the settings of a service for tests: one process, chunks of 100 records."""
    return Settings(
        data_dir=data_dir,
        database_url=database_url,
        base_url="https://donnees.example.org",
        workers=1,
        chunk_records=100,
        bounds=Bounds(**bounds),
    )


@contextmanager
def running_service(data_dir: Path, database_url: str = "", **bounds: int) -> Iterator[Service]:
    """Run the service on a free port until the block ends; `bounds` replace those of the settings."""
    settings = settings_of(data_dir, database_url, **bounds)
    tools = tools_from(settings)
    keys = _people(tools)
    server = server_of(create_application(tools), settings, "127.0.0.1", 0)
    thread = threading.Thread(target=server.run, name="service")
    thread.start()
    try:
        deadline = time.monotonic() + PATIENCE_S
        while not server.started and thread.is_alive() and time.monotonic() < deadline:
            time.sleep(0.02)
        port = server.servers[0].sockets[0].getsockname()[1]
        address = f"http://127.0.0.1:{port}"
        with (
            httpx.Client(base_url=address, timeout=PATIENCE_S) as client,
            capture_logs(processors=[merge_contextvars]) as logs,
        ):
            yield Service(client, tools, address, logs, **keys)
    finally:
        server.should_exit = True
        thread.join(PATIENCE_S)


def _people(tools: Tools) -> dict[str, dict[str, str]]:
    add_institution(tools.database, MUSEUM, Text("Musée d'essai", "Test Museum"))
    add_institution(tools.database, OTHER, Text("Autre musée", "Other Museum"))
    issued = {
        "writer": issue_key(tools.database, MUSEUM, "writer"),
        "reader": issue_key(tools.database, MUSEUM, "reader"),
        "stranger": issue_key(tools.database, OTHER, "admin"),
        "operator": issue_key(tools.database, None, "admin"),
    }
    return {name: {"Authorization": f"Bearer {key.presented}"} for name, key in issued.items()}
