"""Bytes of an answer between a worker and a slow client: in memory while they are few, in an unnamed file beyond."""

from __future__ import annotations

import tempfile
from collections import deque
from pathlib import Path
from typing import IO, Final

_IN_MEMORY: Final = 1024 * 1024  # bytes that wait in memory; an ordinary answer never has more
_PIECE: Final = 256 * 1024  # bytes that leave at once


class Spool:
    """First in, first out. A worker is so never kept waiting by a client, nor the memory filled by one."""

    def __init__(self, folder: Path) -> None:
        """Put what does not fit in memory into an unnamed file of this folder, which is made when it is needed."""
        self._folder = folder
        self._pieces: deque[bytes] = deque()
        self._in_memory = 0
        self._file: IO[bytes] | None = None
        self._written = 0
        self._read = 0

    @property
    def size(self) -> int:
        """How many bytes wait."""
        return self._in_memory + self._written - self._read

    def put(self, piece: bytes) -> None:
        """Take these bytes. Raises OSError when the disk is full."""
        if self._written == self._read and self._in_memory < _IN_MEMORY:
            self._pieces.append(piece)
            self._in_memory += len(piece)
            return
        if self._file is None:
            self._folder.mkdir(parents=True, exist_ok=True)
            self._file = tempfile.TemporaryFile(dir=self._folder)  # noqa: SIM115  # `close` closes it
        self._file.seek(self._written)
        self._file.write(piece)
        self._written += len(piece)

    def take(self) -> bytes:
        """Return the next bytes that wait, empty when none do."""
        if self._pieces:
            taken = b"".join(self._pieces) if self._in_memory <= _PIECE else self._pieces.popleft()
            if self._in_memory <= _PIECE:
                self._pieces.clear()
            self._in_memory -= len(taken)
            return taken
        if self._file is None or self._read == self._written:
            return b""
        self._file.seek(self._read)
        taken = self._file.read(min(_PIECE, self._written - self._read))
        self._read += len(taken)
        return taken

    def close(self) -> None:
        """Forget what waits."""
        self._pieces.clear()
        self._in_memory = 0
        self._read = self._written
        if self._file is not None:
            self._file.close()
            self._file = None
