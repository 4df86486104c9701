"""A turn at a source: it is ours while we say so from time to time, and ends when the process or its time does."""

from __future__ import annotations

import os
import secrets
import socket
import threading
import time
from pathlib import Path

from sqlalchemy import Engine

from app.storage.harvest_leases import keep_source
from app.storage.harvest_sources import HarvestSource

LEASE_MS = 600_000  # longer than the slowest answer, or the storing of the largest chunk, takes
_SAID_EVERY_S = 20.0
_STEP_S = 5.0


class Stopping(BaseException):
    """The process is asked to end: the run stays as it is, for whoever takes the source next.

    No Exception: nothing failed.
    """


class TurnOver(Exception):
    """The turn has lasted as long as one may; the run goes on in another."""


class Turn:
    """A source that `holder` has taken, until `stopping` is set or `most_s` seconds have gone."""

    def __init__(
        self, engine: Engine, source: HarvestSource, holder: str, stopping: threading.Event, most_s: float
    ) -> None:
        """Begin the turn."""
        self._engine = engine
        self._source = source
        self._holder = holder
        self._stopping = stopping
        self._said = time.monotonic()
        self._ends = self._said + most_s

    def still(self) -> None:
        """Say that somebody is at it still; raise Stopping, and Conflict when another has taken the source."""
        if self._stopping.is_set():
            raise Stopping
        now = time.monotonic()
        if now - self._said > _SAID_EVERY_S:
            keep_source(self._engine, self._source, self._holder, LEASE_MS)
            self._said = now

    def in_time(self) -> None:
        """Raise TurnOver when the turn has lasted long enough."""
        if time.monotonic() > self._ends:
            raise TurnOver

    def wait(self, seconds: float) -> None:
        """Sleep so long; raises what `still` raises."""
        ends = time.monotonic() + seconds
        while (left := ends - time.monotonic()) > 0:
            self.still()
            self._stopping.wait(min(left, _STEP_S))
        self.still()


def holder_name() -> str:
    """Return a name for who takes a source: this machine, this process, when it began, and a word of chance."""
    return f"{socket.gethostname()}:{os.getpid()}:{_started(os.getpid())}:{secrets.token_hex(4)}"


def is_dead(holder: str) -> bool:
    """Say whether a holder is a process of this machine that has ended; of other machines nothing is known."""
    host, _, rest = holder.partition(":")
    number, _, started = rest.rpartition(":")[0].partition(":")
    if host != socket.gethostname() or not number.isdecimal():
        return False
    return _started(int(number)) != started


def _started(process: int) -> str:
    """Return when a process of this machine was started, in the kernel's own count; empty when there is none.

    A number is given to another process one day: the two together are not (proc(5), /proc/pid/stat, field 22).
    """
    try:
        written = Path(f"/proc/{process}/stat").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""
    state, *fields = written.rpartition(")")[2].split()
    return "" if state in {"Z", "X"} else fields[18]
