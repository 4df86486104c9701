"""Collections of manifests lead to the manifest of every published record with a picture, and to nothing else."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from iiif_prezi3 import Collection, Manifest

from app.core.iri import encode_segment
from app.publication.iiif import collections
from tests.rest import MUSEUM, OTHER, Service, running_service

WIDTH = 3  # of a part, so that thirty records need three levels
PICTURE = {"url": "https://images.example.org/1.jpg"}


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(collections, "WIDTH", WIDTH)
        with running_service(tmp_path_factory.mktemp("iiif")) as running:
            for number in range(30):
                put(running, f"P/{number}", media=[PICTURE])
                if number % 3 == 0:
                    put(running, f"T {number}")
            running.client.delete(f"/api/v1/institutions/{MUSEUM}/records/P%2F7", headers=running.writer)
            put(running, "P/8", media=[PICTURE], withheld=True)
            put(running, "P/9")
            yield running


def put(service: Service, local_id: str, **parts: object) -> None:
    record = {"local_id": local_id, "identifiers": [{"value": "1"}], "titles": [{"text": local_id}], **parts}
    answer = service.client.put(
        f"/api/v1/institutions/{MUSEUM}/records/{encode_segment(local_id)}",
        content=json.dumps(record),
        headers={**service.writer, "Content-Type": "application/json"},
    )
    assert answer.status_code in {200, 201}, answer.text


def read(service: Service, iri: str) -> dict[str, Any]:
    """Return a document that names itself by this address, served as the API asks for it."""
    answer = service.client.get(iri.removeprefix(service.tools.settings.base_url))
    assert answer.status_code == 200, answer.text
    profile = "http://iiif.io/api/presentation/3/context.json"
    assert answer.headers["content-type"] == f'application/ld+json;profile="{profile}"'
    assert answer.headers["access-control-allow-origin"] == "*"
    found: dict[str, Any] = answer.json()
    assert (found["@context"], found["id"]) == (profile, iri)
    (Manifest if found["type"] == "Manifest" else Collection).model_validate(found)
    return found


def walked(service: Service, iri: str, width: int = WIDTH) -> Iterator[tuple[int, str]]:
    """Return every manifest below a collection with how many collections lead to it."""
    items = read(service, iri)["items"]
    assert len(items) <= width
    for one in items:
        if one["type"] == "Manifest":
            yield 1, one["id"]
        else:
            yield from ((depth + 1, found) for depth, found in walked(service, one["id"], width))


def test_every_record_with_a_picture_is_found_and_loads(service: Service) -> None:
    base = service.tools.settings.base_url
    expected = {f"{base}/{MUSEUM}/object/P%2F{number}/manifest" for number in range(30) if number not in {7, 8, 9}}

    def shown() -> bool:
        return {found for _, found in walked(service, f"{base}/iiif/{MUSEUM}/collection")} == expected

    assert service.eventually(shown)
    depths = [depth for depth, _ in walked(service, f"{base}/iiif/{MUSEUM}/collection")]
    assert len(depths) == len(expected), "each is found once"
    assert max(depths) >= 3
    for iri in expected:
        manifest = read(service, iri)
        assert manifest["partOf"][0]["id"] == f"{base}/iiif/{MUSEUM}/collection"


def test_the_collection_of_all_names_the_institutions_with_pictures(service: Service) -> None:
    base = service.tools.settings.base_url
    assert service.eventually(lambda: bool(read(service, f"{base}/iiif/collection")["items"]))
    everybody = read(service, f"{base}/iiif/collection")
    assert [one["id"] for one in everybody["items"]] == [f"{base}/iiif/{MUSEUM}/collection"]
    assert set(everybody["items"][0]["label"]) == {"fr", "en"}
    assert read(service, f"{base}/iiif/{OTHER}/collection")["items"] == []


@pytest.mark.parametrize("path", ["/iiif/nonesuch/collection", f"/iiif/{MUSEUM}/collection/1/4000"])
def test_what_is_not_there_is_a_problem_that_every_origin_may_read(service: Service, path: str) -> None:
    answer = service.client.get(path)
    assert (answer.status_code, answer.headers["content-type"]) == (404, "application/problem+json")
    assert answer.headers["access-control-allow-origin"] == "*"


def test_a_level_that_no_log_has_is_refused(service: Service) -> None:
    assert service.client.get(f"/iiif/{MUSEUM}/collection/77/1").status_code == 422


def test_a_record_without_a_picture_has_no_manifest(service: Service) -> None:
    path = f"/{MUSEUM}/object/{encode_segment('T 3')}"
    assert service.client.get(f"{path}/manifest").status_code == 406
    assert "presentation/3" not in service.client.get(path).headers["link"]
    assert service.client.get(f"/{MUSEUM}/object/P%2F7/manifest").status_code == 410


def test_an_unchanged_collection_is_not_sent_twice(service: Service) -> None:
    tag = service.client.get("/iiif/collection").headers["etag"]
    assert service.client.get("/iiif/collection", headers={"If-None-Match": tag}).status_code == 304
    assert service.client.options("/iiif/collection").status_code == 204
