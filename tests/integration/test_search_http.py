"""Search over HTTP: JSON, JSON-LD, suggestions and the page, for whoever asks well and for whoever does not."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from html import unescape
from urllib.parse import urlsplit

import httpx
import msgspec
import pytest
from rdflib import Graph, Namespace

from app.core.text import LANGUAGES
from tests.linked import settle
from tests.rest import MUSEUM, Service, running_service
from tests.search_corpus import RECORDS

HOSTILE = "<script>alert('cheval')</script>"


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    with running_service(tmp_path_factory.mktemp("search")) as running:
        for _, record in RECORDS:
            written = {"identifiers": [{"value": record.local_id}], **msgspec.to_builtins(record)}
            stored = running.client.put(
                f"/api/v1/institutions/{MUSEUM}/records/{record.local_id.replace('/', '%2F').replace(' ', '%20')}",
                content=json.dumps(written),
                headers={**running.writer, "Content-Type": "application/json"},
            )
            assert stored.status_code in {200, 201}, stored.text
        settle(running)
        yield running


def search(service: Service, **query: object) -> dict[str, object]:
    answer = service.client.get("/api/v1/search", params=query)  # type: ignore[arg-type]  # texts, numbers and lists
    assert answer.status_code == httpx.codes.OK, answer.text
    found: dict[str, object] = answer.json()
    return found


def at_home(address: str) -> str:
    """Return the address below the server that runs: its public address is another."""
    parts = urlsplit(address)
    return f"{parts.path}?{parts.query}"


def ids(found: dict[str, object]) -> list[str]:
    records = found["records"]
    assert isinstance(records, list)
    return [one["local_id"] for one in records]


def test_words_find_records_in_both_languages(service: Service) -> None:
    assert set(ids(search(service, q="eglises"))) == {"1942.12.3", "1942.12.30"}
    assert set(ids(search(service, q="paintings"))) == {"E-1", "E-2", "E-4"}


def test_an_answer_says_how_far_behind_it_is_and_is_open_to_all(service: Service) -> None:
    def caught_up() -> bool:  # the figure is up to half a second old
        return service.client.get("/api/v1/search").headers["Concordance-Lag-Changes"] == "0"

    assert service.eventually(caught_up)
    for path in ("/api/v1/search", "/api/v1/search/suggest?q=egl", "/search"):
        headers = service.client.get(path).headers
        assert headers["Concordance-Lag-Changes"] == "0", path
        assert float(headers["Concordance-Lag-Seconds"]) == 0, path
        if path.startswith("/api"):
            assert headers["Access-Control-Allow-Origin"] == "*"


def test_following_next_shows_every_record_once_in_json(service: Service) -> None:
    address = "/api/v1/search?limit=3"
    seen: list[str] = []
    while address:
        answer = service.client.get(address)
        found = answer.json()
        seen += ids(found)
        assert ("next" in found) == ('rel="next"' in answer.headers.get("Link", ""))
        address = at_home(found["next"]) if "next" in found else ""
    assert sorted(seen) == sorted(record.local_id for _, record in RECORDS)


@pytest.mark.parametrize("profile", ["", ';profile="https://linked.art/ns/v1/search.json"'])
def test_following_next_shows_every_record_once_in_json_ld(service: Service, profile: str) -> None:
    address: str | None = "/api/v1/search?limit=4"
    seen: list[str] = []
    while address:
        answer = service.client.get(address, headers={"Accept": f"application/ld+json{profile}"})
        assert answer.headers["Content-Type"].startswith("application/ld+json")
        page = answer.json()
        assert page["@context"]
        assert at_home(page["id"]) == address
        assert page["partOf"]["totalItems"] == len(RECORDS)
        seen += [item["id"] for item in page["orderedItems"]]
        address = at_home(page["next"]["id"]) if "next" in page else None
    assert len(seen) == len(set(seen)) == len(RECORDS)


def test_following_next_shows_every_record_once_in_hydra(service: Service) -> None:
    address: str | None = "/api/v1/search?limit=4"
    seen: set[str] = set()
    graph = Graph()
    while address:
        accept = 'application/ld+json;profile="http://www.w3.org/ns/hydra/core"'
        answer = service.client.get(address, headers={"Accept": accept})
        page = answer.json()
        graph.parse(data=answer.text, format="json-ld")
        seen |= {item["id"] for item in page["member"]}
        assert at_home(page["view"]["id"]) == address
        address = at_home(page["view"]["next"]) if "next" in page["view"] else None
    assert len(seen) == len(RECORDS)
    hydra = Namespace("http://www.w3.org/ns/hydra/core#")
    assert {str(member) for member in graph.objects(None, hydra.member)} == seen
    assert {int(str(total)) for total in graph.objects(None, hydra.totalItems)} == {len(RECORDS)}


def test_facets_lead_where_they_count(service: Service) -> None:
    found = search(service, q="peinture")
    facets = found["facets"]
    assert isinstance(facets, dict)
    assert set(facets) == {
        "institution", "type", "maker", "material", "technique", "place", "century", "rights", "picture", "quality",
    }  # fmt: skip
    counted = [(facet, one) for facet, values in facets.items() for one in values]
    assert counted
    for facet, one in counted:
        narrowed = service.client.get(at_home(one["href"])).json()
        assert narrowed["total"] == one["records"], (facet, one)


def test_only_the_facets_that_are_asked_for_are_counted(service: Service) -> None:
    assert set(search(service, facets="century, type")["facets"]) == {"type", "century"}  # type: ignore[call-overload]  # a tree of JSON
    assert search(service, facets="")["facets"] == {}


def test_several_values_of_a_facet_are_alternatives(service: Service) -> None:
    both = search(service, type=["peinture", "Armoire"])
    assert set(ids(both)) == {"1942.12.3", "1942.12.30", "M-77/4"}
    types = both["facets"]["type"]  # type: ignore[index]  # a tree of JSON
    (painting,) = [one for one in types if one["value"] == "Painting"]
    three = service.client.get(at_home(painting["href"])).json()
    assert set(ids(three)) == {"1942.12.3", "1942.12.30", "M-77/4", "E-1", "E-4"}, "one more is chosen"


def test_years_and_a_box(service: Service) -> None:
    assert set(ids(search(service, **{"from": 1905, "to": 1906}))) == {"1942.12.30"}
    assert set(ids(search(service, bbox="-72,46,-70,48"))) == {"1942.12.3", "M-77/4"}
    assert set(ids(search(service, bbox="170,-20,-170,0"))) == {"E-3"}


def test_suggestions_and_what_may_have_been_meant(service: Service) -> None:
    begun = service.client.get("/api/v1/search/suggest", params={"q": "krie"}).json()
    assert begun["suggestions"][0] == "Cornelius Krieghoff"
    meant = search(service, q="kreighoff")
    assert meant["total"] == 0
    assert ids(service.client.get(at_home(str(meant["meant"]))).json()) == ["1942.12.3"]


REFUSED: tuple[tuple[str, int, str | None], ...] = (
    ("/api/v1/search?after=abc", 400, None),
    ("/api/v1/search?after=eyJh", 400, None),
    ("/search?after=abc", 400, None),
    ("/api/v1/search?limit=100000000", 422, "limit"),
    ("/api/v1/search?limit=0", 422, "limit"),
    ("/api/v1/search?limit=abc", 422, "limit"),
    ("/api/v1/search?limit=999999999999999999999999", 422, "limit"),
    ("/api/v1/search?sort=beauty", 422, "sort"),
    ("/api/v1/search?from=x", 422, "from"),
    ("/api/v1/search?from=99999999999999999999", 422, "from"),
    ("/api/v1/search?bbox=1,2,3", 422, "bbox"),
    ("/api/v1/search?facets=type,beauty", 422, "facets"),
    ("/api/v1/search?bbox=nan,0,1,1", 422, "bbox"),
    ("/api/v1/search?bbox=0,91,1,92", 422, "bbox"),
    (f"/api/v1/search?q={'a' * 2000}", 422, "q"),
    (f"/api/v1/search?{'&'.join('type=a' for _ in range(200))}", 422, "type"),
    (f"/api/v1/search?after={'A' * 4000}", 422, "after"),
    ("/api/v1/search/suggest?limit=5000", 422, "limit"),
)


@pytest.mark.parametrize(("address", "status", "named"), REFUSED, ids=[one[0][:60] for one in REFUSED])
@pytest.mark.parametrize("language", LANGUAGES)
def test_what_cannot_be_asked_is_refused_with_a_problem(
    service: Service, address: str, status: int, named: str | None, language: str
) -> None:
    answer = service.client.get(address, headers={"Accept": "application/json", "Accept-Language": language})
    assert answer.status_code == status, answer.text
    assert answer.headers["Content-Type"].startswith("application/problem+json")
    problem = answer.json()
    assert problem["detail"] == problem["details"][language]
    if named is not None:
        assert named in answer.text


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH"])
@pytest.mark.parametrize("path", ["/api/v1/search", "/api/v1/search/suggest", "/search"])
def test_other_methods_are_refused(service: Service, path: str, method: str) -> None:
    assert service.client.request(method, path).status_code == httpx.codes.METHOD_NOT_ALLOWED


def test_a_form_that_is_on_offer_nowhere_is_refused(service: Service) -> None:
    answer = service.client.get("/api/v1/search", headers={"Accept": "image/png"})
    assert answer.status_code == httpx.codes.NOT_ACCEPTABLE


ODD = (
    "", '"', "((", "titre:", "titre:titre:titre:", "a:b:c", "-", "--", "*", "~", "[1 TO", "\x00", "\u202e", "' OR 1=1",
    "{{7*7}}", "%00", "é" * 900, '"' * 900, "-a " * 300, "🦫", "\ud83e".encode("utf-8", "replace").decode(),
)  # fmt: skip


@pytest.mark.parametrize("text", ODD, ids=range(len(ODD)))
def test_odd_texts_are_words(service: Service, text: str) -> None:
    for path in ("/api/v1/search", "/search", "/api/v1/search/suggest"):
        answer = service.client.get(path, params={"q": text[:200] if path.endswith("suggest") else text})
        assert answer.status_code == httpx.codes.OK, (path, answer.text[:500])


@pytest.mark.parametrize(
    "query",
    [
        "from=&to=&sort=&q=eglise",  # what the form sends when nothing is filled in
        "after=&bbox=&limit=20",
        "century=abc",
        "century=99999999999999999999999",
        "quality=palier&rights=aucun&picture=peut-%C3%AAtre",
        "institution=nulle-part",
        "maker=%3Cscript%3Ealert(1)%3C%2Fscript%3E&q=%22%3E%3Cimg%20src%3Dx%3E",
        "from=1900&to=1800",
        "unknown=1&unknown=2",
    ],
)
def test_odd_choices_are_answered(service: Service, query: str) -> None:
    for path in ("/search", "/api/v1/search"):
        answer = service.client.get(f"{path}?{query}")
        assert answer.status_code == httpx.codes.OK, (path, answer.text[:500])
        if path == "/search":
            assert "<script>alert" not in answer.text
            assert "<img" not in answer.text


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_shows_hostile_values_as_text_and_marks_what_was_found(service: Service, language: str) -> None:
    answer = service.client.get("/search", params={"q": "cheval", "language": language})
    assert HOSTILE not in answer.text
    assert "<mark>cheval</mark>" in answer.text
    assert HOSTILE in unescape(re.sub(r"</?mark>", "", answer.text))
    assert answer.headers["Content-Language"] == language
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert "<script" not in answer.text


def test_the_page_narrows_and_widens_without_a_script(service: Service) -> None:
    page = service.client.get("/search", params={"q": "peinture", "language": "fr"}).text
    links = [unescape(one) for one in re.findall(r'href="(/search\?[^"]*)"', page)]
    narrowing = [one for one in links if "type=Peinture" in one]
    assert narrowing
    narrowed = service.client.get(narrowing[0]).text
    back = [unescape(one) for one in re.findall(r'href="(/search\?[^"]*)"', narrowed)]
    assert any("type=" not in one and "q=peinture" in one for one in back)
    assert 'name="q"' in service.client.get("/").text, "the home page leads to the search"
