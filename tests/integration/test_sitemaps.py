"""Search engines are shown every published record once, with its last change, and nothing else."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from urllib.robotparser import RobotFileParser

import pytest
from lxml import etree

from tests.rest import MUSEUM, Service, running_service

MAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    with running_service(tmp_path_factory.mktemp("sitemaps")) as running:
        for local_id in ("A 1", "B&2", "C-3", "D-4"):
            put(running, local_id)
        running.client.delete(f"/api/v1/institutions/{MUSEUM}/records/C-3", headers=running.writer)
        put(running, "D-4", withheld=True)
        yield running


def put(service: Service, local_id: str, **more: bool) -> None:
    record = {"local_id": local_id, "identifiers": [{"value": local_id}], "titles": [{"text": "Le moulin"}], **more}
    quoted = local_id.replace(" ", "%20").replace("&", "%26")
    answer = service.client.put(
        f"/api/v1/institutions/{MUSEUM}/records/{quoted}",
        content=json.dumps(record),
        headers={**service.writer, "Content-Type": "application/json"},
    )
    assert answer.status_code in {200, 201}, answer.text


def addresses(service: Service, path: str) -> dict[str, str | None]:
    answer = service.client.get(path)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/xml"
    root = etree.fromstring(answer.content)
    return {str(one.findtext(f"{MAP}loc")): one.findtext(f"{MAP}lastmod") for one in root}


def test_the_index_leads_to_every_published_record(service: Service) -> None:
    base = service.tools.settings.base_url
    parts = [address.removeprefix(base) for address in addresses(service, "/sitemap.xml")]
    assert parts == ["/sitemaps/pages.xml", "/sitemaps/1.xml"]
    found = addresses(service, parts[1])
    assert set(found) == {f"{base}/{MUSEUM}/object/A%201", f"{base}/{MUSEUM}/object/B%262"}
    for changed in found.values():
        assert changed is not None
        assert datetime.fromisoformat(changed) <= datetime.now(UTC)
    for address in found:
        assert service.client.get(address.removeprefix(base), headers={"Accept": "text/html"}).status_code == 200


def test_pages_that_are_no_records_are_there(service: Service) -> None:
    base = service.tools.settings.base_url
    found = addresses(service, "/sitemaps/pages.xml")
    assert {f"{base}/", f"{base}/search", f"{base}/{MUSEUM}", f"{base}/{MUSEUM}/set/collection"} <= set(found)


def test_a_part_that_is_not_there_is_a_problem(service: Service) -> None:
    answer = service.client.get("/sitemaps/7.xml", headers={"Accept-Language": "en"})
    assert (answer.status_code, answer.headers["content-type"]) == (404, "application/problem+json")
    assert "7" in answer.json()["detail"]


def test_an_unchanged_part_is_not_sent_twice(service: Service) -> None:
    tag = service.client.get("/sitemaps/1.xml").headers["etag"]
    assert service.client.get("/sitemaps/1.xml", headers={"If-None-Match": tag}).status_code == 304


def test_robots_are_led_to_the_map_and_away_from_answers_to_questions(service: Service) -> None:
    answer = service.client.get("/robots.txt")
    robots = RobotFileParser()
    robots.parse(answer.text.splitlines())
    assert robots.site_maps() == [f"{service.tools.settings.base_url}/sitemap.xml"]
    assert robots.can_fetch("*", f"/{MUSEUM}/object/A%201")
    assert not robots.can_fetch("*", "/api/v1/search?q=moulin")
