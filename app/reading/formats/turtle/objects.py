"""The objects of a graph as trees: from each object down to what it refers to, within bounds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Final

import pyoxigraph as ox

from app.reading.formats.turtle.graph import Object, Triples, name_of
from app.reading.formats.turtle.names import INVERSES, class_name, property_name
from app.reading.json_ld_nodes import JsonObject, plain_name
from app.reading.linked_art_tree import LANGUAGE, is_object

_TYPE: Final = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
_DEEPEST: Final = 8
MOST_NODES: Final = 5_000  # of one object
_ROLE_OF: Final = "P01i_is_domain_of"  # CRM: a property with properties of its own stands as a node
_RANGE: Final = "P02_has_range"


class Objects:
    """The objects of a graph, and of which classes what no object leads to is."""

    def __init__(self, triples: Triples) -> None:
        """Take the triples by subject, and turn round what nodes say of others."""
        self._triples = triples
        self._types = {
            subject: [name_of(value) for predicate, value in said if predicate == _TYPE]
            for subject, said in triples.items()
        }
        self._turned: dict[str, list[tuple[str, str]]] = {}
        for subject, said in triples.items():
            for predicate, value in said:
                name = INVERSES.get(plain_name(predicate))
                if name is not None and not isinstance(value, ox.Literal) and self._is_object(name_of(value)):
                    self._turned.setdefault(name_of(value), []).append((name, subject))
        self._reached: set[str] = set()
        self._left = 0
        self.exhausted = False

    def __iter__(self) -> Iterator[tuple[str, JsonObject]]:
        """Yield each object with its name; `exhausted` says of it that parts were left out."""
        for subject in self._triples:
            if self._is_object(subject):
                self._left, self.exhausted = MOST_NODES, False
                yield subject, self._node(subject, frozenset(), _DEEPEST)

    def unreached(self) -> Counter[str]:
        """Return how many nodes no object led to, by class."""
        return Counter(class_name(self._types[one]) or "?" for one in self._triples if one not in self._reached)

    def _is_object(self, subject: str) -> bool:
        return is_object({"type": list(self._types.get(subject, ()))})

    def _node(self, subject: str, around: frozenset[str], depth: int) -> JsonObject:
        node: JsonObject = {} if subject.startswith("_:") else {"id": subject}
        kind = class_name(self._types.get(subject, ()))
        if kind:
            node["type"] = kind
        short = subject in around or not depth or bool(around and self._is_object(subject))
        if not short:
            self._reached.add(subject)
        for predicate, value in self._triples.get(subject, ()):
            name = property_name(predicate)
            if predicate != _TYPE and (name == "_label" or not short):
                _join(node, *self._said(name, predicate, value, around | {subject}, depth))
        for name, other in () if short else self._turned.get(subject, ()):
            _join(node, name, self._node(other, around | {subject}, depth - 1))
        return node

    def _said(self, name: str, predicate: str, value: Object, around: frozenset[str], depth: int) -> tuple[str, object]:
        if isinstance(value, ox.Literal):
            text: object = {LANGUAGE: value.language, ".": value.value} if value.language else value.value
            return name, {"type": "Name", "content": text} if name == "identified_by" else text
        if not self._left:
            self.exhausted = True
            return name, {"id": name_of(value)}
        self._left -= 1
        if plain_name(predicate) == _ROLE_OF:
            role = self._node(name_of(value), around, depth - 1)
            held = class_name(self._types.get(name_of(value), ()))
            whom = role.get(_RANGE)
            if held.startswith("PC14") and isinstance(whom, dict):
                return "carried_out_by", whom
            return name, role
        return name, self._node(name_of(value), around, depth - 1)


def _join(node: JsonObject, name: str, value: object) -> None:
    known = node.get(name)
    if known is None:
        node[name] = value
    elif isinstance(known, list):
        known.append(value)
    else:
        node[name] = [known, value]
