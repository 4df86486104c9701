"""Which record came of which entry of a page: told by where the record stands in it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from app.core.finding import Cell, Finding
from app.core.outcome import Outcome, RecordOutcome
from app.harvesting.rules import ENTRY_UNREAD
from app.storage.harvest_pages import Entry
from app.storage.record_origins import HarvestedRecord


@dataclass(frozen=True, slots=True)
class Paired:
    """The records that entries held, and what is said of the entries that gave none, not even a rejected one.

    `missing` counts these, and those whose document did not come, of which is said so elsewhere. `unsure` are the
    identifiers of those that held a record which was rejected: it may be one that they held before.
    """

    harvested: tuple[HarvestedRecord, ...]
    unread: tuple[Finding, ...]
    missing: int
    unsure: frozenset[str]


def paired(entries: Sequence[Entry], outcomes: Iterable[Outcome], namespace: str) -> Paired:
    """Return what became of the entries of a page whose records had these outcomes."""
    by_place = {entry.place: entry for entry in entries if entry.place and not entry.deleted}
    harvested: list[HarvestedRecord] = []
    answered: set[str] = set()
    unsure: set[str] = set()
    for outcome in outcomes:
        if isinstance(outcome, RecordOutcome):
            entry = _entry_at(outcome.cell, by_place)
            if entry is not None:
                harvested.append(HarvestedRecord(outcome.local_id, entry.identifier, entry.datestamp, namespace))
        else:
            entry = next(
                (found for one in outcome.findings if (found := _entry_at(one.cell, by_place)) is not None), None
            )
            if entry is not None:
                unsure.add(entry.identifier)
        if entry is not None:
            answered.add(entry.place)
    unread = tuple(
        Finding(ENTRY_UNREAD.id, ENTRY_UNREAD.severity, Cell(value=entry.identifier, path=place))
        for place, entry in by_place.items()
        if place not in answered
    )
    not_come = sum(not entry.place and not entry.deleted for entry in entries)
    return Paired(tuple(harvested), unread, len(unread) + not_come, frozenset(unsure))


def _entry_at(cell: Cell, by_place: dict[str, Entry]) -> Entry | None:
    """Return the entry in whose file, or below whose element, a cell stands."""
    if cell.file is not None and cell.file in by_place:
        return by_place[cell.file]
    path = cell.path or ""
    while path:
        if path in by_place:
            return by_place[path]
        path = path.rpartition("/")[0]
    return None
