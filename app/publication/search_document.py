"""From a record, as it may be seen, to what search knows of it."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator
from typing import Final

from app.core.collections import sets_of
from app.core.iri import Namespace
from app.core.record import Agent, CatalogueRecord, Event, Media, Place, Rights, Term, TimeSpan
from app.core.search_document import MOST_SPANS, NO_YEAR, FacetName, Hit, Role, SearchDocument, facet_value

_DESCRIPTION_SHOWN: Final = 400  # characters of a description that a list may show
_CENTURIES: Final = 30  # of one record: a span of "before 1900" is in no century rather than in all of them
_OPEN_LICENCES: Final = ("creativecommons.org/publicdomain", "creativecommons.org/licenses", "opendatacommons.org")


def search_document(record: CatalogueRecord, namespace: Namespace, number: int, at: int, tier: int) -> SearchDocument:
    """Return what search knows of a visible record of this namespace.

    `number` is its key in storage, `at` the moment of its last change (ms since 1970), `tier` its quality (0 to 3).
    """
    spans = _spans(record)
    words = _words(record)
    return SearchDocument(
        number=number,
        at=at,
        hit=_hit(record, namespace, words, tier),
        words=words,
        facets=_facets(record, namespace, words, spans, tier),
        spans=spans,
        point=_point(record),
        links=tuple(dict.fromkeys(_links(record, namespace))),
    )


def _words(record: CatalogueRecord) -> dict[Role, tuple[str, ...]]:
    events = (*record.productions, *record.events)
    found: dict[Role, Iterable[str]] = {
        "title": [title.text for title in record.titles],
        "maker": [agent.name for agent in _makers(record)],
        "type": _labels(record.object_names, record.object_types, record.categories),
        "material": [
            *_labels(record.materials),
            *(note.text for note in record.notes if note.kind == "materials statement"),
        ],
        "technique": [*_labels(record.techniques), *(label for event in events for label in _labels(event.techniques))],
        "subject": [
            *_labels(record.subjects),
            *(agent.name for agent in record.depicted_agents),
            *(place.name for place in record.depicted_places),
        ],
        "place": [name for place in _places(record) for name in (place.name, *place.broader, place.former_name or "")],
        "identifier": [record.local_id, *(identifier.value for identifier in record.identifiers)],
        "inscription": [inscription.text for inscription in record.inscriptions],
        "description": [
            *(note.text for note in record.notes if note.kind != "materials statement"),
            *([record.credit_line.text] if record.credit_line else []),
            *(label for event in events for label in _labels(event.cultures, event.periods)),
            *(event.title for event in events if event.title),
        ],
    }
    return {role: tuple(dict.fromkeys(_composed(text) for text in texts if text)) for role, texts in found.items()}


def _composed(text: str) -> str:
    """Return the text with each accented letter as one character: an accent that stands alone would end a word."""
    return unicodedata.normalize("NFC", text)


def _labels(*terms: tuple[Term, ...]) -> list[str]:
    return [term.label for group in terms for term in group]


def _makers(record: CatalogueRecord) -> Iterator[Agent]:
    for event in _productions(record):
        for contribution in event.contributions:
            yield contribution.agent


def _productions(record: CatalogueRecord) -> Iterator[Event]:
    yield from record.productions
    yield from (event for event in record.events if event.kind == "production")


def _places(record: CatalogueRecord) -> Iterator[Place]:
    for event in (*record.productions, *record.events):
        yield from event.places
    yield from record.depicted_places
    if record.location is not None:
        yield record.location


def _spans(record: CatalogueRecord) -> tuple[tuple[int, int], ...]:
    """Return the first and the last year of each date of production; dates that touch each other are one."""
    dates = (event.date for event in _productions(record))
    merged: list[tuple[int, int]] = []
    for first, last in sorted(_limits(date) for date in dates if date is not None and (date.earliest or date.latest)):
        if merged and first <= merged[-1][1] + 1:
            merged[-1] = (merged[-1][0], max(last, merged[-1][1]))
        else:
            merged.append((first, last))
    while len(merged) > MOST_SPANS:
        nearest = min(range(len(merged) - 1), key=lambda place: merged[place + 1][0] - merged[place][1])
        merged[nearest : nearest + 2] = [(merged[nearest][0], merged[nearest + 1][1])]
    return tuple(merged)


def _limits(span: TimeSpan) -> tuple[int, int]:
    first = -NO_YEAR if span.earliest is None else _year(span.earliest)
    last = NO_YEAR if span.latest is None else _year(span.latest)
    return min(first, last), max(first, last)


def _year(date: str) -> int:
    sign, digits = (-1, date[1:]) if date.startswith("-") else (1, date.removeprefix("+"))
    written = digits.partition("-")[0]
    far = not written.isdecimal() or len(written) > len(str(NO_YEAR))
    return sign * (NO_YEAR if far else min(int(written), NO_YEAR))


def _facets(  # what a record's facets are made of
    record: CatalogueRecord,
    namespace: Namespace,
    words: dict[Role, tuple[str, ...]],
    spans: tuple[tuple[int, int], ...],
    tier: int,
) -> dict[FacetName, tuple[str, ...]]:
    types = _labels(record.object_types) or _labels(record.object_names) or _labels(record.categories)
    return {
        "institution": (namespace.institution,),
        "type": _distinct(types),
        "maker": _distinct(agent.name for agent in _makers(record) if agent.kind != "unknown"),
        "material": _distinct(_labels(record.materials)),
        "technique": _distinct(words["technique"]),
        "place": _distinct(place.name for place in _places(record)),
        "century": tuple(str(century) for century in dict.fromkeys(_centuries(spans))),
        "rights": (_rights(record),),
        "picture": ("yes" if _picture(record) else "no",),
        "quality": (str(tier),),
    }


def _distinct(labels: Iterable[str]) -> tuple[str, ...]:
    """Return the labels once each, as values of a facet."""
    return tuple(dict.fromkeys(facet_value(_composed(label)) for label in labels if label))


def _centuries(spans: tuple[tuple[int, int], ...]) -> Iterator[int]:
    """Yield the centuries of the years: 1801 to 1900 are the 19th, 1 BCE (year 0) and 99 before it are the 0th."""
    for earliest, latest in spans:
        first, last = (earliest - 1) // 100 + 1, (latest - 1) // 100 + 1
        if abs(earliest) < NO_YEAR and abs(latest) < NO_YEAR and last - first < _CENTURIES:
            yield from range(first, last + 1)


def _rights(record: CatalogueRecord) -> str:
    """Return what may be done with the pictures, or else with the object's content: `open`, `stated` or `unknown`."""
    stated = [one.rights for one in record.media if one.rights is not None]
    if not stated and record.object_rights is not None:
        stated = [record.object_rights]
    known = [rights for rights in stated if rights.iri or rights.text]
    if not known:
        return "unknown"
    return "open" if any(_is_open(rights) for rights in known) else "stated"


def _is_open(rights: Rights) -> bool:
    return any(licence in (rights.iri or "") for licence in _OPEN_LICENCES)


def _picture(record: CatalogueRecord) -> str:
    pictures = [one for one in record.media if one.kind in {"image", "iiif image", "iiif manifest"}]
    return _first(pictures).url if pictures else ""


def _first(pictures: list[Media]) -> Media:
    return next((one for one in pictures if one.primary), pictures[0])


def _point(record: CatalogueRecord) -> tuple[float, float] | None:
    """Return the first point: of where the object stands, else of what it shows, else of where it was made."""
    places = (*((record.location,) if record.location else ()), *record.depicted_places, *_places(record))
    for place in places:
        if place.latitude is not None and place.longitude is not None:
            return place.latitude, place.longitude
    return None


def _links(record: CatalogueRecord, namespace: Namespace) -> Iterator[str]:
    for one in sets_of(record):
        yield namespace.set(one.id)
    for event in (*record.productions, *record.events):
        yield from (namespace.agent(one.agent.id) for one in event.contributions if one.agent.id)
    yield from (namespace.agent(agent.id) for agent in record.depicted_agents if agent.id)
    if record.keeper is not None and record.keeper.id:
        yield namespace.agent(record.keeper.id)
    yield from (namespace.place(place.id) for place in _places(record) if place.id)
    for term in _terms(record):
        if term.id:
            yield from (term.id, namespace.concept(term.id))


def _terms(record: CatalogueRecord) -> Iterator[Term]:
    yield from (*record.object_names, *record.object_types, *record.categories, *record.materials, *record.techniques)
    yield from (*record.subjects, *record.uses)
    for event in (*record.productions, *record.events):
        yield from (*event.techniques, *event.cultures, *event.periods)


def _hit(record: CatalogueRecord, namespace: Namespace, words: dict[Role, tuple[str, ...]], tier: int) -> Hit:
    names = (*words["title"], *words["type"], *words["identifier"])
    dates = [event.date.text for event in _productions(record) if event.date is not None and event.date.text]
    descriptions = [note.text for note in record.notes if note.kind == "description"]
    return Hit(
        institution=namespace.institution,
        local_id=record.local_id,
        iri=namespace.record(record.local_id),
        title=names[0],
        maker=", ".join(words["maker"][:3]),
        date=dates[0] if dates else "",
        type=words["type"][0] if words["type"] else "",
        description=_composed(descriptions[0])[:_DESCRIPTION_SHOWN] if descriptions else "",
        picture=_picture(record),
        tier=tier,
    )
