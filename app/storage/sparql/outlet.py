"""Where a worker writes the bytes of an answer: to the service, in frames, and never more of them than allowed."""

from __future__ import annotations

import json
import socket
from typing import IO, Any, Final, cast

from app.storage.sparql import frames

_FRAME_BYTES: Final = 64 * 1024  # few enough to arrive early, enough that their heads cost nothing


class ResultTooLarge(Exception):  # named after what happened, as all errors here are
    """The answer is larger than its bound."""


class Outlet:
    """A binary file, as far as serialisers need one, that sends what is written in frames.

    Raises ResultTooLarge from `write` when more than `limit` bytes are written.
    """

    def __init__(self, channel: socket.socket, limit: int) -> None:
        """Send to this channel, at most `limit` bytes of answer."""
        self._channel = channel
        self._room = limit
        self._waiting: list[bytes] = []
        self._size = 0

    @property
    def file(self) -> IO[bytes]:
        """This outlet under the type that serialisers ask for; they call `write` and `flush`, no more."""
        return cast("IO[bytes]", self)

    def write(self, data: bytes) -> int:
        """Take these bytes."""
        size = len(data)
        self._room -= size
        if self._room < 0:
            raise ResultTooLarge
        self._waiting.append(data)
        self._size += size
        if self._size >= _FRAME_BYTES:
            self._channel.sendall(self._taken())
        return size

    def flush(self) -> None:
        """Do nothing: frames leave when they are full, and at the end."""

    def close(self) -> None:
        """Send what waits, and that the answer is whole."""
        self._channel.sendall(self._taken() + frames.frame(frames.END))

    def fail(self, **reason: Any) -> None:
        """Send that the query failed, and why."""
        self._channel.sendall(frames.frame(frames.FAILED, json.dumps(reason).encode()))

    def _taken(self) -> bytes:
        if not self._size:
            return b""
        body = b"".join(self._waiting)
        self._waiting, self._size = [], 0
        return frames.frame(frames.DATA, body)
