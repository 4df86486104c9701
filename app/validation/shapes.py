"""What the shapes say of themselves: each property shape is a rule, with its sentences and the field it speaks of."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, TypeAlias

import pyoxigraph

from app.core.errors import ConcordanceError
from app.core.finding import Rule
from app.core.text import Text
from app.validation.results import SHACL, VOCABULARY, severity_of

SHAPES_NAMESPACE: Final = "https://w3id.org/concordance/shapes#"

_CAPITAL: Final = re.compile(r"(?<!^)(?=[A-Z])")

# What a property shape may hold beside its one constraint: what describes it (SHACL, section 2.3; our own vocabulary),
# and parameters that only say more of the constraint (flags of a pattern, the shape that sh:qualifiedMinCount counts).
_BESIDE: Final = frozenset(
    {f"{SHACL}{name}" for name in ("path", "severity", "message", "name", "flags", "qualifiedValueShape")}
    | {f"{VOCABULARY}{name}" for name in ("remedy", "field", "yieldsTo", "boundMoves", "ofForm", "ofValue")}
    | {"http://www.w3.org/1999/02/22-rdf-syntax-ns#type"}
)
_FIRST: Final = "http://www.w3.org/1999/02/22-rdf-syntax-ns#first"
_REST: Final = "http://www.w3.org/1999/02/22-rdf-syntax-ns#rest"
_OBJECT: Final = "http://www.cidoc-crm.org/cidoc-crm/E22_Human-Made_Object"


class IncompleteShape(ConcordanceError):
    """A property shape that lacks what a finding needs: this is a mistake in the shapes, not in anybody's data."""

    kind = "incomplete-shape"
    title = Text(fr="Forme incomplète", en="Incomplete shape")


@dataclass(frozen=True, slots=True)
class PropertyShape:
    """One property shape: the rule it applies, the field it speaks of, and its one constraint.

    `field` is a field of the CatalogueRecord, with a kind where it matters (`productions.date`, `notes[description]`):
    the one that holds the wrong value or would hold the missing one. `path` is its path as Turtle writes it, with full
    IRIs (SHACL, section 2.3.1), and `component` the IRI of its constraint component (section 4). `yields_to` are the
    shapes whose finding about a node says all there is to say: beside theirs, this one's is left out. `of_object` says
    that the shape speaks of the object as a whole.
    """

    iri: str
    rule: Rule
    name: Text
    field: str
    path: str
    component: str
    yields_to: tuple[str, ...]
    of_object: bool


@dataclass(frozen=True, slots=True)
class ShapeSet:
    """All property shapes, by their IRI and by the identifier of their rule."""

    by_iri: Mapping[str, PropertyShape]
    by_rule: Mapping[str, PropertyShape]

    @property
    def rules(self) -> tuple[Rule, ...]:
        """The rules that the shapes apply, sorted by identifier."""
        return tuple(self.by_rule[identifier].rule for identifier in sorted(self.by_rule))

    @property
    def fields(self) -> Mapping[str, str]:
        """The field of the CatalogueRecord that each rule, by its identifier, speaks of."""
        return MappingProxyType({identifier: shape.field for identifier, shape in self.by_rule.items()})


def rule_id(shape: str) -> str:
    """Return the identifier of the rule that this property shape applies: `...#ObjectTitle` is `shape.object-title`."""
    return f"shape.{_CAPITAL.sub('-', shape.removeprefix(SHAPES_NAMESPACE)).lower()}"


def read_shapes(triples: str) -> ShapeSet:
    """Return what the shapes in this N-Triples text say of themselves.

    Every property shape of a named shape must have an IRI of our own, one severity, a message, a name and a remedy in
    both languages, a field, and exactly one constraint; otherwise IncompleteShape names it.
    """
    about: dict[str, dict[str, list[_Term]]] = defaultdict(lambda: defaultdict(list))
    for quad in pyoxigraph.parse(triples, pyoxigraph.RdfFormat.N_TRIPLES):
        about[str(quad.subject)][quad.predicate.value].append(quad.object)
    shapes: list[PropertyShape] = []
    for subject, said in tuple(about.items()):
        if not subject.startswith("<"):
            continue  # a shape without a name is part of another's constraint, and reports nothing itself
        of_object = any(str(target) == f"<{_OBJECT}>" for target in said.get(f"{SHACL}targetClass", ()))
        shapes.extend(_property_shape(node, about, of_object=of_object) for node in said.get(f"{SHACL}property", ()))
    return ShapeSet(
        MappingProxyType({shape.iri: shape for shape in shapes}),
        MappingProxyType({shape.rule.id: shape for shape in shapes}),
    )


_Term: TypeAlias = "pyoxigraph.NamedNode | pyoxigraph.Literal | pyoxigraph.BlankNode | pyoxigraph.Triple"
_Said: TypeAlias = Mapping[str, Mapping[str, list[_Term]]]


def _property_shape(node: _Term, everything: _Said, *, of_object: bool) -> PropertyShape:
    about = everything[str(node)]
    if not isinstance(node, pyoxigraph.NamedNode) or not node.value.startswith(SHAPES_NAMESPACE):
        raise _incomplete(str(node), f"its IRI is not below {SHAPES_NAMESPACE}")
    constraints = sorted(about.keys() - _BESIDE)
    if len(constraints) != 1:
        raise _incomplete(node.value, f"it has {len(constraints)} constraints, not one: {', '.join(constraints)}")
    severity = severity_of(_only(node.value, about, f"{SHACL}severity"))
    message, remedy = _text(node.value, about, f"{SHACL}message"), _text(node.value, about, f"{VOCABULARY}remedy")
    return PropertyShape(
        iri=node.value,
        rule=Rule(rule_id(node.value), severity, message, remedy),
        name=_text(node.value, about, f"{SHACL}name"),
        field=_only(node.value, about, f"{VOCABULARY}field"),
        path=_path(_only_term(node.value, about, f"{SHACL}path"), everything),
        component=_component(constraints[0]),
        yields_to=tuple(sorted(str(other)[1:-1] for other in about.get(f"{VOCABULARY}yieldsTo", ()))),
        of_object=of_object,
    )


def _component(parameter: str) -> str:
    # SHACL, section 4: the component of sh:minCount is sh:MinCountConstraintComponent, and so for each of the others.
    name = parameter.removeprefix(SHACL)
    return f"{SHACL}{name[0].upper()}{name[1:]}ConstraintComponent"


def _path(node: _Term, everything: _Said) -> str:
    if isinstance(node, pyoxigraph.NamedNode):
        return str(node)
    about = everything[str(node)]
    if _FIRST not in about:
        ((kind, (inner,)),) = about.items()
        return f"[ <{kind}> {_path(inner, everything)} ]"
    members: list[str] = []
    while about:  # rdf:nil says nothing of itself
        members.append(_path(about[_FIRST][0], everything))
        about = everything.get(str(about[_REST][0]), {})
    return f"( {' '.join(members)} )"


def _only(shape: str, about: Mapping[str, list[_Term]], predicate: str) -> str:
    value = _only_term(shape, about, predicate)
    if not isinstance(value, pyoxigraph.NamedNode | pyoxigraph.Literal):
        raise _incomplete(shape, f"its value of {predicate} is neither an IRI nor a literal")
    return value.value


def _only_term(shape: str, about: Mapping[str, list[_Term]], predicate: str) -> _Term:
    values = about.get(predicate, [])
    if len(values) != 1:
        raise _incomplete(shape, f"it has {len(values)} values of {predicate}, not one")
    return values[0]


def _text(shape: str, about: Mapping[str, list[_Term]], predicate: str) -> Text:
    said = {value.language: value.value for value in about.get(predicate, ()) if isinstance(value, pyoxigraph.Literal)}
    if set(said) != {"fr", "en"}:
        raise _incomplete(shape, f"{predicate} is not in French and in English")
    return Text(fr=said["fr"], en=said["en"])


def _incomplete(shape: str, reason: str) -> IncompleteShape:
    return IncompleteShape(Text(fr=f"{shape}: {reason}", en=f"{shape}: {reason}"))
