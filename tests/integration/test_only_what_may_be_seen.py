"""A secret is planted wherever a record can hold one, and every door of the service is opened: none lets it out.

The doors are those that the OpenAPI document names, those that the pages and answers lead to, and every output format:
one that is added later is walked without a word here.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote, unquote, urljoin, urlsplit

import httpx
import pytest

from app.core.iri import encode_segment
from app.publication.output_format import output_formats
from app.web.data.forms import forms
from tests.linked import settle
from tests.rest import MUSEUM, Service, running_service

SECRET = "Zyzzyva"  # was never published
FORMER = "Quetzal"  # was published once, and is no longer
OPEN = "Rossignol"
BASE = "https://donnees.example.org"
_MOST_PAGES = 900


def record(local_id: str, title: str, **members: Any) -> dict[str, Any]:
    return {
        "local_id": local_id,
        "identifiers": [{"value": local_id}],
        "titles": [{"text": title, "language": "fr"}],
        "object_names": [{"label": "coffret"}],
        "productions": [
            {"contributions": [{"agent": {"name": OPEN, "id": "A1"}}], "places": [{"name": "Ici", "id": "L1"}]}
        ],
        "media": [{"url": "https://images.example.org/1.jpg"}],
        **members,
    }


def private(secret: str) -> dict[str, Any]:
    return {
        "private": [{"name": f"Évaluation {secret}", "value": secret, "cell": {"column": secret, "value": secret}}],
        "unmapped": [{"name": f"Divers {secret}", "value": secret, "cell": {"column": secret, "value": secret}}],
    }


PLANTED: dict[str, list[dict[str, Any]]] = {
    "a private field": [record("open", OPEN, **private(SECRET))],
    "a cell that a public value was read from": [
        record("cell", OPEN, notes=[{"text": OPEN, "cell": {"column": "Note", "value": SECRET, "row": 3}}])
    ],
    "a record kept back": [record("kept", SECRET, withheld=True)],
    "a record with a violation": [{**record("blocked", SECRET), "identifiers": []}],
    "an older version": [record("older", FORMER), record("older", OPEN)],
    "a newer version that waits": [record("newer", OPEN), {**record("newer", SECRET), "identifiers": []}],
    "a withdrawn record": [record("gone", FORMER)],
}
_WITHDRAWN = "gone"
_HISTORY = ("/ldes",)  # every version that was published is a member of the stream for ever


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    with running_service(tmp_path_factory.mktemp("seen")) as running:
        for versions in PLANTED.values():
            for one in versions:
                stored = running.client.put(
                    f"/api/v1/institutions/{MUSEUM}/records/{one['local_id']}",
                    content=json.dumps(one),
                    headers={**running.writer, "Content-Type": "application/json"},
                )
                assert stored.status_code in {200, 201}, stored.text
        running.client.delete(f"/api/v1/institutions/{MUSEUM}/records/{_WITHDRAWN}", headers=running.writer)
        settle(running)
        yield running


def test_the_secret_was_planted_and_the_rest_can_be_seen(service: Service) -> None:
    kept = service.client.get(f"/api/v1/institutions/{MUSEUM}/records/open", headers=service.reader)
    assert SECRET in kept.text, "the museum itself reads its own"
    for local_id, seen in (
        ("open", 200),
        ("cell", 200),
        ("older", 200),
        ("kept", 404),
        ("blocked", 404),
        ("gone", 410),
    ):
        assert service.client.get(f"/{MUSEUM}/object/{local_id}").status_code == seen, local_id


@pytest.mark.parametrize("local_id", sorted({one["local_id"] for versions in PLANTED.values() for one in versions}))
def test_no_form_of_any_record_says_it(service: Service, local_id: str) -> None:
    assert {form.key for form in forms()} >= {one.key for one in output_formats()}
    for form in forms():
        for path in (f"?{form.query}", form.suffix, "?_profile=alternates"):
            answer = service.client.get(f"/{MUSEUM}/object/{encode_segment(local_id)}{path}")
            assert no_secret(answer), (form.key, path)


def test_no_door_lets_it_out(service: Service) -> None:
    """Walk every GET of the OpenAPI document, with identifiers that exist, and whatever the answers lead to."""
    waiting = list(doors(service))
    seen: set[str] = set()
    answered = 0
    while waiting and len(seen) < _MOST_PAGES:
        address = waiting.pop(0)
        if address in seen:
            continue
        seen.add(address)
        for accept in ("text/html", "*/*"):
            answer = service.client.get(address, headers={"Accept": accept})
            assert no_secret(answer, history=address.startswith(_HISTORY)), address
            answered += answer.is_success
            waiting += [one for one in led_to(answer, address) if one not in seen]
    assert answered > len(forms()) * 4
    assert any("/agent/" in one for one in seen)


def test_no_query_finds_it(service: Service) -> None:
    for path, parameter in (("/sparql", "query"), ("/search", "q"), ("/api/v1/search", "q")):
        everything = "SELECT * { GRAPH ?g { ?s ?p ?o } }" if parameter == "query" else SECRET
        for asked in (everything, f"{SECRET[:5]}*", f'"{SECRET}"'):
            answer = service.client.get(path, params={parameter: asked})
            if answer.status_code == httpx.codes.NOT_FOUND:
                break
            # what was asked for may be said again
            said = answer.text.replace(asked, "").replace(quote(asked), "").replace(quote(asked, safe=""), "")
            assert SECRET not in said.replace("&#34;" + SECRET + "&#34;", ""), path


def test_no_log_says_it(service: Service) -> None:
    assert service.logs
    told = "\n".join(str(line) for line in service.logs)
    assert SECRET not in told
    assert FORMER not in told


def no_secret(answer: httpx.Response, *, history: bool = False) -> bool:
    """Say whether neither secret is told; `history` is a stream of versions, which tells those that were published."""
    said = answer.text + unquote(str(answer.headers))
    return SECRET not in said and (history or FORMER not in said)


def doors(service: Service) -> Iterator[str]:
    known = {"slug": MUSEUM, "institution": MUSEUM, "local_id": "open", "identifier": "open", "kind": "withdrawn"}
    for path, methods in service.client.get("/api/openapi.json").json()["paths"].items():
        if "get" in methods and not methods["get"]["security"]:
            yield re.sub(r"\{(\w+)\}", lambda found: known.get(found.group(1), "1"), path)
    yield from (
        "/",
        "/problems",
        f"/{MUSEUM}",
        f"/{MUSEUM}/agent/A1",
        f"/{MUSEUM}/place/L1",
        "/robots.txt",
        "/sitemap.xml",
    )
    yield from ("/oai?verb=ListRecords&metadataPrefix=oai_dc", "/oai?verb=ListSets", "/activity", "/ldes", "/catalog")
    yield from (f"/oai?verb=ListRecords&metadataPrefix={one.key}" for one in output_formats())
    yield from (f"/{MUSEUM}/object/{versions[0]['local_id']}" for versions in PLANTED.values())


def led_to(answer: httpx.Response, address: str) -> Iterator[str]:
    """Yield the addresses of this service that an answer names, in whatever form."""
    written = answer.text + " " + answer.headers.get("link", "")
    for found in re.findall(
        r"""(?:href|src|action)=["']([^"'#]+)|[<"'](https://donnees\.example\.org/[^<>"'\s#]+)|<(\?[^>]+)>""", written
    ):
        target = urljoin(f"{BASE}{address}", next(one for one in found if one).replace("&amp;", "&"))
        parts = urlsplit(target)
        if f"{parts.scheme}://{parts.netloc}" == BASE and not parts.path.startswith("/api/v1/submissions"):
            yield f"{parts.path}?{parts.query}" if parts.query else parts.path
