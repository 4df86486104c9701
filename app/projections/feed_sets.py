"""Which sets each published record is in, kept up with the change log: the follower that fills them.

A page of the log is read, the sets of its records are worked out from what is published of them, and both the sets and
the place in the log are written in one transaction: whoever stops here, and wherever, goes on from there.
"""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass, field

import structlog
from sqlalchemy import Engine

from app.core.feed import FeedEntry
from app.core.text import Text
from app.publication.oai_pmh.sets import sets_of_record
from app.publication.visibility import visible
from app.storage.changes import last_sequence
from app.storage.feed_sets import FeedSet, Membership, checkpoint, forget_memberships, write_memberships
from app.storage.feeds import latest_page

NAME = "sets with pictures"  # under a new name the sets are filled again, when records are in other ones than before
_PAGE = 500  # records in one transaction, as many as a chunk of a delivery
_IDLE_S = 0.5  # how long a new change waits at most before it is looked at
_LATE_S = 60.0  # without a look for so long, something keeps the follower from its work
_log = structlog.get_logger("app.projections")


@dataclass(slots=True)
class SetFollower:
    """Keeps the sets up with the log of one database."""

    engine: Engine
    _looked: float = field(default_factory=time.monotonic)

    def step(self) -> int:
        """Bring the sets of one page of records up to date; return how many records it had, 0 at the log's end."""
        reached = checkpoint(self.engine, NAME)
        newest = last_sequence(self.engine)
        if reached >= newest:
            return 0
        page = latest_page(self.engine, reached, _PAGE)
        # A record that changes between the two questions stands further on, and is met there.
        end = page[-1].sequence if page else newest
        write_memberships(self.engine, NAME, reached, end, [_membership(entry) for entry in page])
        return len(page)

    def caught_up(self, within_s: float) -> bool:
        """Work until the sets show the log as it stands now, for so long at most; say whether they do."""
        deadline = time.monotonic() + within_s
        wanted = last_sequence(self.engine)
        while checkpoint(self.engine, NAME) < wanted:
            if time.monotonic() >= deadline:
                return False
            self.step()
        return True

    def rebuild(self) -> None:
        """Forget the sets; they are filled again from the beginning of the log."""
        forget_memberships(self.engine, NAME)

    def run(self, stopping: threading.Event) -> None:
        """Follow the log until `stopping` is set."""
        while not stopping.is_set():
            try:
                worked = self.step()
            except Exception:  # noqa: BLE001  # the database may be back at the next look; /healthz tells of a late one
                _log.exception("following the log for sets failed")
                stopping.wait(5.0)
                continue
            self._looked = time.monotonic()
            if not worked:
                stopping.wait(_IDLE_S)

    def trouble(self) -> Text | None:
        """Return what keeps the sets from following, or None when they do."""
        late_s = time.monotonic() - self._looked
        if late_s < _LATE_S:
            return None
        return Text(
            fr=f"Les ensembles de moissonnage ne suivent plus le journal depuis {late_s:.0f} s.",
            en=f"The sets for harvesting have not followed the log for {late_s:.0f} s.",
        )


def _membership(entry: FeedEntry) -> Membership:
    if entry.canonical is None:
        return Membership(entry.key, entry.sequence, None)
    found = sets_of_record(visible(entry.canonical), entry.institution)
    sets = tuple(FeedSet(spec, name, entry.institution if own else None) for spec, name, own in found)
    return Membership(entry.key, entry.sequence, sets)
