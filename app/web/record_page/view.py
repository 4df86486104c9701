"""What the template of a record's page is given: everything chosen and put in words, nothing left to compute."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from app.core.absolute_iri import absolute_iri
from app.core.finding import Cell
from app.core.record import CatalogueRecord, Media, Note, Rights, Title
from app.core.text import LanguageCode, Text
from app.publication.output_format import PublishedRecord
from app.web.record_page import words
from app.web.record_page.fact import FactSection
from app.web.record_page.facts import facts_of
from app.web.record_page.licences import licence_words

_LONGEST_DESCRIPTION = 300  # characters that search engines show
_MOST_PICTURES = 24


class RightsTold(NamedTuple):
    """Rights in words: what they are the rights of, what they let one do, their own text, their holder, their IRI."""

    of: Text
    said: Text | None
    text: str | None
    language: str | None
    holder: str | None
    iri: str | None
    cell: Cell | None = None


class Picture(NamedTuple):
    """A reproduction: where it is, at whose site, its caption, its credit, its rights."""

    address: str
    host: str
    kind: Text
    caption: str | None
    language: str | None
    credit: str | None
    rights: RightsTold | None
    is_image: bool


class FactSource(NamedTuple):
    """Where one fact stands in the museum's file."""

    label: Text
    value: str
    column: str | None
    row: int | None
    path: str | None


class RecordView(NamedTuple):
    """A record's page."""

    iri: str
    title: str
    title_language: str | None
    kind: str | None
    descriptions: tuple[Note, ...]
    summary: str
    pictures: tuple[Picture, ...]
    preview: str | None
    sections: tuple[FactSection, ...]
    rights: tuple[RightsTold, ...]
    sources: tuple[FactSource, ...]


_OF_OBJECT = Text("De l'objet", "Of the object")
_OF_RECORD = Text("De la notice", "Of the record")
_OF_PICTURE = Text("De la reproduction", "Of the reproduction")
_DESCRIPTION = Text("Description", "Description")
_RIGHTS = Text("Droits", "Rights")


def record_view(published: PublishedRecord, language: LanguageCode, label: str) -> RecordView:
    """Return the page of a record for a reader of this language; `label` is its name where it has no title."""
    record = published.record
    title = _title(record.titles, language)
    descriptions = _in_order(record, language)
    sections = facts_of(record, published.namespace)
    rights = tuple(_rights(record))
    pictures = tuple(_pictures(record.media))
    return RecordView(
        iri=published.iri,
        title=title.text if title else label,
        title_language=title.language if title else None,
        kind=next((term.label for term in (*record.object_names, *record.object_types)), None),
        descriptions=descriptions,
        summary=_summary(descriptions, record, label),
        pictures=pictures[:_MOST_PICTURES],
        preview=next((one.address for one in pictures if one.is_image), None),
        sections=sections,
        rights=rights,
        sources=tuple(_sources(sections, descriptions, rights)),
    )


def _title(titles: tuple[Title, ...], language: LanguageCode) -> Title | None:
    """Return the title in the reader's language where there is one, else the primary one, else any."""
    own = [one for one in titles if one.language and one.language.partition("-")[0].lower() == language]
    in_order = (
        *(one for one in own if one.kind in {"primary", "translated"}),
        *(one for one in titles if one.kind == "primary"),
        *titles,
    )
    return in_order[0] if in_order else None


def _in_order(record: CatalogueRecord, language: LanguageCode) -> tuple[Note, ...]:
    """Return the descriptions, those in the reader's language first."""
    found = [note for note in record.notes if note.kind == "description"]
    return tuple(sorted(found, key=lambda note: (note.language or "").partition("-")[0].lower() != language))


def _summary(descriptions: tuple[Note, ...], record: CatalogueRecord, label: str) -> str:
    """Return one line for those who list pages: the description, else what the object is, by whom, when."""
    if descriptions:
        text = " ".join(descriptions[0].text.split())
    else:
        makers = [one.agent.name for event in record.productions for one in event.contributions]
        dates = [event.date.text for event in record.productions if event.date is not None]
        names = [term.label for term in record.object_names]
        keeper = [] if record.keeper is None else [record.keeper.name]
        text = ", ".join(dict.fromkeys((label, *names[:2], *makers[:2], *dates[:1], *keeper)))
    return text if len(text) <= _LONGEST_DESCRIPTION else f"{text[: _LONGEST_DESCRIPTION - 1]}…"


def _pictures(media: tuple[Media, ...]) -> Iterator[Picture]:
    for one in sorted(media, key=lambda each: not each.primary):
        address = absolute_iri(one.url)
        if address is not None:
            yield Picture(
                address=address,
                host=address.partition("://")[2].partition("/")[0],
                kind=words.MEDIA[one.kind],
                caption=one.caption,
                language=one.language,
                credit=one.credit,
                rights=None if one.rights is None else _told(_OF_PICTURE, one.rights),
                is_image=one.kind == "image",
            )


def _rights(record: CatalogueRecord) -> Iterator[RightsTold]:
    for of, rights in ((_OF_OBJECT, record.object_rights), (_OF_RECORD, record.record_rights)):
        if rights is not None:
            yield _told(of, rights)


def _told(of: Text, rights: Rights) -> RightsTold:
    iri = absolute_iri(rights.iri) if rights.iri else None
    text = rights.text or (rights.iri if rights.iri and iri is None else None)
    said = licence_words(iri) if iri else None
    return RightsTold(of, said, text, rights.language, rights.holder, iri, rights.cell)


def _sources(
    sections: tuple[FactSection, ...], descriptions: tuple[Note, ...], rights: tuple[RightsTold, ...]
) -> Iterator[FactSource]:
    """Yield where each fact stands. What the cell says is left out: part of it may be what the museum keeps private."""
    for note in descriptions:
        yield from _source(_DESCRIPTION, note.text, note.cell)
    for section in sections:
        for fact in section.facts:
            for value in fact.values:
                yield from _source(fact.label, value.text, value.cell)
    for one in rights:
        yield from _source(_RIGHTS, one.text or one.iri or "", one.cell)


def _source(label: Text, value: str, cell: Cell | None) -> Iterator[FactSource]:
    if cell is not None and (cell.column or cell.row or cell.path):
        yield FactSource(label, value, cell.column, cell.row, cell.path)
