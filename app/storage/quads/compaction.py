"""The engine's threads that merge its files in the background, made to wait for everything else.

RocksDB (below Oxigraph) merges as soon as two files overlap, and loading records of 200 quads makes ten files every
quarter of a second: merging at once takes half of the processor's time, and rewrites the same quads over and over.
Behind everything else it meets many files at a time, and merges them once.
"""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path
from typing import Final

_TASKS: Final = Path("/proc/self/task")
_MERGING: Final = "rocksdb:low"  # the engine's own name of them; those that it calls high write memory to disk
_LAST: Final = 19  # what nice(1) calls the lowest


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
