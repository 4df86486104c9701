"""The objects of a Linked Art document as trees of fields: what their references mean, and in what language texts are.

Whatever wrote the graph (JSON-LD, Turtle), its objects come to the crosswalk under the names of Linked Art.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Final
from urllib.parse import unquote

from app.core.aat_languages import AAT_LANGUAGES
from app.core.source import SourceValue
from app.reading.json_ld_nodes import JsonObject, Trail, identifier_of, plain_name, types_of
from app.reading.trees import pointer_step

OBJECT: Final = "HumanMadeObject"
OWN: Final = "@own"  # says that the parts of the object are named below it, as only this service names them
PART: Final = "@part"  # which part of its own object a node is: `title`, `object-name`
LOCAL: Final = "@local"  # the identifier that the object's address ends with
LANGUAGE: Final = "@xml:lang"
PATH: Final = "@path"
_DEEPEST: Final = 6  # references followed one after another
_MOST_JOINED: Final = 2_000  # references followed in one object

# Classes of the CIDOC CRM, in any version, that are Linked Art's HumanMadeObject (the CRM's E24 is wider).
_OBJECTS: Final = frozenset({OBJECT, "ManMadeObject", "E22_Man-Made_Object", "E22_Human-Made_Object", "E22",
    "Human-Made_Object", "E84_Information_Carrier", "E24_Physical_Man-Made_Thing",
    "E24_Physical_Human-Made_Thing"})  # fmt: skip
_TAGS: Final[Mapping[str, str]] = {str(one.number): one.tag for one in AAT_LANGUAGES}
_ADDRESS: Final = re.compile(r"/object/(?P<local>[^/#?]+)$")
_COUNTED: Final = re.compile(r"-\d+(?=-|$)")
_SHALLOW: Final = frozenset({"id", "@id", "type", "@type", "_label", "@context"})


def is_object(node: Mapping[str, object]) -> bool:
    """Say whether a node is an object of a collection, by its class in Linked Art or any version of the CRM."""
    return bool(types_of(node) & _OBJECTS)


def tops_of(value: object, trail: Trail = ()) -> Iterator[tuple[JsonObject, Trail]]:
    """Yield the nodes at the top of a document, with where they stand; a list and a `@graph` are taken apart."""
    if isinstance(value, list):
        for at, child in enumerate(value):
            yield from tops_of(child, (*trail, str(at)))
    elif isinstance(value, dict):
        graph = value.get("@graph")
        if isinstance(graph, (list, dict)):
            yield from tops_of(graph, (*trail, "@graph"))
        else:
            yield value, trail


class ObjectTree:
    """One object as fields, each reference put into words once more where the document describes it elsewhere."""

    def __init__(self, root: JsonObject, described: Mapping[str, tuple[JsonObject, str]]) -> None:
        """Take the object, and the nodes of its document by name with the pointers to them."""
        self._root = root
        self._iri = identifier_of(root)
        self._described = described
        self._left = _MOST_JOINED
        self._own = False
        address = _ADDRESS.search(self._iri)
        # The agents and places of whoever published the object: they have identifiers beside its own.
        self._sibling = address and re.compile(
            rf"{re.escape(self._iri[: address.start()])}/(?:agent|place)/(?P<local>[^/#?]+)(?:#(?P<part>.+))?$"
        )
        self.exhausted = False

    def fields(self) -> dict[str, SourceValue]:
        """Return the fields; `exhausted` then says that some references were left as they were."""
        made = self._node(self._root, frozenset({self._iri}), _DEEPEST)
        found = _ADDRESS.search(self._iri)
        if found:
            made[LOCAL] = unquote(found["local"])
            self._own = self._own or f'"{self._iri[: found.start()]}/set/' in json.dumps(self._root.get("member_of"))
        if self._own:
            made[OWN] = "yes"
        return made

    def _node(self, node: JsonObject, around: frozenset[str], depth: int) -> dict[str, SourceValue]:
        made: dict[str, SourceValue] = {}
        for written, value in node.items():
            name = {"@id": "id", "@type": "type"}.get(written, written)
            if name == "@context":
                continue
            if name == "type":
                classes = sorted(types_of(node))
                made[name] = classes[0] if len(classes) == 1 else [*classes]
            else:
                made[name] = self._value(value, around, depth)
        tag = _tag_of(node.get("language"))
        if tag:
            made[LANGUAGE] = tag
        name = identifier_of(node)
        sibling = self._sibling.match(name) if self._sibling else None
        if sibling:
            local, part = unquote(sibling["local"]), sibling["part"]
            made[PART if part else "id"] = _COUNTED.sub("", part) if part else local
        if self._iri and name.startswith(f"{self._iri}#"):
            self._own = True
            made[PART] = _COUNTED.sub("", name[len(self._iri) + 1 :])
        return made

    def _value(self, value: object, around: frozenset[str], depth: int) -> SourceValue:
        if isinstance(value, list):
            return [self._value(child, around, depth) for child in value]
        if isinstance(value, dict):
            return self._below(value, around, depth)
        return value if isinstance(value, (str, int, float, bool)) else None

    def _below(self, value: JsonObject, around: frozenset[str], depth: int) -> SourceValue:
        name = identifier_of(value)
        elsewhere = self._described.get(name) if name and value.keys() <= _SHALLOW else None
        if elsewhere is None or name in around or not depth:
            return self._node(value, around | {name}, depth)
        if not self._left:
            self.exhausted = True
            return self._node(value, around, depth)
        self._left -= 1
        node, path = elsewhere
        told = {key: node[key] for key in node if key in _SHALLOW} if is_object(node) else node
        return {**self._node(told, around | {name}, depth - 1), PATH: path}


def described_in(value: object, path: str) -> dict[str, tuple[JsonObject, str]]:
    """Return the nodes of a document that have a name and say something, with the pointers to them."""
    known: dict[str, tuple[JsonObject, str]] = {}
    waiting: list[tuple[object, str]] = [(value, path)]
    while waiting:
        found, place = waiting.pop()
        if isinstance(found, list):
            waiting += [(child, f"{place}/{at}") for at, child in enumerate(found)]
        elif isinstance(found, dict):
            name = identifier_of(found)
            if name and not found.keys() <= _SHALLOW:
                known.setdefault(name, (found, place))
            waiting += [(child, place + pointer_step(key)) for key, child in found.items() if key != "@context"]
    return known


def _tag_of(value: object) -> str | None:
    """Return the BCP 47 tag of the first language of a text: the AAT's concept, or the tag that its label is."""
    first = value[0] if isinstance(value, list) and value else value
    if not isinstance(first, dict):
        return None
    known = _TAGS.get(plain_name(identifier_of(first)))
    label = first.get("_label")
    if known is None and isinstance(label, str) and re.fullmatch(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*", label):
        return label
    return known
