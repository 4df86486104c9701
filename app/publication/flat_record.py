"""A record as one row of a table: what a person sorts and counts by in a spreadsheet or a data frame."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from app.core.record import CatalogueRecord, Event, Term
from app.publication.output_format import PublishedRecord
from app.publication.record_words import (
    date_words,
    label_of,
    language_of,
    maker_words,
    place_words,
    productions_of,
    statement_words,
    term_words,
)

COLUMNS = (
    "iri",
    "institution",
    "local_id",
    "accession_number",
    "other_numbers",
    "label",
    "titles",
    "object_names",
    "object_types",
    "categories",
    "makers",
    "date",
    "earliest",
    "latest",
    "made_in",
    "materials",
    "techniques",
    "dimensions",
    "subjects",
    "description",
    "keeper",
    "department",
    "credit_line",
    "rights",
    "record_rights",
    "images",
    "web_page",
    "published",
    "updated",
)
_JOINT = "; "


def flat(published: PublishedRecord) -> Mapping[str, str]:
    """Return the row of a record: a text for each of COLUMNS, empty where the record says nothing.

    Several values are joined by `; `. `earliest` and `latest` are ISO 8601 with signed years, of the first production
    that has them; `published` and `updated` are UTC.
    """
    record = published.record
    return {
        "iri": published.iri,
        "institution": published.publisher.slug,
        "local_id": record.local_id,
        "label": label_of(record)[0],
        "web_page": record.web_page or "",
        "published": f"{published.first:%Y-%m-%dT%H:%M:%SZ}",
        "updated": f"{published.updated:%Y-%m-%dT%H:%M:%SZ}",
        **_names(record),
        **_made(record, language_of(published)),
        **_physical(record, language_of(published)),
        **_held(record),
    }


def _names(record: CatalogueRecord) -> dict[str, str]:
    accession = [one.value for one in record.identifiers if one.kind == "accession number"]
    return {
        "accession_number": _JOINT.join(accession),
        "other_numbers": _JOINT.join(one.value for one in record.identifiers if one.kind != "accession number"),
        "titles": _JOINT.join(one.text for one in record.titles),
        "object_names": _JOINT.join(map(term_words, record.object_names)),
        "object_types": _JOINT.join(map(term_words, record.object_types)),
        "categories": _JOINT.join(map(term_words, record.categories)),
    }


def _made(record: CatalogueRecord, language: str) -> dict[str, str]:
    events = [event for _, event in productions_of(record)]
    dates = [event.date for event in events if event.date is not None]
    return {
        "makers": _joined(maker_words(one, language) for event in events for one in event.contributions),
        "date": _joined(map(date_words, dates)),
        "earliest": next((date.earliest for date in dates if date.earliest), ""),
        "latest": next((date.latest for date in dates if date.latest), ""),
        "made_in": _joined(place_words(place) for event in events for place in event.places),
        "techniques": _joined(map(term_words, (*record.techniques, *_techniques(events)))),
    }


def _techniques(events: Iterable[Event]) -> list[Term]:
    return [term for event in events for term in event.techniques]


def _physical(record: CatalogueRecord, language: str) -> dict[str, str]:
    return {
        "materials": _joined(map(term_words, record.materials)),
        "dimensions": _joined(statement_words(one, language) for one in record.dimensions),
        "subjects": _joined(map(term_words, record.subjects)),
        "description": next((note.text for note in record.notes if note.kind == "description"), ""),
        "images": _joined(one.url for one in record.media if one.kind == "image"),
    }


def _held(record: CatalogueRecord) -> dict[str, str]:
    keeper, rights, its_own = record.keeper, record.object_rights, record.record_rights
    return {
        "keeper": keeper.name if keeper is not None else "",
        "department": (keeper.department or "") if keeper is not None else "",
        "credit_line": record.credit_line.text if record.credit_line is not None else "",
        "rights": "" if rights is None else rights.iri or rights.text or "",
        "record_rights": "" if its_own is None else its_own.iri or its_own.text or "",
    }


def _joined(words: Iterable[str]) -> str:
    return _JOINT.join(dict.fromkeys(word for word in words if word))
