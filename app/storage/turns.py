"""Whose turn it is to write to something that several processes see, such as a remote store: one at a time.

On PostgreSQL the turn is an advisory lock of a session, on any machine; on SQLite, whose processes share a machine, a
locked file. Either is given back when its process ends, however it ends.
"""

from __future__ import annotations

import time
import zlib
from typing import TYPE_CHECKING

from sqlalchemy import func, select, text

from app.core.text import Text
from app.storage.place import Occupied, Place

if TYPE_CHECKING:
    from pathlib import Path

    from sqlalchemy import Connection, Engine

_LOCKS = 7_233_000_000  # the advisory locks of PostgreSQL for turns: this and a number made of the name
_ASK_S = 0.2


class Turn:
    """The turn of this name among all processes that share a database."""

    def __init__(self, engine: Engine, data_dir: Path, name: str) -> None:
        """Prepare; the turn is not taken."""
        self._engine = engine
        self._name = name
        self._place = Place(data_dir / name)
        self._wanted = data_dir / name / "wanted"
        self._connection: Connection | None = None

    def take(self) -> None:
        """Take the turn; raise Occupied while another process has it."""
        if self._engine.dialect.name != "postgresql":
            self._place.hold("live")
            return
        connection = self._engine.connect().execution_options(isolation_level="AUTOCOMMIT")
        if not connection.scalar(select(func.pg_try_advisory_lock(self._number()))):
            connection.close()
            raise Occupied(
                Text(
                    fr=f"Un autre processus écrit dans la projection {self._name}.",
                    en=f"Another process writes to the projection {self._name}.",
                )
            )
        self._connection = connection

    def ask_for(self, patience_s: float) -> None:
        """Take the turn, asking a follower on this machine to let go of it; raise Occupied after so many seconds."""
        self._wanted.parent.mkdir(parents=True, exist_ok=True)
        self._wanted.touch()
        deadline = time.monotonic() + patience_s
        try:
            while True:
                try:
                    return self.take()
                except Occupied:
                    if time.monotonic() > deadline:
                        raise
                    time.sleep(_ASK_S)
        finally:
            self._wanted.unlink(missing_ok=True)

    def wanted(self) -> bool:
        """Return whether another process of this machine asks for the turn."""
        return self._wanted.exists()

    def check(self) -> None:
        """Raise SQLAlchemyError if the turn was lost with the connection that held it."""
        if self._connection is not None:
            self._connection.execute(text("SELECT 1"))

    def give_back(self) -> None:
        """Give the turn back."""
        if self._connection is None:
            self._place.let_go("live")
            return
        connection, self._connection = self._connection, None
        if not connection.invalidated:
            connection.execute(select(func.pg_advisory_unlock(self._number())))
        connection.close()

    def _number(self) -> int:
        return _LOCKS + zlib.crc32(self._name.encode())
