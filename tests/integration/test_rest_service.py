"""The service as a whole: its health, its pages, many clients at once."""

from __future__ import annotations

import sqlite3
import threading
from collections import namedtuple
from collections.abc import Iterator

import pytest

from app.core.text import Text
from app.jobs import Jobs
from tests.rest import MUSEUM, Service, csv_of, running_service


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    with running_service(tmp_path_factory.mktemp("service")) as running:
        yield running


def test_health_says_what_works(service: Service) -> None:
    answer = service.client.get("/healthz")
    assert answer.status_code == 200
    assert answer.json()["status"] == "works"
    parts = answer.json()["parts"]
    assert {"database", "jobs", "validation", "disk", "feeds", "quads", "search"} <= parts.keys()
    assert parts["quads"] == {"works": True, "lag_changes": 0, "lag_seconds": 0.0}


def test_health_says_what_does_not_and_is_503(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    usage = namedtuple("usage", "total used free")  # noqa: PYI024  # the shape of shutil's own answer
    with monkeypatch.context() as patch:
        patch.setattr("app.web.api.health.shutil.disk_usage", lambda _path: usage(1, 1, 1000))
        answer = service.client.get("/healthz")
    assert answer.status_code == 503
    assert answer.json()["status"] == "impaired"
    assert answer.json()["parts"]["disk"]["detail"]["fr"].startswith("Il ne reste que 0 Mo")
    with monkeypatch.context() as patch:
        patch.setattr(Jobs, "trouble", lambda _self: Text(fr="La file ne répond pas.", en="The queue does not answer."))
        answer = service.client.get("/healthz")
    assert answer.json()["parts"]["jobs"] == {
        "works": False,
        "detail": {"fr": "La file ne répond pas.", "en": "The queue does not answer."},
    }
    assert answer.json()["parts"]["database"] == {"works": True}


@pytest.mark.parametrize("path", ["/", "/api/docs", "/problems", "/problems/bound-passed"])
def test_pages_are_in_french_first_and_fetch_nothing_elsewhere(service: Service, path: str) -> None:
    french = service.client.get(path)
    english = service.client.get(path, headers={"Accept-Language": "en-CA,en;q=0.9"})
    assert '<html lang="fr">' in french.text
    assert '<html lang="en">' in english.text
    assert french.headers["content-language"] == "fr"
    for page in (french, english):
        assert "default-src 'none'" in page.headers["content-security-policy"]
        for attribute in ('src="', "src='", 'href="', 'action="'):
            for found in page.text.split(attribute)[1:]:
                target = found.partition(attribute[-1])[0]
                # Its own public address is the canonical one, and that of its other forms: it names it, whole.
                assert target.startswith(("/", "#", "data:image/svg+xml", "https://donnees.example.org/")), target
                assert not target.startswith("//")


def test_the_documentation_tells_every_operation(service: Service) -> None:
    page = service.client.get("/api/docs?language=en").text
    for methods in service.client.get("/api/openapi.json").json()["paths"].values():
        for operation in methods.values():
            assert f'id="{operation["operationId"]}"' in page
            assert operation["x-summary"]["en"].replace("'", "&#39;") in page


def test_pushes_at_once_from_many_clients_lose_nothing(service: Service) -> None:
    answers: list[int] = []

    def push(client: int) -> None:
        for round_ in range(5):
            rows = csv_of(*(f"P-{client}-{round_}-{n},Titre,A,1905" for n in range(20)))
            answers.append(service.push(rows).status_code)

    threads = [threading.Thread(target=push, args=(client,)) for client in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == [200] * 30
    found: list[str] = []
    address: str | None = f"/api/v1/institutions/{MUSEUM}/records?limit=200&after=P-"
    while address:
        page = service.client.get(address, headers=service.reader).json()
        found += [one["local_id"] for one in page["records"]]
        address = page.get("next")
    assert len([one for one in found if one.startswith("P-")]) == 600


def test_the_queue_keeps_no_pickles(service: Service) -> None:
    answer = service.client.post(
        f"/api/v1/institutions/{MUSEUM}/records",
        content=csv_of("PK-1,T,A,1905"),
        headers={**service.writer, "Prefer": "respond-async"},
    )
    done = service.followed(answer.headers["location"])
    jobs = sqlite3.connect(service.tools.settings.data_dir / "jobs.sqlite")
    tables = [name for (name,) in jobs.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    values = [str(value) for table in tables for row in jobs.execute(f"SELECT * FROM {table}") for value in row]  # noqa: S608  # names that the database itself gave
    jobs.close()
    assert any(value.startswith("{") and done["id"] in value for value in values)
    assert not [value for value in values if value.startswith(("gAS", "gAN", "\x80"))]  # how a pickle begins
