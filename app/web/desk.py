"""What the handlers of requests work with: the tools, the jobs, the forms of a report, and the turns of inline work."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import ParamSpec, TypeVar

from anyio import to_thread
from starlette.requests import Request

from app.core.config import Settings
from app.core.registry import Registry
from app.core.text import Text
from app.jobs import Jobs
from app.pipeline import Tools
from app.publication.reports.report_format import ReportFormat
from app.storage.sparql.question import SparqlStore
from app.web.errors import Busy
from app.web.published import Publishers
from app.web.request_log import notes_of

Arguments = ParamSpec("Arguments")
Result = TypeVar("Result")


class Turns:
    """Work that is answered at once takes turns: as many at a time as there are cores, and a bounded number waiting."""

    def __init__(self, at_once: int, waiting: int) -> None:
        """Let so many work at a time, and so many more wait."""
        self._free = asyncio.Semaphore(at_once)
        self._waiting = 0
        self._most_waiting = waiting

    @asynccontextmanager
    async def turn(self) -> AsyncIterator[None]:
        """Wait for a turn and keep it for the block; raise Busy when too many wait already."""
        if self._free.locked() and self._waiting >= self._most_waiting:
            raise Busy(
                Text(
                    fr=f"{self._waiting} demandes attendent déjà leur tour.",
                    en=f"{self._waiting} requests wait for their turn already.",
                ),
                bound="max_pushes_waiting",
            )
        self._waiting += 1
        try:
            await self._free.acquire()
        finally:
            self._waiting -= 1
        try:
            yield
        finally:
            self._free.release()


@dataclass(frozen=True, slots=True)
class Desk:
    """Everything that answers are made with, made once with the application."""

    tools: Tools
    jobs: Jobs
    reports: Registry[ReportFormat]
    turns: Turns
    publishers: Publishers
    sparql: SparqlStore
    media_types: dict[str, str] = field(default_factory=dict)

    @property
    def settings(self) -> Settings:
        """The settings of this service."""
        return self.tools.settings


def desk_of(request: Request) -> Desk:
    """Return the desk of the application that this request came to."""
    desk: Desk = request.app.state.desk
    return desk


async def in_thread(
    request: Request, step: str, work: Callable[Arguments, Result], *args: Arguments.args, **kwargs: Arguments.kwargs
) -> Result:
    """Do blocking work off the event loop, and note the time it takes under this step's name."""
    with notes_of(request).step(step):
        return await to_thread.run_sync(lambda: work(*args, **kwargs))
