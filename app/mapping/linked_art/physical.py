"""The object as a thing: its materials, its dimensions and what is written on it."""

from __future__ import annotations

from app.core import linked_art as la
from app.core.record import CatalogueRecord, Dimension, DimensionStatement, Inscription, Term
from app.mapping.linked_art import vocabulary as aat
from app.mapping.linked_art.graph import Node, Scope, Statement
from app.mapping.linked_art.words import MATERIAL, PART, Words, add_term, add_terms, text

# A double holds 15 decimal digits: a larger number is no measure of an object, and readers of JSON differ about it.
_TOO_LARGE = 1e15


def add_physical(scope: Scope, statements: list[Statement], record: CatalogueRecord) -> None:
    """Add materials, dimensions with their statements, and inscriptions to the object."""
    add_terms(scope, statements, f"{scope.record}#material", MATERIAL, record.materials)
    if record.dimensions:
        _add_dimensions(scope, statements, record.dimensions)
    for number, inscription in enumerate(record.inscriptions, 1):
        node = _inscription(scope, f"{scope.record}#inscription-{number}", inscription)
        statements.append((la.REFERRED_TO_BY, node))


def _add_dimensions(scope: Scope, statements: list[Statement], values: tuple[DimensionStatement, ...]) -> None:
    count = 0
    for number, value in enumerate(values, 1):
        if value.text:
            iri = f"{scope.record}#dimension-statement-{number}"
            statements.append((la.REFERRED_TO_BY, text(scope, iri, value, aat.DIMENSION_STATEMENT)))
        for dimension in value.dimensions:
            count += 1
            node = _dimension(scope, f"{scope.record}#dimension-{count}", dimension, value)
            if node is not None:
                statements.append((la.HAS_DIMENSION, node))


def _dimension(scope: Scope, iri: str, value: Dimension, statement: DimensionStatement) -> Node | None:
    number = _number(value.value)
    if number is None:
        return None
    statements: list[Statement] = [
        (la.CLASSIFIED_AS, aat.DIMENSIONS[value.kind]),
        (la.VALUE, number),
        (la.HAS_UNIT, aat.UNIT_NOT_STATED if value.unit is None else aat.UNITS[value.unit]),
    ]
    if value.part:
        measured = Term(label=value.part, language=statement.language, cell=statement.cell)
        add_term(scope, statements, f"{iri}-part", PART, measured)
    if value.approximate:
        statements.append((la.CLASSIFIED_AS, aat.APPROXIMATE))
    return Node(iri, la.DIMENSION, None, statements, statement.cell)


def _number(value: float) -> int | float | None:
    """Return the number as JSON and RDF have it, or None where it is no measure (not a number, infinite, too large).

    JSON-LD 1.1 API, section 8.6: a whole number is an xsd:integer, one with a fraction an xsd:double. 15 digits are
    what every reader of a double gives back; the 16th of a measure is the noise of its arithmetic.
    """
    if not abs(value) < _TOO_LARGE:
        return None
    return int(value) if value == int(value) else float(f"{value:.15g}")


def _inscription(scope: Scope, iri: str, value: Inscription) -> Node:
    node = text(scope, iri, value, aat.INSCRIPTIONS[value.kind])
    if value.position:
        position = Words(value.position, value.language, value.cell)
        node.statements.append((la.REFERRED_TO_BY, text(scope, f"{iri}-position", position, aat.POSITION)))
    return node
