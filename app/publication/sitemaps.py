"""Sitemaps (sitemaps.org, protocol 0.9) and robots.txt (RFC 9309): what search engines are shown, and where it is."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Final

from app.publication.xml_text import xml_text

MEDIA_TYPE: Final = "application/xml"
INDEX: Final = "/sitemap.xml"
MOST_ADDRESSES: Final = 50_000  # of one sitemap, and of one index, by the protocol
_NAMESPACE: Final = "http://www.sitemaps.org/schemas/sitemap/0.9"
# Answers to questions, and what is for programs: no page of a collection is among them.
_NOT_FOR_ENGINES: Final = ("/api/", "/search?", "/sparql?", "/oai", "/ldes", "/activity", "/resourcesync/")


def part(number: int) -> str:
    """Return the path of a part of the map, counted from 1; 0 is that of the pages which are no records."""
    return f"/sitemaps/{number}.xml" if number else "/sitemaps/pages.xml"


def index(base: str, parts: Iterable[int]) -> bytes:
    """Return the index of these parts of the map; `base` is the public address without a final slash."""
    return _document(
        "sitemapindex", (f"<sitemap><loc>{xml_text(base + part(number))}</loc></sitemap>" for number in parts)
    )


def sitemap(addresses: Iterable[tuple[str, datetime | None]]) -> bytes:
    """Return a part of the map: each address with the moment (UTC) of its last change, where that is known."""
    return _document("urlset", (_entry(address, changed) for address, changed in addresses))


def robots(base: str) -> bytes:
    """Return what crawlers are asked: to leave answers to questions alone, and to begin with the map."""
    refused = "".join(f"Disallow: {path}\n" for path in _NOT_FOR_ENGINES)
    return f"User-agent: *\n{refused}\nSitemap: {base}{INDEX}\n".encode()


def _entry(address: str, changed: datetime | None) -> str:
    when = "" if changed is None else f"<lastmod>{changed:%Y-%m-%dT%H:%M:%SZ}</lastmod>"
    return f"<url><loc>{xml_text(address)}</loc>{when}</url>"


def _document(root: str, entries: Iterable[str]) -> bytes:
    lines = "\n".join(entries)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<{root} xmlns="{_NAMESPACE}">\n{lines}\n</{root}>\n'.encode()
