"""What happened to the object: its production with the parts of it, and the other events of its life."""

from __future__ import annotations

from msgspec.structs import replace

from app.core import linked_art as la
from app.core.linked_art import Kind, Property
from app.core.record import CatalogueRecord, Event, EventKind, Place, Term
from app.mapping.linked_art import vocabulary as aat
from app.mapping.linked_art.contributions import add_makers, add_participants
from app.mapping.linked_art.graph import Node, Scope, Statement
from app.mapping.linked_art.places import add_places
from app.mapping.linked_art.times import time_span
from app.mapping.linked_art.words import (
    CLASSIFICATION,
    CULTURE,
    PERIOD,
    TECHNIQUE,
    Words,
    add_term,
    add_terms,
    name,
    text,
)

# What the API embeds in an object's document; every kind that is absent is an Activity that the object was used for.
_LINKS: dict[EventKind, tuple[Property, Kind]] = {
    "modification": (la.MODIFIED_BY, la.MODIFICATION),
    "acquisition": (la.CHANGED_OWNERSHIP_THROUGH, la.ACQUISITION),
    "finding": (la.ENCOUNTERED_BY, la.ENCOUNTER),
}


def add_production(scope: Scope, statements: list[Statement], record: CatalogueRecord) -> None:
    """Add the one production of the object (`#production`), of which several productions are the parts."""
    iri = f"{scope.record}#production"
    productions = [(f"{iri}-{number}", event) for number, event in enumerate(record.productions, 1)]
    if record.events:
        productions += [
            (f"{scope.record}#event-{number}", event)
            for number, event in enumerate(record.events, 1)
            if event.kind == "production"
        ]
    if not productions and not record.techniques:
        return
    if len(productions) == 1:
        productions = [(iri, productions[0][1])]
        whole = _production(scope, *productions[0])
    else:
        parts: list[Statement] = [(la.EVENT_PART, _production(scope, at, event)) for at, event in productions]
        whole = Node(iri, la.PRODUCTION, None, parts)
    add_terms(scope, whole.statements, f"{scope.record}#technique", TECHNIQUE, record.techniques)
    statements.append((la.PRODUCED_BY, whole))
    for at, event in productions:
        _add_styles(scope, statements, at, event)


def add_events(scope: Scope, statements: list[Statement], events: tuple[Event, ...]) -> None:
    """Add the other events, each by the property that the API has for its kind."""
    for number, event in enumerate(events, 1):
        if event.kind == "production":
            continue
        iri = f"{scope.record}#event-{number}"
        link, kind = _LINKS.get(event.kind, (la.USED_FOR, la.ACTIVITY))
        statements.append((link, _event(scope, iri, kind, event)))
        _add_styles(scope, statements, iri, event)


def add_uses(scope: Scope, statements: list[Statement], uses: tuple[Term, ...]) -> None:
    """Add each use as an activity that the object served (P16i), classified by the term."""
    for number, use in enumerate(uses, 1):
        iri = f"{scope.record}#use-{number}"
        what: list[Statement] = []
        if use.uncertain:
            what.append((la.REFERRED_TO_BY, _doubt(scope, f"{iri}-doubt", use)))
        else:
            add_term(scope, what, f"{iri}-type", CLASSIFICATION, use)
        statements.append((la.USED_FOR, Node(iri, la.ACTIVITY, None, what, use.cell)))


def _production(scope: Scope, iri: str, event: Event) -> Node:
    statements: list[Statement] = []
    add_makers(scope, statements, iri, event.contributions)
    _add_circumstances(scope, statements, iri, event)
    return Node(iri, la.PRODUCTION, None, statements, event.cell)


def _event(scope: Scope, iri: str, kind: Kind, event: Event) -> Node:
    statements: list[Statement] = []
    what = aat.EVENTS.get(event.kind)
    if what is not None:
        statements.append((la.CLASSIFIED_AS, what))
    add_participants(scope, statements, iri, event.contributions)
    if kind is la.ACTIVITY:
        event = _with_doubts_in_words(scope, statements, iri, event)
    _add_circumstances(scope, statements, iri, event)
    return Node(iri, kind, None, statements, event.cell)


def _add_circumstances(scope: Scope, statements: list[Statement], iri: str, event: Event) -> None:
    """Add when, where and how, and what the event is called."""
    if event.date is not None:
        span = time_span(f"{iri}-timespan", event.date)
        if span is not None:
            statements.append((la.TIMESPAN, span))
    if event.places:
        add_places(scope, statements, la.TOOK_PLACE_AT, f"{iri}-place", event.places)
    if event.techniques:
        add_terms(scope, statements, f"{iri}-technique", TECHNIQUE, event.techniques)
    if event.method is not None:
        add_term(scope, statements, f"{iri}-method", CLASSIFICATION, event.method)
    if event.title:
        words = Words(event.title, None, event.cell)
        statements.append((la.IDENTIFIED_BY, name(scope, f"{iri}-title", words, None)))
    if event.note:
        words = Words(event.note, None, event.cell)
        statements.append((la.REFERRED_TO_BY, text(scope, f"{iri}-note", words, aat.NOTE)))


def _with_doubts_in_words(scope: Scope, statements: list[Statement], iri: str, event: Event) -> Event:
    """Return an Activity's event without its uncertain values; they are said in words.

    The API's Activity, unlike its other events, has no `attributed_by` for an opinion to stand in.
    """
    values: tuple[Term | Place, ...] = (*event.places, *event.techniques, *((event.method,) if event.method else ()))
    doubtful = [value for value in values if value.uncertain]
    if not doubtful:
        return event
    for number, value in enumerate(doubtful, 1):
        statements.append((la.REFERRED_TO_BY, _doubt(scope, f"{iri}-doubt-{number}", value)))
    return replace(
        event,
        places=tuple(value for value in event.places if not value.uncertain),
        techniques=tuple(value for value in event.techniques if not value.uncertain),
        method=None if event.method is None or event.method.uncertain else event.method,
    )


def _doubt(scope: Scope, iri: str, value: Term | Place) -> Node:
    label = value.name if isinstance(value, Place) else value.label
    return text(scope, iri, Words(f"{label} (?)", value.language, value.cell), aat.NOTE)


def _add_styles(scope: Scope, statements: list[Statement], iri: str, event: Event) -> None:
    """Add the people and the style that the event gives the object to: Linked Art classifies the object by them."""
    if event.cultures:
        add_terms(scope, statements, f"{iri}-culture", CULTURE, event.cultures)
    if event.periods:
        add_terms(scope, statements, f"{iri}-period", PERIOD, event.periods)
