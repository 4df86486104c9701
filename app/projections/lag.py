"""How far behind the change log a projection is, as its readers see it."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from msgspec import Struct

from app.storage.log_batches import newest_checkpoint, oldest_after
from app.storage.moment import now_ms

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from app.projections.target import Target

_FRESH_S = 0.5  # for so long a figure is given again: a busy service asks once, not once a request


class Lag(Struct, frozen=True):
    """What readers do not see yet: `changes` of the log, and since how many `seconds` the oldest of them waits.

    `changes` counts sequences: on PostgreSQL, where a transaction that failed leaves a gap, it may be a few too many.
    """

    changes: int = 0
    seconds: float = 0.0


class LagMeter:
    """Measures the lag of one target, at most every half second."""

    def __init__(self, engine: Engine, target: Target) -> None:
        """Prepare; nothing is measured yet."""
        self._engine = engine
        self._target = target
        self._lag = Lag()
        self._until = 0.0

    def lag(self) -> Lag:
        """Return the lag, not older than half a second."""
        if time.monotonic() >= self._until:
            self._lag = self._measured()
            self._until = time.monotonic() + _FRESH_S
        return self._lag

    def fresh(self) -> Lag | None:
        """Return the lag if it was measured within half a second, else None."""
        return self._lag if time.monotonic() < self._until else None

    def _measured(self) -> Lag:
        newest = newest_checkpoint(self._engine).sequence
        shown = self._target.shown().sequence
        if newest <= shown:
            return Lag()
        waiting = oldest_after(self._engine, shown)
        return Lag(newest - shown, 0.0 if waiting is None else max(0.0, (now_ms() - waiting.at) / 1000))
