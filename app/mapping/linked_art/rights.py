"""Rights: those of the object's content, of each reproduction, and of the record itself."""

from __future__ import annotations

from app.core import linked_art as la
from app.core.record import Agent, CatalogueRecord, Rights
from app.mapping.linked_art import vocabulary as aat
from app.mapping.linked_art.agents import agent
from app.mapping.linked_art.graph import Node, Scope, Statement
from app.mapping.linked_art.words import Words, language, source_iri, text


def rights_statement(scope: Scope, iri: str, value: Rights) -> Node | None:
    """Return the words of a statement of rights; an `iri` that is none counts as words. None where there are none."""
    words = value.text
    if not words and value.iri and source_iri(scope, value.iri) is None:
        words = value.iri
    if not words:
        return None
    return text(scope, iri, Words(words, value.language, value.cell), aat.RIGHTS_STATEMENT)


def right(scope: Scope, iri: str, value: Rights) -> Node | None:
    """Return the Right (E30) with its licence or statement IRI and its holder, or None where neither is known."""
    statements: list[Statement] = []
    given = source_iri(scope, value.iri) if value.iri else None
    if given is not None:
        statements.append((la.CLASSIFIED_AS, Node(given, la.TYPE, None, [], value.cell, shared=True)))
    if value.holder:
        holder = agent(scope, f"{iri}-holder", Agent(name=value.holder, kind="group", cell=value.cell))
        statements.append((la.POSSESSED_BY, holder))
    return Node(iri, la.RIGHT, None, statements, value.cell) if statements else None


def add_file_rights(scope: Scope, statements: list[Statement], iri: str, value: Rights) -> None:
    """Add words and right to the statements of a reproduction's file."""
    statement = rights_statement(scope, f"{iri}-rights-statement", value)
    if statement is not None:
        statements.append((la.REFERRED_TO_BY, statement))
    held = right(scope, f"{iri}-rights", value)
    if held is not None:
        statements.append((la.SUBJECT_TO, held))


def add_record_document(scope: Scope, statements: list[Statement], record: CatalogueRecord) -> None:
    """Add the record as a document about the object: the language it is written in and the rights of the metadata."""
    rights = record.record_rights
    if rights is None and record.language is None:
        return
    iri = f"{scope.record}#record"
    about: list[Statement] = [(la.CLASSIFIED_AS, aat.RECORD)]
    if record.language is not None:
        about.append((la.IN_LANGUAGE, language(scope, record.language)))
    if rights is not None:
        statement = rights_statement(scope, f"{iri}-rights-statement", rights)
        if statement is not None:
            about.append((la.REFERRED_TO_BY, statement))
        held = right(scope, f"{iri}-rights", rights)
        if held is not None:  # the API lets a file be subject to a right, but not a text that is part of a document
            data = Node(f"{iri}-data", la.DIGITAL_OBJECT, None, [(la.SUBJECT_TO, held)], held.cell)
            about.append((la.CARRIED_BY, data))
    statements.append((la.SUBJECT_OF, Node(iri, la.TEXT, None, about, None if rights is None else rights.cell)))
