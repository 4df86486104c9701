"""The engine's merging of its files in the background: made to wait for everything else, and watched.

RocksDB (below Oxigraph) merges as soon as two files overlap, and loading records of 200 quads makes ten files every
quarter of a second: merging at once takes half of the processor's time, and rewrites the same quads over and over.
Behind everything else it meets many files at a time, and merges them once.
"""

from __future__ import annotations

import os
import time
from contextlib import suppress
from pathlib import Path
from typing import Final

_TASKS: Final = Path("/proc/self/task")
_MERGING: Final = "rocksdb:low"  # the engine's own name of them; those that it calls high write memory to disk
_LAST: Final = 19  # what nice(1) calls the lowest
_LOOK_EVERY_S: Final = 2.0
_WORTH: Final = (
    0.7  # of the files that readers have: with so many left, or fewer, they are better off with the new ones
)


def give_way() -> int:
    """Let the merging threads of this process have what others leave; return how many there are.

    Linux sets the priority of a thread alone. Elsewhere nothing is changed, and the engine merges as it likes.
    """
    found = 0
    for task in _TASKS.glob("*"):
        # A thread may end between the listing and the look.
        with suppress(FileNotFoundError, ProcessLookupError):
            if (task / "comm").read_text(encoding="utf-8").startswith(_MERGING):
                os.setpriority(os.PRIO_PROCESS, int(task.name), _LAST)
                found += 1
    return found


class Merging:
    """Watches how far the files of a store are merged: a reader looks into each that is not."""

    def __init__(self, store: Path) -> None:
        """Watch this folder; readers are taken to have what is there now."""
        self._store = store
        self._shown = self._files()
        self._looked = time.monotonic()

    def shown(self) -> None:
        """Note that readers have the files of this moment."""
        self._shown = self._files()

    def worth_showing(self) -> bool:
        """Return whether so many files were merged since that readers should have those. Looks every two seconds."""
        if time.monotonic() - self._looked < _LOOK_EVERY_S:
            return False
        self._looked = time.monotonic()
        return self._files() <= self._shown * _WORTH

    def _files(self) -> int:
        return sum(entry.name.endswith(".sst") for entry in os.scandir(self._store))
