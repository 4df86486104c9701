"""A query worker as the service sees it: its process, the channel to it, and the one query it is answering."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from app.storage.sparql import frames

_ROOT: Final = Path(__file__).parents[3]  # the folder that holds app/
_START: Final = "from app.storage.sparql.worker import main; main()"
_LOWEST_PRIORITY: Final = 19
_START_WITHIN_S: Final = 20.0

Told = Callable[[bytes, bytes], None]


class WorkerDied(Exception):  # named after what happened, as all errors here are
    """The process ended before it was ready."""


class WorkerProcess(asyncio.Protocol):
    """One process and the channel to it. `told` is called with each frame (kind, body); `gone` when it has ended."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        """Speak with this process."""
        self.process = process
        self.snapshot = ""
        self.told: Told | None = None
        self.gone: Callable[[], None] | None = None
        self.ended = asyncio.get_running_loop().create_future()
        self._transport: asyncio.Transport | None = None
        self._received = bytearray()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the way to the process."""
        self._transport = transport  # type: ignore[assignment]  # a stream socket has a Transport

    def data_received(self, data: bytes) -> None:
        """Hand on each frame that is complete."""
        received = self._received
        received += data
        start = 0
        while len(received) - start >= frames.HEAD.size:
            kind, length = frames.HEAD.unpack_from(received, start)
            end = start + frames.HEAD.size + length
            if end > len(received):
                break
            body = bytes(received[start + frames.HEAD.size : end])
            start = end
            if self.told is not None:
                self.told(kind, body)
        del received[:start]

    def connection_lost(self, exc: Exception | None) -> None:
        """Say that the process has ended; an error of the channel means the same."""
        del exc
        if not self.ended.done():
            self.ended.set_result(None)
        if self.gone is not None:
            self.gone()

    def send(self, kind: bytes, body: dict[str, Any]) -> None:
        """Send a frame to the process."""
        if self._transport is not None:
            self._transport.write(frames.frame(kind, json.dumps(body).encode()))

    async def told_ready(self) -> None:
        """Wait until the process says that it is ready; raise WorkerDied when it ends first or takes too long."""
        ready: asyncio.Future[bool] = asyncio.get_running_loop().create_future()

        def heard(kind: bytes, _body: bytes) -> None:
            if not ready.done():
                ready.set_result(kind == frames.READY)

        def ended() -> None:
            if not ready.done():
                ready.set_result(False)

        self.told, self.gone = heard, ended
        try:
            async with asyncio.timeout(_START_WITHIN_S):
                if self.ended.done() or not await ready:
                    raise WorkerDied
        except TimeoutError:
            raise WorkerDied from None
        finally:
            self.told = self.gone = None

    def demote(self) -> None:
        """Let everything else on the machine go first."""
        _set_priority(self.process.pid, _LOWEST_PRIORITY)

    def promote(self) -> bool:
        """Give it its rank back; return whether the system lets us."""
        return _set_priority(self.process.pid, 0)

    def kill(self) -> None:
        """End the process at once, whatever it does."""
        self.process.kill()
        if self._transport is not None:
            self._transport.close()

    def exit_signal(self) -> int | None:
        """Return the signal that ended the process, None when it ended by itself; waits for what is a matter of ms."""
        try:
            code = self.process.wait(timeout=1)
        except subprocess.TimeoutExpired:
            self.process.kill()
            code = self.process.wait()
        return -code if code < 0 else None


async def launched(settings: dict[str, Any]) -> WorkerProcess:
    """Start a worker with these settings and return it once it waits for a query. Raises WorkerDied and OSError."""
    ours, theirs = socket.socketpair()
    try:
        process = await asyncio.to_thread(_popen, theirs)
    except BaseException:
        ours.close()
        raise
    finally:
        theirs.close()
    loop = asyncio.get_running_loop()
    _, worker = await loop.create_connection(lambda: WorkerProcess(process), sock=ours)
    worker.send(frames.OPEN, settings)
    try:
        await worker.told_ready()
    except BaseException:
        worker.kill()
        raise
    return worker


def _popen(channel: socket.socket) -> subprocess.Popen[bytes]:
    # Nothing of our environment: a worker evaluates what strangers write.
    environment = {"PYTHONPATH": str(_ROOT), "PATH": os.environ.get("PATH", "")}
    return subprocess.Popen(  # noqa: S603  # our own interpreter and our own code
        [sys.executable, "-c", _START, str(channel.fileno())],
        pass_fds=[channel.fileno()],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        cwd="/",
        env=environment,
        close_fds=True,
    )


def _set_priority(pid: int, rank: int) -> bool:
    try:
        os.setpriority(os.PRIO_PROCESS, pid, rank)
    except (PermissionError, ProcessLookupError):
        return False
    return True


MEMORY_SIGNAL: Final = int(signal.SIGABRT)  # what the engine does when an allocation is refused
STACK_SIGNAL: Final = int(signal.SIGSEGV)  # what the kernel does when the stack is used up
