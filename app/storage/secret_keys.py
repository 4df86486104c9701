"""Secrets that the service makes for itself and keeps in its database, so that all its processes sign alike."""

from __future__ import annotations

import secrets as random_bytes
from typing import TYPE_CHECKING

from sqlalchemy import insert, select

from app.storage.database import reading, writing
from app.storage.feed_tables import secrets

if TYPE_CHECKING:
    from sqlalchemy import Engine

_BYTES = 32  # as long as the digest of HMAC-SHA-256


def secret_named(engine: Engine, name: str) -> bytes:
    """Return the secret of this name, 32 random bytes; it is made the first time that it is asked for."""
    wanted = select(secrets.c.value).where(secrets.c.name == name)
    with reading(engine) as connection:
        known = connection.scalar(wanted)
    if known is not None:
        return bytes(known)
    with writing(engine) as connection:
        # On SQLite this transaction holds the write lock; on PostgreSQL the key refuses the second of two processes.
        known = connection.scalar(wanted)
        if known is None:
            known = random_bytes.token_bytes(_BYTES)
            connection.execute(insert(secrets).values(name=name, value=known))
        return bytes(known)
