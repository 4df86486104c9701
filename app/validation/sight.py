"""What the shapes can see: which properties of which nodes can change what is found, read from the shapes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Final, NamedTuple, TypeAlias

import pyoxigraph

from app.core.graph_view import Sight
from app.core.text import Text
from app.validation.results import SHACL, VOCABULARY
from app.validation.shapes import IncompleteShape

_FIRST: Final = "http://www.w3.org/1999/02/22-rdf-syntax-ns#first"
_REST: Final = "http://www.w3.org/1999/02/22-rdf-syntax-ns#rest"
_PROPERTY: Final = f"<{SHACL}property>"
_OF_FORM: Final = f"<{VOCABULARY}ofForm>"
_OF_VALUE: Final = f"<{VOCABULARY}ofValue>"
# What cannot be answered from one statement (SHACL, 4.1.1, 4.2, 4.4.5, 4.5, 4.7 and 4.8).
_NOT_ALONE: Final = frozenset(
    {"class", "closed", "disjoint", "equals", "hasValue", "lessThan", "lessThanOrEquals", "maxCount", "minCount"}
    | {"node", "property", "qualifiedValueShape", "sparql", "uniqueLang"}
)
_ALTERNATIVE: Final = f"{SHACL}alternativePath"
# What looks at statements without naming their property, or against their direction (SHACL, 4.8.1, 2.3.1.4;
# SHACL-SPARQL). No shape of ours needs it; one that does would need all of the graph to be validated.
_BLIND: Final = frozenset(f"{SHACL}{name}" for name in ("closed", "sparql", "target", "js", "rule", "inversePath"))
_REPEATED: Final = tuple(f"{SHACL}{name}" for name in ("zeroOrMorePath", "oneOrMorePath", "zeroOrOnePath"))
# Where one shape says that the same nodes, or that the values of its path, meet another shape.
_SAME_NODE: Final = tuple(f"{SHACL}{name}" for name in ("node", "property", "not", "qualifiedValueShape"))
_LISTS: Final = tuple(f"{SHACL}{name}" for name in ("and", "or", "xone"))
_PAIRS: Final = tuple(
    f"{SHACL}{name}" for name in ("equals", "disjoint", "lessThan", "lessThanOrEquals")
)  # section 4.5: another property of the focus node

_Term: TypeAlias = "pyoxigraph.NamedNode | pyoxigraph.Literal | pyoxigraph.BlankNode | pyoxigraph.Triple"
_Said: TypeAlias = Mapping[str, Mapping[str, list[_Term]]]


class Divided(NamedTuple):
    """Shapes in three, as N-Triples: those that look at values, those with `conc:ofForm`, those with `conc:ofValue`."""

    values: str
    form: str
    alone: str


def divided(triples: str) -> Divided:
    """Return the shapes in this N-Triples text in three; raise IncompleteShape where a mark is not true."""
    lines = triples.splitlines(keepends=True)
    of_form, of_value = _marked(lines, _OF_FORM), _marked(lines, _OF_VALUE)
    rest = _members(lines) - of_form - of_value
    alone = _without(lines, rest | of_form)
    _check_alone(alone)
    return Divided(_without(lines, of_form | of_value), _without(lines, rest | of_value), alone)


def _marked(lines: list[str], mark: str) -> set[str]:
    return {line.partition(" ")[0] for line in lines if line.split(" ", 2)[1] == mark}


def _check_alone(triples: str) -> None:
    """Refuse a shape that would need more than one statement to be judged: others, their number, or a class."""
    about: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for quad in pyoxigraph.parse(triples, pyoxigraph.RdfFormat.N_TRIPLES):
        about[str(quad.subject)].append((quad.predicate.value.removeprefix(SHACL), str(quad.object)))
    for said in list(about.values()):
        members = [term for name, term in said if name == "property"]
        targets = [(name, term) for name, term in said if name.startswith("target")] if members else []
        for member in members:
            path = [("targetSubjectsOf", term) for name, term in about.get(member, ()) if name == "path"]
            if path != targets:
                raise _not_alone(member, "path")
            _check_within(member, about, top=True)


def _check_within(shape: str, about: Mapping[str, list[tuple[str, str]]], *, top: bool = False) -> None:
    for name, term in about.get(shape, ()):
        if name in _NOT_ALONE or (name == "path" and not top):
            raise _not_alone(shape, name)
        if term.startswith("_:"):
            _check_within(term, about)


def _not_alone(shape: str, name: str) -> IncompleteShape:
    return IncompleteShape(
        Text(
            fr=f"{shape} porte conc:ofValue, mais sh:{name} demande plus qu'un énoncé de la propriété de sa cible.",
            en=f"{shape} has conc:ofValue, but sh:{name} needs more than one statement of the property of its target.",
        )
    )


def _members(lines: list[str]) -> set[str]:
    return {line.split(" ", 2)[2].removesuffix(" .\n") for line in lines if line.split(" ", 2)[1] == _PROPERTY}


def _without(lines: list[str], members: set[str]) -> str:
    """Return the shapes without these property shapes, and without the targets of those that have no other."""
    targets = {line.partition(" ")[0] for line in lines if line.split(" ", 2)[1] == _PROPERTY}
    kept: list[str] = []
    for line in lines:
        _, predicate, value = line.split(" ", 2)
        if predicate != _PROPERTY or value.removesuffix(" .\n") not in members:
            kept.append(line)
    still = {line.partition(" ")[0] for line in kept if line.split(" ", 2)[1] == _PROPERTY}
    idle = targets - still
    return "".join(line for line in kept if line.partition(" ")[0] not in idle)


def sight_of(triples: str) -> Sight:
    """Return what the shapes in this N-Triples text can see; raise IncompleteShape where they may look at anything."""
    about: dict[str, dict[str, list[_Term]]] = defaultdict(lambda: defaultdict(list))
    for quad in pyoxigraph.parse(triples, pyoxigraph.RdfFormat.N_TRIPLES):
        if quad.predicate.value in _BLIND:
            reason = f"{quad.subject}: {quad.predicate.value}"
            raise IncompleteShape(
                Text(
                    fr=f"{reason} regarde des propriétés qu'elle ne nomme pas.",
                    en=f"{reason} looks at properties that it does not name.",
                )
            )
        about[str(quad.subject)][quad.predicate.value].append(quad.object)
    return _Reading({node: dict(said) for node, said in about.items()}).sight()


class _Place(tuple[str, str]):
    """Where nodes are met: ("class", IRI), ("via", IRI of a property that leads to them) or ("any", "")."""

    __slots__ = ()


_ANY: Final = _Place(("any", ""))


class _Reading:
    def __init__(self, about: _Said) -> None:
        self.about = about
        self.seen: dict[_Place, set[str]] = defaultdict(set)
        self.kinds: set[str] = set()

    def sight(self) -> Sight:
        for said in self.about.values():
            for place in self._targets(said):
                self._shape(said, place)
        of_kind = {iri: frozenset(seen) for (what, iri), seen in self.seen.items() if what == "class"}
        via = {iri: frozenset(seen) for (what, iri), seen in self.seen.items() if what == "via"}
        return Sight(frozenset(self.seen[_ANY]), of_kind, via, frozenset(self.kinds))

    def _targets(self, said: Mapping[str, list[_Term]]) -> Iterator[_Place]:
        """Yield where the focus nodes of a shape are met (SHACL, section 2.1.3)."""
        for term in said.get(f"{SHACL}targetClass", ()):
            self.kinds.add(_iri(term))
            yield _Place(("class", _iri(term)))
        for term in said.get(f"{SHACL}targetObjectsOf", ()):
            self.seen[_ANY].add(_iri(term))
            yield _Place(("via", _iri(term)))
        for term in said.get(f"{SHACL}targetSubjectsOf", ()):
            self.seen[_ANY].add(_iri(term))
            yield _ANY
        if said.get(f"{SHACL}targetNode"):
            yield _ANY

    def _shape(self, said: Mapping[str, list[_Term]], *places: _Place) -> None:
        """Note what a shape sees of the nodes that are met at these places, and of those that they lead to."""
        paths = said.get(f"{SHACL}path")
        values = tuple(place for path in paths for place in self._path(path, places)) if paths else places
        for term in said.get(f"{SHACL}class", ()):
            self.kinds.add(_iri(term))
        for pair in _PAIRS:
            for term in said.get(pair, ()):
                for place in places:
                    self.seen[place].add(_iri(term))
        for link in _SAME_NODE:
            for inner in said.get(link, ()):
                self._shape(self.about.get(str(inner), {}), *values)
        for link in _LISTS:
            for members in said.get(link, ()):
                for inner in self._members(members):
                    self._shape(self.about.get(str(inner), {}), *values)

    def _path(self, path: _Term, places: tuple[_Place, ...]) -> tuple[_Place, ...]:
        """Note the properties of a path from these places, and return where it ends."""
        if isinstance(path, pyoxigraph.NamedNode):
            for place in places:
                self.seen[place].add(path.value)
            return (_Place(("via", path.value)),)
        said = self.about[str(path)]
        if _ALTERNATIVE in said:
            (members,) = said[_ALTERNATIVE]
            return tuple(end for each in self._members(members) for end in self._path(each, places))
        for repeated in _REPEATED:
            for inner in said.get(repeated, ()):
                once = self._path(inner, places)
                return (*places, *once, *self._path(inner, once))
        for step in self._members(path):
            places = self._path(step, places)
        return places

    def _members(self, node: _Term) -> Iterator[_Term]:
        said = self.about.get(str(node), {})
        while said:  # rdf:nil says nothing of itself
            yield said[_FIRST][0]
            said = self.about.get(str(said[_REST][0]), {})


def _iri(term: _Term) -> str:
    if not isinstance(term, pyoxigraph.NamedNode):
        message = f"a shape names {term} where SHACL wants an IRI"
        raise TypeError(message)
    return term.value
