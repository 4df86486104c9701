"""A sitemap, or an index of sitemaps (sitemaps.org protocol 0.9), also compressed, also damaged."""

from __future__ import annotations

import zlib
from typing import NamedTuple

from lxml import etree

from app.reading.bytes_in import GZIP, GZIP_WINDOW, bound_passed

_MOST_ADDRESSES = 50_000  # the protocol's own bound


class Listed(NamedTuple):
    """An address that a sitemap lists, and when it was last modified, as written."""

    address: str
    modified: str


class Sitemap(NamedTuple):
    """The pages of a sitemap, or the sitemaps of an index."""

    pages: tuple[Listed, ...]
    maps: tuple[Listed, ...]


def read_sitemap(content: bytes, most_bytes: int) -> Sitemap:
    """Return what a sitemap lists; raise BoundPassed for one that unpacks to more than `most_bytes`."""
    if content.startswith(GZIP):
        content = _unpacked(content, most_bytes)
    parser = etree.XMLParser(
        recover=True, resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True
    )
    try:
        root = etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError):
        return Sitemap((), ())
    if root is None:
        return Sitemap((), ())
    pages = _listed(root, "url")
    return Sitemap(pages, _listed(root, "sitemap"))


def _listed(root: etree._Element, name: str) -> tuple[Listed, ...]:
    found: list[Listed] = []
    for element in root.iterfind(f"{{*}}{name}"):
        address = (element.findtext("{*}loc") or "").strip()
        if address and len(found) < _MOST_ADDRESSES:
            found.append(Listed(address, (element.findtext("{*}lastmod") or "").strip()))
    return tuple(found)


def _unpacked(content: bytes, most_bytes: int) -> bytes:
    member = zlib.decompressobj(GZIP_WINDOW)
    try:
        text = member.decompress(content, most_bytes + 1)
    except zlib.error:
        return b""
    if len(text) > most_bytes:
        raise bound_passed("max_harvest_page_bytes", most_bytes)
    return text
