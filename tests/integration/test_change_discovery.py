"""IIIF Change Discovery: what each kind of activity says, over a real server."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.feed_service import canonical, feed_service, put, withdraw
from tests.model_clients import ActivityClient, to_the_end
from tests.rest import MUSEUM, Service

PICTURE = [{"url": "https://images.example.org/1.jpg"}]


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    with feed_service(tmp_path_factory.mktemp("activities")) as running:
        put(running, 1, "Paysage")
        canonical(running, "I-1", "Vue", media=PICTURE)
        yield running


def activities(service: Service) -> list[dict[str, Any]]:
    """Return every activity, the oldest first."""
    address = service.client.get("/activity").json()["first"]["id"]
    found: list[dict[str, Any]] = []
    while address is not None:
        page = service.client.get(address).json()
        found += page["orderedItems"]
        address = page.get("next", {}).get("id")
    return found


def object_iri(service: Service, local_id: str) -> str:
    return f"{service.address}/{MUSEUM}/object/{local_id}"


def test_the_log_begins_with_a_refresh_and_counts_it(service: Service) -> None:
    told = activities(service)
    assert [one["type"] for one in told].count("Refresh") == 1
    assert told[0]["type"] == "Refresh"
    assert told[0]["startTime"] <= told[1]["endTime"]
    assert service.client.get("/activity").json()["totalItems"] == len(told)


def test_an_activity_names_the_manifest_of_an_object_with_pictures(service: Service) -> None:
    by_object = {one["object"]["id"]: one["object"] for one in activities(service) if one["type"] == "Create"}
    pictured = by_object[object_iri(service, "I-1")]["seeAlso"]
    assert [(one["id"], one["type"]) for one in pictured if one["type"] == "Manifest"] == [
        (f"{object_iri(service, 'I-1')}/manifest", "Manifest")
    ]
    assert (
        service.client.get(pictured[-1]["id"]).headers["content-type"].endswith(f'profile="{pictured[-1]["profile"]}"')
    )
    assert [one["type"] for one in by_object[object_iri(service, "N-1")]["seeAlso"]] == ["Dataset"]


@pytest.mark.parametrize("first", ["new", "gone"])
def test_a_new_record_that_is_a_withdrawn_one_has_moved(service: Service, first: str) -> None:
    """A museum that renumbers says in the new record which one it was; the order in which it does both is its own."""
    old, new = {"new": (51, "M-51"), "gone": (52, "M-52")}[first]
    put(service, old, "Paysage renuméroté")
    if first == "gone":
        withdraw(service, old)
    canonical(service, new, "Paysage renuméroté", related=[{"relation": "same as", "local_id": f"N-{old}"}])
    if first == "new":
        (created,) = [one for one in activities(service) if one.get("object", {}).get("id") == object_iri(service, new)]
        assert created["type"] == "Create", "as long as both are there, nothing has moved"
        withdraw(service, old)
    (moved,) = [one for one in activities(service) if one.get("target", {}).get("id") == object_iri(service, new)]
    assert (moved["type"], moved["object"]["id"]) == ("Move", object_iri(service, f"N-{old}"))
    alone = service.client.get(moved["id"]).json()
    assert {name: value for name, value in alone.items() if name != "@context"} == moved
    client = ActivityClient(service.client)
    to_the_end(client)
    assert client.states[object_iri(service, new)] == "active"
    assert client.states[object_iri(service, f"N-{old}")] == "deleted"
