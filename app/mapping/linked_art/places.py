"""Where: a Place (E53) with its names, the places around it, and its point."""

from __future__ import annotations

import math

from app.core import linked_art as la
from app.core.linked_art import Property
from app.core.record import Place, Term
from app.mapping.linked_art import vocabulary as aat
from app.mapping.linked_art.graph import Node, Scope, Statement, part
from app.mapping.linked_art.words import CLASSIFICATION, Words, add_same_as, add_term, name, possibly

# A building, its street, quarter, borough, city, county, region, province, country, continent and more.
_DEEPEST = 20


def place(scope: Scope, iri: str, value: Place) -> Node:
    """Return the place: under its own IRI where its source gives it an identifier, else at `iri`."""
    if value.id:
        iri = scope.namespace.place(value.id)
    words = Words(value.name, value.language, value.cell)
    statements: list[Statement] = [(la.IDENTIFIED_BY, name(scope, part(iri, "name"), words, aat.PRIMARY_NAME))]
    if value.former_name:
        words = Words(value.former_name, value.language, value.cell)
        statements.append((la.IDENTIFIED_BY, name(scope, part(iri, "former-name"), words, aat.FORMER_NAME)))
    if value.kind:
        kind = Term(label=value.kind, language=value.language, cell=value.cell)
        add_term(scope, statements, part(iri, "kind"), CLASSIFICATION, kind)
    if value.broader:
        _add_broader(statements, iri, value)
    point = _point(value)
    if point is not None:
        statements.append((la.DEFINED_BY, point))
    if value.same_as:
        add_same_as(scope, statements, iri, la.PLACE, value)
    return Node(iri, la.PLACE, value.name, statements, value.cell, bool(value.id))


def add_place(scope: Scope, statements: list[Statement], link: Property, iri: str, value: Place) -> None:
    """Add a place to the statements of a node; an uncertain one as an opinion."""
    node = place(scope, iri, value)
    if value.uncertain:
        statements.append((la.ATTRIBUTED_BY, possibly(f"{iri}-attribution", link, node)))
    else:
        statements.append((link, node))


def add_places(scope: Scope, statements: list[Statement], link: Property, iri: str, values: tuple[Place, ...]) -> None:
    """Add each place to the statements of a node; `iri` is counted up: `iri-1`, `iri-2`."""
    for number, value in enumerate(values, 1):
        add_place(scope, statements, link, f"{iri}-{number}", value)


def _add_broader(statements: list[Statement], iri: str, value: Place) -> None:
    """Add the places around one, each within the next; beyond any real hierarchy, the rest directly."""
    for number, label in enumerate(value.broader, 1):
        wider = Node(part(iri, f"broader-{number}"), la.PLACE, label, [], value.cell)
        statements.append((la.WITHIN, wider))
        if number < _DEEPEST:
            statements = wider.statements


def _point(value: Place) -> str | None:
    """Return the point in Well-Known Text (OGC 06-103r4, section 7.2: longitude first), or None without a number."""
    if value.latitude is None or value.longitude is None:
        return None
    if not (math.isfinite(value.latitude) and math.isfinite(value.longitude)):
        return None
    return f"POINT({value.longitude:.10g} {value.latitude:.10g})"
