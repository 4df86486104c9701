"""The JSON-LD that a web page carries in its scripts (JSON-LD 1.1, section 7: embedding in HTML)."""

from __future__ import annotations

import re
from html import unescape

import msgspec

from app.reading.json_ld_nodes import Joining, JsonObject, identifier_of, nodes_of
from app.reading.trees import deeper

_TYPE = "application/ld+json"
_OPENING = re.compile(r"<!--|(?://|/\*)?[ \t]{0,9}<!\[CDATA\[(?:[ \t]{0,9}\*/)?")
_CLOSING = re.compile(r"(?:-->|(?://|/\*)?[ \t]{0,9}\]\]>(?:[ \t]{0,9}\*/)?)\Z")
_DEEPEST = 64  # of a page's JSON: what is deeper was made to be
# Comments and scripts as HTML has them: neither is looked into for the other. What never ends goes to the page's end,
# so that no page makes this take longer than reading it.
_PIECES = re.compile(
    r"<!--.*?(?:-->|\Z)|<script\b(?P<attributes>[^<>]{0,2000})>(?P<text>.*?)(?:</script|\Z)", re.DOTALL | re.IGNORECASE
)
_ATTRIBUTE = re.compile(r"""\btype\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""", re.IGNORECASE)


def scripts_of(page: str) -> tuple[str, ...]:
    """Return the texts of the page's scripts of JSON-LD, without the comment marks that some put around them."""
    texts: list[str] = []
    for piece in _PIECES.finditer(page):
        given = _ATTRIBUTE.search(piece["attributes"] or "")
        named = unescape(next(filter(None, given.groups()), "")) if given else ""
        if named.partition(";")[0].strip().lower() == _TYPE:
            texts.append(_unwrapped(piece["text"]))
    return tuple(texts)


def _unwrapped(text: str) -> str:
    text = text.strip()
    opening = _OPENING.match(text)
    text = text[opening.end() :] if opening else text
    closing = _CLOSING.search(text, max(0, len(text) - 40)) if opening else None
    return (text[: closing.start()] if closing else text).strip()


def json_ld_of(page: str) -> tuple[JsonObject, ...]:
    """Return the nodes of objects that the page's JSON-LD describes, not those about the page and the site themselves.

    A `@graph` is taken apart, each node with the context of the whole and with what its references mean in the page. A
    script that is no JSON gives nothing.
    """
    nodes = [node for text in scripts_of(page) for node in nodes_of(_parsed(text))]
    named = {name: node.fields for node in nodes if (name := identifier_of(node.fields))}
    return tuple(Joining(named.get).joined(node.fields) for node in nodes if node.is_object)


def _parsed(text: str) -> object:
    try:
        value = msgspec.json.decode(text)
    except (msgspec.DecodeError, RecursionError):
        return None
    return None if deeper(value, _DEEPEST) else value
