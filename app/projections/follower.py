"""A follower: it reads the change log from its target's checkpoint, and applies batch after batch, for ever.

One process at a time holds a target's place; a follower elsewhere stands by and takes over when the place is free.
"""

from __future__ import annotations

import time
from threading import Event
from typing import TYPE_CHECKING

import structlog

from app.core.text import Text
from app.storage.log_batches import BEGINNING, Checkpoint, checkpoint_at, newest_checkpoint, next_batch
from app.storage.place import Occupied

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy import Engine

    from app.projections.target import Target, Writer

POLL_S = 0.25  # how long a change waits at most before it is seen; one query by key each time
COMMIT_S = 1.0  # how long an applied change waits at most before readers see it
# The same in a backlog, where a batch is as long as it may be: what readers see is late anyhow, and each time costs the
# engines files of their own, which they merge later.
BACKLOG_COMMIT_S = 5.0
_STAND_BY_S = 2.0
_BACK_OFF_S = (1.0, 2.0, 5.0, 15.0, 30.0)
_log = structlog.get_logger("app.projections")


class LogWentBack(Exception):
    """The target shows a change that the log does not have: the database was put back to an earlier state."""


class Follower:
    """Follows the log for one target, in the thread that calls `run`."""

    def __init__(self, engine: Engine, target: Target) -> None:
        """Prepare; the place is not held yet."""
        self._engine = engine
        self.target = target
        self._problem: Text | None = None
        self._failures = 0

    def run(self, stopping: Event) -> None:
        """Follow until `stopping` is set. A failure is logged, shown by `trouble`, and tried again with back-off."""
        while not stopping.is_set():
            try:
                writer = self.target.open()
                try:
                    self._follow(writer, stopping)
                finally:
                    writer.close()
            except Occupied:
                self._problem = None
                stopping.wait(_STAND_BY_S)
            except LogWentBack:
                _log.warning("the log went back: the projection is rebuilt", projection=self.target.name)
                self._rebuild(stopping)
            except Exception as error:  # noqa: BLE001  # whatever broke, the next attempt may do; /healthz tells of it
                self._tell(error)
                stopping.wait(_BACK_OFF_S[min(self._failures, len(_BACK_OFF_S)) - 1])

    def trouble(self) -> Text | None:
        """Return what keeps the target from being kept up to date, or None."""
        return self._problem

    def _follow(self, writer: Writer, stopping: Event) -> None:
        steps = _Steps(self._engine, self.target, writer)
        steps.check_log()
        while not stopping.is_set() and not self.target.replaced():
            advanced = steps.advance()
            self._failures = 0
            self._problem = writer.trouble()
            if not advanced:
                stopping.wait(POLL_S)
        steps.commit()

    def _rebuild(self, stopping: Event) -> None:
        try:
            self.target.discard_fresh()
            rebuild(self._engine, self.target, stopping=stopping)
        except Exception as error:  # noqa: BLE001  # as above
            self._tell(error)
            stopping.wait(_BACK_OFF_S[-1])

    def _tell(self, error: Exception) -> None:
        self._failures += 1
        _log.exception("following the change log failed", projection=self.target.name, failures=self._failures)
        name, kind = self.target.name, type(error).__name__
        self._problem = Text(
            fr=f"La projection {name} ne suit plus le journal ({kind}, {self._failures} échecs de suite).",
            en=f"The projection {name} does not follow the log ({kind}, {self._failures} failures in a row).",
        )


class _Steps:
    """The steps of one writer along the log."""

    def __init__(self, engine: Engine, target: Target, writer: Writer) -> None:
        self._engine = engine
        self._target = target
        self._writer = writer
        self._at = writer.checkpoint()
        self._unfinished = writer.unfinished()
        self._committed = time.monotonic()

    def check_log(self) -> None:
        """Raise LogWentBack unless the log has the change that the target stands at, and its unfinished one."""
        for one in (self._at, self._unfinished):
            if one is not None and checkpoint_at(self._engine, one.sequence) != one:
                raise LogWentBack

    def advance(self) -> bool:
        """Apply the next batch; commit when there is none, or when readers have waited long. Say if there was one."""
        target = self._target
        batch = next_batch(
            self._engine,
            self._at,
            content=target.content,
            limit=target.batch_changes if self._unfinished is None else _WHOLE_BATCH,
            until=None if self._unfinished is None else self._unfinished.sequence,
            before=target.needs_before,
        )
        self._unfinished = None
        if batch is None:
            self.commit()
            return False
        self._writer.apply(batch)
        self._at = batch.end
        backlog = batch.changes >= target.batch_changes
        if time.monotonic() - self._committed >= (BACKLOG_COMMIT_S if backlog else COMMIT_S):
            self.commit()
        return True

    def commit(self) -> None:
        """Make what was applied visible: by this process, or by an earlier one."""
        self._writer.commit()
        self._committed = time.monotonic()


_WHOLE_BATCH = 1_000_000  # an unfinished batch is read to its own end, which lies within some target's limit


def catch_up(engine: Engine, target: Target) -> Checkpoint:
    """Follow to the log's present end, commit, and return the checkpoint: for commands and tests. Raises Occupied."""
    writer = target.open()
    try:
        steps = _Steps(engine, target, writer)
        steps.check_log()
        while steps.advance():
            pass
        return writer.checkpoint()
    finally:
        writer.close()


def rebuild(
    engine: Engine,
    target: Target,
    *,
    stopping: Event | None = None,
    told: Callable[[int, int], None] | None = None,
) -> bool:
    """Fill a fresh place from the log and put it in the live one's stead, which answers meanwhile.

    An interrupted rebuild is taken up where it stopped. `told` is called with the sequence reached and the goal.
    Return False if `stopping` was set before the end. Raises Occupied while another process rebuilds.
    """
    goal = newest_checkpoint(engine)
    writer, begun_with = target.open_fresh(goal)
    at, unfinished = writer.checkpoint(), writer.unfinished()
    stale = checkpoint_at(engine, begun_with.sequence) != begun_with or at > begun_with
    if stale:
        # Begun on a log that has been put back since: nothing of it can be trusted.
        writer.close()
        target.discard_fresh()
        writer, begun_with = target.open_fresh(goal)
        at, unfinished = BEGINNING, None
    try:
        while not (stopping is not None and stopping.is_set()):
            batch = next_batch(
                engine,
                at,
                content=target.content,
                limit=target.batch_changes if unfinished is None else _WHOLE_BATCH,
                until=begun_with.sequence if unfinished is None else unfinished.sequence,
                from_nothing=begun_with.sequence,
            )
            unfinished = None
            if batch is None:
                writer.commit()
                break
            writer.apply(batch)
            at = batch.end
            if told is not None:
                told(at.sequence, begun_with.sequence)
        else:
            return False
    finally:
        writer.close()
    target.finish_fresh()
    return True
