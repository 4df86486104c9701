"""What every kind of source gives: pages to bring in, one after another, and where it goes on after each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from app.core.finding import Finding
from app.intake.push import DeliverySink
from app.storage.harvest_pages import Entry
from app.storage.harvest_runs import HarvestRun


@dataclass(frozen=True, slots=True)
class Page:
    """A page that was received: its bytes (or its file, written and closed), its name in reports, its entries.

    `next_place` is where the run goes on after it. `entries` is None for a file whose records are its entries.
    `format` is that of its records where it is known, `namespace` the form they are in; `findings` say what is wrong
    with the page as a whole; `options` are those of its reader.
    """

    content: bytes | DeliverySink
    name: str
    entries: Sequence[Entry] | None
    next_place: str
    base_url: str
    namespace: str = ""
    format: str | None = None
    findings: tuple[Finding, ...] = ()
    options: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Moved:
    """Nothing to bring in yet: the run goes on at another place."""

    place: str


@dataclass(frozen=True, slots=True)
class End:
    """The source has nothing more; the next run begins at `from_place`."""

    from_place: str | None


class Offer(Protocol):
    """One kind of source."""

    def next(self, run: HarvestRun) -> Page | Moved | End:
        """Return what comes after `run.place`, which is None where a run begins at the beginning.

        Raises ConcordanceError (UnsafeAddress, Unreachable, BoundPassed, HarvestRefused, ComeBackLater).
        """
