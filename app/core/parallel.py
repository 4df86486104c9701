"""Work spread over processes, its results in order, with few tasks in flight so that memory stays bounded."""

from __future__ import annotations

import sys
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import contextmanager
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
    # A server that forks while its threads hold locks would hang: each process starts from a clean one, which has
    # imported what the work needs, so that they share the memory of that.
    context = get_context("forkserver")
    context.set_forkserver_preload([work.__module__])
    with ProcessPoolExecutor(processes, context, prepare, arguments) as pool:
        with main_unseen():
            pool.submit(_begin)  # starts every process
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


def _begin() -> None:
    """Do nothing, in another process."""


@contextmanager
def main_unseen() -> Iterator[None]:
    """Hide the program that runs here from the processes that are started meanwhile.

    They would import it, and with it the command line, the server and the database: twice the memory of their work.
    """
    main = sys.modules["__main__"]
    spec, file = main.__spec__, main.__dict__.pop("__file__", None)
    main.__spec__ = None
    try:
        yield
    finally:
        main.__spec__ = spec
        if file is not None:
            main.__file__ = file
