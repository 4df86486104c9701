"""Who: a Person (E21) or a Group (E74) with its names, life dates, nationality and equivalents."""

from __future__ import annotations

from app.core import linked_art as la
from app.core.linked_art import Kind, Property
from app.core.record import Agent, Place, Term, TimeSpan
from app.mapping.linked_art import vocabulary as aat
from app.mapping.linked_art.graph import Concept, Node, Scope, Statement, part
from app.mapping.linked_art.places import place
from app.mapping.linked_art.times import time_span
from app.mapping.linked_art.words import GENDER, NATIONALITY, Words, add_same_as, add_term, add_terms, text


def agent(scope: Scope, iri: str, value: Agent, name_kind: Concept = aat.PRIMARY_NAME) -> Node:
    """Return the agent: under its own IRI where its source gives it an identifier, else at `iri`.

    Linked Art knows persons and groups and nothing between: whoever is not said to be a group is a Person, as most
    makers are; somebody unknown is a Group (the unidentified people among whom the maker was), marked as unidentified.
    """
    if value.id:
        iri = scope.namespace.agent(value.id)
    kind = la.PERSON if value.kind in {"person", None} else la.GROUP
    statements: list[Statement] = [(la.IDENTIFIED_BY, _name(iri, value, name_kind))]
    if value.kind == "unknown":
        statements.append((la.CLASSIFIED_AS, aat.UNIDENTIFIED_AGENT))
    if value.nationality:
        add_terms(scope, statements, part(iri, "nationality"), NATIONALITY, value.nationality)
    if value.gender:
        add_term(scope, statements, part(iri, "gender"), GENDER, Term(label=value.gender, cell=value.cell))
    if value.birth is not None or value.birth_place or value.death is not None:
        _add_life(scope, statements, iri, value, kind)
    if value.biography:
        words = Words(value.biography, None, value.cell)
        statements.append((la.REFERRED_TO_BY, text(scope, part(iri, "biography"), words, aat.BIOGRAPHY)))
    if value.same_as:
        add_same_as(scope, statements, iri, kind, value)
    return Node(iri, kind, value.name, statements, value.cell, bool(value.id))


def add_agents(scope: Scope, statements: list[Statement], link: Property, iri: str, values: tuple[Agent, ...]) -> None:
    """Add each agent to the statements of a node; `iri` is counted up: `iri-1`, `iri-2`."""
    statements.extend((link, agent(scope, f"{iri}-{number}", value)) for number, value in enumerate(values, 1))


def _name(iri: str, value: Agent, kind: Concept) -> Node:
    iri = part(iri, "name")
    statements: list[Statement] = [(la.CONTENT, value.name), (la.CLASSIFIED_AS, kind)]
    if value.given_name:
        given: list[Statement] = [(la.CONTENT, value.given_name), (la.CLASSIFIED_AS, aat.GIVEN_NAME)]
        statements.append((la.NAME_PART, Node(f"{iri}-given", la.NAME, None, given, value.cell)))
    if value.family_name:
        family: list[Statement] = [(la.CONTENT, value.family_name), (la.CLASSIFIED_AS, aat.FAMILY_NAME)]
        statements.append((la.NAME_PART, Node(f"{iri}-family", la.NAME, None, family, value.cell)))
    return Node(iri, la.NAME, None, statements, value.cell)


def _add_life(scope: Scope, statements: list[Statement], iri: str, value: Agent, kind: Kind) -> None:
    person = kind is la.PERSON
    where = Place(name=value.birth_place, cell=value.cell) if value.birth_place else None
    beginning = _event(scope, part(iri, "birth"), la.BIRTH if person else la.FORMATION, value.birth, where)
    if beginning is not None:
        statements.append((la.BORN if person else la.FORMED_BY, beginning))
    end = _event(scope, part(iri, "death"), la.DEATH if person else la.DISSOLUTION, value.death, None)
    if end is not None:
        statements.append((la.DIED if person else la.DISSOLVED_BY, end))


def _event(scope: Scope, iri: str, kind: Kind, date: TimeSpan | None, where: Place | None) -> Node | None:
    statements: list[Statement] = []
    cell = None
    if where is not None:
        cell = where.cell
        statements.append((la.TOOK_PLACE_AT, place(scope, f"{iri}-place", where)))
    span = None if date is None else time_span(f"{iri}-timespan", date)
    if span is not None:
        cell = span.cell or cell
        statements.append((la.TIMESPAN, span))
    return Node(iri, kind, None, statements, cell) if statements else None
