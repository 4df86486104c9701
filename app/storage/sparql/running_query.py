"""One query while a worker answers it: the bytes that arrive, why it ended, and who waits for it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any, Final

import msgspec

from app.core.errors import ConcordanceError
from app.storage.sparql import frames
from app.storage.sparql.spool import Spool

# So much of an answer is held back before any of it leaves: a query that is ended before gets a clean refusal.
HELD_BACK: Final = 256 * 1024

Explain = Callable[[dict[str, Any]], ConcordanceError]


class RunningQuery:
    """An answer that arrives. `opened` is done when it is whole, or failed, or long enough to begin to leave."""

    def __init__(self, folder: Path, explain: Explain, finished: Callable[[RunningQuery], None]) -> None:
        """Spill into `folder`; `explain` turns what a worker says of a failure into an error; tell `finished` once."""
        self.opened: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.error: ConcordanceError | None = None
        self.complete = False
        self.worker_well = False
        self._wanted = True
        self._spool = Spool(folder)
        self._explain = explain
        self._finished = finished
        self._more = asyncio.Event()

    @property
    def over(self) -> bool:
        """Whether the worker is done with it, well or not."""
        return self.complete or self.error is not None

    @property
    def whole(self) -> bytes | None:
        """Everything, when it has arrived before any of it was taken; None when it still arrives or is large."""
        if not self.complete or self._spool.size > HELD_BACK * 2:
            return None
        taken = []
        while piece := self._spool.take():
            taken.append(piece)
        return b"".join(taken)

    def told(self, kind: bytes, body: bytes) -> None:
        """Take a frame of the worker."""
        if self.over or not self._wanted:
            return
        if kind == frames.DATA:
            try:
                self._spool.put(body)
            except OSError:
                self.fail(self._explain({"kind": "disk"}))
                return
            if self._spool.size >= HELD_BACK:
                self._open()
            self._more.set()
        elif kind == frames.END:
            self.complete = self.worker_well = True
            self._settle()
        elif kind == frames.FAILED:
            self.worker_well = True  # it said so itself, and waits for the next
            self.fail(self._explain(msgspec.json.decode(body)))

    def fail(self, error: ConcordanceError) -> None:
        """End with this error, unless it is over."""
        if not self.over:
            self.error = error
            self._settle()

    def end(self) -> None:
        """Want no more of it."""
        if not self.over:
            self._finished(self)
        self._wanted = False
        self._spool.close()
        self._more.set()

    async def pieces(self) -> AsyncIterator[bytes]:
        """Yield what has arrived and what arrives; raise the error that ended it, after what came before it."""
        while True:
            piece = self._spool.take()
            if piece:
                yield piece
            elif self.error is not None:
                raise self.error
            elif self.complete or not self._wanted:
                return
            else:
                self._more.clear()
                await self._more.wait()

    def _settle(self) -> None:
        self._open()
        self._more.set()
        self._finished(self)

    def _open(self) -> None:
        if not self.opened.done():
            self.opened.set_result(None)
