"""What a dataset covers: how many triples and records, which years, which part of the Earth, under which licences."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from msgspec import Struct

from app.core.record import CatalogueRecord, Place
from app.publication.licences import canonical
from app.publication.output_format import PublishedRecord

_MOST_LICENCES = 100  # of one dataset; beyond, somebody writes an address of its own into each record


class Box(Struct, frozen=True):
    """A part of the Earth in degrees (WGS 84)."""

    west: float
    south: float
    east: float
    north: float


class Coverage(Struct, frozen=True):
    """What a dataset holds: numbers of quads and of pictures, first and last year (astronomical), extent, licences.

    `licences` are those of the records themselves (the metadata), by how many records have them.
    """

    quads: int = 0
    pictures: int = 0
    first_year: int | None = None
    last_year: int | None = None
    box: Box | None = None
    licences: dict[str, int] = {}


class CoverageCount:
    """Counts records one by one."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self._quads = 0
        self._pictures = 0
        self._years: list[int] = []
        self._box: Box | None = None
        self._licences: Counter[str] = Counter()

    def add(self, published: PublishedRecord) -> None:
        """Count a record."""
        record = published.record
        self._quads += published.n_quads.count("\n")
        self._pictures += sum(1 for one in record.media if one.kind == "image")
        self._years = _outer([*self._years, *_years(record)])
        for place in _places(record):
            self._box = _around(self._box, place)
        licence = canonical(record.record_rights.iri) if record.record_rights is not None else None
        if licence is not None and (licence in self._licences or len(self._licences) < _MOST_LICENCES):
            self._licences[licence] += 1

    def coverage(self) -> Coverage:
        """Return what has been counted."""
        first, last = (self._years[0], self._years[-1]) if self._years else (None, None)
        return Coverage(self._quads, self._pictures, first, last, self._box, dict(self._licences.most_common()))


def together(parts: Iterable[Coverage]) -> Coverage:
    """Return what several datasets cover in all."""
    found = list(parts)
    years = _outer([year for one in found for year in (one.first_year, one.last_year) if year is not None])
    box: Box | None = None
    licences: Counter[str] = Counter()
    for one in found:
        licences.update(one.licences)
        if one.box is not None:
            box = one.box if box is None else _joined(box, one.box)
    first, last = (years[0], years[-1]) if years else (None, None)
    quads, pictures = sum(one.quads for one in found), sum(one.pictures for one in found)
    return Coverage(quads, pictures, first, last, box, dict(licences.most_common()))


def _years(record: CatalogueRecord) -> Iterator[int]:
    for event in record.productions:
        if event.date is not None:
            yield from (_year(day) for day in (event.date.earliest, event.date.latest) if day)


def _year(day: str) -> int:
    """Return the year of an ISO 8601 day, whose year may have a sign."""
    sign = -1 if day.startswith("-") else 1
    return sign * int(day.lstrip("+-").partition("-")[0])


def _outer(years: list[int]) -> list[int]:
    return [min(years), max(years)] if years else []


def _places(record: CatalogueRecord) -> Iterator[Place]:
    for event in (*record.productions, *record.events):
        yield from event.places
    yield from record.depicted_places
    if record.location is not None:
        yield record.location


def _around(box: Box | None, place: Place) -> Box | None:
    if place.latitude is None or place.longitude is None:
        return box
    here = Box(place.longitude, place.latitude, place.longitude, place.latitude)
    return here if box is None else _joined(box, here)


def _joined(one: Box, other: Box) -> Box:
    return Box(
        min(one.west, other.west),
        min(one.south, other.south),
        max(one.east, other.east),
        max(one.north, other.north),
    )
