"""Work spread over processes, its results in order, with few tasks in flight so that memory stays bounded."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from multiprocessing import get_context
from typing import TypeVar

Task = TypeVar("Task")
Result = TypeVar("Result")

# Enough that no process waits while the results of one are being stored; each is one chunk of records in memory.
_AHEAD = 2


def in_order(
    tasks: Iterable[Task],
    work: Callable[[Task], Result],
    processes: int,
    prepare: Callable[..., None],
    arguments: tuple[object, ...],
) -> Iterator[Result]:
    """Yield `work(task)` for each task, in the order of the tasks, computed by this many processes.

    `prepare(*arguments)` runs once in each process before its first task. Tasks are taken from their iterable only as
    places become free. Raises what a task raised, and BrokenProcessPool when a process dies.
    """
    # A server that forks while its threads hold locks would hang: each process starts from a clean one.
    with ProcessPoolExecutor(processes, get_context("forkserver"), prepare, arguments) as pool:
        waiting: deque[Future[Result]] = deque()
        try:
            for task in tasks:
                waiting.append(pool.submit(work, task))
                if len(waiting) >= processes + _AHEAD:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
        finally:
            for future in waiting:
                future.cancel()
