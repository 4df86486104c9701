"""Text out of HTML: some systems export `<em>Portrait</em>` and `&eacute;` inside their cells."""

from __future__ import annotations

import re
from html import unescape
from typing import Final

# Names of elements of the HTML Living Standard (and its obsolete presentational ones) that cells are seen to hold.
# A `<Sans titre>` is no element, and so it is a title.
_INLINE: Final = (
    "a abbr acronym b bdi bdo big cite code data del dfn em font i img ins kbd mark nobr q rb rp rt ruby s samp small "
    "span strike strong sub sup time tt u var wbr"
)
_BLOCKS: Final = (
    "address article aside blockquote body br caption center dd details div dl dt figcaption figure footer form h1 h2 "
    "h3 h4 h5 h6 head header hr html li link main meta nav ol p pre section summary table tbody td tfoot th thead "
    "title tr ul"
)
_names = "|".join(sorted((_INLINE + " " + _BLOCKS).split(), key=len, reverse=True))
_blocks = "|".join(sorted(_BLOCKS.split(), key=len, reverse=True))

# Attributes are bounded, so that a cell full of opened quotes costs no more than its length.
_ATTRIBUTES = r"""(?:\s(?:[^<>"']|"[^"<>]{0,2000}"|'[^'<>]{0,2000}'){0,200})?"""
_TAG = re.compile(rf"</?(?:(?P<block>{_blocks})|{_names}){_ATTRIBUTES}/?>", re.IGNORECASE)
_HIDDEN: Final = (("<!--", "-->"), ("<script", "</script>"), ("<style", "</style>"))
_SPACE = re.compile(r"[^\S\n]+")
_LINES = re.compile(r" ?\n[ \n]*")


def plain_text(text: str) -> str:
    """Return the text without HTML elements and entities, its blocks parted by line ends, its runs of space single.

    What merely looks like an element (`<Sans titre>`, `a < b`) stays. Script, style and comments go with their content.
    The result is text, never to be inserted into a page unescaped.
    """
    if "<" not in text and "&" not in text:
        return text.strip()
    shown = text
    for opening, closing in _HIDDEN:
        shown = _without(shown, opening, closing)
    spaced = _SPACE.sub(" ", unescape(_TAG.sub(_replacement, shown)).replace("\r\n", "\n"))
    return _LINES.sub("\n", spaced).strip()


def _replacement(tag: re.Match[str]) -> str:
    return "\n" if tag["block"] else ""


def _without(text: str, opening: str, closing: str) -> str:
    """Cut what stands between opening and closing, marks included; an opening without its closing stays."""
    folded = text.lower()
    if opening not in folded or len(folded) != len(text):  # some letters change length in lower case
        return text
    kept, position = [], 0
    while (start := folded.find(opening, position)) >= 0 and (end := folded.find(closing, start)) >= 0:
        kept.append(text[position:start])
        position = end + len(closing)
    return "".join(kept) + text[position:]
