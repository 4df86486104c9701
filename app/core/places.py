"""Where a value stands inside a record, written below the record's own path: a JSON Pointer or an XPath."""

from __future__ import annotations

from functools import lru_cache

from app.core.source import Notation

_TAG_LENGTH = 3  # of MARC; a position has fewer digits
TEXT = "."  # the text of an element, beside its attributes and children


def pointer(trail: tuple[str, ...]) -> str:
    """Return the names as a JSON Pointer, each escaped and with its slash before it (RFC 6901, section 3)."""
    return "".join("/" + name.replace("~", "~0").replace("/", "~1") for name in trail)


def below(path: str, trail: tuple[str, ...], notation: Notation) -> str:
    """Return the place of the value that the names lead to, in a record or an item of it that stands at `path`."""
    if notation == "pointer":
        return path + pointer(trail)
    if notation == "marc":
        return path + _by_tag(trail)
    return path + (_xpath(trail, _prefix(path)) if notation == "xpath" else _by_name(trail))


@lru_cache(maxsize=16384)
def _xpath(trail: tuple[str, ...], prefix: str) -> str:
    steps: list[str] = []
    for name in trail:
        if name.isdecimal() and steps:
            steps.append(f"[{int(name) + 1}]")
        elif name.startswith("@"):
            steps.append(f"/{name}")
        elif name != TEXT:
            steps.append(f"/{name}" if ":" in name else f"/{prefix}{name}")
    return "".join(steps)


@lru_cache(maxsize=4096)
def _prefix(path: str) -> str:
    """Return the prefix of the last element of an XPath, with its colon: `/lido:lidoWrap/lido:lido[3]` has `lido:`."""
    last = path[path.rfind("/") + 1 :]
    name, colon, _ = last.partition(":")
    return name + colon if colon and "[" not in name else ""


@lru_cache(maxsize=16384)
def _by_name(trail: tuple[str, ...]) -> str:
    steps: list[str] = []
    for name in trail:
        if name.isdecimal() and steps:
            steps.append(f"/tuple[{int(name) + 1}]")
        elif name != TEXT:
            steps.append(f'/*[@name="{name}"]')
    return "".join(steps)


@lru_cache(maxsize=16384)
def _by_tag(trail: tuple[str, ...]) -> str:
    """Return the place in MARCXML: `245`, `1`, `$a` is the first $a of the second 245."""
    steps: list[str] = []
    for name in trail:
        if name.startswith("$"):
            steps.append(f'/*[@code="{name[1:]}"]')
        elif name.startswith("@"):
            steps.append(f"/{name}")
        elif name.isdecimal() and len(name) < _TAG_LENGTH:
            steps.append(f"[{int(name) + 1}]")
        elif name != TEXT:
            steps.append(f'/*[@tag="{name}"]')
    return "".join(steps)
