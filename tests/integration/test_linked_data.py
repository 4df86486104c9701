"""Linked data over HTTP: every form of an object, its headers, its tombstone, and what is refused."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from email.utils import format_datetime

import httpx
import pyoxigraph as ox
import pytest
from fastapi.routing import iter_route_contexts

from app.core.errors import InputError
from app.core.iri import encode_segment
from app.core.reserved import RESERVED_SLUGS
from app.core.text import Text
from app.publication.profiles import LINKED_ART
from app.storage.institutions import add_institution
from app.web.application import create_application
from app.web.data.forms import Form, forms
from tests.linked import settle
from tests.rest import MUSEUM, Service, csv_of, running_service

BASE = "https://donnees.example.org"
ODD = [
    "a/b", "a b", "é’«»", "x.ttl", "x.ttl.ttl", "..", ".", "a%2Fb", "a?b#c", "a+b", "~!$'()*,=@:;&", "日本", "a\\b",
    "x" * 512, "//", "a/", "<script>", '"', "%", "{}",
]  # fmt: skip


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    with running_service(tmp_path_factory.mktemp("linked")) as running:
        pictured = csv_of("1984.7,Le fleuve,Rose Tremblay,1931,https://images.example.org/7.jpg")
        running.push(pictured.replace("\n", ",Image\n", 1))
        running.push(csv_of("1984.8,La côte,Rose Tremblay,1932", "G,Gone,A,1900"))
        for local_id in ODD:
            put(running, local_id)
        running.client.delete(f"/api/v1/institutions/{MUSEUM}/records/G", headers=running.writer)
        settle(running)
        yield running


def put(service: Service, local_id: str, **members: object) -> None:
    record = {"local_id": local_id, "identifiers": [{"value": "n"}], "titles": [{"text": "T"}], **members}
    answer = service.client.put(
        f"/api/v1/institutions/{MUSEUM}/records/{encode_segment(local_id)}",
        content=json.dumps(record),
        headers={**service.writer, "Content-Type": "application/json"},
    )
    assert answer.status_code in {200, 201}, answer.text
    assert answer.json()["state"] == "published", answer.text


def address(local_id: str, suffix: str = "") -> str:
    return f"/{MUSEUM}/object/{encode_segment(local_id)}{suffix}"


def get(service: Service, path: str, **headers: str) -> httpx.Response:
    return service.client.get(path, headers={name.replace("_", "-"): value for name, value in headers.items()})


@pytest.mark.parametrize("form", forms(), ids=lambda form: form.key)
def test_each_form_is_answered_by_header_query_and_suffix(service: Service, form: Form) -> None:
    by_header = get(service, address("1984.7"), Accept=form.media_type, Accept_Profile=f"<{form.profile.iri}>")
    by_query = get(service, f"{address('1984.7')}?{form.query}", Accept="image/png")
    assert by_header.status_code == by_query.status_code == 200
    assert by_header.content == by_query.content
    for answer in (by_header, by_query):
        assert answer.headers["content-type"].startswith(form.media_type)
        assert answer.headers["content-profile"] == f"<{form.profile.iri}>"
        assert f'<{form.profile.iri}>; rel="profile"' in answer.headers["link"]
        assert answer.headers["content-location"] == f"{BASE}{address('1984.7')}?{form.query}"
        assert {"accept", "accept-profile", "accept-language"} == set(answer.headers["vary"].lower().split(", "))
    assert get(service, address("1984.7", form.suffix)).status_code == 200


def test_every_serialisation_says_the_same_graph(service: Service) -> None:
    expected = {
        ox.Triple(*quad.triple)
        for quad in ox.parse(get(service, address("1984.7", ".nq")).content, ox.RdfFormat.N_QUADS)
    }
    assert len(expected) > 20
    for form in forms():
        serialisation = ox.RdfFormat.from_media_type(form.media_type)
        if form.profile == LINKED_ART and serialisation is not None and "json" not in form.media_type:
            body = get(service, f"{address('1984.7')}?{form.query}").content
            said = {ox.Triple(*quad.triple) for quad in ox.parse(body, serialisation)}
            assert said == expected, form.key


def test_the_other_forms_are_named_in_links_that_work(service: Service) -> None:
    answer = get(service, address("1984.7", ".ttl"))
    named = re.findall(r'<(\?[^>]*)>; rel="alternate"; type="([^"]*)"; formats="([^"]*)"', answer.headers["link"])
    assert {(media_type, profile) for _, media_type, profile in named} == {
        (form.media_type, form.profile.iri) for form in forms()
    }
    for target, media_type, profile in named:
        followed = get(service, f"{address('1984.7', '.ttl')}{target}")
        assert followed.headers["content-type"].startswith(media_type)
        assert followed.headers["content-profile"] == f"<{profile}>"


def test_the_list_of_forms_is_a_page_and_json(service: Service) -> None:
    listed = get(service, f"{address('1984.7')}?_profile=alternates").json()
    assert {one["id"] for one in listed["hasRepresentation"]} == {
        f"{BASE}{address('1984.7')}?{f.query}" for f in forms()
    }
    assert {one["profile"]["token"] for one in listed["hasRepresentation"]} == {f.profile.token for f in forms()}
    page = get(service, f"{address('1984.7')}?_profile=alternates", Accept="text/html")
    for form in forms():
        assert form.profile.iri in page.text


def test_what_is_known_already_is_not_sent_again(service: Service) -> None:
    seen = set()
    for form in forms():
        path = f"{address('1984.7')}?{form.query}"
        first = get(service, path)
        tag = first.headers["etag"]
        assert tag.startswith("W/") == form.is_page
        seen.add(tag)
        again = get(service, path, If_None_Match=f'"other", {tag}')
        assert (again.status_code, again.content) == (304, b"")
        assert again.headers["etag"] == tag
        assert get(service, path, If_Modified_Since=first.headers["last-modified"]).status_code == 304
        assert get(service, path, If_Modified_Since="hier").status_code == 200
        old = format_datetime(datetime(2001, 1, 1, tzinfo=UTC), usegmt=True)
        assert get(service, path, If_Modified_Since=old).status_code == 200
        # the tag decides where both are sent
        both = get(service, path, If_Modified_Since=first.headers["last-modified"], If_None_Match='"x"')
        assert both.status_code == 200
    assert len(seen) == len(forms())


def test_a_changed_record_has_other_tags(service: Service) -> None:
    put(service, "changing")
    before = get(service, address("changing", ".ttl"))
    put(service, "changing", notes=[{"text": "Nouvelle note"}])
    after = get(service, address("changing", ".ttl"), If_None_Match=before.headers["etag"])
    assert after.status_code == 200
    assert after.headers["etag"] != before.headers["etag"]


@pytest.mark.parametrize("local_id", ODD, ids=range(len(ODD)))
def test_any_identifier_has_an_address(service: Service, local_id: str) -> None:
    for suffix, media_type in (("", "application/n-quads"), (".nq", "*/*")):
        path = address(local_id, suffix).encode()
        request = service.client.build_request("GET", "/", headers={"Accept": media_type})
        request.url = request.url.copy_with(raw_path=path)
        answer = service.client.send(request)
        assert answer.status_code == 200, answer.text
        assert answer.text.startswith(f"<{BASE}{address(local_id)}> ")


def test_an_identifier_that_ends_like_a_suffix_comes_before_the_suffix(service: Service) -> None:
    assert get(service, address("x.ttl"), Accept="application/n-quads").text.startswith(f"<{BASE}{address('x.ttl')}> ")
    assert get(service, address("x.ttl", ".nt")).text.startswith(f"<{BASE}{address('x.ttl')}> ")


def test_head_options_and_origins(service: Service) -> None:
    whole = get(service, address("1984.7", ".ttl"), Origin="https://elsewhere.example.org")
    head = service.client.head(address("1984.7", ".ttl"))
    assert (head.status_code, head.content) == (200, b"")
    same = ("etag", "content-length", "content-type", "link", "last-modified")
    assert [head.headers[name] for name in same] == [whole.headers[name] for name in same]
    assert whole.headers["access-control-allow-origin"] == "*"
    assert "Link" in whole.headers["access-control-expose-headers"]
    preflight = service.client.options(address("1984.7"), headers={"Access-Control-Request-Headers": "accept-profile"})
    assert preflight.status_code == 204
    assert preflight.headers["allow"] == "GET, HEAD, OPTIONS"
    assert "Accept-Profile" in preflight.headers["access-control-allow-headers"]
    for method in ("POST", "PUT", "PATCH", "DELETE", "PROPFIND"):
        refused = service.client.request(method, address("1984.7"))
        assert refused.status_code == 405
        assert set(refused.headers["allow"].split(", ")) == {"GET", "HEAD", "OPTIONS"}
        assert refused.json()["titles"].keys() == {"fr", "en"}


def test_a_withdrawn_record_leaves_a_tombstone_that_says_nothing_of_it(service: Service) -> None:
    page = get(service, address("G"), Accept="text/html")
    turtle = get(service, address("G", ".ttl"))
    json_ld = get(service, address("G"), Accept="application/ld+json")
    problem = get(service, address("G"), Accept="application/json")
    assert {one.status_code for one in (page, turtle, json_ld, problem)} == {410}
    assert "Notice retirée" in page.text
    assert next(iter(ox.parse(turtle.content, ox.RdfFormat.TURTLE))).subject.value == f"{BASE}{address('G')}"
    assert json_ld.json()["type"] == "Tombstone"
    assert problem.json()["titles"]["en"] == "Record withdrawn"
    for answer in (page, turtle, json_ld, problem):
        assert "Gone" not in answer.text
        assert answer.headers["access-control-allow-origin"] == "*"
    assert get(service, address("G"), Accept="image/png").status_code == 410


def test_an_unknown_record_is_404_and_names_its_neighbours(service: Service) -> None:
    answer = get(service, address("1984.77"))
    assert answer.status_code == 404
    assert {"label": "1984.7", "href": address("1984.7")} in answer.json()["suggestions"]
    page = get(service, address("1984.77"), Accept="text/html", Accept_Language="en")
    assert f'href="{address("1984.7")}?language=en"' in page.text
    assert "G" not in [one["label"] for one in get(service, address("g")).json().get("suggestions", [])]
    unknown = get(service, "/museee/object/1")
    assert unknown.status_code == 404
    assert MUSEUM in unknown.json()["detail"]


@pytest.mark.parametrize(
    ("path", "status"),
    [
        (f"/{MUSEUM}/object/", 404),
        (f"/{MUSEUM}/object/{'y' * 5000}", 404),
        (f"/{MUSEUM}/object/%00", 404),
        (f"/{MUSEUM}/object/%FF%FE", 404),
        (f"/{MUSEUM}/object/%ED%A0%80", 404),
        (f"/{MUSEUM}/object/1984.7?language=de", 422),
        (f"/{MUSEUM}/object/1984.7?_mediatype=nonesuch", 406),
        (f"/{MUSEUM}/object/1984.7?_profile=nonesuch", 406),
        (f"/{MUSEUM}/agent/nobody", 404),
        (f"/{MUSEUM}/nonesuch/1", 404),
        ("/%2e%2e%2fetc/object/passwd", 404),
        ("/MUSEE", 404),
        ("/favicon.ico", 404),
        ("/search-me-not", 404),
    ],
)
def test_what_cannot_be_answered_is_a_problem_in_both_languages(service: Service, path: str, status: int) -> None:
    answer = get(service, path)
    assert answer.status_code == status
    problem = answer.json()
    assert answer.headers["content-type"] == "application/problem+json"
    assert problem["titles"]["fr"] != problem["titles"]["en"]
    page = get(service, path, Accept="text/html" if status != 406 else "text/html;q=0.5, image/png")
    assert page.status_code == status
    assert page.headers["content-type"].startswith("text/html")


def test_the_page_is_in_french_first_and_fetches_nothing_elsewhere(service: Service) -> None:
    put(
        service,
        "page",
        media=[{"url": "https://images.example.org/a.jpg", "caption": "</script><script>alert(1)</script>"}],
        notes=[{"text": 'Une "note" </script><script>alert(1)</script> &amp;', "language": "fr"}],
        record_rights={"iri": "https://creativecommons.org/publicdomain/zero/1.0/"},
    )
    french, english = (get(service, f"{address('page')}?language={one}", Accept="text/html") for one in ("fr", "en"))
    assert '<html lang="fr">' in get(service, address("page"), Accept="text/html").text
    assert '<html lang="en">' in english.text
    assert "libre de toute condition" in french.text
    assert "free of any condition" in english.text
    assert '<https://creativecommons.org/publicdomain/zero/1.0/>; rel="license"' in french.headers["link"]
    for page in (french, english):
        assert "x-robots-tag" not in page.headers
        assert 'content="noindex"' not in page.text
        assert "default-src 'none'" in page.headers["content-security-policy"]
        assert not re.search(
            r"""<(?:img|iframe|video|audio|source|link rel="(?:stylesheet|preload))[^>]*http""", page.text
        )
        assert "<script>alert" not in page.text
        embedded = re.search(r'<script type="application/ld\+json">(.*?)</script>', page.text, re.DOTALL)
        assert embedded is not None
        assert json.loads(embedded.group(1))["@context"]
        for wanted in (
            'rel="canonical"',
            'hreflang="fr"',
            'hreflang="en"',
            'property="og:title"',
            'name="description"',
        ):
            assert wanted in page.text


def test_a_reserved_word_is_no_institution(service: Service) -> None:
    for word in ("api", "search", "sparql", "oai", "ldes", "activity", "catalog", "healthz", "problems", "sitemap"):
        with pytest.raises(InputError) as refused:
            add_institution(service.tools.database, word, Text("A", "A"))
        assert word in refused.value.detail.fr


def test_every_address_of_the_service_begins_with_a_reserved_word(service: Service) -> None:
    paths = {str(context.path) for context in iter_route_contexts(create_application(service.tools).routes)}
    first = {path.split("/")[1].partition(".")[0] for path in paths if not path.startswith("/{")} - {""}
    assert {one for one in first if re.fullmatch(r"[a-z0-9-]+", one)} - RESERVED_SLUGS == set()
    assert {"api", "healthz", "problems"} <= first


def made_by(agent: str, name: str) -> dict[str, object]:
    who = {"name": name, "id": agent, "kind": "person", "same_as": ["http://www.wikidata.org/entity/Q1"]}
    return {"productions": [{"contributions": [{"agent": who}], "places": [{"name": "Ici", "id": "L1"}]}]}


def test_an_agent_is_what_its_records_say_together_and_what_it_made_is_paged(service: Service) -> None:
    for number in range(30):
        put(service, f"made-{number:02}", **made_by("A/1", "Rose Tremblay"))
    settle(service)
    path = f"/{MUSEUM}/agent/A%2F1"
    first = get(service, path, Accept="text/turtle")
    assert first.status_code == 200
    following = re.search(r'<(\?[^>]*)>; rel="next"', first.headers["link"])
    assert following is not None
    second = get(service, f"{path}{following.group(1)}", Accept="text/turtle")
    made = "http://www.cidoc-crm.org/cidoc-crm/P14_carried_out_by"
    found = set()
    for page in (first, second):
        triples = list(ox.parse(page.content, ox.RdfFormat.TURTLE))
        found |= {str(one.subject.value) for one in triples if one.predicate.value == made}
        assert any(one.predicate.value.endswith("equivalent") for one in triples)
    assert found == {f"{BASE}{address(f'made-{number:02}')}#production" for number in range(30)}
    assert 'rel="next"' not in second.headers["link"]
    assert get(service, path, Accept="text/turtle", If_None_Match=first.headers["etag"]).status_code == 304
    assert get(service, f"{path}?after={'x' * 600}").status_code == 400
    assert get(service, f"{path}?after=zzz").status_code == 200
    assert first.headers["concordance-lag-changes"].isdecimal()
    shown = get(service, path, Accept="text/html").text
    assert "Rose Tremblay" in shown
    assert "30 objets" in shown
    assert f"{path}?language=fr&amp;after=" in shown
    place = get(service, f"/{MUSEUM}/place/L1.jsonld").json()
    assert place["_label"] == "Ici"
    assert len(place["@included"]) == 24
    for form in forms():
        if form.profile == LINKED_ART:
            assert get(service, f"{path}?{form.query}").status_code == 200


def test_an_institution_answers_too(service: Service) -> None:
    assert "Musée d&#39;essai" in get(service, f"/{MUSEUM}", Accept="text/html").text
    triples = list(ox.parse(get(service, f"/{MUSEUM}.ttl").content, ox.RdfFormat.TURTLE))
    assert triples[0].subject.value == f"{BASE}/{MUSEUM}"
    assert get(service, f"/{MUSEUM}").json()["type"] == "Group"
    assert service.client.head(f"/{MUSEUM}").status_code == 200
