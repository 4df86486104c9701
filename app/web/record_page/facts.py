"""The facts of a record, section by section, in the order in which a visitor asks for them."""

from __future__ import annotations

from collections.abc import Iterator

from app.core.absolute_iri import absolute_iri
from app.core.collections import WHOLE, sets_of
from app.core.iri import Namespace
from app.core.record import CatalogueRecord, Contribution, DimensionStatement, Event, Note, NoteKind, TimeSpan
from app.core.text import Text
from app.web.record_page import words
from app.web.record_page.fact import (
    Fact,
    FactSection,
    FactValue,
    Here,
    fact,
    of_agent,
    of_place,
    of_terms,
    section,
)

_PHYSICAL_NOTES: tuple[NoteKind, ...] = ("materials statement", "physical description", "edition", "condition")
_MAKING_NOTES: tuple[NoteKind, ...] = ("production", "culture", "period")
_HISTORY_NOTES: tuple[NoteKind, ...] = (
    "history", "provenance", "acquisition", "use", "exhibition", "bibliography", "remark", "credit line",
)  # fmt: skip


def facts_of(record: CatalogueRecord, namespace: Namespace) -> tuple[FactSection, ...]:
    """Return everything that the page says of the object beside its title, description, pictures and rights."""
    here = Here(namespace)
    sections = (
        _identification(record, here),
        *(_making(event, here) for event in record.productions),
        section(words.MAKING, *_notes(record, _MAKING_NOTES)),
        _physical(record, here),
        _content(record, here),
        _history(record, here),
        _belonging(record, here),
    )
    return tuple(one for several in sections for one in several)


def _identification(record: CatalogueRecord, here: Here) -> tuple[FactSection, ...]:
    titles = (
        fact(words.TITLES[title.kind], (FactValue(title.text, title.language, cell=title.cell),))
        for title in record.titles
    )
    numbers = (fact(words.IDENTIFIERS[one.kind], (FactValue(one.value, cell=one.cell),)) for one in record.identifiers)
    return section(
        words.IDENTIFICATION,
        *titles,
        of_terms(here, words.OBJECT_NAME, record.object_names),
        of_terms(here, words.OBJECT_TYPE, record.object_types),
        of_terms(here, words.CATEGORY, record.categories),
        *numbers,
    )


def _making(event: Event, here: Here) -> tuple[FactSection, ...]:
    return section(words.MAKING, *_event(event, here, words.MAKER))


def _event(event: Event, here: Here, who: Text) -> Iterator[tuple[Fact, ...]]:
    if event.title:
        yield fact(words.NAME, (FactValue(event.title, cell=event.cell),))
    by_label: dict[Text, list[FactValue]] = {}
    for one in event.contributions:
        role = who if one.role is None else Text(*(2 * (_capital(one.role.label),)))
        by_label.setdefault(role, []).append(_contribution(one, here))
    yield from (fact(label, values) for label, values in by_label.items())
    if event.date is not None:
        yield fact(words.DATE, (_date(event.date),))
    yield fact(words.PLACE, (of_place(here, place) for place in event.places))
    yield of_terms(here, words.CULTURE, event.cultures)
    yield of_terms(here, words.PERIOD, event.periods)
    yield of_terms(here, words.TECHNIQUE, event.techniques)
    if event.method is not None:
        yield of_terms(here, words.METHOD, (event.method,))
    if event.note:
        yield fact(words.NOTE, (FactValue(event.note, cell=event.cell),), prose=True)


def _contribution(value: Contribution, here: Here) -> FactValue:
    shown = of_agent(here, value.agent, value.cell)
    if value.qualifier is not None:
        shown = shown._replace(before=words.QUALIFIERS[value.qualifier])
    return shown._replace(note=words.UNCERTAIN) if value.uncertain else shown


def _date(span: TimeSpan) -> FactValue:
    text = span.text or " – ".join(one for one in (span.earliest, span.latest) if one)
    return FactValue(text, note=words.CERTAINTIES[span.certainty], cell=span.cell)


def _physical(record: CatalogueRecord, here: Here) -> tuple[FactSection, ...]:
    inscriptions = (
        fact(
            words.INSCRIPTIONS[one.kind],
            (
                FactValue(
                    one.text, one.language, Text(one.position, one.position) if one.position else None, cell=one.cell
                ),
            ),
        )
        for one in record.inscriptions
    )
    return section(
        words.PHYSICAL,
        of_terms(here, words.MATERIAL, record.materials),
        of_terms(here, words.TECHNIQUE, record.techniques),
        fact(words.DIMENSION, (_dimensions(one) for one in record.dimensions)),
        *inscriptions,
        *_notes(record, _PHYSICAL_NOTES),
    )


def _dimensions(statement: DimensionStatement) -> FactValue:
    """Return the statement as written, with the measures that were read in it."""
    measures = []
    for one in statement.dimensions:
        french, _, english = words.UNITS.get(one.unit or "", one.unit or "").partition("|")
        kind, value = words.DIMENSIONS[one.kind], f"{one.value:.10g}"
        measures.append(
            Text(
                fr=f"{kind.fr} {value.replace('.', ',')} {french}".strip(),
                en=f"{kind.en} {value} {english or french}".strip(),
            )
        )
    note = Text(", ".join(one.fr for one in measures), ", ".join(one.en for one in measures)) if measures else None
    if not statement.text and note is not None:
        return FactValue("", said=note, cell=statement.cell)
    return FactValue(statement.text, statement.language, note, cell=statement.cell)


def _content(record: CatalogueRecord, here: Here) -> tuple[FactSection, ...]:
    return section(
        words.CONTENT,
        of_terms(here, words.SUBJECT, record.subjects),
        fact(words.DEPICTED_AGENT, (of_agent(here, one) for one in record.depicted_agents)),
        fact(words.DEPICTED_PLACE, (of_place(here, one) for one in record.depicted_places)),
    )


def _history(record: CatalogueRecord, here: Here) -> tuple[FactSection, ...]:
    events = [
        (FactSection(words.EVENTS[event.kind], found[0].facts),)
        for event in record.events
        if (found := section(words.HISTORY, *_event(event, here, words.PARTICIPANT)))
    ]
    told = section(words.HISTORY, of_terms(here, words.USE, record.uses), *_notes(record, _HISTORY_NOTES))
    return tuple(one for several in (told, *events) for one in several)


def _belonging(record: CatalogueRecord, here: Here) -> tuple[FactSection, ...]:
    return section(
        words.BELONGING,
        *_keeper(record, here),
        () if record.location is None else fact(words.LOCATION, (of_place(here, record.location),)),
        () if record.credit_line is None else fact(words.CREDIT, (_note(record.credit_line),)),
        fact(words.RELATIONS["set"], _sets(record, here)),
        *_related(record, here),
        ()
        if record.web_page is None
        else fact(words.WEB_PAGE, (FactValue(_host(record.web_page), elsewhere=absolute_iri(record.web_page)),)),
    )


def _keeper(record: CatalogueRecord, here: Here) -> Iterator[tuple[Fact, ...]]:
    keeper = record.keeper
    if keeper is None:
        return
    href = here.path(here.namespace.agent(keeper.id)) if keeper.id else None
    name = f"{keeper.name}, {keeper.place}" if keeper.place else keeper.name
    page = absolute_iri(keeper.web_page) if keeper.web_page else None
    yield fact(words.KEEPER, (FactValue(name, href=href, elsewhere=page, cell=keeper.cell),))
    if keeper.department:
        yield fact(words.DEPARTMENT, (FactValue(keeper.department, cell=keeper.cell),))


def _sets(record: CatalogueRecord, here: Here) -> Iterator[FactValue]:
    for one in sets_of(record):
        said = words.COLLECTION if one.id == WHOLE else None
        yield FactValue(one.label or one.id, href=here.path(here.namespace.set(one.id)), said=said)


def _related(record: CatalogueRecord, here: Here) -> Iterator[tuple[Fact, ...]]:
    for one in record.related:
        if one.relation == "set":
            continue
        href = here.path(here.namespace.record(one.local_id)) if one.local_id else None
        elsewhere = absolute_iri(one.url) if one.url else None
        text = one.label or one.local_id or one.url
        if text:
            value = FactValue(text, one.language, href=href, elsewhere=elsewhere, cell=one.cell)
            yield fact(words.RELATIONS[one.relation], (value,))


def _notes(record: CatalogueRecord, kinds: tuple[NoteKind, ...]) -> Iterator[tuple[Fact, ...]]:
    for kind in kinds:
        found = [_note(note) for note in record.notes if note.kind == kind]
        yield fact(words.NOTES[kind], found, prose=True)


def _note(note: Note) -> FactValue:
    return FactValue(note.text, note.language, cell=note.cell)


def _capital(label: str) -> str:
    return label[:1].upper() + label[1:]


def _host(address: str) -> str:
    return address.partition("://")[2].partition("/")[0]
