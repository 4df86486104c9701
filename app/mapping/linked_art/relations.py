"""Where the object belongs: its keeper, its public location, the records and resources it is related to."""

from __future__ import annotations

from app.core import linked_art as la
from app.core.collections import sets_of
from app.core.linked_art import Kind, Property
from app.core.record import CatalogueRecord, Keeper, Place, RelatedRecord
from app.mapping.linked_art import vocabulary as aat
from app.mapping.linked_art.graph import Mention, Node, Scope, Statement, part
from app.mapping.linked_art.media import web_page
from app.mapping.linked_art.places import place
from app.mapping.linked_art.words import Words, add_same_as, name, source_iri

# What no property of the API says of an object, an assignment says: its name, and the property if the CRM has one.
_ASSIGNMENTS: dict[str, tuple[str, Property | None]] = {
    "has part": ("Has Part", la.HAS_PART),
    "part of": ("Part Of", la.OBJECT_PART_OF),
    "related to": ("Related Object", None),
}


def add_keeper(scope: Scope, statements: list[Statement], value: Keeper) -> None:
    """Add the keeping institution, and its department as a group within it that keeps the object too."""
    iri = scope.namespace.agent(value.id) if value.id else f"{scope.record}#keeper"
    words = Words(value.name, None, value.cell)
    about: list[Statement] = [(la.IDENTIFIED_BY, name(scope, part(iri, "name"), words, aat.PRIMARY_NAME))]
    if value.place:
        where = Place(name=value.place, cell=value.cell)
        about.append((la.RESIDENCE, place(scope, part(iri, "place"), where)))
    if value.web_page:
        about.append((la.SUBJECT_OF, web_page(scope, part(iri, "web-page"), value.web_page)))
    if value.same_as:
        add_same_as(scope, about, iri, la.GROUP, value)
    keeper = Node(iri, la.GROUP, value.name, about, value.cell, bool(value.id))
    statements.append((la.CURRENT_KEEPER, keeper))
    if value.department:
        statements.append((la.CURRENT_KEEPER, _department(scope, value.department, keeper)))


def _department(scope: Scope, label: str, keeper: Node) -> Node:
    iri = f"{scope.record}#keeper-department"
    words = Words(label, None, keeper.cell)
    statements: list[Statement] = [
        (la.IDENTIFIED_BY, name(scope, f"{iri}-name", words, aat.PRIMARY_NAME)),
        (la.MEMBER_OF_GROUP, Mention(keeper)),
    ]
    return Node(iri, la.GROUP, label, statements, keeper.cell)


def add_related(scope: Scope, statements: list[Statement], record: CatalogueRecord) -> None:
    """Add the related records and resources."""
    whole = False
    for number, value in enumerate(record.related, 1):
        iri = f"{scope.record}#related-{number}"
        match value.relation:
            case "described by":
                statements.append((la.SUBJECT_OF, _description(scope, iri, value)))
            case "set" if value.url and not value.local_id:  # the others are sets of the institution
                statements.append((la.MEMBER_OF_SET, _target(scope, iri, value, la.SET)))
            case "set":
                pass
            case "same as":
                statements.append((la.EQUIVALENT, _target(scope, iri, value, la.HUMAN_MADE_OBJECT)))
            case "part of" if not whole:  # the API has room for one whole
                whole = True
                statements.append((la.OBJECT_PART_OF, _target(scope, iri, value, la.HUMAN_MADE_OBJECT)))
            case _:
                statements.append((la.ATTRIBUTED_BY, _relation(scope, iri, value)))


def add_sets(scope: Scope, statements: list[Statement], record: CatalogueRecord) -> None:
    """Add the sets of the institution that the object belongs to."""
    for one in sets_of(record):
        node = Node(scope.namespace.set(one.id), la.SET, one.label, [], shared=True)
        statements.append((la.MEMBER_OF_SET, node))


def _relation(scope: Scope, iri: str, value: RelatedRecord) -> Node:
    says, link = _ASSIGNMENTS[value.relation]
    words = Words(says, None, value.cell)
    statements: list[Statement] = [
        (la.IDENTIFIED_BY, name(scope, f"{iri}-relation-name", words, aat.DISPLAY_NAME)),
        (la.ASSIGNED, _target(scope, iri, value, la.HUMAN_MADE_OBJECT)),
    ]
    if link is not None:
        statements.append((la.ASSIGNED_PROPERTY, link))
    return Node(f"{iri}-relation", la.ASSIGNMENT, None, statements, value.cell)


def _target(scope: Scope, iri: str, value: RelatedRecord, kind: Kind) -> Node:
    """Return what a record is related to: a record of the same institution, a resource elsewhere, or only its name."""
    given = scope.namespace.record(value.local_id) if value.local_id else None
    if given is None and value.url:
        given = source_iri(scope, value.url)
    label = value.label or None
    if given is not None:
        return Node(given, kind, label, [], value.cell, shared=True)
    label = label or value.url
    if not label:
        return Node(iri, kind, None, [], value.cell)
    words = Words(label, value.language, value.cell)
    return Node(iri, kind, label, [(la.IDENTIFIED_BY, name(scope, f"{iri}-name", words, aat.PRIMARY_NAME))], value.cell)


def _description(scope: Scope, iri: str, value: RelatedRecord) -> Node:
    address = value.url or (scope.namespace.record(value.local_id) if value.local_id else None)
    node = web_page(scope, iri, address) if address else Node(iri, la.TEXT, None, [])
    node.cell = value.cell
    if value.label:
        words = Words(value.label, value.language, value.cell)
        node.statements.append((la.IDENTIFIED_BY, name(scope, f"{iri}-name", words, None)))
    return node
