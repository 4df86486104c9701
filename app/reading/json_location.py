"""Where in a JSON document its records are: the document itself, an array in it, or what a pointer says."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import NamedTuple

from app.core.errors import UnreadableFile
from app.core.text import Text
from app.reading.json_window import TextWindow
from app.reading.trees import pointer_step

# The names under which exports and interfaces hold their records, and the objects that hold these in turn (Solr's
# response, CKAN's result, Elasticsearch's hits).
ARRAYS = frozenset(
    name
    for names in (
        ("records", "results", "result", "items", "data", "features", "rows", "docs", "hits"),
        ("objects", "artworks", "works"),
        ("notices", "fiches", "enregistrements", "oeuvres", "œuvres", "objets", "résultats", "resultats"),
    )
    for name in names
)
HOLDERS = frozenset({"response", "result", "hits", "data", "body"})
ALWAYS_RECORDS = frozenset({"records", "results", "features", "notices", "fiches"})
_LEADING = 4096  # characters before the document in which a script's assignment or a byte mark may stand
_START = re.compile(r"[\[{]")
_MOST_NAME = 4096


class Place(NamedTuple):
    """Where the records are: the pointer to the array, or to the one object; the window stands at its first element."""

    pointer: str
    array: bool


def pass_leading(window: TextWindow) -> str:
    """Set the window to the document's first bracket and return the text before it; raise UnreadableFile if none."""
    window.peek()
    while window.left < _LEADING and window.more():
        pass
    start = _START.search(window.text, window.position, window.position + _LEADING)
    if not start:
        raise _not_json()
    leading = window.text[window.position : start.start()].strip()
    window.position = start.start()
    return leading


def locate(window: TextWindow, option: str | None) -> Place | None:
    """Return where the records are and set the window there; None when the whole document is one record.

    `option` is a JSON Pointer (RFC 6901); its first slash may be left out. Raises UnreadableFile when it leads nowhere.
    """
    if option is not None:
        steps = [step.replace("~1", "/").replace("~0", "~") for step in option.strip("/").split("/") if step]
        place = _follow(window, steps)
        if place is None:
            raise _nothing_at(option)
        return place
    if window.peek() == "[":
        window.position += 1
        return Place("", array=True)
    return _search(window, "", 0)


def _follow(window: TextWindow, steps: list[str]) -> Place | None:
    pointer = ""
    for step in steps:
        if window.peek() != "{" or not _go_to(window, step):
            return None
        pointer += pointer_step(step)
    first = window.peek()
    if first == "[":
        window.position += 1
    return Place(pointer, array=first == "[") if first in {"[", "{"} else None


def _go_to(window: TextWindow, wanted: str) -> bool:
    window.position += 1
    while (name := _next_name(window)) is not None:
        if name == wanted:
            return True
        if not window.pass_value():
            return False
    return False


def members(window: TextWindow, wanted: frozenset[str]) -> Iterator[str]:
    """Yield the wanted members of the object at the window's position, the window set before the value of each.

    Who takes them may look at the value's beginning, and stop; what is passed over is forgotten.
    """
    if window.peek() != "{":
        return
    window.position += 1
    while (name := _next_name(window)) is not None:
        if name in wanted:
            yield name
        if not window.pass_value():
            return


def _search(window: TextWindow, pointer: str, depth: int) -> Place | None:
    """Look through the object at the position for an array of records under a name that says so."""
    window.position += 1
    while (name := _next_name(window)) is not None:
        first = window.peek()
        below = pointer + pointer_step(name)
        if first == "[" and name.lower() in ARRAYS:
            window.position += 1
            inner = window.peek()
            if inner == "{" or (inner == "]" and name.lower() in ALWAYS_RECORDS):
                return Place(below, array=True)
            if not window.pass_nested(1):
                return None
            continue
        if first == "{" and name.lower() in HOLDERS and depth < len(HOLDERS):
            found = _search(window, below, depth + 1)
            if found:
                return found
            continue
        if not window.pass_value():
            return None
    return None


def _next_name(window: TextWindow) -> str | None:
    """Return the name of the object's next member, the window set before its value; None at the object's end."""
    if window.peek() == ",":
        window.position += 1
    if window.peek() != '"':
        window.position += 1
        return None
    while True:
        try:
            name, end = json.JSONDecoder().raw_decode(window.text, window.position)
        except json.JSONDecodeError:
            if window.left < _MOST_NAME and window.more():
                continue
            return None
        window.position = end
        if window.peek() != ":":
            return None
        window.position += 1
        return str(name)


def _not_json() -> UnreadableFile:
    return UnreadableFile(
        Text(fr="Le fichier ne contient ni tableau ni objet JSON.", en="The file holds no JSON array or object.")
    )


def _nothing_at(option: str) -> UnreadableFile:
    return UnreadableFile(
        Text(
            fr=f"Il n'y a ni tableau ni objet à l'endroit « {option[:80]} » du document.",
            en=f"There is no array or object at “{option[:80]}” in the document.",
        )
    )
