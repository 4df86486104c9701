"""The sweep: a delivery that nobody works on is taken up; its worker died, or its process before it queued them."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime

import structlog

from app.jobs.delivery import Deliveries, fault
from app.jobs.queue import DeliveryQueue
from app.pipeline import Tools
from app.storage.idempotency import purge_expired
from app.storage.submissions import SubmissionState, fail_submission, get_submission, unfinished_submissions

_STALLED_S = 300  # without a chunk for so long, a delivery's worker is taken for dead; a chunk takes a second
_UNQUEUED_S = 120  # a push that is answered at once is over long before
_ENDED = frozenset({"SUCCESS", "ERROR", "CANCELLED"})
_log = structlog.get_logger("app.jobs")


@dataclass(slots=True)
class _Look:
    """What was last seen of an unfinished submission, and since when it has not moved (monotonic seconds)."""

    place: tuple[str, int, int]
    since: float = field(default_factory=time.monotonic)


class Sweep:
    """Looks at the unfinished deliveries, from time to time, in a thread of its own."""

    def __init__(self, tools: Tools, queue: DeliveryQueue, deliveries: Deliveries) -> None:
        """Look after this queue; `deliveries` says what this process works on itself."""
        self._tools = tools
        self._queue = queue
        self._deliveries = deliveries
        self._looks: dict[str, _Look] = {}
        self._done_at = time.monotonic()

    @property
    def age_s(self) -> float:
        """Seconds since the last look that succeeded."""
        return time.monotonic() - self._done_at

    def run(self, stopping: threading.Event, every_s: float) -> None:
        """Look every so many seconds until `stopping` is set."""
        while not stopping.is_set():
            try:
                self.look()
                purge_expired(self._tools.database)
            except Exception:  # noqa: BLE001  # the next look may find the database again; /healthz tells the age of this
                _log.exception("looking for stalled deliveries failed")
            else:
                self._done_at = time.monotonic()
            stopping.wait(every_s)

    def look(self) -> None:
        """Take up each delivery that is unfinished and that nobody works on."""
        unfinished = unfinished_submissions(self._tools.database)
        for gone in self._looks.keys() - set(unfinished):
            del self._looks[gone]
        for submission_id in unfinished:
            state = get_submission(self._tools.database, submission_id)
            if state.key is None:
                continue  # the command line's: it resumes when the command is run again
            place = (state.status, state.checkpoint, state.position)
            look = self._looks.get(submission_id)
            if look is None or look.place != place:
                look = self._looks[submission_id] = _Look(place)
            if submission_id not in self._deliveries.running:
                self._take_up(state, still_s=time.monotonic() - look.since)

    def _take_up(self, state: SubmissionState, still_s: float) -> None:
        status = self._queue.status(state.id)
        age_s = (datetime.now(UTC) - state.created).total_seconds()
        if status == "MAX_RECOVERY_ATTEMPTS_EXCEEDED":
            fail_submission(self._tools.database, state.id, fault())
        elif status is None and age_s > _UNQUEUED_S:
            self._queue.add(state.id)
        elif status in _ENDED and still_s > _STALLED_S:
            self._queue.anew(state.id)
        elif status == "PENDING" and still_s > _STALLED_S:
            self._queue.again(state.id)
        else:
            return
        self._looks.pop(state.id, None)
        _log.warning("delivery taken up", job=state.id, institution=state.institution, was=status)
