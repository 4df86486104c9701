"""One task in a process of its own, with a new interpreter: what it answered, and what it cost in memory and time."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from threading import Event, Thread
from time import perf_counter
from typing import Generic, TypeVar

import msgspec
import psutil
from msgspec import Struct

ROOT = Path(__file__).resolve().parents[1]
_SAMPLED_EVERY_S = 0.1
_MIB = 2**20

Answer = TypeVar("Answer")


class TaskFailed(Exception):
    """A process of the benchmark did not end well: its figures would mean nothing."""


class Sample(Struct, Generic[Answer], frozen=True):
    """One run: its answer, and what was seen from outside.

    `tree_mib` is the most memory that the process and its descendants held together, in MiB (the sum of their
    proportional set sizes: a page that several share counts once). `largest_mib` is the largest resident memory of one
    of them, `cpu_seconds` the processor time of all, `wall_seconds` from the start of the process to its end.
    """

    answer: Answer
    tree_mib: float
    largest_mib: float
    cpu_seconds: float
    wall_seconds: float


class Others:
    """How much of the machine others used meanwhile: what says how far a figure can be trusted."""

    def __init__(self) -> None:
        """Begin to count."""
        self._began = perf_counter()
        self._busy = _busy_seconds()
        self._ours = _spent.seconds

    @property
    def share(self) -> float:
        """The share of all cores, from 0 to 1, that was busy with anything but the benchmark since then."""
        others = _busy_seconds() - self._busy - (_spent.seconds - self._ours)
        return max(0.0, others / ((perf_counter() - self._began) * (os.cpu_count() or 1)))


class _Spent:
    """Processor time of every task that has ended."""

    seconds = 0.0


_spent = _Spent()


def _busy_seconds() -> float:
    times = psutil.cpu_times()
    return float(sum(times) - times.idle - getattr(times, "iowait", 0.0))


class Watch:
    """Samples the memory and the processor time of a process and its descendants until it is stopped."""

    def __init__(self, process_id: int) -> None:
        """Begin to watch."""
        self.tree = 0
        self.largest = 0
        self._cpu: dict[int, float] = {}
        self._root = psutil.Process(process_id)
        self._stopped = Event()
        self._thread = Thread(target=self._run, daemon=True)
        self._thread.start()

    @property
    def cpu_seconds(self) -> float:
        """The processor time of every process that was seen."""
        return sum(self._cpu.values())

    def stop(self) -> None:
        """End the watch."""
        self._stopped.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._stopped.wait(_SAMPLED_EVERY_S):
            self._look()

    def _look(self) -> None:
        try:
            processes = [self._root, *self._root.children(recursive=True)]
        except psutil.NoSuchProcess:
            return
        held = [self._held(process) for process in processes]
        self.tree = max(self.tree, sum(proportional for proportional, _ in held))
        self.largest = max(self.largest, *(resident for _, resident in held))

    def _held(self, process: psutil.Process) -> tuple[int, int]:
        """Return the proportional and the whole resident memory of a process, in octets."""
        try:
            with process.oneshot():
                times = process.cpu_times()
                memory = process.memory_full_info()
        except (psutil.NoSuchProcess, psutil.AccessDenied):
            return 0, 0  # it ended between the listing and the look
        self._cpu[process.pid] = times.user + times.system
        return int(memory.pss), int(memory.rss)


def run_alone(
    module: str,
    task: Struct,
    answer: type[Answer],
    *,
    cores: int | None = None,
    environment: dict[str, str] | None = None,
) -> Sample[Answer]:
    """Run `python -m module <task as JSON>` on this many cores, and decode the last line that it writes as JSON.

    Raises TaskFailed when it ends with anything but 0.
    """
    command = [sys.executable, "-m", module, msgspec.json.encode(task).decode()]
    out, watch, wall = run_watched(command, cores=cores, environment=environment)
    decoded = msgspec.json.decode(out.splitlines()[-1], type=answer)
    return Sample(decoded, watch.tree / _MIB, watch.largest / _MIB, watch.cpu_seconds, wall)


def run_watched(
    command: Sequence[str], *, cores: int | None = None, environment: dict[str, str] | None = None
) -> tuple[bytes, Watch, float]:
    """Run a command under watch; return what it wrote, what was seen, and the seconds it took. Raises TaskFailed."""
    began = perf_counter()
    with on_cores(cores):
        process = subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=ROOT, env={**os.environ, **(environment or {})}
        )
    with process:
        watch = Watch(process.pid)
        out, err = process.communicate()
        watch.stop()
    wall = perf_counter() - began
    _spent.seconds += watch.cpu_seconds
    if process.returncode:
        raise TaskFailed(f"{' '.join(command)[:200]}: {process.returncode}\n{err.decode(errors='replace')[-4000:]}")
    return out, watch, wall


@contextmanager
def on_cores(count: int | None) -> Iterator[None]:
    """Let this thread, and the processes that it starts meanwhile, use the first `count` of the cores it may use."""
    allowed = os.sched_getaffinity(0)
    if count is None:
        yield
        return
    if count > len(allowed):
        raise TaskFailed(f"{count} cores are asked for, and there are {len(allowed)}")
    os.sched_setaffinity(0, set(sorted(allowed)[:count]))
    try:
        yield
    finally:
        os.sched_setaffinity(0, allowed)


def task_of(kind: type[Answer]) -> Answer:
    """Return, in the process of a task, the task that it was given."""
    return msgspec.json.decode(sys.argv[1], type=kind)


def tell(answer: Struct) -> None:
    """Write, in the process of a task, its answer."""
    sys.stdout.write(msgspec.json.encode(answer).decode() + "\n")
    sys.stdout.flush()
