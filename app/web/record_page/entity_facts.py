"""What the page of an entity says of it, read from its graph; and in what way objects mention it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from app.core import linked_art as la
from app.core.text import Text
from app.publication.graph_text import LABEL, Statements, literal
from app.web.record_page.fact import Fact, FactValue, fact

_NAME = Text("Nom", "Name")
_KIND = Text("Type", "Type")
_ABOUT = Text("À propos", "About")
_WITHIN = Text("Dans", "Within")
_POINT = Text("Coordonnées", "Coordinates")
_SAME = Text("Ailleurs", "Elsewhere")
_EVENTS = (
    (la.BORN, Text("Naissance", "Birth")),
    (la.DIED, Text("Décès", "Death")),
    (la.FORMED_BY, Text("Formation", "Formation")),
    (la.DISSOLVED_BY, Text("Dissolution", "Dissolution")),
)
_RELATIONS: Mapping[str, Text] = {
    la.PRODUCED_BY.iri: Text("fabrication", "making"),
    la.MODIFIED_BY.iri: Text("modification", "modification"),
    la.CHANGED_OWNERSHIP_THROUGH.iri: Text("acquisition", "acquisition"),
    la.ENCOUNTERED_BY.iri: Text("découverte", "finding"),
    la.USED_FOR.iri: Text("usage", "use"),
    la.SHOWS.iri: Text("représentation", "depiction"),
    la.CURRENT_KEEPER.iri: Text("conservation", "keeping"),
    la.CURRENT_LOCATION.iri: Text("emplacement", "location"),
    la.MEMBER_OF_SET.iri: Text("ensemble", "set"),
    la.CLASSIFIED_AS.iri: Text("type", "type"),
    la.MADE_OF.iri: Text("matériau", "material"),
}
_OTHER = Text("lien", "link")

Described = Mapping[str, Statements]


def entity_facts(iri: str, described: Described) -> tuple[Fact, ...]:
    """Return the facts of an entity: names, kinds, life, surroundings, the same elsewhere."""
    entity = f"<{iri}>"
    found = (
        fact(_NAME, (FactValue(one) for one in _contents(described, entity, la.IDENTIFIED_BY))),
        fact(_KIND, (FactValue(one) for one in _labels(described, entity, la.CLASSIFIED_AS))),
        *(fact(label, _event(described, entity, link)) for link, label in _EVENTS),
        fact(_WITHIN, (FactValue(", ".join(one)) for one in _within(described, entity) if one)),
        fact(_POINT, (FactValue(literal(one)[0]) for one in _values(described, entity, la.DEFINED_BY))),
        fact(_ABOUT, (FactValue(one) for one in _contents(described, entity, la.REFERRED_TO_BY)), prose=True),
        fact(_SAME, (_elsewhere(one[1:-1]) for one in _values(described, entity, la.EQUIVALENT))),
    )
    return tuple(one for several in found for one in several)


def relation_words(properties: tuple[str, ...]) -> Text:
    """Return in what way an object mentions an entity, by the properties that lead from it."""
    said = tuple(dict.fromkeys(_RELATIONS.get(one, _OTHER) for one in properties)) or (_OTHER,)
    return Text(", ".join(one.fr for one in said), ", ".join(one.en for one in said))


def _values(described: Described, subject: str, link: la.Property) -> Iterator[str]:
    named = f"<{link.iri}>"
    return (value for predicate, value in described.get(subject, ()) if predicate == named)


def _contents(described: Described, subject: str, link: la.Property) -> Iterator[str]:
    """Return the words of the names or texts that a thing has."""
    for node in _values(described, subject, link):
        for value in _values(described, node, la.CONTENT):
            yield literal(value)[0]


def _labels(described: Described, subject: str, link: la.Property) -> Iterator[str]:
    for node in _values(described, subject, link):
        for predicate, value in described.get(node, ()):
            if predicate == LABEL:
                yield literal(value)[0]
                break


def _event(described: Described, subject: str, link: la.Property) -> Iterator[FactValue]:
    for event in _values(described, subject, link):
        when = [
            text
            for span in _values(described, event, la.TIMESPAN)
            for text in _contents(described, span, la.IDENTIFIED_BY)
        ]
        where = list(_labels(described, event, la.TOOK_PLACE_AT))
        if when or where:
            yield FactValue(", ".join((*when, *where)))


def _within(described: Described, subject: str) -> Iterator[tuple[str, ...]]:
    """Return the places around a place, the nearest first; a place around itself ends the chain."""
    for wider in _values(described, subject, la.WITHIN):
        chain: list[str] = []
        node: str | None = wider
        met = {subject}
        while node is not None and node not in met:
            met.add(node)
            chain += [literal(value)[0] for predicate, value in described.get(node, ()) if predicate == LABEL][:1]
            node = next(_values(described, node, la.WITHIN), None)
        yield tuple(chain)


def _elsewhere(iri: str) -> FactValue:
    return FactValue(iri.partition("://")[2] or iri, elsewhere=iri)
