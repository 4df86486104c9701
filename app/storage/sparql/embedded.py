"""Queries over the embedded store: each worker has the newest snapshot of it open, read-only."""

from __future__ import annotations

import asyncio
import os
from contextlib import suppress
from pathlib import Path

import structlog

from app.core.config import Settings
from app.core.text import Text
from app.storage.quads.snapshots import Snapshot, current_snapshot
from app.storage.sparql.pool import QueryPool
from app.storage.sparql.question import Question, request_of
from app.storage.sparql.running_query import RunningQuery

_LOOK_EVERY_S = 0.25  # how soon a new snapshot is noticed; what is published shows within two seconds

_log = structlog.get_logger("app.storage.sparql")


class EmbeddedStore:
    """Answers over the snapshots below `folder` (`{data_dir}/quads`); before the first one, over no triple at all."""

    def __init__(self, settings: Settings, folder: Path) -> None:
        """Answer within the bounds of the settings."""
        self._folder = folder
        self._base = f"{settings.base_url}/"
        self._allowed = tuple(settings.sparql_services.split())
        self._pool = QueryPool(
            {"network": bool(self._allowed)}, settings.bounds, settings.data_dir / "spill", _quick_turns()
        )
        self._mark: tuple[int, int] | None = None
        self._snapshot: Snapshot | None = None
        self._following: asyncio.Task[None] | None = None
        self._stopped = asyncio.Event()

    async def start(self) -> None:
        """Start the workers, and watch for new snapshots."""
        await self._pool.start()
        if self._following is None:
            self._stopped.clear()
            self._following = asyncio.get_running_loop().create_task(self._follow())

    async def stop(self) -> None:
        """End every query, every worker, and the watching."""
        if self._following is not None:
            # It ends by itself, with no worker half way between two snapshots.
            self._stopped.set()
            await self._following
            self._following = None
        await self._pool.stop()

    def trouble(self) -> Text | None:
        """Return why no query can be answered, None when all is well."""
        return self._pool.trouble()

    @property
    def processes(self) -> tuple[int, ...]:
        """The query workers that are alive, by the number of their process."""
        return self._pool.processes

    async def ask(self, question: Question, form: str) -> RunningQuery:
        """Begin to answer from the newest snapshot; raises a ConcordanceError."""
        request = request_of(question, form, self._base)
        return await self._pool.ask(request | {"snapshot": self._newest()})

    def _newest(self) -> str:
        """Return the path of the newest snapshot, empty before the first; what names it is read when it changes."""
        try:
            told = os.stat(self._folder / "CURRENT")  # noqa: PTH116  # once a query: pathlib takes three times as long
        except FileNotFoundError:
            return ""
        mark = (told.st_mtime_ns, told.st_ino)
        if mark != self._mark:
            self._snapshot = current_snapshot(self._folder)
            self._mark = mark
        return str(self._snapshot.path) if self._snapshot is not None else ""

    async def _follow(self) -> None:
        shown = ""
        while not self._stopped.is_set():
            with suppress(TimeoutError):
                async with asyncio.timeout(_LOOK_EVERY_S):
                    await self._stopped.wait()
            try:
                newest = self._newest()
                if newest != shown:
                    await self._pool.prepare(newest)
                    shown = newest
            except (OSError, ValueError) as error:
                # The writer may be replacing it, or the disk be away: queries say so themselves, and we look again.
                _log.warning("snapshot not readable", cause=type(error).__name__)


def _quick_turns() -> int:
    """Return how many queries begin at once: two a core, so that one which waits for the disk leaves none idle."""
    return max(3, 2 * len(os.sched_getaffinity(0)))
