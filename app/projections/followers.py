"""The followers of one process, each in a thread of its own: they live as long as the application."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import structlog

from app.core.text import Text
from app.projections.follower import Follower
from app.projections.lag import Lag, LagMeter

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Engine

    from app.projections.target import Target

_log = structlog.get_logger("app.projections")


class Followers:
    """Keeps these targets up to date, and says how far behind they are."""

    def __init__(self, engine: Engine, targets: Sequence[Target]) -> None:
        """Prepare; nothing is started."""
        self._followers = {target.name: Follower(engine, target) for target in targets}
        self._meters = {target.name: LagMeter(engine, target) for target in targets}
        self._stopping = threading.Event()
        self._threads: list[threading.Thread] = []

    def start(self) -> None:
        """Begin to follow."""
        for name, follower in self._followers.items():
            thread = threading.Thread(target=follower.run, args=(self._stopping,), name=f"follow-{name}", daemon=True)
            thread.start()
            self._threads.append(thread)

    def stop(self, patience_s: float = 20.0) -> None:
        """Stop after the batches that are being applied; what is cut off is applied again at the next start."""
        self._stopping.set()
        for thread in self._threads:
            thread.join(patience_s)
            if thread.is_alive():
                _log.warning("stopped in the middle of a batch", thread=thread.name)

    def lags(self) -> dict[str, Lag]:
        """Return the lag of each projection by its name; not older than half a second."""
        return {name: meter.lag() for name, meter in self._meters.items()}

    def fresh_lags(self) -> dict[str, Lag] | None:
        """Return the same where it is known already, at no cost; None where it must be measured."""
        known = {name: meter.fresh() for name, meter in self._meters.items()}
        return {name: lag for name, lag in known.items() if lag is not None} if None not in known.values() else None

    def trouble(self, name: str) -> Text | None:
        """Return what keeps this projection from being kept up to date, or None."""
        follower = self._followers[name]
        position = list(self._followers).index(name)
        if len(self._threads) > position and not self._threads[position].is_alive() and not self._stopping.is_set():
            return Text(fr=f"La projection {name} n'est plus suivie.", en=f"Nobody follows for the projection {name}.")
        return follower.trouble()
