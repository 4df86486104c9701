"""The entities of an internal DTD: read, expanded within a bound, never fetched from anywhere."""

from __future__ import annotations

import re
from collections.abc import Mapping
from html.entities import html5

from msgspec import Struct

from app.core.errors import BoundPassed
from app.reading.bytes_in import bound_passed

_DECLARATION = re.compile(
    r"<!--.*?(?:-->|$)|<\?.*?(?:\?>|$)"
    r"|<!ENTITY\s+(?P<parameter>%\s+)?(?P<name>[^\s%;&\"'<>]+)\s+"
    r"(?:(?P<external>SYSTEM|PUBLIC)\b|\"(?P<double>[^\"]*)\"|'(?P<single>[^']*)')",
    re.DOTALL,
)
REFERENCE = re.compile(r"&([A-Za-z_:\u0080-\U0010ffff][^\s;&<>\"']{0,99});")
PREDEFINED = frozenset({"amp", "lt", "gt", "quot", "apos"})


class Entities(Struct, frozen=True):
    """What a document's own entities stand for, fully expanded; `external` are those that stand elsewhere."""

    texts: Mapping[str, str] = {}
    external: frozenset[str] = frozenset()


def read_entities(subset: str, limit: int) -> Entities:
    """Return the general entities that an internal DTD declares (XML 1.0, section 4.2); external ones are only named.

    Raises BoundPassed (`max_entity_characters`) when one would become longer than the limit, or holds itself.
    """
    written: dict[str, str] = {}
    external: set[str] = set()
    for found in _DECLARATION.finditer(subset):
        name = found["name"]
        if name is None or found["parameter"] or name in written or name in external:
            continue  # the first declaration is the one that counts (section 4.2)
        if found["external"]:
            external.add(name)
        else:
            written[name] = found["double"] if found["double"] is not None else found["single"]
    expanded: dict[str, str] = {}
    for name in written:
        _expand(name, written, expanded, (), limit)
    return Entities(expanded, frozenset(external))


_DEEPEST = 32  # entities inside entities; real ones are one level deep


def _expand(
    name: str, written: Mapping[str, str], expanded: dict[str, str], inside: tuple[str, ...], limit: int
) -> str:
    if name in expanded:
        return expanded[name]
    if name in inside or len(inside) > _DEEPEST:
        raise _too_long(limit)
    text = written[name]
    pieces: list[str] = []
    length = start = 0
    for found in REFERENCE.finditer(text):
        inner = found[1]
        replaced = (
            _expand(inner, written, expanded, (*inside, name), limit)
            if inner in written and inner not in PREDEFINED
            else found[0]
        )
        pieces += (text[start : found.start()], replaced)
        length += len(pieces[-2]) + len(replaced)
        start = found.end()
        if length > limit:
            raise _too_long(limit)
    whole = "".join((*pieces, text[start:]))
    if len(whole) > limit:
        raise _too_long(limit)
    expanded[name] = whole
    return whole


def _too_long(limit: int) -> BoundPassed:
    return bound_passed("max_entity_characters", limit)


def expanded_length(text: str, entities: Entities) -> int:
    """Return how long a text would be with its entities put in."""
    texts = entities.texts
    return len(text) + sum(len(texts.get(found[1], "")) for found in REFERENCE.finditer(text))


def with_entities(text: str, entities: Entities) -> str:
    """Return a text with the document's own entities put in; others stay as they are written."""
    return REFERENCE.sub(lambda found: entities.texts.get(found[1], found[0]), text)


def character_named(name: str) -> str | None:
    """Return the character that HTML calls by this name (`eacute`, `nbsp`): exports forget to declare them."""
    return html5.get(name + ";")
