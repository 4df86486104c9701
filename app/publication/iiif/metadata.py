"""What a record says as pairs of label and value (Presentation 3.0, `metadata`): for people, not for programs."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, TypeAlias

from app.core.record import CatalogueRecord, Contribution, Event, IdentifierKind, Rights, Term
from app.core.text import LANGUAGES, Text
from app.publication.iiif.words import LanguageMap, both, spoken, written
from app.publication.output_format import PublishedRecord
from app.publication.record_words import (
    date_words,
    maker_words,
    place_words,
    productions_of,
    statement_words,
    term_words,
)

Said: TypeAlias = "tuple[Text, LanguageMap]"

_NUMBERS: Mapping[IdentifierKind, Text] = {
    "accession number": Text(fr="Numéro d'inventaire", en="Accession number"),
    "catalogue number": Text(fr="Numéro de catalogue", en="Catalogue number"),
    "system number": Text(fr="Numéro de système", en="System number"),
    "other number": Text(fr="Autre numéro", en="Other number"),
    "isbn": Text(fr="ISBN", en="ISBN"),
}
_TERMS: tuple[tuple[Text, Callable[[CatalogueRecord], tuple[Term, ...]]], ...] = (
    (Text(fr="Nom de l'objet", en="Object name"), lambda record: record.object_names),
    (Text(fr="Type d'objet", en="Type of object"), lambda record: record.object_types),
    (Text(fr="Catégorie", en="Category"), lambda record: record.categories),
    (Text(fr="Matériaux", en="Materials"), lambda record: record.materials),
    (Text(fr="Techniques", en="Techniques"), lambda record: record.techniques),
    (Text(fr="Sujets", en="Subjects"), lambda record: record.subjects),
    (Text(fr="Fonction", en="Use"), lambda record: record.uses),
)
_OTHER_TITLE = Text(fr="Autre titre", en="Other title")
_MAKER = Text(fr="Créateur", en="Maker")
_DATE = Text(fr="Date", en="Date")
_PLACE = Text(fr="Lieu de production", en="Place of production")
_CULTURE = Text(fr="Culture", en="Culture")
_PERIOD = Text(fr="Période", en="Period")
_SIZE = Text(fr="Dimensions", en="Dimensions")
_INSCRIPTION = Text(fr="Inscriptions", en="Inscriptions")
_KEEPER = Text(fr="Conservé par", en="Kept by")
_OBJECT_RIGHTS = Text(fr="Droits sur l'objet", en="Rights in the object")
_RECORD_RIGHTS = Text(fr="Droits sur la notice", en="Rights in the record")


def metadata(published: PublishedRecord) -> list[dict[str, Any]]:
    """Return the pairs that have a value; labels in both languages, values in the language of the record."""
    return [{"label": both(label), "value": value} for label, value in _pairs(published.record) if value]


def _pairs(record: CatalogueRecord) -> Iterator[Said]:
    others = (title for title in record.titles if title.kind not in {"primary", "translated"})
    yield _OTHER_TITLE, written((title.text, title.language or record.language) for title in others)
    for kind, label in _NUMBERS.items():
        yield label, written((one.value, None) for one in record.identifiers if one.kind == kind)
    productions = [event for _, event in productions_of(record)]
    yield from _production(record, productions)
    for label, of_record in _TERMS:
        yield label, _terms(record, of_record(record))
    yield _SIZE, written(_sizes(record))
    yield _INSCRIPTION, written((one.text, one.language or record.language) for one in record.inscriptions)
    keeper = record.keeper
    if keeper is not None:
        said = f"{keeper.name}, {keeper.department}" if keeper.department else keeper.name
        yield _KEEPER, written([(said, record.language)])
    yield _OBJECT_RIGHTS, _rights(record, record.object_rights)
    yield _RECORD_RIGHTS, _rights(record, record.record_rights)


def _sizes(record: CatalogueRecord) -> Iterator[tuple[str, str | None]]:
    """Return each statement as it is written; the measures of one without words are said in both languages."""
    for statement in record.dimensions:
        if statement.text:
            yield statement.text, statement.language or record.language
        elif statement.dimensions:
            yield from ((statement_words(statement, language), language) for language in LANGUAGES)


def _production(record: CatalogueRecord, events: list[Event]) -> Iterator[Said]:
    yield _MAKER, spoken(_maker(one) for event in events for one in event.contributions)
    dates = (date_words(event.date) for event in events if event.date is not None)
    yield _DATE, written((text, record.language) for text in dates if text)
    yield _PLACE, written((place_words(one), one.language or record.language) for e in events for one in e.places)
    yield _CULTURE, _terms(record, (one for event in events for one in event.cultures))
    yield _PERIOD, _terms(record, (one for event in events for one in event.periods))


def _maker(value: Contribution) -> Text:
    role = f" ({term_words(value.role)})" if value.role is not None else ""
    return Text(fr=f"{maker_words(value, 'fr')}{role}", en=f"{maker_words(value, 'en')}{role}")


def _terms(record: CatalogueRecord, terms: Iterable[Term]) -> LanguageMap:
    return written((term_words(one), one.language or record.language) for one in terms)


def _rights(record: CatalogueRecord, rights: Rights | None) -> LanguageMap:
    if rights is None:
        return {}
    said = [(text, rights.language or record.language) for text in (rights.text, rights.holder) if text]
    return written([*said, *([(rights.iri, None)] if rights.iri else [])])
