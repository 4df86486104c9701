"""Recognise a database that refuses to write, on either engine, and nothing else."""

from __future__ import annotations

import sqlite3
from contextlib import contextmanager
from typing import TYPE_CHECKING

import psycopg
from sqlalchemy.exc import DBAPIError

from app.core.errors import StorageFull
from app.core.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterator

# Primary result codes of SQLite (https://www.sqlite.org/rescode.html). SQLITE_IOERR is "disk I/O error": what a write
# to a full or failing disk gives where the file system says so late; SQLITE_READONLY is a file that became read-only.
_SQLITE = frozenset({sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_READONLY})
# SQLITE_READONLY_ROLLBACK, SQLITE_IOERR_READ and their like are about damage, not about room.
_SQLITE_DAMAGE = frozenset(
    {
        sqlite3.SQLITE_IOERR_READ,
        sqlite3.SQLITE_IOERR_SHORT_READ,
        sqlite3.SQLITE_IOERR_CORRUPTFS,
        sqlite3.SQLITE_READONLY_RECOVERY,
        sqlite3.SQLITE_READONLY_ROLLBACK,
    }
)
_PRIMARY_CODE = 0xFF  # an extended result code keeps its primary one in its lowest byte

# SQLSTATE (PostgreSQL, appendix A): disk_full, io_error, read_only_sql_transaction.
_POSTGRESQL = frozenset({"53100", "58030", "25006"})


@contextmanager
def refusals_told() -> Iterator[None]:
    """Raise StorageFull where the database refused to write; every other error passes through as it is."""
    try:
        yield
    except (DBAPIError, sqlite3.Error, psycopg.Error) as error:
        if not refused(error):
            raise
        raise StorageFull(
            Text(
                fr=f"La base de données refuse d'écrire: {_cause(error)}.",
                en=f"The database refuses to write: {_cause(error)}.",
            )
        ) from error


def refused(error: BaseException) -> bool:
    """Say whether this error, or the driver's error inside it, means that the database refused to write."""
    driver = error.orig if isinstance(error, DBAPIError) else error
    if isinstance(driver, sqlite3.Error):
        code = getattr(driver, "sqlite_errorcode", None)  # absent where the driver itself, not SQLite, complains
        return code is not None and code & _PRIMARY_CODE in _SQLITE and code not in _SQLITE_DAMAGE
    return isinstance(driver, psycopg.Error) and driver.sqlstate in _POSTGRESQL


def _cause(error: BaseException) -> str:
    driver = error.orig if isinstance(error, DBAPIError) else error
    return str(driver).strip().splitlines()[0]
