"""A catalogue record as a graph: the one description that every serialisation is written from."""

from __future__ import annotations

from app.core import linked_art as la
from app.core.iri import Namespace
from app.core.record import CatalogueRecord
from app.mapping.linked_art import vocabulary as aat
from app.mapping.linked_art.agents import add_agents
from app.mapping.linked_art.events import add_events, add_production, add_uses
from app.mapping.linked_art.graph import Node, Scope, Statement
from app.mapping.linked_art.media import add_media, web_page
from app.mapping.linked_art.physical import add_physical
from app.mapping.linked_art.places import add_place, add_places
from app.mapping.linked_art.relations import add_keeper, add_related, add_sets
from app.mapping.linked_art.rights import add_record_document, right, rights_statement
from app.mapping.linked_art.words import CLASSIFICATION, OBJECT_TYPE, SUBJECT, add_terms, identifier, name, text


def describe(record: CatalogueRecord, namespace: Namespace) -> Node:
    """Return the object that the record describes, with everything the record says of it in public.

    `private` is never published, and `unmapped` is what nobody said how to publish: neither is here.
    """
    iri = namespace.record(record.local_id)
    scope = Scope(iri, namespace)
    label = _label(record)
    statements: list[Statement] = []
    _add_names(scope, statements, record)
    _add_texts(scope, statements, record)
    add_production(scope, statements, record)
    add_events(scope, statements, record.events)
    add_uses(scope, statements, record.uses)
    add_physical(scope, statements, record)
    _add_visual_item(scope, statements, record, label)
    add_media(scope, statements, record.media)
    if record.keeper is not None:
        add_keeper(scope, statements, record.keeper)
    if record.location is not None:
        add_place(scope, statements, la.CURRENT_LOCATION, f"{iri}#location", record.location)
    add_sets(scope, statements, record)
    add_related(scope, statements, record)
    if record.web_page is not None:
        statements.append((la.SUBJECT_OF, web_page(scope, f"{iri}#web-page", record.web_page)))
    add_record_document(scope, statements, record)
    return Node(iri, la.HUMAN_MADE_OBJECT, label, statements)


def _label(record: CatalogueRecord) -> str:
    """Return the words that stand for the object in a list: its title, else its name, its number, its identifier."""
    for each in record.titles:
        if each.kind == "primary":
            return each.text
    if record.titles:
        return record.titles[0].text
    for term in (*record.object_names, *record.object_types):
        return term.label
    if record.identifiers:
        return record.identifiers[0].value
    return record.local_id


def _add_names(scope: Scope, statements: list[Statement], record: CatalogueRecord) -> None:
    iri = scope.record
    for number, title in enumerate(record.titles, 1):
        statements.append((la.IDENTIFIED_BY, name(scope, f"{iri}#title-{number}", title, aat.TITLES[title.kind])))
    for number, value in enumerate(record.identifiers, 1):
        statements.append((la.IDENTIFIED_BY, identifier(f"{iri}#identifier-{number}", value)))
    add_terms(scope, statements, f"{iri}#object-name", OBJECT_TYPE, record.object_names)
    add_terms(scope, statements, f"{iri}#object-type", OBJECT_TYPE, record.object_types)
    add_terms(scope, statements, f"{iri}#category", CLASSIFICATION, record.categories)


def _add_texts(scope: Scope, statements: list[Statement], record: CatalogueRecord) -> None:
    iri = scope.record
    for number, note in enumerate(record.notes, 1):
        statements.append((la.REFERRED_TO_BY, text(scope, f"{iri}#note-{number}", note, aat.NOTES[note.kind])))
    if record.credit_line is not None:
        credit = text(scope, f"{iri}#credit-line", record.credit_line, aat.CREDIT_LINE)
        statements.append((la.REFERRED_TO_BY, credit))
    if record.object_rights is not None:
        words = rights_statement(scope, f"{iri}#rights-statement", record.object_rights)
        if words is not None:
            statements.append((la.REFERRED_TO_BY, words))


def _add_visual_item(scope: Scope, statements: list[Statement], record: CatalogueRecord, label: str) -> None:
    """Add what the object shows: its subjects, who and what is depicted, and the rights in that content."""
    iri = scope.record
    content: list[Statement] = []
    add_terms(scope, content, f"{iri}#subject", SUBJECT, record.subjects)
    add_agents(scope, content, la.REPRESENTS, f"{iri}#depicted-agent", record.depicted_agents)
    add_places(scope, content, la.REPRESENTS, f"{iri}#depicted-place", record.depicted_places)
    held = None if record.object_rights is None else right(scope, f"{iri}#rights", record.object_rights)
    if held is not None:
        content.append((la.SUBJECT_TO, held))
    if content:
        node = Node(f"{iri}#visual-item", la.VISUAL_ITEM, f"Visual content of {label}", content)
        statements.append((la.SHOWS, node))
