"""The server that the PostgreSQL tests stand on is a real one."""

from __future__ import annotations

import pytest
from sqlalchemy import create_engine, text

from tests import postgres

pytestmark = pytest.mark.postgres


def test_a_fresh_database_is_empty_and_takes_tables(postgres_database: str) -> None:
    engine = create_engine(postgres_database)
    with engine.begin() as connection:
        assert connection.execute(text("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'")).scalar() == 0
        connection.execute(text("CREATE TABLE notice (titre text)"))
        connection.execute(text("INSERT INTO notice VALUES ('Cométique « été »')"))
        assert connection.execute(text("SELECT titre FROM notice")).scalar() == "Cométique « été »"
    engine.dispose()


def test_databases_are_not_shared_between_tests(postgres_database: str, postgres_url: str) -> None:
    assert postgres_database != postgres_url


def test_a_machine_without_postgresql_is_told_so(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse() -> None:
        raise postgres.NoServer("PostgreSQL is not installed")

    monkeypatch.delenv(postgres.VARIABLE, raising=False)
    monkeypatch.setattr(postgres, "_programs", refuse)
    with pytest.raises(postgres.NoServer, match="not installed"), postgres.postgres_server():
        pass
