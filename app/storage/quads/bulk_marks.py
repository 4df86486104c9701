"""How far bulk loading came, in a file beside the engine's own: the engine writes nothing but what is loaded.

A transaction waits while the engine has many files to merge, and after every load it has: with its marks in the store a
filling store waits most of the time. The file is in the store's folder, and goes where that is renamed to.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Final

import msgspec
from msgspec import Struct

from app.storage.log_batches import BEGINNING, Checkpoint

if TYPE_CHECKING:
    from pathlib import Path

_NAME: Final = "concordance-bulk.json"


class BulkMarks(Struct, frozen=True):
    """The checkpoint that was reached by loading, and the end of the batch that is being loaded, or None."""

    checkpoint: Checkpoint = BEGINNING
    unfinished: Checkpoint | None = None


def read_marks(store: Path) -> BulkMarks:
    """Return the marks in this store's folder; what a failing disk left unreadable is loaded again."""
    try:
        return msgspec.json.decode((store / _NAME).read_bytes(), type=BulkMarks)
    except (FileNotFoundError, msgspec.MsgspecError):
        return BulkMarks()


def write_marks(store: Path, marks: BulkMarks) -> None:
    """Put these marks on the disk, in one step."""
    new = store / f"{_NAME}.new"
    with new.open("wb") as file:
        file.write(msgspec.json.encode(marks))
        file.flush()
        os.fsync(file.fileno())
    new.replace(store / _NAME)
