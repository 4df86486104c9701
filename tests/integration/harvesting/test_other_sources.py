"""Files, sitemaps and activity streams: what has changed comes in, what has gone is withdrawn."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from app.harvesting.sources import AskedSource, checked_source
from app.pipeline import Tools
from app.storage.crosswalks import save_crosswalk
from app.storage.findings import groups
from app.storage.harvest_runs import list_runs, submissions_of
from app.storage.harvest_sources import SourceKind, get_source
from app.storage.record_origins import origin_of
from tests.feed_service import feed_service, put, withdraw
from tests.harvested import MUSEUM, SOURCE, Answered, add, harvester, provider, run, states
from tests.rest import csv_of

_PAGES = """
name: pages
rules:
  - {source: "@id", target: id}
  - {source: name, target: title}
"""
_HTML = (
    "<!DOCTYPE html><html><head><meta charset='utf-8'><script type='application/ld+json'>"
    '{{"@context":"https://schema.org","@graph":[{{"@type":"BreadcrumbList"}},'
    '{{"@type":"VisualArtwork","@id":"{name}","name":"Œuvre {name}"}}]}}</script></head><body>{name}</body></html>'
)


def _rules(tools: Tools) -> set[str]:
    ids = submissions_of(tools.database, list_runs(tools.database, get_source(tools.database, MUSEUM, SOURCE))[0])
    return {group.rule for one in ids for group in groups(tools.database, one)}


@pytest.mark.parametrize("conditions", [True, False], ids=["entity tag", "same bytes"])
def test_a_file_comes_in_once_until_it_changes(tmp_path: Path, *, conditions: bool) -> None:
    held = [csv_of("1,Le moulin,Rose Tremblay,1950", "2,Le port,Rose Tremblay,1951")]
    sent: list[int] = []

    def answering(_path: str, _arguments: dict[str, str], headers: dict[str, str]) -> Answered:
        tag = f'"{len(held)}"'
        if conditions and headers.get("if-none-match") == tag:
            return Answered(b"", 304)
        sent.append(len(held))
        return Answered(held[-1].encode(), headers={"ETag": tag} if conditions else {})

    with provider(answering) as other, harvester(tmp_path) as tools:
        add(tools, f"{other.address}/export/inventaire.csv", "file", whole=True)
        done = run(tools)
        assert (done.status, done.pages, done.counts.created) == ("done", 1, 2)
        assert run(tools).pages == 0
        held.append(csv_of("2,Le vieux port,Rose Tremblay,1951", "3,La rue,Rose Tremblay,1952"))
        done = run(tools)
        assert (done.counts.created, done.counts.updated, done.counts.withdrawn) == (1, 1, 1)
        assert states(tools) == {"1": "withdrawn", "2": "published", "3": "published"}
        assert origin_of(tools.database, MUSEUM, ["3"])["3"].base_url == f"{other.address}/export/inventaire.csv"


@pytest.mark.parametrize("conditions", [True, False], ids=["entity tag", "same bytes"])
def test_a_file_that_is_as_it_was_does_nothing(tmp_path: Path, *, conditions: bool) -> None:
    def answering(_path: str, _arguments: dict[str, str], headers: dict[str, str]) -> Answered:
        if conditions and headers.get("if-modified-since"):
            return Answered(b"", 304)
        dated = {"Last-Modified": "Mon, 06 May 2024 07:08:09 GMT"} if conditions else {}
        return Answered(gzip.compress(csv_of("1,Le moulin,Rose Tremblay,1950").encode(), mtime=0), headers=dated)

    with provider(answering) as other, harvester(tmp_path) as tools:
        add(tools, f"{other.address}/inventaire.csv.gz", "file")
        assert (run(tools).counts.created, run(tools).pages, run(tools).pages) == (1, 0, 0)
        assert not list((tmp_path / "deliveries").glob("*/*"))


def test_a_file_that_is_nothing_we_know_is_told_and_the_next_one_is_read(tmp_path: Path) -> None:
    held = [b"\x00\x01\x02 nothing", csv_of("1,Le moulin,Rose Tremblay,1950").encode()]

    def answering(_path: str, _arguments: dict[str, str], _headers: dict[str, str]) -> Answered:
        return Answered(held.pop(0))

    with provider(answering) as other, harvester(tmp_path) as tools:
        add(tools, f"{other.address}/export", "file")
        done = run(tools)
        assert (done.status, done.damaged, states(tools)) == ("done", 1, {})
        assert run(tools).counts.created == 1


def _sitemap(*listed: tuple[str, str], tag: str = "url", around: str = "urlset") -> bytes:
    inside = "".join(
        f"<{tag}><loc>{address}</loc><lastmod>{modified}</lastmod></{tag}>" for address, modified in listed
    )
    return f'<{around} xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{inside}</{around}>'.encode()


def test_the_pages_of_a_sitemap_come_in_and_only_those_that_changed_again(tmp_path: Path) -> None:
    listed = {"1": "2024-01-01", "2": "2024-01-01", "secret": "2024-01-01", "broken": "2024-01-01"}
    gone: set[str] = set()
    address = [""]

    def answering(path: str, _arguments: dict[str, str], _headers: dict[str, str]) -> Answered:
        name = path.rpartition("/")[2]
        if path == "/robots.txt":
            return Answered(b"User-agent: *\nDisallow: /page/secret\nCrawl-delay: 0\n")
        if path == "/sitemap.xml":
            return Answered(
                _sitemap((f"{address[0]}/a.xml.gz", max(listed.values())), tag="sitemap", around="sitemapindex")
            )
        if path == "/a.xml.gz":
            entries = [(f"{address[0]}/page/{one}", modified) for one, modified in listed.items()]
            return Answered(gzip.compress(_sitemap(*entries)))
        if name in gone:
            return Answered(b"", 410)
        if name == "broken":
            return Answered(b"<html>nothing</html>", headers={"Content-Type": "text/html"})
        return Answered(_HTML.format(name=name).encode(), headers={"Content-Type": "text/html"})

    with provider(answering) as other, harvester(tmp_path) as tools:
        address[0] = other.address
        save_crosswalk(tools.database, MUSEUM, "pages", _PAGES)
        assert checked_source(AskedSource(url=f"{other.address}/sitemap.xml"), MUSEUM, tools).kind == "sitemap"
        add(tools, f"{other.address}/sitemap.xml", "sitemap", format="json", crosswalk="pages")
        done = run(tools)
        assert (done.status, done.counts.created, done.entries, done.damaged) == ("done", 2, 2, 0)
        assert set(states(tools)) == {"1", "2"}
        assert {"harvest.not-fetched", "harvest.no-object"} <= _rules(tools)
        assert origin_of(tools.database, MUSEUM, ["1"])["1"].identifier == f"{other.address}/page/1"
        assert "/page/secret" not in {path for path, _ in other.asked}
        del listed["broken"]
        run(tools)
        other.asked.clear()
        assert run(tools).entries == 0, "nothing was modified since"
        assert "/page/1" not in {path for path, _ in other.asked}
        listed["2"] = "2090-01-01"
        gone.add("2")
        assert run(tools).counts.withdrawn == 1


def test_an_activity_stream_is_followed_from_where_it_was_left(tmp_path: Path) -> None:
    activities: list[list[tuple[str, str, str]]] = [[("Create", "1", "2024-01-01T00:00:00Z")] * 2, []]
    address = [""]

    def answering(path: str, _arguments: dict[str, str], _headers: dict[str, str]) -> Answered:
        base = address[0]
        if path == "/activity":
            last = len(activities) - 1
            body: dict[str, object] = {"type": "OrderedCollection", "last": {"id": f"{base}/page/{last}"}}
        elif path.startswith("/page/"):
            number = int(path.rpartition("/")[2])
            items = [
                {"type": kind, "endTime": end, "object": {"id": f"{base}/object/{name}", "type": "Manifest"}}
                for kind, name, end in activities[number]
            ]
            body = {"type": "OrderedCollectionPage", "orderedItems": items}
            if number:
                body["prev"] = {"id": f"{base}/page/{number - 1}"}
        else:
            name = path.rpartition("/")[2]
            body = {"@id": name, "name": f"Œuvre {name}"}
        return Answered(json.dumps(body).encode(), headers={"Content-Type": "application/ld+json"})

    with provider(answering) as other, harvester(tmp_path) as tools:
        address[0] = other.address
        activities[1] = [("Create", "2", "2024-01-02T00:00:00Z"), ("Update", "1", "2024-01-03T00:00:00Z")]
        save_crosswalk(tools.database, MUSEUM, "pages", _PAGES)
        assert checked_source(AskedSource(url=f"{other.address}/activity"), MUSEUM, tools).kind == "change-discovery"
        add(tools, f"{other.address}/activity", "change-discovery", format="json", crosswalk="pages")
        assert (run(tools).counts.created, set(states(tools))) == (2, {"1", "2"})
        activities.append([("Delete", "1", "2024-02-01T00:00:00Z"), ("Create", "3", "2024-02-02T00:00:00Z")])
        other.asked.clear()
        done = run(tools)
        assert (done.status, done.counts.created, done.counts.withdrawn) == ("done", 1, 1)
        assert [name for name, state in states(tools).items() if state == "withdrawn"] == ["1"]
        assert "/page/0" not in {path for path, _ in other.asked}, "what was seen before is not walked over again"


def test_our_own_activity_stream_is_followed(tmp_path: Path) -> None:
    with feed_service(tmp_path / "provider") as service, harvester(tmp_path / "harvester") as tools:
        for number in (1, 2, 3):
            put(service, number, f"Paysage {number}")
        linked = "name: lie\nrules:\n  - {source: id, target: id}\n  - {source: _label, target: title}\n"
        save_crosswalk(tools.database, MUSEUM, "lie", linked)
        add(tools, f"{service.address}/activity", "change-discovery", format="json", crosswalk="lie")
        assert service.eventually(
            lambda: service.client.get("/activity").json().get("totalItems") == 4
        )  # and the Refresh
        done = run(tools)
        assert (done.status, done.counts.created, done.damaged) == ("done", 3, 0)
        withdraw(service, 2)
        assert service.eventually(lambda: service.client.get("/activity").json().get("totalItems") == 5)
        assert run(tools).counts.withdrawn == 1


@pytest.mark.parametrize("kind", ["sitemap", "change-discovery"])
def test_a_source_that_is_something_else_is_told(tmp_path: Path, kind: SourceKind) -> None:
    def answering(path: str, _arguments: dict[str, str], _headers: dict[str, str]) -> Answered:
        return Answered(b"", 404) if path == "/nothing" else Answered(b"[not json")

    with provider(answering) as other, harvester(tmp_path) as tools:
        add(tools, f"{other.address}/nothing", kind)
        stopped = run(tools)
        assert stopped.problem is not None
        assert (stopped.problem.kind, "404" in stopped.problem.detail.fr) == ("harvest-refused", True)
