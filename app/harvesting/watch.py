"""Sources are harvested when they are due: by threads of the service or of a worker, never two at one source."""

from __future__ import annotations

import threading
import time

import structlog

from app.core.text import Text
from app.harvesting.runs import Harvests
from app.harvesting.turn import Stopping
from app.pipeline import Tools

_AT_ONCE = 2  # sources a process harvests: one that is slow does not keep the others waiting
_IDLE_S = 2.0
_AFTER_A_FAULT_S = 15.0
_LATE_S = 300.0
_log = structlog.get_logger("app.harvesting")


class HarvestWatch:
    """The harvesting threads of one process."""

    def __init__(self, tools: Tools) -> None:
        """Prepare; nothing is started."""
        self._tools = tools
        self._stopping = threading.Event()
        self._looked = [time.monotonic()] * _AT_ONCE
        self._busy = [False] * _AT_ONCE
        self._threads = [
            threading.Thread(target=self._watch, args=(number,), name=f"harvest-{number}", daemon=True)
            for number in range(_AT_ONCE)
        ]

    def start(self) -> None:
        """Begin to harvest what is due."""
        for thread in self._threads:
            thread.start()

    def stop(self, patience_s: float = 20.0) -> None:
        """Stop after the chunks and answers under way; what is unfinished goes on when somebody starts again."""
        self._stopping.set()
        deadline = time.monotonic() + patience_s
        for thread in self._threads:
            if thread.is_alive():
                thread.join(max(deadline - time.monotonic(), 0.0))

    def trouble(self) -> Text | None:
        """Return what keeps sources from being harvested, or None when nothing does."""
        late_s = max(
            (time.monotonic() - looked for looked, busy in zip(self._looked, self._busy, strict=True) if not busy),
            default=0.0,
        )
        if late_s < _LATE_S:
            return None
        return Text(
            fr=f"Les sources à moissonner ne sont plus surveillées depuis {late_s:.0f} s.",
            en=f"The sources to harvest have not been watched for {late_s:.0f} s.",
        )

    def _watch(self, number: int) -> None:
        harvests = Harvests(self._tools, stopping=self._stopping)
        while not self._stopping.is_set():
            try:
                self._busy[number] = True
                worked = harvests.run_due()
            except Stopping:
                return
            except Exception:  # noqa: BLE001  # the database may be back at the next look; /healthz tells of a late one
                _log.exception("harvesting failed")
                self._stopping.wait(_AFTER_A_FAULT_S)
                continue
            finally:
                self._busy[number] = False
            self._looked[number] = time.monotonic()
            if not worked:
                self._stopping.wait(_IDLE_S)
