"""What a projection is to the one who follows the log for it: a Target, and the Writer that holds its place.

A place is held by one writer at a time. `Writer.apply` may leave a batch half applied when its process is killed:
`unfinished` then says where that batch ended, and the follower hands the very same batch again (batches depend on the
log alone), so that applying must be right on what a first attempt left behind.
"""

from __future__ import annotations

from typing import Protocol

from app.core.text import Text
from app.storage.log_batches import Batch, Checkpoint, Content


class Writer(Protocol):
    """The one writer of a place, until it is closed."""

    def checkpoint(self) -> Checkpoint:
        """Return how far the place shows the log for certain, even if the process were killed now."""

    def unfinished(self) -> Checkpoint | None:
        """Return the end of the batch that was begun and perhaps half applied, or None."""

    def apply(self, batch: Batch) -> None:
        """Apply a batch that starts where the last one ended."""

    def commit(self) -> None:
        """Make what was applied durable, and visible to readers. Asked for often: cheap when nothing was applied."""

    def trouble(self) -> Text | None:
        """Return what of the log could not be applied and was left out, or None."""

    def close(self) -> None:
        """Let go of the place; what was not committed may be applied again later."""


class Target(Protocol):
    """A projection: what it needs of each record, its live place, and the fresh place that a rebuild fills.

    `content` is the stored form that batches carry, and `needs_before` whether they carry the earlier one as well.
    `batch_changes` is how many changes of the log one batch holds at most.
    """

    name: str
    content: Content
    needs_before: bool
    batch_changes: int

    def shown(self) -> Checkpoint:
        """Return how far readers see the log: from any process, without holding the place; the beginning when empty."""

    def open(self) -> Writer:
        """Hold the live place, a finished rebuild put in its stead first. Raises Occupied while another holds it."""

    def replaced(self) -> bool:
        """Return whether a finished rebuild waits for the live place to be closed and opened again. Cheap."""

    def open_fresh(self, goal: Checkpoint) -> tuple[Writer, Checkpoint]:
        """Hold the fresh place, an interrupted rebuild's as it was left, and return the goal that it was begun with.

        Raises Occupied while another process rebuilds.
        """

    def finish_fresh(self) -> None:
        """Declare the fresh place, closed by now, complete: it becomes the live one in one step, as soon as it can."""

    def discard_fresh(self) -> None:
        """Forget an interrupted rebuild: the next begins at the beginning."""
