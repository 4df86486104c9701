"""A record's graph as validation looks at it: only what some shape can see, under names that a parser reads quickly."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, TypeAlias

from msgspec import Struct

TYPE: Final = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"

OBJECTS: Final = "r:/object/"  # a shape tells a record's own term by `/object/.../#`: the short name keeps that


@dataclass(frozen=True, slots=True)
class Sight:
    """What a set of shapes can see of a graph: a statement of another property cannot change what is found.

    `anywhere` are the properties seen of any node; `of_kind` those seen of the nodes of a class, by its IRI; `via`
    those seen of the nodes that a property leads to, by its IRI; `kinds` are the classes whose membership is seen.
    """

    anywhere: frozenset[str]
    of_kind: Mapping[str, frozenset[str]]
    via: Mapping[str, frozenset[str]]
    kinds: frozenset[str]

    def of(self, kind: str, link: str) -> frozenset[str]:
        """Return the properties seen of a node of this class that this property leads to.

        `rdf:type` is among them where its class is seen.
        """
        nothing: frozenset[str] = frozenset()
        seen = self.anywhere | self.of_kind.get(kind, nothing) | self.via.get(link, nothing)
        return seen | {TYPE} if kind in self.kinds else seen


VALUE: Final = 1
FORM: Final = 2
ALONE: Final = 4
Glance: TypeAlias = Mapping[str, int]
"""What is seen of one kind of node, by property: VALUE, FORM and ALONE, or a sum of them."""


class Sights:
    """What the three sets of shapes see.

    The first look at values (VALUE), the second ask whether something is there (FORM), the third ask of one statement
    alone what kind of value it has (ALONE).
    """

    __slots__ = ("_glances", "_seen")

    def __init__(self, values: Sight, form: Sight, alone: Sight) -> None:
        """Keep all three; what is seen of each kind of node is worked out once."""
        self._seen = ((VALUE, values), (FORM, form), (ALONE, alone))
        self._glances: dict[tuple[str, str], dict[str, int]] = {}

    def of(self, kind: str, link: str) -> Glance:
        """Return what is seen of a node of this class (its IRI) that this property (its IRI) leads to."""
        glance = self._glances.get((kind, link))
        if glance is None:
            glance = {}
            for how, sight in self._seen:
                for seen in sight.of(kind, link):
                    glance[seen] = glance.get(seen, 0) | how
            self._glances[kind, link] = glance
        return glance


KEY: Final = "\x01"  # stands for the key where it is not known yet; no IRI and no literal holds it unescaped


class GraphView(Struct, frozen=True, gc=False):
    """The triples of one record that shapes look at, and what its names stand for.

    `text` is N-Triples, what is seen by the shapes that look at values; `form` what is seen by those that ask whether
    something is there, as the words of its triples one after the other (`form_text`). The record is `r:/object/<key>`,
    where `key` is its number among those validated together, and its nodes are fragments counted from 1. Whatever other
    records may also describe (an agent of the institution, a concept of a thesaurus) is this record's own copy,
    `<IRI>#~<key>`: what one record is told does not hang on others.
    `alone` are the statements that shapes look at one by one: the number of the node, and the property and its value.
    `form` has `KEY` in the place of the key, so that records of one form have equal ones. `names` are the IRIs of the
    nodes, the record's first; `copies` are the numbers of the copies by their names without `~<key>`.
    """

    key: int
    text: str
    form: tuple[str, ...]
    alone: list[tuple[int, str]]
    names: list[str]
    copies: dict[str, int]

    @property
    def iri(self) -> str:
        """The IRI of the record."""
        return self.names[0]

    @property
    def form_text(self) -> str:
        """What is seen of the record's form, as N-Triples with `KEY` in the place of the key."""
        words = iter(self.form)
        return "".join(f"{subject}{link}{value} .\n" for subject, link, value in zip(words, words, words, strict=True))

    def number(self, name: str) -> int | None:
        """Return the number of the node that has this name in a text, or None where it is none of this record's."""
        if name.startswith(OBJECTS):
            return int(name.partition("#")[2] or 0)
        return self.copies.get(name.rpartition("~")[0])


def copy_stem(iri: str) -> str:
    """Return the name of a record's own copy of something with an IRI of its own, but for `~<key>`."""
    return iri if "#" in iri else f"{iri}#"


def key_of(name: str) -> int | None:
    """Return the key of the record that a name in a view's text belongs to, or None for a name of nobody's."""
    if name.startswith(OBJECTS):
        return int(name[len(OBJECTS) :].partition("#")[0])
    _, mark, key = name.rpartition("~")
    return int(key) if mark and key.isdecimal() else None
