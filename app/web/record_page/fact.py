"""What a page says of an object: sections of facts, each with its values and the cell that it was read from."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from app.core.absolute_iri import absolute_iri
from app.core.finding import Cell
from app.core.iri import Namespace
from app.core.record import Agent, Place, Term
from app.core.text import Text
from app.web.record_page import words


class FactValue(NamedTuple):
    """One value: words of the museum's own, or ours (`said`); `note` is what is to be known with it.

    `href` is a page of this service, `elsewhere` an authority's or a museum's own.
    """

    text: str
    language: str | None = None
    note: Text | None = None
    href: str | None = None
    elsewhere: str | None = None
    cell: Cell | None = None
    before: Text | None = None
    said: Text | None = None


class Fact(NamedTuple):
    """A fact: what it is called, and its values (at least one)."""

    label: Text
    values: tuple[FactValue, ...]
    prose: bool = False


class FactSection(NamedTuple):
    """Facts that belong together, under one heading."""

    title: Text
    facts: tuple[Fact, ...]


class Here(NamedTuple):
    """Where the record stands: the addresses of its institution, and the public address of the service."""

    namespace: Namespace

    def path(self, iri: str) -> str:
        """Return the address of a page of this service, without the service's own."""
        return iri.removeprefix(self.namespace.base)


def fact(label: Text, values: Iterable[FactValue], *, prose: bool = False) -> tuple[Fact, ...]:
    """Return the fact, or nothing where it has no value."""
    found = tuple(values)
    return (Fact(label, found, prose),) if found else ()


def section(title: Text, *facts: tuple[Fact, ...]) -> tuple[FactSection, ...]:
    """Return the section of these facts, or nothing where there are none."""
    found = tuple(one for several in facts for one in several)
    return (FactSection(title, found),) if found else ()


def of_term(here: Here, term: Term) -> FactValue:
    """Return a word of a vocabulary, with its concept."""
    note = words.UNCERTAIN if term.uncertain else None
    inside, outside = _addresses(here, term.id)
    return FactValue(term.label, term.language, note, inside, outside, term.cell)


def of_terms(here: Here, label: Text, terms: Iterable[Term]) -> tuple[Fact, ...]:
    """Return the fact of these words."""
    return fact(label, (of_term(here, term) for term in terms))


def of_agent(here: Here, agent: Agent, cell: Cell | None = None) -> FactValue:
    """Return a person or group with the dates of their life, and their page where the source identifies them."""
    href = here.path(here.namespace.agent(agent.id)) if agent.id else None
    dates = tuple(span.text for span in (agent.birth, agent.death) if span is not None and span.text)
    life = Text(*(2 * (" – ".join(dates),))) if dates else None
    same = next((iri for one in agent.same_as if (iri := absolute_iri(one))), None)
    return FactValue(agent.name, None, life, href, same, agent.cell or cell)


def of_place(here: Here, place: Place) -> FactValue:
    """Return a place with those around it, and its page where the source identifies it."""
    href = here.path(here.namespace.place(place.id)) if place.id else None
    name = ", ".join((place.name, *place.broader))
    if place.former_name:
        name = f"{name} ({place.former_name})"
    same = next((iri for one in place.same_as if (iri := absolute_iri(one))), None)
    note = words.UNCERTAIN if place.uncertain else None
    return FactValue(name, place.language, note, href, same, place.cell)


def _addresses(here: Here, given: str | None) -> tuple[str | None, str | None]:
    iri = None if given is None else absolute_iri(given)
    if iri is None:
        return None, None
    return (here.path(iri), None) if iri.startswith(f"{here.namespace.root}/") else (None, iri)
