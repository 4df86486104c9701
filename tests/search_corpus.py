"""A small collection in French and in English, written for the tests of search, and the index that holds it."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import msgspec

from app.core.iri import Namespace
from app.core.record import CatalogueRecord
from app.core.search_document import SearchDocument
from app.publication.search_document import search_document
from app.storage.log_batches import Checkpoint
from app.storage.search.found import Question
from app.storage.search.index import SearchIndex
from app.storage.search.query import Filters
from app.storage.search.writer import IndexWriter

BASE = "https://donnees.example.org"
WINDOW = 10_000
FRENCH, ENGLISH = "musee", "museum"


def _made(name: str | None, text: str, earliest: str | None, latest: str | None, **more: Any) -> dict[str, Any]:
    who = [{"agent": {"name": name, **more.pop("agent", {})}}] if name else []
    return {"contributions": who, "date": {"text": text, "earliest": earliest, "latest": latest}, **more}


def _at(name: str, latitude: float, longitude: float, **more: Any) -> list[dict[str, Any]]:
    return [{"name": name, "latitude": latitude, "longitude": longitude, **more}]


# The institution, and the record in the form that museums push.
_WRITTEN: tuple[tuple[str, dict[str, Any]], ...] = (
    (
        FRENCH,
        {
            "local_id": "1942.12.3",
            "titles": [{"text": "L'Église de Saint-Jean-Port-Joli", "language": "fr"}],
            "object_names": [{"label": "peinture"}],
            "productions": [
                _made("Cornelius Krieghoff", "1847", "1847-01-01", "1847-12-31", agent={"id": "P1"}),
            ],
            "materials": [{"label": "huile"}, {"label": "toile"}],
            "subjects": [{"label": "architecture religieuse"}],
            "depicted_places": _at("Saint-Jean-Port-Joli", 47.21, -70.27, id="L1"),
            "media": [{"url": "https://images.example.org/1.jpg"}],
            "object_rights": {"iri": "http://creativecommons.org/publicdomain/mark/1.0/"},
        },
    ),
    (
        FRENCH,
        {
            "local_id": "1942.12.30",
            "titles": [{"text": "Deux églises au bord de l’eau", "language": "fr"}],
            "object_names": [{"label": "Peinture"}],
            "notes": [{"text": "Vue d'hiver, peinte d'après nature. Œuvre offerte en 1942."}],
            "productions": [_made("Marc-Aurèle de Foy Suzor-Coté", "vers 1905-1910", "1905-01-01", "1910-12-31")],
            "materials": [{"label": "huile"}, {"label": "bois"}],
            "inscriptions": [{"text": "À mon ami Théodore", "kind": "inscription"}],
        },
    ),
    (
        FRENCH,
        {
            "local_id": "M-77/4",
            "titles": [{"text": "Armoire à pointes de diamant", "language": "fr"}],
            "object_names": [{"label": "armoire"}],
            "productions": [
                _made(None, "XVIIIe siècle", "1701-01-01", "1800-12-31", techniques=[{"label": "sculpture"}]),
            ],
            "materials": [{"label": "pin"}],
            "location": {"name": "Québec", "latitude": 46.81, "longitude": -71.21},
        },
    ),
    (
        FRENCH,
        {
            "local_id": "2001-55",
            "titles": [{"text": "Chevaux de trait", "language": "fr"}],
            "object_names": [{"label": "photographie"}],
            "productions": [_made("Jules-Ernest Livernois", "avant 1900", None, "1900-12-31")],
            "notes": [{"text": "Épreuve à l'albumine. Porte-monnaie visible au premier plan."}],
        },
    ),
    (
        FRENCH,
        {
            "local_id": "A 12",
            "titles": [{"text": "<script>alert('cheval')</script> & \"guillemets\"", "language": "fr"}],
            "object_names": [{"label": "estampe"}],
            "notes": [{"text": "Un cheval <b>gras</b> & un autre."}],
            "productions": [_made("O'Brien, Lucius <i>", "après 1960", "1960-01-01", None)],
        },
    ),
    (
        ENGLISH,
        {
            "local_id": "E-1",
            "titles": [{"text": "Painting of a river", "language": "en"}],
            "object_names": [{"label": "painting", "language": "en"}],
            "productions": [_made("Frances Anne Hopkins", "1869", "1869-01-01", "1869-12-31")],
            "materials": [{"label": "oil"}, {"label": "canvas"}],
            "notes": [{"text": "Voyageurs in their canoes; one of several churches stands behind."}],
            "depicted_places": _at("Lake Superior", 47.7, -87.5),
        },
    ),
    (
        ENGLISH,
        {
            "local_id": "E-2",
            "titles": [{"text": "Two paintings by one hand", "language": "en"}],
            "object_names": [{"label": "photograph", "language": "en"}],
            "productions": [
                _made("William Notman", "1866", "1866-01-01", "1866-12-31"),
                _made("William Notman", "printed 1990", "1990-01-01", "1990-12-31"),
            ],
            "media": [{"url": "https://images.example.org/2.jpg"}],
        },
    ),
    (
        ENGLISH,
        {
            "local_id": "E-3",
            "titles": [{"text": "Fijian war club", "language": "en"}],
            "object_names": [{"label": "club", "language": "en"}],
            "location": {"name": "Taveuni", "latitude": -16.85, "longitude": 179.97},
            "notes": [{"text": "A still life of wood: it lies, a nature that is dead."}],
        },
    ),
    (
        ENGLISH,
        {
            "local_id": "E-4",
            "titles": [{"text": "Nature morte aux pommes", "language": "fr"}],
            "object_names": [{"label": "painting", "language": "en"}],
            "productions": [_made("Ozias Leduc", "44 BCE", "-0043-01-01", "-0043-12-31")],
        },
    ),
    (ENGLISH, {"local_id": "E-5", "titles": [{"text": "Untitled", "language": "en"}]}),
)
RECORDS: tuple[tuple[str, CatalogueRecord], ...] = tuple(
    (institution, msgspec.convert(written, CatalogueRecord)) for institution, written in _WRITTEN
)


def document_of(institution: str, record: CatalogueRecord, number: int, *, tier: int = 1) -> SearchDocument:
    """Return what search knows of a record, changed `number` seconds after the beginning of 2020."""
    return search_document(record, Namespace(BASE, institution), number, (1_577_836_800 + number) * 1000, tier)


def corpus() -> tuple[SearchDocument, ...]:
    """Return the documents of the collection, in the order in which it is written here."""
    return tuple(document_of(slug, record, number) for number, (slug, record) in enumerate(RECORDS, 1))


def write(folder: Path, documents: Iterable[SearchDocument], *, gone: Iterable[str] = (), sequence: int = 1) -> None:
    """Write these documents into the index in this folder, remove those of these keys, and commit."""
    writer = IndexWriter(folder, lambda: None)
    writer.write(tuple(gone), tuple(documents), Checkpoint(sequence, sequence))
    writer.commit()
    writer.close()


def index_of(folder: Path, documents: Iterable[SearchDocument] | None = None) -> SearchIndex:
    """Return an index of these documents, or of the whole collection, made in this folder."""
    write(folder, corpus() if documents is None else documents)
    return SearchIndex(folder, WINDOW)


def found(index: SearchIndex, text: str = "", *, filters: Filters | None = None, **more: Any) -> list[str]:
    """Return the identifiers of the records that answer, in the order in which they do."""
    question = Question(text, filters or Filters(), limit=100, **more)
    return [one.hit.local_id for one in index.search(question).records]
