"""The quads: a Target for the embedded store, and one for a remote store that speaks SPARQL 1.1."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from app.storage.log_batches import BEGINNING, Checkpoint, Content
from app.storage.place import Place
from app.storage.quads.embedded import EmbeddedWriter
from app.storage.quads.remote import RemoteStore, RemoteWriter
from app.storage.quads.snapshots import current_snapshot
from app.storage.turns import Turn

if TYPE_CHECKING:
    from pathlib import Path

    from sqlalchemy import Engine

    from app.core.config import Settings
    from app.projections.target import Target, Writer

NAME = "quads"
_PATIENCE_S = 30.0  # a follower lets go after its batch
_BATCH = 1_000  # changes: new records are bulk loaded in a second and a half, and then readers see them


def quads_target(settings: Settings, engine: Engine) -> Target:
    """Return the target that these settings name: a remote store where an address is set, else the embedded one."""
    remote = RemoteStore.of(settings)
    if remote is None:
        return EmbeddedQuads(settings.data_dir / NAME)
    return RemoteQuads(remote, Turn(engine, settings.data_dir, NAME))


class EmbeddedQuads:
    """The embedded store below one folder: `store/` and the snapshots that readers open."""

    name = NAME
    content: Content = "nquads"
    needs_before = True
    batch_changes = _BATCH

    def __init__(self, folder: Path) -> None:
        """Name the folder; nothing is made yet."""
        self._folder = folder
        self._place = Place(folder, live="store")

    def shown(self) -> Checkpoint:
        """Return how far the newest snapshot shows the log."""
        snapshot = current_snapshot(self._folder)
        return BEGINNING if snapshot is None else Checkpoint(snapshot.sequence, snapshot.log_at)

    def open(self) -> Writer:
        """Hold the live store; a finished rebuild takes its stead first."""
        self._place.hold("live")
        try:
            renewed = self._place.renew()
            return EmbeddedWriter(
                self._place.live, partial(self._place.let_go, "live"), snapshots=self._folder, renewed=renewed
            )
        except BaseException:
            self._place.let_go("live")
            raise

    def replaced(self) -> bool:
        """Return whether a finished rebuild waits."""
        return self._place.replaced()

    def open_fresh(self, goal: Checkpoint) -> tuple[Writer, Checkpoint]:
        """Hold the store that a rebuild fills."""
        self._place.hold("fresh")
        try:
            begun_with = self._place.begin_fresh(goal)
            return EmbeddedWriter(self._place.fresh, partial(self._place.let_go, "fresh")), begun_with
        except BaseException:
            self._place.let_go("fresh")
            raise

    def finish_fresh(self) -> None:
        """Declare the rebuilt store complete."""
        self._place.finish_fresh()

    def discard_fresh(self) -> None:
        """Forget an interrupted rebuild."""
        self._place.discard_fresh()


class RemoteQuads:
    """A remote store, followed by one process at a time. A rebuild goes over its graphs one by one, in place."""

    name = NAME
    content: Content = "nquads"
    needs_before = True
    batch_changes = 200

    def __init__(self, store: RemoteStore, turn: Turn) -> None:
        """Name the store, and whose turn it is to write."""
        self._store = store
        self._turn = turn

    def shown(self) -> Checkpoint:
        """Return the checkpoint that the store held when it was last asked or moved; no request is made."""
        return self._store.seen.checkpoint

    def open(self) -> Writer:
        """Take the turn to write; raises Occupied while another process has it."""
        try:
            self._store.marks()  # whoever stands by asks how far the store is each time that it tries
            self._turn.take()
        except BaseException:
            self._store.disconnect()
            raise
        return self._writer(None)

    def replaced(self) -> bool:
        """Return whether a rebuild, which goes over the store in place, asks for the turn."""
        return self._turn.wanted()

    def open_fresh(self, goal: Checkpoint) -> tuple[Writer, Checkpoint]:
        """Take the turn to go over the store's graphs, from where an interrupted rebuild stopped."""
        self._turn.ask_for(_PATIENCE_S)
        writer = self._writer(goal)
        return writer, writer.goal

    def finish_fresh(self) -> None:
        """Let the checkpoint be the rebuild's goal."""
        try:
            self._store.finish_rebuild()
        finally:
            self._store.disconnect()

    def discard_fresh(self) -> None:
        """Forget how far an interrupted rebuild came."""
        try:
            self._store.forget_rebuild()
        finally:
            self._store.disconnect()

    def _writer(self, rebuilding: Checkpoint | None) -> RemoteWriter:
        try:
            return RemoteWriter(self._store, self._turn.give_back, self._turn.check, rebuilding)
        except BaseException:
            self._store.disconnect()
            self._turn.give_back()
            raise
