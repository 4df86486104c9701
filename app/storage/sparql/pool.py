"""The pool of query workers: turns for quick queries, a lane for slow ones, and an end for those that pass a bound.

A query begins in one of a few quick turns, so that an ordinary one finds a core. After `QUICK_S` it gives its turn back
and goes on in the slow lane, behind everything else on the machine. A query is ended by killing its process; the
others never notice.
"""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any, Final

import structlog
from msgspec import Struct

from app.core.config import Bounds
from app.core.text import Text
from app.storage.sparql import frames
from app.storage.sparql.endings import died, ended_by_time, explained, too_many_slow, too_many_waiting
from app.storage.sparql.running_query import RunningQuery
from app.storage.sparql.worker_process import WorkerDied, WorkerProcess, launched

QUICK_S: Final = 0.1  # nineteen of twenty ordinary queries take less
_PATIENCE_S: Final = 10.0  # for a turn; whoever waits longer had better come back
_SHRINK_BYTES: Final = 256 * 1024 * 1024  # a worker that has grown so much is replaced

_log = structlog.get_logger("app.storage.sparql")


class _Run(Struct):
    """A query under way: which worker answers it, and which lane it is in."""

    query: RunningQuery
    worker: WorkerProcess
    timers: list[asyncio.TimerHandle]
    slow: bool = False


class QueryPool:
    """Worker processes, started as they are needed and kept while they are well. All of it on one event loop."""

    def __init__(self, settings: dict[str, Any], bounds: Bounds, spill: Path, quick_turns: int) -> None:
        """Start workers with these settings; answers that no client takes spill into the folder `spill`."""
        self._settings = settings | {
            "memory_bytes": bounds.query_memory_bytes,
            "result_bytes": bounds.query_result_bytes,
        }
        self._bounds = bounds
        self._spill = spill
        self._quick_turns = quick_turns
        self._free_turns = quick_turns
        self._waiters: list[asyncio.Future[None]] = []
        self._slow = 0
        self._idle: list[WorkerProcess] = []
        self._runs: dict[int, _Run] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._stopping = False
        self._died: str | None = None

    async def start(self) -> None:
        """Start a worker for each quick turn, so that the first queries need not wait."""
        self._stopping = False
        await self._replenish()

    async def stop(self) -> None:
        """End every query and every worker."""
        self._stopping = True
        for worker in (*self._idle, *(run.worker for run in self._runs.values())):
            worker.kill()
        while self._tasks or self._idle or self._runs:
            for worker in tuple(self._idle):
                self._idle.remove(worker)
                self._discard(worker)
            await asyncio.gather(*self._tasks, return_exceptions=True)
            await asyncio.sleep(0)

    def trouble(self) -> Text | None:
        """Return why no worker can be had, None when all is well."""
        if self._died is None:
            return None
        return Text(
            fr=f"Aucun processus de requête ne démarre ({self._died}).",
            en=f"No query process starts ({self._died}).",
        )

    @property
    def processes(self) -> tuple[int, ...]:
        """The processes that are alive, by their number."""
        return tuple(one.process.pid for one in (*self._idle, *(run.worker for run in self._runs.values())))

    async def ask(self, request: dict[str, Any]) -> RunningQuery:
        """Begin to answer this request of a worker; raises QueriesWaiting and EngineFailed."""
        await self._turn()
        try:
            worker = self._waiting_worker() or await launched(self._settings)
        except (OSError, WorkerDied) as error:
            self._give_turn()
            self._died = type(error).__name__
            raise died(None) from error
        except BaseException:
            self._give_turn()
            raise
        self._died = None
        return self._begin(worker, request)

    async def prepare(self, snapshot: str) -> None:
        """Let the workers that wait open this snapshot now, so that no query waits for it."""
        for worker in [one for one in self._idle if one.snapshot != snapshot]:
            if worker not in self._idle:
                continue  # a query has taken it meanwhile
            self._idle.remove(worker)
            worker.snapshot = snapshot
            worker.send(frames.OPEN, {"snapshot": snapshot})
            try:
                await worker.told_ready()
            except WorkerDied:
                self._discard(worker)
            else:
                self._park(worker)
        await self._replenish()

    def _waiting_worker(self) -> WorkerProcess | None:
        while self._idle:
            worker = self._idle.pop()
            if not worker.ended.done():
                return worker
            self._discard(worker)
        return None

    def _begin(self, worker: WorkerProcess, request: dict[str, Any]) -> RunningQuery:
        loop = asyncio.get_running_loop()
        query = RunningQuery(self._spill, lambda told: explained(told, self._bounds), self._finished)
        seconds = self._bounds.query_timeout_s
        run = _Run(query, worker, [])
        run.timers = [loop.call_later(QUICK_S, self._leave_turn, run), loop.call_later(seconds, self._time_over, run)]
        self._runs[id(query)] = run
        worker.told = query.told
        worker.gone = lambda: self._worker_gone(run)
        worker.snapshot = request.get("snapshot", "")
        worker.send(frames.ASK, request | {"seconds": seconds})
        return query

    def _leave_turn(self, run: _Run) -> None:
        """Move a query that is not quick to the slow lane; end it when the lane is full."""
        if self._slow >= self._bounds.max_slow_queries:
            run.query.fail(too_many_slow(self._bounds))
            return
        run.slow = True
        self._slow += 1
        run.worker.demote()
        self._give_turn()

    def _time_over(self, run: _Run) -> None:
        run.query.fail(ended_by_time(self._bounds))

    def _worker_gone(self, run: _Run) -> None:
        if not run.query.over:
            run.query.fail(died(run.worker.exit_signal(), self._bounds))

    def _finished(self, query: RunningQuery) -> None:
        """Take back the worker and the turn of a query that is over, or that nobody wants any more."""
        run = self._runs.pop(id(query), None)
        if run is None:
            return
        for timer in run.timers:
            timer.cancel()
        worker = run.worker
        worker.told = worker.gone = None
        if query.worker_well and self._still_good(run):
            self._park(worker)
        else:
            self._discard(worker)
        if run.slow:
            self._slow -= 1
        else:
            self._give_turn()

    def _still_good(self, run: _Run) -> bool:
        if run.worker.ended.done() or self._surplus():
            return False
        if not run.slow:
            return True
        return run.worker.promote() and _resident_bytes(run.worker.process.pid) < _SHRINK_BYTES

    def _discard(self, worker: WorkerProcess) -> None:
        worker.told = worker.gone = None
        worker.kill()
        self._in_background(self._replaced(worker))

    async def _replaced(self, worker: WorkerProcess) -> None:
        await worker.ended
        await asyncio.to_thread(worker.exit_signal)
        await self._replenish()

    async def _replenish(self) -> None:
        """Start workers until one waits for each turn that is free."""
        while not self._stopping and len(self._idle) < self._free_turns:
            try:
                worker = await launched(self._settings)
            except (OSError, WorkerDied) as error:
                self._died = type(error).__name__
                _log.exception("query worker does not start")
                return
            self._died = None
            if self._surplus():
                worker.kill()
                await worker.ended
                await asyncio.to_thread(worker.exit_signal)
                return
            self._park(worker)

    def _park(self, worker: WorkerProcess) -> None:
        """Let a worker wait for its next query; should it die meanwhile, another takes its place."""

        def gone() -> None:
            if worker in self._idle:
                self._idle.remove(worker)
                self._discard(worker)

        worker.told, worker.gone = None, gone
        self._idle.append(worker)

    def _surplus(self) -> bool:
        """Whether a worker that has just become free is one too many."""
        return self._stopping or len(self._idle) >= self._quick_turns

    def _in_background(self, work: Any) -> None:
        task: asyncio.Task[None] = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _turn(self) -> None:
        """Wait for a quick turn, first come, first served; raise QueriesWaiting when too many wait, or too long."""
        if self._free_turns > 0 and not self._waiters:
            self._free_turns -= 1
            return
        if len(self._waiters) >= self._bounds.max_queries_waiting:
            raise too_many_waiting(self._bounds)
        turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiters.append(turn)
        try:
            async with asyncio.timeout(_PATIENCE_S):
                await turn
        except BaseException as error:
            if turn in self._waiters:
                self._waiters.remove(turn)
            if not turn.cancelled():
                self._give_turn()  # it came at the very moment we left
            if isinstance(error, TimeoutError):
                raise too_many_waiting(self._bounds) from None
            raise

    def _give_turn(self) -> None:
        while self._waiters:
            turn = self._waiters.pop(0)
            if not turn.done():
                turn.set_result(None)
                return
        self._free_turns += 1


def _resident_bytes(pid: int) -> int:
    try:
        return int(Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()[1]) * 4096
    except (OSError, ValueError, IndexError):
        return 0
