"""Pages of schema.org and manifests of IIIF that are harvested go through the formats that read their files."""

from __future__ import annotations

import json
from pathlib import Path

from app.pipeline import Tools
from app.publication.visibility import visible
from app.storage.records import get_record
from tests.harvested import MUSEUM, Answered, add, harvester, provider, run, states

_GRAPH = {
    "@context": "https://schema.org",
    "@graph": [
        {"@type": "ItemPage", "name": "La page"},
        {
            "@type": "Painting",
            "@id": "https://m.example/id/1",
            "name": "Le moulin",
            "creator": {"@id": "#roy"},
            "dateCreated": "1923",
        },
        {"@type": "Person", "@id": "#roy", "name": "Anne Roy"},
    ],
}
_PRODUCT = {"@context": "http://schema.org", "@type": "Product", "url": "https://m.example/id/2", "name": "Chaise"}


def _kept(tools: Tools, local_id: str) -> tuple[list[str], list[str]]:
    """Return the titles and the makers of a record."""
    stored = get_record(tools.database, MUSEUM, local_id)
    assert stored is not None
    record = visible(stored.content.canonical)
    makers = [one.agent.name for event in record.productions for one in event.contributions]
    return [one.text for one in record.titles], makers


def test_pages_of_a_site_come_in_through_the_format_of_schema_org(tmp_path: Path) -> None:
    address = [""]

    def answering(path: str, _arguments: dict[str, str], _headers: dict[str, str]) -> Answered:
        if path == "/robots.txt":
            return Answered(b"", 404)
        if path == "/sitemap.xml":
            pages = "".join(f"<url><loc>{address[0]}/{name}</loc></url>" for name in ("1", "2"))
            return Answered(f"<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'>{pages}</urlset>".encode())
        script = json.dumps(_GRAPH if path == "/1" else [_PRODUCT])
        html = f"<!DOCTYPE html><html><script type='application/ld+json'>{script}</script></html>"
        return Answered(html.encode(), headers={"Content-Type": "text/html; charset=utf-8"})

    with provider(answering) as other, harvester(tmp_path) as tools:
        address[0] = other.address
        add(tools, f"{other.address}/sitemap.xml", "sitemap")
        done = run(tools)
        assert (done.status, done.counts.created, done.damaged) == ("done", 2, 0)
        assert set(states(tools)) == {"https://m.example/id/1", "https://m.example/id/2"}
        assert _kept(tools, "https://m.example/id/1") == (["Le moulin"], ["Anne Roy"])


def test_manifests_of_an_activity_stream_come_in_through_the_format_of_iiif(tmp_path: Path) -> None:
    address = [""]

    def answering(path: str, _arguments: dict[str, str], _headers: dict[str, str]) -> Answered:
        base = address[0]
        if path == "/activity":
            body: dict[str, object] = {"type": "OrderedCollection", "last": {"id": f"{base}/page/0"}}
        elif path == "/page/0":
            named = {"id": f"{base}/manifest", "type": "Manifest"}
            body = {
                "type": "OrderedCollectionPage",
                "orderedItems": [{"type": "Create", "endTime": "2024-01-01T00:00:00Z", "object": named}],
            }
        else:
            body = {
                "@context": "http://iiif.io/api/presentation/3/context.json",
                "id": "https://m.example/iiif/1",
                "type": "Manifest",
                "label": {"fr": ["Le port"]},
                "metadata": [{"label": {"fr": ["Artiste"]}, "value": {"fr": ["Anne Roy"]}}],
                "items": [],
            }
        return Answered(json.dumps(body).encode(), headers={"Content-Type": "application/ld+json"})

    with provider(answering) as other, harvester(tmp_path) as tools:
        address[0] = other.address
        add(tools, f"{other.address}/activity", "change-discovery")
        assert run(tools).counts.created == 1
        assert _kept(tools, "https://m.example/iiif/1") == (["Le port"], ["Anne Roy"])
