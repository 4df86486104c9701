"""Which elements of a file are its records, told from its beginning: those that repeat, as high up as there are any."""

from __future__ import annotations

import re
from typing import Final, NamedTuple

_TAG: Final = re.compile(
    r"<!\[CDATA\[.*?\]\]>|<(?P<close>/?)(?P<name>[A-Za-z_][^\s/>!?=<\"']*)(?:[^>\"'<]++|\"[^\"]*+\"|'[^']*+')*+>",
    re.DOTALL,
)
_NAMESPACE: Final = re.compile(r"\sxmlns(?::[^\s=]+)?\s*=\s*(?:\"([^\"]*)\"|'([^']*)')")
_DEEPEST: Final = 6  # records stand nearer to the root than that


class Repeated(NamedTuple):
    """An element: its local name, how many elements are around it, and whether it was seen more than once there."""

    name: str
    depth: int
    repeats: bool


def found_in(text: str) -> Repeated | None:
    """Return the element that is a record, in the beginning of a file; None where there is no element.

    It is the one that repeats under one parent and has elements or attributes of its own, nearest to the root; without
    one, the only child of the root that has elements, else the root itself.
    """
    counts: dict[tuple[int, str], int] = {}
    structured: set[tuple[int, str]] = set()
    order: dict[tuple[int, str], None] = {}
    path: list[str] = []
    for tag in _TAG.finditer(text):
        if tag["name"] is None:
            continue
        local = tag["name"].rpartition(":")[2]
        if tag["close"]:
            while path and path.pop() != local:
                pass
            continue
        key = (len(path), local)
        if path:
            structured.add((len(path) - 1, path[-1]))
        if len(path) < _DEEPEST:
            counts[key] = counts.get(key, 0) + 1
            order[key] = None
        if "=" in tag[0] and "xmlns" not in tag[0]:
            structured.add(key)
        if not tag[0].endswith("/>"):
            path.append(local)
    return _chosen([key for key in order if key in structured], counts)


def _chosen(elements: list[tuple[int, str]], counts: dict[tuple[int, str], int]) -> Repeated | None:
    repeated = [key for key in elements if key[0] and counts[key] > 1]
    if repeated:
        depth = min(key[0] for key in repeated)
        best = max((key for key in repeated if key[0] == depth), key=lambda key: counts[key])
        return Repeated(best[1], best[0], repeats=True)
    children = [key for key in elements if key[0] == 1]
    if len(children) == 1:
        return Repeated(children[0][1], 1, repeats=False)
    return Repeated(elements[0][1], elements[0][0], repeats=False) if elements else None


def namespaces_in(text: str) -> set[str]:
    """Return the namespaces that the beginning of a file declares: names in them are read by their local part."""
    return {one or other for one, other in _NAMESPACE.findall(text)}
