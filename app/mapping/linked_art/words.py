"""The words of a record: names, identifiers, texts, terms, and the languages that they are in."""

from __future__ import annotations

from typing import Protocol

from msgspec import Struct

from app.core import linked_art as la
from app.core.absolute_iri import absolute_iri
from app.core.finding import Cell
from app.core.iri import encode_segment
from app.core.linked_art import Kind, Property
from app.core.record import Agent, Identifier, Keeper, Language, Place, Term
from app.mapping.linked_art import vocabulary as aat
from app.mapping.linked_art.graph import Concept, Node, Scope, Statement, part


class Written(Protocol):
    """Anything that was written in a language, in a cell: a title, a note, an inscription."""

    @property
    def text(self) -> str: ...  # noqa: D102 - the words
    @property
    def language(self) -> Language | None: ...  # noqa: D102 - a BCP 47 tag
    @property
    def cell(self) -> Cell | None: ...  # noqa: D102 - where they stand


class Words(Struct, frozen=True, gc=False):
    """Words of a value that is more than words: the name of a place, the caption of an image."""

    text: str
    language: Language | None
    cell: Cell | None


class Slot(Struct, frozen=True):
    """What a term is to the node that has it: by which property, of which class, and what kind of concept."""

    link: Property
    kind: Kind = la.TYPE
    metatype: Concept | None = None


OBJECT_TYPE = Slot(la.CLASSIFIED_AS, la.TYPE, aat.TYPE_OF_WORK)
CLASSIFICATION = Slot(la.CLASSIFIED_AS)
CULTURE = Slot(la.CLASSIFIED_AS, la.TYPE, aat.CULTURE)
PERIOD = Slot(la.CLASSIFIED_AS, la.TYPE, aat.STYLE)
NATIONALITY = Slot(la.CLASSIFIED_AS, la.TYPE, aat.NATIONALITY)
GENDER = Slot(la.CLASSIFIED_AS, la.TYPE, aat.GENDER)
PART = Slot(la.CLASSIFIED_AS, la.TYPE, aat.PART_TYPE)
TECHNIQUE = Slot(la.TECHNIQUE)
MATERIAL = Slot(la.MADE_OF, la.MATERIAL)
SUBJECT = Slot(la.ABOUT)


def language(scope: Scope, tag: Language) -> Concept | Node:
    """Return the AAT's concept of a BCP 47 tag's language, or a node of this record that is named after the tag."""
    known = aat.LANGUAGES.get(tag) or aat.LANGUAGES.get(tag.partition("-")[0].lower())
    if known is not None:
        return known
    tag = tag.lower()
    return Node(f"{scope.record}#language-{encode_segment(tag)}", la.LANGUAGE, tag, [], None, shared=True)


def name(scope: Scope, iri: str, value: Written, kind: Concept | None) -> Node:
    """Return a Name (E33_E41) with its content, its kind if any, and its language if known."""
    return _words(scope, Node(iri, la.NAME, None, [(la.CONTENT, value.text)], value.cell), value.language, kind)


def text(scope: Scope, iri: str, value: Written, kind: Concept | None) -> Node:
    """Return a text (E33) with its content, its kind if any, and its language if known."""
    return _words(scope, Node(iri, la.TEXT, None, [(la.CONTENT, value.text)], value.cell), value.language, kind)


def _words(scope: Scope, node: Node, tag: Language | None, kind: Concept | None) -> Node:
    if kind is not None:
        node.statements.append((la.CLASSIFIED_AS, kind))
    if tag is not None:
        node.statements.append((la.IN_LANGUAGE, language(scope, tag)))
    return node


def identifier(iri: str, value: Identifier) -> Node:
    """Return the Identifier (E42) of a number, with its kind."""
    statements: list[Statement] = [(la.CONTENT, value.value), (la.CLASSIFIED_AS, aat.IDENTIFIERS[value.kind])]
    return Node(iri, la.IDENTIFIER, None, statements, value.cell)


def written_identifier(iri: str, value: str, cell: Cell | None) -> Node:
    """Return an Identifier without a kind: what a source gave as an IRI and is none."""
    return Node(iri, la.IDENTIFIER, None, [(la.CONTENT, value)], cell)


def term(scope: Scope, iri: str, value: Term, slot: Slot) -> Node:
    """Return the concept of a term: under the IRI its source gives, else a node of this record with the term as name.

    `iri` is where the node stands in the second case. An `id` that is no IRI stays as an Identifier of the node.
    """
    given = None if value.id is None else source_iri(scope, value.id)
    statements: list[Statement] = []
    if given is None:
        label: list[Statement] = [(la.CONTENT, value.label)]
        if value.language is not None:
            label.append((la.IN_LANGUAGE, language(scope, value.language)))
        statements.append((la.IDENTIFIED_BY, Node(f"{iri}-name", la.NAME, None, label, value.cell)))
        if value.id is not None:
            statements.append((la.IDENTIFIED_BY, written_identifier(f"{iri}-identifier", value.id, value.cell)))
    if slot.metatype is not None:
        statements.append((la.CLASSIFIED_AS, slot.metatype))
    return Node(given or iri, slot.kind, value.label, statements, value.cell, given is not None)


def add_term(scope: Scope, statements: list[Statement], iri: str, slot: Slot, value: Term) -> None:
    """Add a term to the statements of a node; an uncertain one as an opinion."""
    node = term(scope, iri, value, slot)
    if value.uncertain:
        statements.append((la.ATTRIBUTED_BY, possibly(f"{iri}-attribution", slot.link, node)))
    else:
        statements.append((slot.link, node))


def add_terms(scope: Scope, statements: list[Statement], iri: str, slot: Slot, values: tuple[Term, ...]) -> None:
    """Add each term to the statements of a node; `iri` is counted up: `iri-1`, `iri-2`."""
    for number, value in enumerate(values, 1):
        add_term(scope, statements, f"{iri}-{number}", slot, value)


def possibly(iri: str, link: Property, assigned: Node, kind: Concept = aat.POSSIBLY) -> Node:
    """Return the assignment (E13) that says what a node possibly has, where stating it would say too much."""
    statements: list[Statement] = [
        (la.CLASSIFIED_AS, kind),
        (la.ASSIGNED_PROPERTY, link),
        (la.ASSIGNED, assigned),
    ]
    return Node(iri, la.ASSIGNMENT, None, statements, assigned.cell)


def add_same_as(scope: Scope, statements: list[Statement], iri: str, kind: Kind, value: Agent | Place | Keeper) -> None:
    """Add the equivalents of an entity; a value that is no IRI becomes an Identifier of it, so that it is not lost."""
    for number, other in enumerate(value.same_as, 1):
        given = source_iri(scope, other)
        if given is None:
            node = written_identifier(part(iri, f"identifier-{number}"), other, value.cell)
            statements.append((la.IDENTIFIED_BY, node))
        else:
            statements.append((la.EQUIVALENT, Node(given, kind, None, [], value.cell, shared=True)))


def source_iri(scope: Scope, given: str) -> str | None:
    """Return the IRI that a source gives, or None where it is none or pretends to be this record or a part of it."""
    iri = absolute_iri(given)
    if iri is not None and iri.startswith(scope.record) and iri[len(scope.record) :][:1] in {"", "#"}:
        return None
    return iri
