"""The library of the ResourceSync specification copies what is published, and keeps its copy up with the changes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.feed_service import feed_service, put, withdraw
from tests.python_clients import run_python_client
from tests.rest import MUSEUM, Service


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    with feed_service(tmp_path_factory.mktemp("resources")) as running:
        for number in range(1, 7):
            put(running, number, f"Paysage {number}")
        withdraw(running, 3)
        yield running


def copied(copy: Path) -> dict[str, str]:
    return {path.name: path.read_text("utf-8") for path in copy.rglob("*.nq")}


def published(service: Service, *numbers: int) -> dict[str, str]:
    return {f"N-{one}.nq": service.client.get(f"/{MUSEUM}/object/N-{one}.nq").text for one in numbers}


def test_a_client_copies_everything_and_follows_the_changes(service: Service, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    mapping = (f"{service.address}/", str(copy))

    def sync(*arguments: str) -> str:
        return run_python_client("resync-sync", "--noauth", *arguments, *mapping, of="resync", home=tmp_path)

    assert "SYNCED" in sync("--baseline")
    assert copied(copy) == published(service, 1, 2, 4, 5, 6)
    assert "IN SYNC" in sync("--audit")

    put(service, 1, "Paysage vu de nouveau")
    withdraw(service, 2)
    put(service, 3, "Paysage retrouvé")
    put(service, 9, "Paysage nouveau")
    assert "NOT IN SYNC" in sync("--audit")
    told = sync("--incremental", "--delete", "--changelist-uri", f"{service.address}/resourcesync/changelist.xml")
    assert "CHANGES APPLIED" in told or "created=" in told
    assert copied(copy) == published(service, 1, 3, 4, 5, 6, 9)
