"""Where a local projection lives: a live folder, one that a rebuild fills, and how the second becomes the first.

    {root}/live/      what its one writer keeps up to date (`{root}/live.lock` is locked by it)
    {root}/fresh/     what a rebuild fills (`{root}/fresh.lock`), with the goal of the rebuild in fresh.goal
    {root}/finished/  a complete rebuild, which the next one to open the live place puts in its stead

Each step is one rename, so that a process killed between any two of them leaves a state that the next one completes.
"""

from __future__ import annotations

import fcntl
import secrets
import shutil
from pathlib import Path
from typing import IO, Literal

import msgspec

from app.core.errors import Conflict
from app.core.text import Text
from app.storage.log_batches import Checkpoint

Part = Literal["live", "fresh"]


class Occupied(Conflict):
    """Another process holds this place."""

    kind = "occupied"
    title = Text(fr="Projection occupée", en="The projection is in use")
    advice = Text(
        fr="Attendez que l'autre processus ait terminé, ou arrêtez-le.",
        en="Wait until the other process has finished, or stop it.",
    )


class Place:
    """The folders of one local projection, below `root`. `live` is the name of the folder of its writer."""

    def __init__(self, root: Path, live: str = "live") -> None:
        """Name the folders; nothing is made yet."""
        self.root = root
        self.live = root / live
        self.fresh = root / "fresh"
        self._finished = root / "finished"
        self._goal = root / "fresh.goal"
        self._locks: dict[Part, IO[bytes]] = {}

    def hold(self, part: Part) -> None:
        """Hold a part for this process until it is let go, or the process ends; raise Occupied if another has it."""
        self.root.mkdir(parents=True, exist_ok=True)
        lock = (self.root / f"{part}.lock").open("ab")
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.close()
            raise Occupied(
                Text(fr=f"Un autre processus tient {self.root}.", en=f"Another process holds {self.root}.")
            ) from None
        self._locks[part] = lock

    def let_go(self, part: Part) -> None:
        """Let go of a part that is held."""
        self._locks.pop(part).close()

    def replaced(self) -> bool:
        """Return whether a complete rebuild waits to become the live folder."""
        return self._finished.is_dir()

    def renew(self) -> bool:
        """Put a waiting rebuild in the live folder's stead; say if there was one. The live part must be held."""
        for left in self.root.glob("discarded-*"):
            shutil.rmtree(left)
        if not self._finished.is_dir():
            return False
        if self.live.is_dir():
            self.live.rename(self._discarded())
        self._finished.rename(self.live)
        for left in self.root.glob("discarded-*"):
            shutil.rmtree(left)
        return True

    def begin_fresh(self, goal: Checkpoint) -> Checkpoint:
        """Return the goal of the interrupted rebuild in the fresh folder, or begin one of this goal; hold it first."""
        if self.fresh.is_dir() and self._goal.is_file():
            return msgspec.json.decode(self._goal.read_bytes(), type=Checkpoint)
        self.discard_fresh()
        written = self._goal.with_suffix(".new")
        written.write_bytes(msgspec.json.encode(goal))
        written.replace(self._goal)
        self.fresh.mkdir()
        return goal

    def finish_fresh(self) -> None:
        """Declare the fresh folder complete; its part must be let go of."""
        if self._finished.is_dir():
            self._finished.rename(self._discarded())
        self.fresh.rename(self._finished)
        self._goal.unlink(missing_ok=True)

    def discard_fresh(self) -> None:
        """Remove what an interrupted rebuild left."""
        self._goal.unlink(missing_ok=True)
        if self.fresh.is_dir():
            shutil.rmtree(self.fresh)

    def _discarded(self) -> Path:
        return self.root / f"discarded-{secrets.token_hex(4)}"
