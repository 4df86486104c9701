"""What public pages say of themselves: in both languages, at one address, in schema.org's words."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from lxml import html as lxml_html

from tests.linked import settle
from tests.rest import MUSEUM, Service, running_service
from tests.shared import needs_shared
from tests.unit.publication.test_schema_org import _in_range, _nodes, _types, _values, _well_named, vocabulary

RECORD: dict[str, Any] = {
    "local_id": "R-1",
    "language": "fr",
    "identifiers": [{"value": "R-1"}],
    "titles": [{"text": "Le moulin </script><b>", "language": "fr"}],
    "notes": [{"text": "Un moulin au bord\nde l'eau.", "language": "fr"}],
    "object_types": [{"label": "peinture", "id": "T 1"}],
    "productions": [
        {
            "contributions": [
                {
                    "agent": {
                        "name": "Rose Tremblay",
                        "id": "P1",
                        "kind": "person",
                        "same_as": ["https://www.wikidata.org/entity/Q1"],
                        "birth": {"text": "1901", "earliest": "1901-01-01", "latest": "1901-12-31"},
                        "birth_place": "Kamouraska",
                    }
                }
            ],
            "places": [
                {"name": "Saint-Aubert", "id": "L1", "broader": ["Québec"], "latitude": 47.2, "longitude": -70.2}
            ],
        }
    ],
    "media": [{"url": "https://images.example.org/1.jpg"}],
}
ENTITIES = {
    f"/{MUSEUM}/agent/P1": "Person",
    f"/{MUSEUM}/place/L1": "Place",
    f"/{MUSEUM}/set/collection": "Dataset",
}
PAGES = ("/", "/search", "/sparql", "/problems", "/api/docs", f"/{MUSEUM}", f"/{MUSEUM}/object/R-1", *ENTITIES)


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    with running_service(tmp_path_factory.mktemp("public")) as running:
        stored = running.client.put(
            f"/api/v1/institutions/{MUSEUM}/records/R-1",
            content=json.dumps(RECORD),
            headers={**running.writer, "Content-Type": "application/json"},
        )
        assert stored.json()["state"] == "published", stored.text
        settle(running)
        yield running


def page(service: Service, path: str, language: str = "fr") -> Any:
    answer = service.client.get(path, headers={"Accept": "text/html", "Accept-Language": language})
    assert answer.status_code == 200
    assert "x-robots-tag" not in answer.headers
    return lxml_html.fromstring(answer.content)


def told(document: Any) -> dict[str, Any]:
    scripts = document.xpath('//script[@type="application/ld+json"]/text()')
    assert len(scripts) == 1
    found: dict[str, Any] = json.loads(scripts[0])
    assert found["@context"] == "https://schema.org"
    return found


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_page_names_itself_and_its_other_language(service: Service, path: str, language: str) -> None:
    document = page(service, path, language)
    iri = f"{service.tools.settings.base_url}{path}"
    own = iri if language == "fr" else f"{iri}?language=en"

    def one(query: str) -> str:
        found = document.xpath(f"//head/{query}")
        assert len(found) == 1, (query, found)
        return str(found[0])

    assert document.get("lang") == language
    assert one('link[@rel="canonical"]/@href') == own
    languages = document.xpath('//head/link[@rel="alternate"][@hreflang]')
    assert {each.get("hreflang"): each.get("href") for each in languages} == {
        "fr": iri,
        "en": f"{iri}?language=en",
        "x-default": iri,
    }
    assert one("title/text()").strip()
    assert 20 <= len(one('meta[@name="description"]/@content')) <= 300
    assert one('meta[@property="og:url"]/@content') == own
    assert one('meta[@property="og:title"]/@content')
    assert one('meta[@property="og:description"]/@content') == one('meta[@name="description"]/@content')
    assert one('meta[@property="og:locale"]/@content') == {"fr": "fr_CA", "en": "en_CA"}[language]
    assert not document.xpath('//meta[@name="robots"]')
    for address in (own, f"{iri}?language=fr"):
        asked = address.removeprefix(service.tools.settings.base_url)
        answer = service.client.get(asked, headers={"Accept": "text/html"})
        assert answer.headers["content-language"] == ("en" if address.endswith("=en") else "fr")


@pytest.mark.parametrize("path", ["/search?q=moulin", "/problems/not-found?x=1", f"/{MUSEUM}/set/collection?after=zz"])
def test_an_answer_to_a_question_is_not_listed(service: Service, path: str) -> None:
    answer = service.client.get(path, headers={"Accept": "text/html"})
    assert answer.headers.get("x-robots-tag") == "noindex" or answer.status_code == 404


def test_a_record_shares_its_picture_and_no_text_leaves_the_script(service: Service) -> None:
    document = page(service, f"/{MUSEUM}/object/R-1")
    assert document.xpath('//meta[@property="og:image"]/@content') == ["https://images.example.org/1.jpg"]
    assert document.xpath('//meta[@name="description"]/@content') == ["Un moulin au bord de l'eau."]
    work = told(document)
    assert work["name"]["@value"] == "Le moulin </script><b>"
    assert work["associatedMedia"]["@type"] == ["MediaObject", "ImageObject"]
    forms = document.xpath('//head/link[@rel="alternate"][contains(@href, "iiif")]/@type')
    assert forms == ["application/ld+json"]


def test_the_home_page_tells_of_the_site_and_of_every_dataset(service: Service) -> None:
    website, catalogue = told(page(service, "/"))["@graph"]
    base = service.tools.settings.base_url
    assert (website["@type"], website["@id"]) == ("WebSite", f"{base}/")
    assert "{search_term_string}" in website["potentialAction"]["target"]["urlTemplate"]
    assert catalogue["@type"] == "DataCatalog"
    assert f"{base}/{MUSEUM}/set/collection" in {one["@id"] for one in catalogue["dataset"]}


def test_an_institution_is_an_organization_with_a_dataset(service: Service) -> None:
    museum, dataset = told(page(service, f"/{MUSEUM}"))["@graph"]
    assert museum["@type"] == ["Organization", "Museum"]
    assert {name["@language"] for name in museum["name"]} == {"fr", "en"}
    assert dataset["publisher"]["@id"] == museum["@id"]
    assert all(len(one["@value"]) >= 50 for one in dataset["description"]), "search engines want fifty characters"


def test_an_institution_leads_to_its_manifests(service: Service) -> None:
    links = page(service, f"/{MUSEUM}").xpath('//main//a[contains(@href, "/iiif/")]/@href')
    assert links == [f"/iiif/{MUSEUM}/collection"]
    assert service.client.get(links[0]).json()["type"] == "Collection"


@pytest.mark.parametrize(("path", "kind"), ENTITIES.items())
def test_an_entity_s_page_tells_what_it_is(service: Service, path: str, kind: str) -> None:
    listed = told(page(service, path))
    assert listed["@type"] == "CollectionPage"
    about = listed["mainEntity"]
    assert (about["@type"], about["@id"]) == (kind, f"{service.tools.settings.base_url}{path}")
    assert [one["name"]["@value"] for one in listed["hasPart"]] == ["Le moulin </script><b>"]
    if kind == "Person":
        assert about["birthDate"] == "1901"
        assert about["birthPlace"]["name"]["@value"] == "Kamouraska"
        assert about["sameAs"] == "https://www.wikidata.org/entity/Q1"
    if kind == "Place":
        assert about["geo"] == {"@type": "GeoCoordinates", "latitude": 47.2, "longitude": -70.2}
        assert about["containedInPlace"]["name"]["@value"] == "Québec"


@needs_shared
@pytest.mark.parametrize("path", ["/", f"/{MUSEUM}", f"/{MUSEUM}/object/R-1", *ENTITIES])
def test_every_page_uses_schema_org_s_words_as_it_defines_them(service: Service, path: str) -> None:
    for node in _nodes([told(page(service, path)), *_values(told(page(service, path)), "@graph")]):
        if _types(node):
            _well_named(node)
            classes = set().union(*(vocabulary().classes(name) for name in _types(node)))
            for name in node:
                if not name.startswith("@") and name != "query-input":
                    assert vocabulary().domains[name] & classes, (name, classes)
                    for value in _values(node, name):
                        _in_range(name, value)
