"""Open the database, bring it to the newest version, and say whether it works. SQLite by default, or PostgreSQL."""

from __future__ import annotations

from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from msgspec import Struct
from sqlalchemy import URL, Connection, Engine, create_engine, event, func, make_url, select
from sqlalchemy.exc import ArgumentError, SQLAlchemyError

from app.core.config import resources
from app.core.errors import InputError
from app.core.text import Text
from app.storage.refusal import refusals_told

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator

EngineName = Literal["sqlite", "postgresql"]

_BEGIN = "concordance_begin"  # the execution option that says how SQLite begins the transaction
_BUSY_S = 30  # a chunk is written in a tenth of a second, a withdrawal of 100,000 records in a few
_MIGRATION_LOCK = 7_233_001  # an advisory lock of PostgreSQL: any number that nothing else uses

_SQLITE_PRAGMAS = (
    "page_size = 16384",  # of a new file: a version of 5 kB rarely overflows one, and the write-ahead log has fewer
    "journal_mode = WAL",  # readers never wait for the writer
    "wal_autocheckpoint = 4000",  # pages, 64 MiB: a page that ten chunks change is written back to the file once
    "synchronous = NORMAL",  # with WAL: a power cut may take the last chunks, a killed process takes nothing
    "foreign_keys = ON",
    "temp_store = MEMORY",
    "cache_size = -32768",  # 32 MiB a connection
    "journal_size_limit = 67108864",  # give the disk back after a large delivery
)


def open_database(url: str) -> Engine:
    """Return the engine of this address: `sqlite:///path` (its folder is made) or `postgresql://...`.

    Raises InputError for anything else: a database in memory would be another one in each thread.
    """
    address = _address(url)
    if address.get_backend_name() == "sqlite":
        Path(str(address.database)).parent.mkdir(parents=True, exist_ok=True)
        engine = create_engine(address, connect_args={"timeout": _BUSY_S})
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
        return engine
    return create_engine(address, pool_pre_ping=True, pool_size=5, max_overflow=10, pool_recycle=1800)


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """Yield a connection for reading. SQLite gives it one state of the database from its first query to its last."""
    with engine.connect() as connection:
        yield connection


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """Yield a connection in a transaction that commits at the end, or leaves nothing behind on an error.

    On SQLite it holds the write lock from the start, so that it never fails half-way because another writer came in
    between. Raises StorageFull when the disk or the database refuses to write.
    """
    with refusals_told(), engine.connect() as connection:
        connection.execution_options(**{_BEGIN: "BEGIN IMMEDIATE"})
        with connection.begin():
            yield connection


def migrate(engine: Engine) -> None:
    """Bring the database to the newest version of its tables; do nothing when it is there already.

    Two processes may call it at once: one waits for the other.
    """
    with writing(engine) as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(select(func.pg_advisory_xact_lock(_MIGRATION_LOCK)))
        config = _alembic()
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


class DatabaseHealth(Struct, frozen=True):
    """Whether the database answers and has the tables this program expects; `problem` says what is wrong if not."""

    works: bool
    engine: EngineName
    revision: str | None
    expected: str
    problem: Text | None = None


def check(engine: Engine) -> DatabaseHealth:
    """Return the health of the database; a database that cannot be reached is an answer, not an error."""
    name: EngineName = "sqlite" if engine.dialect.name == "sqlite" else "postgresql"
    expected = ScriptDirectory.from_config(_alembic()).get_current_head() or ""
    try:
        with reading(engine) as connection:
            revision = MigrationContext.configure(connection).get_current_revision()
    except SQLAlchemyError as error:
        cause = str(getattr(error, "orig", None) or error).strip().splitlines()[0]
        problem = Text(fr=f"La base de données ne répond pas: {cause}.", en=f"The database does not answer: {cause}.")
        return DatabaseHealth(works=False, engine=name, revision=None, expected=expected, problem=problem)
    if revision != expected:
        problem = Text(
            fr=f"Les tables sont à la version {revision or 'aucune'}; il faut la version {expected}.",
            en=f"The tables are at version {revision or 'none'}; version {expected} is needed.",
        )
        return DatabaseHealth(works=False, engine=name, revision=revision, expected=expected, problem=problem)
    return DatabaseHealth(works=True, engine=name, revision=revision, expected=expected)


def _address(url: str) -> URL:
    try:
        address = make_url(url)
    except ArgumentError:
        address = None
    backend = address.drivername.partition("+")[0] if address is not None else ""
    if address is not None and backend in {"postgresql", "postgres"}:
        return address.set(drivername="postgresql+psycopg")
    if address is not None and backend == "sqlite" and address.database not in {None, "", ":memory:"}:
        return address.set(drivername="sqlite+pysqlite")
    raise InputError(
        Text(
            fr="L'adresse de la base de données doit être sqlite:///chemin ou postgresql://...",
            en="The address of the database must be sqlite:///path or postgresql://...",
        )
    )


def _prepare_sqlite(connection: sqlite3.Connection, _record: object) -> None:
    # The driver would begin transactions by itself, and only before a write; here SQLAlchemy says when (_begin_sqlite).
    connection.isolation_level = None
    for pragma in _SQLITE_PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    connection.exec_driver_sql(connection.get_execution_options().get(_BEGIN, "BEGIN"))


def _alembic() -> Config:
    folder = resources()
    config = Config(folder / "alembic.ini")
    config.set_main_option("script_location", str(folder / "alembic").replace("%", "%%"))
    return config
