"""What every test may ask for: a PostgreSQL server and databases on it; and an environment of its own for all."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from hypothesis import settings
from sqlalchemy import URL

from tests import postgres

# The machine that runs the tests may be busy: how long an example takes says nothing about the product.
settings.register_profile("concordance", deadline=None)
settings.load_profile("concordance")


@pytest.fixture(scope="session", autouse=True)
def _environment_of_its_own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Keep the operator's settings out of the tests and the tests out of the operator's var/."""
    kept = {name: value for name, value in os.environ.items() if name.startswith("CONCORDANCE_")}
    for name in kept:
        if name != postgres.VARIABLE:
            del os.environ[name]
    os.environ["CONCORDANCE_DATA_DIR"] = str(tmp_path_factory.mktemp("var"))
    yield
    del os.environ["CONCORDANCE_DATA_DIR"]
    os.environ.update(kept)


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[URL]:
    """Yield a PostgreSQL server, one for each test process; skips, with the reason, where none can be had."""
    try:
        with postgres.postgres_server() as url:
            yield url
    except postgres.NoServer as reason:
        pytest.skip(str(reason))


@pytest.fixture(scope="session")
def postgres_url(postgres_server: URL) -> Iterator[str]:
    """Yield the SQLAlchemy address of a database that the tests of one process share."""
    with postgres.fresh_database(postgres_server) as url:
        yield url


@pytest.fixture
def postgres_database(postgres_server: URL) -> Iterator[str]:
    """Yield the SQLAlchemy address of a new, empty database for one test."""
    with postgres.fresh_database(postgres_server) as url:
        yield url
