"""Snapshots of the embedded store: hard links that readers open read-only while the one writer goes on.

`{folder}/CURRENT` names the newest, as JSON, replaced in one step; `{folder}/snapshots/` has them all. A reader that
keeps a snapshot open longer than a query holds it (`held`), and it is not removed meanwhile.
"""

from __future__ import annotations

import fcntl
import secrets
import shutil
import time
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import msgspec
from msgspec import Struct

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pyoxigraph import Store

KEPT = 3  # the newest snapshots, whatever their age
KEPT_S = 60.0  # and every younger one: longer than any query that began on it may take
_CURRENT = "CURRENT"
_SNAPSHOTS = "snapshots"


class Snapshot(Struct, frozen=True):
    """A store that never changes: its folder, the sequence of the change log that it shows, and when it was made.

    `log_at` is the moment (milliseconds since 1970) that the log gives to the change of that sequence.
    """

    path: Path
    sequence: int
    at: datetime
    log_at: int = 0


class _Pointer(Struct, frozen=True):
    snapshot: str
    sequence: int
    at: datetime
    log_at: int = 0


def current_snapshot(folder: Path) -> Snapshot | None:
    """Return the newest snapshot below this folder, None before the first. One small file is read."""
    try:
        written = (folder / _CURRENT).read_bytes()
    except FileNotFoundError:
        return None
    pointer = msgspec.json.decode(written, type=_Pointer)
    return Snapshot(folder / _SNAPSHOTS / pointer.snapshot, pointer.sequence, pointer.at, pointer.log_at)


@contextmanager
def held(snapshot: Snapshot) -> Iterator[Snapshot]:
    """Keep the snapshot from being removed during the block; a reader that is killed lets go by itself.

    Raises FileNotFoundError when it has been removed already: take the current one then.
    """
    with _hold_file(snapshot.path).open("a") as hold:
        fcntl.flock(hold, fcntl.LOCK_SH)
        if not snapshot.path.is_dir():
            raise FileNotFoundError(snapshot.path)
        yield snapshot


def take_snapshot(folder: Path, store: Store, sequence: int, log_at: int) -> Snapshot:
    """Make a snapshot of the store as it is, name it as the current one, and remove those that nobody needs."""
    name = f"{sequence}-{secrets.token_hex(4)}"
    path = folder / _SNAPSHOTS / name
    path.parent.mkdir(parents=True, exist_ok=True)
    store.backup(path)
    at = datetime.now(UTC)
    fresh = folder / f"{_CURRENT}.{secrets.token_hex(4)}"
    fresh.write_bytes(msgspec.json.encode(_Pointer(name, sequence, at, log_at)))
    fresh.replace(folder / _CURRENT)
    remove_old_snapshots(folder)
    return Snapshot(path, sequence, at, log_at)


def remove_old_snapshots(folder: Path, *, kept: int = KEPT, kept_s: float = KEPT_S) -> None:
    """Remove the snapshots that are neither among the newest, nor young, nor held by a reader."""
    current = current_snapshot(folder)
    parent = folder / _SNAPSHOTS
    made = {path: path.stat().st_mtime for path in parent.iterdir() if path.is_dir()} if parent.is_dir() else {}
    oldest_first = sorted(made, key=lambda path: made[path])
    for path in oldest_first[: -kept or None]:
        if (current is None or path != current.path) and made[path] < time.time() - kept_s:
            _remove_unless_held(path)


def _remove_unless_held(path: Path) -> None:
    with _hold_file(path).open("a") as hold:
        try:
            fcntl.flock(hold, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return
        shutil.rmtree(path)
        _hold_file(path).unlink()


def _hold_file(path: Path) -> Path:
    return path.with_name(f"{path.name}.held")
