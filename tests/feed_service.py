"""A service whose public address is the one it runs at, as clients of feeds need it: they follow its links."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx

from app.bootstrap import tools_from
from app.core.config import Bounds, Settings
from app.core.text import Text
from app.main import server_of
from app.storage.institutions import add_institution
from app.storage.keys import issue_key
from app.web.application import create_application
from tests.rest import MUSEUM, OTHER, PATIENCE_S, Service, csv_of

LICENCE = "https://creativecommons.org/publicdomain/zero/1.0/"


def free_port() -> int:
    """Return a port that nobody listens on at this moment."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        return int(listening.getsockname()[1])


@contextmanager
def feed_service(data_dir: Path, **settings: Any) -> Iterator[Service]:
    """Run the service at its own public address until the block ends; `settings` replace those for tests."""
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    chosen = Settings(data_dir=data_dir, base_url=address, workers=1, chunk_records=100, bounds=Bounds(), **settings)
    tools = tools_from(chosen)
    add_institution(tools.database, MUSEUM, Text("Musée d'essai", "Test Museum"))
    add_institution(tools.database, OTHER, Text("Autre musée", "Other Museum"))
    keys = {
        "writer": issue_key(tools.database, MUSEUM, "writer"),
        "reader": issue_key(tools.database, MUSEUM, "reader"),
        "stranger": issue_key(tools.database, OTHER, "admin"),
        "operator": issue_key(tools.database, None, "admin"),
    }
    headers = {name: {"Authorization": f"Bearer {key.presented}"} for name, key in keys.items()}
    server = server_of(create_application(tools), chosen, "127.0.0.1", port)
    thread = threading.Thread(target=server.run, name="service")
    thread.start()
    try:
        deadline = time.monotonic() + PATIENCE_S
        while not server.started and thread.is_alive() and time.monotonic() < deadline:
            time.sleep(0.02)
        with httpx.Client(base_url=address, timeout=PATIENCE_S) as client:
            yield Service(client, tools, address, [], **headers)
    finally:
        server.should_exit = True
        thread.join(PATIENCE_S)


def put(service: Service, number: int, title: str) -> None:
    """Publish a record of MUSEUM, or a new version of it."""
    answer = service.push(csv_of(f"N-{number},{title},Rose Tremblay,1950"))
    assert answer.status_code == 200, answer.text
    assert answer.json()["counts"]["records"] == 1


def withdraw(service: Service, number: int, letter: str = "N") -> None:
    """Withdraw a record of MUSEUM; one that does not exist is left alone."""
    path = f"/api/v1/institutions/{MUSEUM}/records/{letter}-{number}"
    answer = service.client.delete(path, headers=service.writer)
    assert answer.status_code in {200, 204, 404}, answer.text


def iri(service: Service, number: int) -> str:
    """Return the IRI that every feed names a record of MUSEUM by."""
    return f"{service.address}/{MUSEUM}/object/N-{number}"


def canonical(service: Service, local_id: str, title: str, **parts: object) -> None:
    """Publish a record in the canonical form, with parts that a table does not have."""
    body = {
        "local_id": local_id,
        "language": "fr",
        "titles": [{"text": title}],
        "identifiers": [{"value": local_id}],
        **parts,
    }
    answer = service.client.put(f"/api/v1/institutions/{MUSEUM}/records/{local_id}", json=body, headers=service.writer)
    assert answer.status_code in {200, 201}, answer.text
    assert answer.json()["state"] == "published", answer.text
