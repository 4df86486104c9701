"""Opening, migrating and checking a database; and what its triggers refuse."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Engine, inspect, text
from sqlalchemy.exc import DBAPIError

from app.core.config import resources
from app.core.errors import InputError
from app.storage.crosswalks import save_crosswalk
from app.storage.database import check, migrate, open_database, writing
from app.storage.tables import metadata
from tests.databases import MUSEUM, deliver, log, outcome


@pytest.mark.parametrize(
    "url", ["", "sqlite://", "sqlite:///:memory:", "mysql://u@h/d", "var/concordance.sqlite", "é:"]
)
def test_an_address_that_is_no_lasting_database_is_refused(url: str) -> None:
    with pytest.raises(InputError) as refused:
        open_database(url)
    assert "sqlite:///" in refused.value.detail.fr


@pytest.mark.parametrize("scheme", ["postgresql", "postgres", "postgresql+psycopg"])
def test_every_spelling_of_postgresql_is_understood(scheme: str) -> None:
    assert open_database(f"{scheme}://u:p@localhost/d").url.drivername == "postgresql+psycopg"


def test_sqlite_is_opened_for_one_writer_and_many_readers(tmp_path: Path) -> None:
    engine = open_database(f"sqlite:///{tmp_path}/new/folder/concordance.sqlite")
    with engine.connect() as connection:
        settings = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys", "page_size", "busy_timeout")
        }
    assert settings == {
        "journal_mode": "wal",
        "synchronous": 1,
        "foreign_keys": 1,
        "page_size": 16384,
        "busy_timeout": 30_000,
    }


def test_the_migrations_make_the_tables_that_the_code_knows(engine: Engine) -> None:
    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []
        assert _checks(engine) == {
            str(constraint.name)
            for table in metadata.tables.values()
            for constraint in table.constraints
            if type(constraint).__name__ == "CheckConstraint"
        }


def _checks(engine: Engine) -> set[str]:
    inspector = inspect(engine)
    return {
        str(found["name"])
        for table in metadata.tables
        for found in inspector.get_check_constraints(table)
        if found["name"]
    }


def test_migrating_again_does_nothing_and_downgrading_leaves_nothing(engine: Engine) -> None:
    deliver(engine, outcome(0, "1"))
    migrate(engine)
    assert len(log(engine)) == 1
    with writing(engine) as connection:
        config = Config(resources() / "alembic.ini")
        config.attributes["connection"] = connection
        command.downgrade(config, "base")
    assert inspect(engine).get_table_names() == ["alembic_version"]
    assert check(engine).revision is None
    migrate(engine)
    assert check(engine).works


def test_several_processes_may_migrate_at_once(request: pytest.FixtureRequest, tmp_path: Path) -> None:
    urls = [f"sqlite:///{tmp_path}/new.sqlite"]
    urls.append(request.getfixturevalue("postgres_database"))
    for url in urls:
        engines = [open_database(url) for _ in range(4)]
        failures: list[BaseException] = []

        def run(engine: Engine, failures: list[BaseException] = failures) -> None:
            try:
                migrate(engine)
            except BaseException as error:  # noqa: BLE001  # whatever happened in the thread is told by the test
                failures.append(error)

        threads = [threading.Thread(target=run, args=(engine,)) for engine in engines]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert failures == []
        assert all(check(engine).works for engine in engines)
        for engine in engines:
            engine.dispose()


def test_check_says_what_is_wrong(engine: Engine, tmp_path: Path) -> None:
    health = check(engine)
    assert (health.works, health.revision, health.problem) == (True, health.expected, None)
    empty = check(open_database(f"sqlite:///{tmp_path}/empty.sqlite"))
    assert (empty.works, empty.revision) == (False, None)
    assert empty.problem is not None
    assert empty.expected in empty.problem.fr
    garbage = tmp_path / "garbage.sqlite"
    garbage.write_bytes(b"this is no database at all" * 1000)
    broken = check(open_database(f"sqlite:///{garbage}"))
    assert broken.problem is not None
    assert "not a database" in broken.problem.en


@pytest.mark.postgres
def test_a_server_that_is_not_there_is_an_answer() -> None:
    health = check(open_database("postgresql://u:p@127.0.0.1:1/none?connect_timeout=2"))
    assert (health.works, health.engine) == (False, "postgresql")
    assert health.problem is not None


@pytest.mark.parametrize(
    ("statement", "why"),
    [
        ("UPDATE changes SET version = 9", "append-only"),
        ("DELETE FROM changes", "append-only"),
        ("UPDATE crosswalks SET definition = 'x'", "never changes"),
        ("DELETE FROM crosswalks", "never changes"),
    ],
)
def test_the_log_and_the_crosswalks_cannot_be_rewritten(engine: Engine, statement: str, why: str) -> None:
    deliver(engine, outcome(0, "1"))
    save_crosswalk(engine, MUSEUM, "fiches", "rules: []")
    with pytest.raises(DBAPIError, match=why), engine.begin() as connection:
        connection.execute(text(statement))
    assert log(engine) == [("created", "1", 1)]


@pytest.mark.postgres
def test_the_log_cannot_be_truncated(postgres_database: str) -> None:
    engine = open_database(postgres_database)
    migrate(engine)
    with pytest.raises(DBAPIError, match="append-only"), engine.begin() as connection:
        connection.execute(text("TRUNCATE changes"))
    engine.dispose()


def test_a_transaction_that_ends_in_an_error_leaves_nothing(engine: Engine) -> None:
    class Stop(Exception):
        pass

    def interrupted() -> None:
        with writing(engine) as connection:
            connection.execute(text("UPDATE institutions SET website = 'https://example.org'"))
            raise Stop

    with pytest.raises(Stop):
        interrupted()
    with engine.connect() as connection:
        assert connection.scalar(text("SELECT website FROM institutions")) is None
