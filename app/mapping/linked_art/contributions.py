"""Who took part in an event, in which role and how surely: attribution qualifiers the Linked Art way.

A plain contribution is carried_out_by. In a production, one with a role or a qualifier is a part of it of its own. The
qualifiers fall in three groups (linked.art/model/assertion and linked.art/model/object/production): an opinion is
assigned, not stated; an influence made the object through somebody else; a circle is a group formed under an influence.
"""

from __future__ import annotations

from app.core import linked_art as la
from app.core.record import Contribution
from app.mapping.linked_art import vocabulary as aat
from app.mapping.linked_art.agents import agent
from app.mapping.linked_art.graph import Concept, Node, Scope, Statement
from app.mapping.linked_art.words import CLASSIFICATION, Words, add_term, possibly, text


def add_makers(scope: Scope, statements: list[Statement], iri: str, values: tuple[Contribution, ...]) -> None:
    """Add the contributions to the production at `iri`; a role, a qualifier or a doubt makes a part of its own."""
    for number, value in enumerate(values, 1):
        who = f"{iri}-agent-{number}"
        if value.role is None and _is_sure(value):
            statements.append((la.CARRIED_OUT_BY, agent(scope, who, value.agent, _name_kind(value))))
            continue
        contribution = _contribution(scope, f"{iri}-contribution-{number}", who, value)
        opinion = _opinion(value)
        if opinion is None:
            statements.append((la.EVENT_PART, contribution))
        else:
            assigned = possibly(f"{iri}-attribution-{number}", la.EVENT_PART, contribution, opinion)
            statements.append((la.ATTRIBUTED_BY, assigned))


def add_participants(scope: Scope, statements: list[Statement], iri: str, values: tuple[Contribution, ...]) -> None:
    """Add the contributions to any other event at `iri`, whose documents in the API have no room for parts.

    A role stands beside the agent as a text; somebody whose part is qualified or doubtful is named in a text only.
    """
    for number, value in enumerate(values, 1):
        if _is_sure(value):
            who = agent(scope, f"{iri}-agent-{number}", value.agent, _name_kind(value))
            statements.append((la.CARRIED_OUT_BY, who))
            if value.role is None:
                continue
        language = None if value.role is None else value.role.language
        words = Words(_words(value), language, value.cell or value.agent.cell)
        statements.append((la.REFERRED_TO_BY, text(scope, f"{iri}-contribution-{number}", words, aat.NOTE)))


def _is_sure(value: Contribution) -> bool:
    return not value.uncertain and value.qualifier in {None, "pseudonym"}


def _name_kind(value: Contribution) -> Concept:
    return aat.PSEUDONYM if value.qualifier == "pseudonym" else aat.PRIMARY_NAME


def _contribution(scope: Scope, iri: str, who: str, value: Contribution) -> Node:
    qualifier = value.qualifier
    person = agent(scope, who, value.agent, _name_kind(value))
    statements: list[Statement] = []
    if value.role is not None:
        add_term(scope, statements, f"{iri}-role", CLASSIFICATION, value.role)
    if qualifier in aat.INFLUENCES:
        statements.append((la.CLASSIFIED_AS, aat.INFLUENCES[qualifier]))
        statements.append((la.INFLUENCED_BY, person))
    elif qualifier in aat.CIRCLES:
        statements.append((la.CARRIED_OUT_BY, _circle(f"{iri}-group", aat.CIRCLES[qualifier], person)))
    else:
        if qualifier == "assisted by":
            statements.append((la.CLASSIFIED_AS, aat.ASSISTANT))
        statements.append((la.CARRIED_OUT_BY, person))
    return Node(iri, la.PRODUCTION, None, statements, value.cell or value.agent.cell)


def _circle(iri: str, kind: Concept, around: Node) -> Node:
    formation = Node(f"{iri}-formation", la.FORMATION, None, [(la.INFLUENCED_BY, around)], around.cell)
    statements: list[Statement] = [(la.CLASSIFIED_AS, kind), (la.FORMED_BY, formation)]
    return Node(iri, la.GROUP, f"{kind.label} of {around.label}", statements, around.cell)


def _opinion(value: Contribution) -> Concept | None:
    if value.qualifier in aat.ATTRIBUTIONS:
        return aat.ATTRIBUTIONS[value.qualifier]
    return aat.POSSIBLY_BY if value.uncertain else None


def _words(value: Contribution) -> str:
    words = value.agent.name
    if value.qualifier not in {None, "pseudonym"}:
        words = f"{value.qualifier} {words}"
    if value.uncertain:
        words = f"{words} (?)"
    return words if value.role is None else f"{value.role.label}: {words}"
