"""What the shapes say of themselves: each property shape is a rule, with its sentences and the field it speaks of."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

import pyoxigraph

from app.core.errors import ConcordanceError
from app.core.finding import Rule
from app.core.text import Text
from app.validation.results import SHACL, severity_of

SHAPES_NAMESPACE: Final = "https://w3id.org/concordance/shapes#"
VOCABULARY: Final = "https://w3id.org/concordance/ns#"

_CAPITAL: Final = re.compile(r"(?<!^)(?=[A-Z])")

# What a property shape may hold beside its one constraint (SHACL, section 2.3, and our own two properties).
_DESCRIPTIVE: Final = frozenset(
    {f"{SHACL}{name}" for name in ("path", "severity", "message", "name", "flags", "description", "order", "group")}
    | {f"{VOCABULARY}{name}" for name in ("remedy", "field")}
    | {"http://www.w3.org/1999/02/22-rdf-syntax-ns#type"}
)


class IncompleteShape(ConcordanceError):
    """A property shape that lacks what a finding needs: this is a mistake in the shapes, not in anybody's data."""

    kind = "incomplete-shape"
    title = Text(fr="Forme incomplète", en="Incomplete shape")


@dataclass(frozen=True, slots=True)
class PropertyShape:
    """One property shape: the rule it applies, the field it speaks of, and its one constraint.

    `field` is a field of the CatalogueRecord (`titles`, `productions.date`): the one that holds the wrong value or
    would hold the missing one. `component` is the IRI of its constraint component (SHACL, section 4).
    """

    iri: str
    rule: Rule
    name: Text
    field: str
    component: str


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

    Every value of sh:property must be one of our IRIs, and have a path, one severity, a message, a name and a remedy in
    both languages, a field, and exactly one constraint; otherwise IncompleteShape names it.
    """
    about: dict[str, dict[str, list[_Term]]] = defaultdict(lambda: defaultdict(list))
    for quad in pyoxigraph.parse(triples, pyoxigraph.RdfFormat.N_TRIPLES):
        about[str(quad.subject)][quad.predicate.value].append(quad.object)
    named = {value for node in list(about.values()) for value in node.get(f"{SHACL}property", ())}
    shapes = tuple(_property_shape(node, about[str(node)]) for node in sorted(named, key=str))
    return ShapeSet(
        MappingProxyType({shape.iri: shape for shape in shapes}),
        MappingProxyType({shape.rule.id: shape for shape in shapes}),
    )


_Term = pyoxigraph.NamedNode | pyoxigraph.Literal | pyoxigraph.BlankNode | pyoxigraph.Triple


def _property_shape(node: _Term, about: Mapping[str, list[_Term]]) -> PropertyShape:
    if not isinstance(node, pyoxigraph.NamedNode) or not node.value.startswith(SHAPES_NAMESPACE):
        raise _incomplete(str(node), f"its IRI is not below {SHAPES_NAMESPACE}")
    constraints = sorted(about.keys() - _DESCRIPTIVE)
    if len(constraints) != 1:
        raise _incomplete(node.value, f"it has {len(constraints)} constraints, not one: {', '.join(constraints)}")
    severity = severity_of(_only(node.value, about, f"{SHACL}severity"))
    message, remedy = _text(node.value, about, f"{SHACL}message"), _text(node.value, about, f"{VOCABULARY}remedy")
    return PropertyShape(
        iri=node.value,
        rule=Rule(rule_id(node.value), severity, message, remedy),
        name=_text(node.value, about, f"{SHACL}name"),
        field=_only(node.value, about, f"{VOCABULARY}field"),
        component=_component(constraints[0]),
    )


def _component(parameter: str) -> str:
    # SHACL, section 4: the component of sh:minCount is sh:MinCountConstraintComponent, and so for each of the others.
    name = parameter.removeprefix(SHACL)
    return f"{SHACL}{name[0].upper()}{name[1:]}ConstraintComponent"


def _only(shape: str, about: Mapping[str, list[_Term]], predicate: str) -> str:
    values = about.get(predicate, [])
    if len(values) != 1 or not isinstance(values[0], pyoxigraph.NamedNode | pyoxigraph.Literal):
        raise _incomplete(shape, f"it has {len(values)} values of {predicate}, not one")
    return values[0].value


def _text(shape: str, about: Mapping[str, list[_Term]], predicate: str) -> Text:
    said = {value.language: value.value for value in about.get(predicate, ()) if isinstance(value, pyoxigraph.Literal)}
    if set(said) != {"fr", "en"}:
        raise _incomplete(shape, f"{predicate} is not in French and in English")
    return Text(fr=said["fr"], en=said["en"])


def _incomplete(shape: str, reason: str) -> IncompleteShape:
    return IncompleteShape(Text(fr=f"{shape}: {reason}", en=f"{shape}: {reason}"))
