"""Pages of repositories, sitemaps, pages with JSON-LD: read whatever is wrong with them."""

from __future__ import annotations

import gzip

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.config import Bounds
from app.core.errors import BoundPassed
from app.reading.json_ld_scripts import json_ld_of
from app.reading.oai_page import read_oai_page
from app.reading.sitemap_page import Listed, read_sitemap

_PAGE = (
    '<?xml version="1.0"?><OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/"><responseDate>2024-06-01T00:00:00Z'
    "</responseDate><ListRecords><record><header><identifier>oai:a:1</identifier><datestamp>2024-01-01</datestamp>"
    "<setSpec>s</setSpec></header><metadata><record xmlns='urn:x'><header>not ours</header><resumptionToken>no"
    "</resumptionToken></record></metadata></record><record><header status='deleted'><identifier>oai:a:2</identifier>"
    "<datestamp>2024-01-02</datestamp></header></record><resumptionToken cursor='0'> next&amp;page </resumptionToken>"
    "</ListRecords></OAI-PMH>"
)
_DAMAGE = ("", "<", "&", "&nbsp;", "</record>", "\x00", "<!--", "]]>", "<a b=", "\x85")


def test_a_page_says_its_headers_and_its_token_and_nothing_of_what_is_in_its_records() -> None:
    page = read_oai_page(_PAGE.encode(), Bounds())
    assert [(one.identifier, one.datestamp, one.deleted) for one in page.headers] == [
        ("oai:a:1", "2024-01-01", False),
        ("oai:a:2", "2024-01-02", True),
    ]
    assert page.headers[1].place == "/OAI-PMH/ListRecords[1]/record[2]"
    assert (page.token, page.response_date, page.damage, page.live) == ("next&page", "2024-06-01T00:00:00Z", None, 1)


@given(
    st.integers(0, len(_PAGE)),
    st.sampled_from(["", "<", "&", "&nbsp;", "</record>", "\x00", "<!--", "]]>", "<a b=", "\x85"]),
)
def test_damage_anywhere_loses_no_header_before_it_and_raises_nothing(at: int, inserted: str) -> None:
    page = read_oai_page((_PAGE[:at] + inserted + _PAGE[at:]).encode(), Bounds())
    cut = read_oai_page(_PAGE[:at].encode(), Bounds())
    before = _PAGE[:at].count("</header>") - (_PAGE[:at].count("not ours</header>"))
    for read in (page, cut):
        assert len([one for one in read.headers if one.identifier]) >= before


@given(st.binary(max_size=300))
def test_any_bytes_are_a_page_of_nothing(content: bytes) -> None:
    assert read_oai_page(content, Bounds()).damage is not None


def test_a_page_goes_nowhere_and_does_not_grow() -> None:
    outside = '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>' + _PAGE.partition("?>")[2].replace(
        "oai:a:1", "&e;"
    )
    assert "root" not in read_oai_page(outside.encode(), Bounds()).headers[0].identifier
    bomb = '<!DOCTYPE x [<!ENTITY a "' + "x" * 999 + '"><!ENTITY b "' + "&a;" * 999 + '">]>' + _PAGE.partition("?>")[2]
    with pytest.raises(BoundPassed):
        read_oai_page(bomb.encode(), Bounds())


def test_a_sitemap_lists_pages_or_sitemaps() -> None:
    namespace = "xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'"
    pages = f"<urlset {namespace}><url><loc> https://a/1 </loc><lastmod>2024</lastmod></url><url><loc/></url></urlset>"
    assert read_sitemap(pages.encode(), 9_999).pages == (Listed("https://a/1", "2024"),)
    index = f"<sitemapindex {namespace}><sitemap><loc>https://a/s</loc></sitemap></sitemapindex>"
    assert read_sitemap(gzip.compress(index.encode()), 9_999).maps == (Listed("https://a/s", ""),)
    assert read_sitemap(pages[:-20].encode(), 9_999).pages == (Listed("https://a/1", "2024"),)
    assert read_sitemap(b"<html><body>nothing", 9_999) == ((), ())
    with pytest.raises(BoundPassed):
        read_sitemap(gzip.compress(b" " * 10_000), 9_999)


@given(st.binary(max_size=200))
def test_any_bytes_are_a_sitemap_of_something_or_nothing(content: bytes) -> None:
    assert read_sitemap(content, 9_999) is not None
    assert read_sitemap(b"\x1f\x8b" + content, 9_999) is not None


def _html(*scripts: str) -> str:
    return "<html>" + "".join(f'<script type="application/ld+json">{one}</script>' for one in scripts) + "</html>"


def test_the_json_ld_of_a_page_is_what_it_is_about() -> None:
    page = _html(
        '{"@context":"https://schema.org","@graph":[{"@type":"WebPage"},{"@type":"Painting","name":"A"}]}',
        '[{"@type":["CreativeWork","Museum"],"name":"B"},{"@type":"https://schema.org/BreadcrumbList"}]',
        "not json",
        '<!-- {"name":"C"} -->',
    )
    assert json_ld_of(page + '<script>{"name":"D"}</script>') == (
        {"@context": "https://schema.org", "@type": "Painting", "name": "A"},
        {"@type": ["CreativeWork", "Museum"], "name": "B"},
        {"name": "C"},
    )


@given(st.text(max_size=200))
def test_any_page_has_some_json_ld_or_none(page: str) -> None:
    assert isinstance(json_ld_of(page), tuple)
    assert isinstance(json_ld_of(_html(page)), tuple)
