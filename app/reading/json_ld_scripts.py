"""The JSON-LD that a web page carries in its scripts (JSON-LD 1.1, section 7: embedding in HTML)."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import TypeAlias

import msgspec

JsonObject: TypeAlias = dict[str, object]

_TYPE = "application/ld+json"
_WRAPPED = re.compile(r"\A\s*(?:<!--|//\s*<!\[CDATA\[|<!\[CDATA\[)?(.*?)(?:-->|//\s*\]\]>|\]\]>)?\s*\Z", re.DOTALL)
# What pages say of themselves, of the site and of people, places and lists: none of it is an object.
_FURNITURE = frozenset(
    {
        "BreadcrumbList", "WebSite", "WebPage", "CollectionPage", "ItemPage", "AboutPage", "SearchResultsPage",
        "Organization", "Museum", "LocalBusiness", "SearchAction", "SiteNavigationElement", "ListItem", "FAQPage",
        "ImageObject", "Person", "PostalAddress", "WPHeader", "WPFooter", "Group", "Place", "Set", "Type", "Concept",
        "ConceptScheme", "DefinedTerm", "DataCatalog", "Dataset", "Article", "NewsArticle", "BlogPosting", "Event",
    }
)  # fmt: skip
_CONTEXT = "@context"


class _Scripts(HTMLParser):
    """Collects the texts of the scripts of this type."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=False)
        self.texts: list[str] = []
        self._inside = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "script" and (given.get("type") or "").partition(";")[0].strip().lower() == _TYPE:
            self._inside = True
            self.texts.append("")

    def handle_endtag(self, tag: str) -> None:
        if tag == "script":
            self._inside = False

    def handle_data(self, data: str) -> None:
        if self._inside:
            self.texts[-1] += data


def json_ld_of(page: str) -> tuple[JsonObject, ...]:
    """Return the nodes that the page's JSON-LD describes, but those about the page and the site themselves.

    A `@graph` is taken apart, each node with the context of the whole. A script that is no JSON gives nothing.
    """
    parser = _Scripts()
    parser.feed(page)
    parser.close()
    return tuple(node for text in parser.texts for node in _nodes(_parsed(text)) if not is_furniture(node))


def _parsed(text: str) -> object:
    found = _WRAPPED.match(text)
    try:
        return msgspec.json.decode(found[1] if found else text)
    except msgspec.DecodeError:
        return None


def _nodes(value: object) -> list[JsonObject]:
    if isinstance(value, list):
        return [node for one in value for node in _nodes(one)]
    if not isinstance(value, dict):
        return []
    graph = value.get("@graph")
    if not isinstance(graph, list):
        return [value]
    context = {_CONTEXT: value[_CONTEXT]} if _CONTEXT in value else {}
    return [{**context, **node} for one in graph for node in _nodes(one)]


def is_furniture(node: JsonObject) -> bool:
    """Say whether a node of JSON-LD, by its types, is about something else than an object."""
    types = node.get("@type", node.get("type"))
    named = types if isinstance(types, list) else [types]
    words = {re.split(r"[/#:]", one)[-1] for one in named if isinstance(one, str)}
    return bool(words) and words <= _FURNITURE
