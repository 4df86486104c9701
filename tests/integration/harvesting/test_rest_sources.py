"""Sources over REST: whose they are, what may be asked, and that the service harvests them."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import pytest

from app.storage.records import count_records
from tests.feed_service import feed_service
from tests.harvested import Answered, described, entry, lido, page, provider
from tests.rest import MUSEUM, Service

_SOURCES = f"/api/v1/institutions/{MUSEUM}/sources"


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    with feed_service(tmp_path_factory.mktemp("sources"), outgoing_addresses="public") as running:
        yield running


def _answering(_path: str, arguments: dict[str, str], _headers: dict[str, str]) -> Answered:
    if arguments.get("verb") != "ListRecords":
        return described({"verb": "Identify", **arguments})
    return page(entry("1", lido("1")), entry("2", lido("2")))


def test_a_source_is_added_harvested_changed_and_removed(service: Service) -> None:
    with provider(_answering) as other:
        asked = {"url": f"{other.address}/oai", "name": "depot", "allow_private": True}
        assert service.client.post(_SOURCES, json=asked).status_code == 401
        assert service.client.post(_SOURCES, json=asked, headers=service.reader).status_code == 403
        assert service.client.post(_SOURCES, json=asked, headers=service.stranger).status_code == 403
        refused = service.client.post(_SOURCES, json=asked, headers=service.writer)
        assert refused.status_code == 403, "only an operator gives leave to go inside"
        inside = service.client.post(_SOURCES, json={**asked, "allow_private": False}, headers=service.writer)
        assert (inside.status_code, inside.json()["type"].rpartition("/")[2]) == (422, "unsafe-address")
        added = service.client.post(_SOURCES, json=asked, headers=service.operator)
        assert added.status_code == 201, added.text
        told = added.json()
        assert (told["kind"], told["schedule"], told["busy"]) == ("oai-pmh", "never", False)
        assert service.client.post(_SOURCES, json=asked, headers=service.operator).status_code == 409
        asked_to_run = service.client.post(told["links"]["run"], json={}, headers=service.writer)
        assert asked_to_run.status_code == 202
        assert service.eventually(lambda: _last(service, told).get("status") == "done")
        assert count_records(service.tools.database, MUSEUM)["published"] == 2
        (ran,) = service.client.get(told["links"]["runs"], headers=service.reader).json()["runs"]
        assert (ran["pages"], ran["entries"], ran["counts"]["created"], len(ran["reports"])) == (1, 2, 2, 1)
        assert service.client.get(ran["reports"][0]).json()["counts"]["created"] == 2
        again = service.client.post(told["links"]["run"], json={"whole": True}, headers=service.writer)
        assert again.status_code == 202
        assert service.eventually(lambda: _last(service, told).get("whole") is True)
        assert service.eventually(
            lambda: not service.client.get(told["links"]["self"], headers=service.reader).json()["busy"]
        )
        changed = service.client.patch(told["links"]["self"], json={"schedule": "6h"}, headers=service.writer)
        assert (changed.status_code, changed.json()["schedule"]) == (200, "6h")
        (listed,) = service.client.get(_SOURCES, headers=service.reader).json()["sources"]
        assert listed["next_run"]
        # The new schedule makes it due, and it is not removed while it is being harvested.
        removed = partial(service.client.delete, told["links"]["self"], headers=service.writer)
        assert service.eventually(lambda: removed().status_code in {204, 404})
        assert service.client.get(told["links"]["self"], headers=service.reader).status_code == 404
        assert count_records(service.tools.database, MUSEUM)["published"] == 2


@pytest.mark.parametrize(
    "asked",
    [
        {},
        {"url": 1},
        {"url": "file:///etc/passwd"},
        {"url": "https://example.org/", "kind": "gopher"},
        {"url": "https://example.org/", "kind": "file", "schedule": "always"},
        {"url": "https://example.org/", "kind": "file", "unknown": True},
        [],
    ],
)
def test_what_cannot_be_a_source_is_refused_in_both_languages(service: Service, asked: object) -> None:
    answer = service.client.post(_SOURCES, json=asked, headers=service.operator)
    assert answer.status_code in {400, 422}
    assert answer.json()["details"]["fr"] != answer.json()["details"]["en"]


def test_what_is_due_is_harvested_without_being_asked(service: Service) -> None:
    with provider(_answering) as other:
        asked = {"url": f"{other.address}/oai", "name": "quotidien", "schedule": "daily", "allow_private": True}
        told = service.client.post(_SOURCES, json=asked, headers=service.operator).json()
        assert service.eventually(lambda: _last(service, told).get("status") == "done")


def _last(service: Service, told: dict[str, dict[str, str]]) -> dict[str, object]:
    answer = service.client.get(told["links"]["self"], headers=service.reader).json()
    last: dict[str, object] = answer.get("last_run", {})
    return last
