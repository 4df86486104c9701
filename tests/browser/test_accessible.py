"""The pages in a real browser: no violation that axe-core finds, nothing fetched from elsewhere, nothing blocked."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from typing import Any, Literal

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]  # it ships no types
from playwright.sync_api import Browser, ConsoleMessage, Page, Request, sync_playwright

from app.core.text import LANGUAGES
from tests.linked import settle
from tests.rest import MUSEUM, Service, csv_of, running_service

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed"),
]
LOOKS: tuple[tuple[int, Literal["light", "dark"]], ...] = ((1280, "light"), (375, "dark"))
RECORD: dict[str, Any] = {
    "local_id": "R-1",
    "language": "fr",
    "identifiers": [{"value": "R-1"}],
    "titles": [{"text": "Le moulin", "language": "fr"}, {"text": "The mill", "language": "en", "kind": "translated"}],
    "object_names": [{"label": "peinture", "id": "http://vocab.getty.edu/aat/300033618"}],
    "notes": [{"text": "Un moulin au bord de l'eau.", "language": "fr"}, {"text": "A mill.", "language": "en"}],
    "productions": [
        {
            "contributions": [{"agent": {"name": "Rose Tremblay", "id": "P1"}, "role": {"label": "peintre"}}],
            "date": {"text": "vers 1931", "earliest": "1931-01-01", "latest": "1931-12-31", "certainty": "approximate"},
            "places": [{"name": "Saint-Aubert", "id": "L1", "broader": ["Québec"]}],
        }
    ],
    "materials": [{"label": "huile"}],
    "dimensions": [{"text": "45 cm", "dimensions": [{"kind": "height", "value": 45, "unit": "cm"}]}],
    "keeper": {"name": "Musée d'essai", "id": "K1"},
    "object_rights": {"iri": "https://creativecommons.org/licenses/by-nc/4.0/", "holder": "Rose Tremblay"},
    "media": [
        {"url": "https://images.example.org/1.jpg", "caption": "Vue", "language": "fr", "credit": "Photo: A."},
        {"url": "https://images.example.org/2.jpg"},
    ],
}


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    with running_service(tmp_path_factory.mktemp("pages")) as running:
        stored = running.client.put(
            f"/api/v1/institutions/{MUSEUM}/records/R-1",
            content=json.dumps(RECORD),
            headers={**running.writer, "Content-Type": "application/json"},
        )
        assert stored.json()["state"] == "published", stored.text
        running.push(csv_of("G,Parti,A,1900"))
        running.client.delete(f"/api/v1/institutions/{MUSEUM}/records/G", headers=running.writer)
        settle(running)
        yield running


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield launched
        launched.close()


def addresses(service: Service) -> dict[str, str]:
    pushed = service.push(csv_of("S-1,Le moulin,Rose Tremblay,pas une date", "S-2,,,")).json()
    report = f"/api/v1/submissions/{pushed['submission']}/report.html"
    found = {
        "home": "/",
        "problems": "/problems",
        "documentation": "/api/docs",
        "report": report,
        "record": f"/{MUSEUM}/object/R-1",
        "alternates": f"/{MUSEUM}/object/R-1?_profile=alternates&_mediatype=text/html",
        "tombstone": f"/{MUSEUM}/object/G",
        "not found": f"/{MUSEUM}/object/R-2",
        "agent": f"/{MUSEUM}/agent/P1",
        "place": f"/{MUSEUM}/place/L1",
        "institution": f"/{MUSEUM}",
        "catalogue": "/catalog",
        "dumps": "/dumps",
    }
    for name in ("search", "sparql"):
        if service.client.get(f"/{name}", headers={"Accept": "text/html"}).status_code == 200:
            found[name] = f"/{name}"
    return found


@pytest.mark.slow
@pytest.mark.parametrize("language", LANGUAGES)
def test_no_page_has_a_violation_or_fetches_anything_elsewhere(
    service: Service, browser: Browser, language: str
) -> None:
    found: list[str] = []
    for name, address in addresses(service).items():
        for width, scheme in LOOKS:
            page = browser.new_page(
                viewport={"width": width, "height": 800}, locale=f"{language}-CA", color_scheme=scheme
            )
            found += [f"{name} at {width}: {one}" for one in wrong_with(page, service.address, address, language)]
            page.close()
    assert not found, "\n".join(found)


def wrong_with(page: Page, service: str, address: str, language: str) -> Iterator[str]:
    """Yield what is wrong with a page as the browser shows it."""
    fetched: list[Request] = []
    said: list[ConsoleMessage] = []
    page.on("request", lambda request: fetched.append(request))  # noqa: PLW0108  # the driver marks functions
    page.on("console", lambda message: said.append(message))  # noqa: PLW0108  # the same
    page.goto(f"{service}{address}")
    yield from (one.url for one in fetched if not one.url.startswith((service, "data:")))
    # axe is put into the page by the browser's driver afterwards: what the policy blocks is said before
    expected = ("status of 404", "status of 410")
    yield from (one.text for one in said if not any(status in one.text for status in expected))
    if page.evaluate("document.documentElement.lang") != language:
        yield "another language"
    if page.evaluate("document.documentElement.scrollWidth > window.innerWidth"):
        yield "wider than the window"
    for details in page.query_selector_all("details"):
        details.evaluate("element => { element.open = true }")
    for violation in Axe().run(page).response["violations"]:
        yield from (f"{violation['id']}: {node['html'][:200]}" for node in violation["nodes"][:3])
