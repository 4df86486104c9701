"""A migrated database of each engine for a test, and outcomes to store in it."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, func, select

from app.core.finding import Cell, Finding, Severity, verdict
from app.core.outcome import DeliveryCounts, Outcome, RecordOutcome, RejectedRecord
from app.core.source import DeliveryMode
from app.core.text import Text
from app.storage.changes import Change, changes_after
from app.storage.database import migrate, open_database, reading
from app.storage.deliveries import finish, store_chunk
from app.storage.institutions import add_institution
from app.storage.submissions import NewSubmission, create_submission, start_submission
from app.storage.tables import records

MUSEUM = "musee"


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a migrated SQLite file with one institution; tests work on copies of it."""
    path = tmp_path_factory.mktemp("template") / "concordance.sqlite"
    engine = open_database(f"sqlite:///{path}")
    migrate(engine)
    add_institution(engine, MUSEUM, Text("Musée", "Museum"))
    with engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    engine.dispose()
    return path


@pytest.fixture
def sqlite_url(sqlite_template: Path, tmp_path: Path) -> str:
    """Return the address of a SQLite database of this test's own."""
    path = tmp_path / "concordance.sqlite"
    shutil.copy(sqlite_template, path)
    return f"sqlite:///{path}"


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def database_url(request: pytest.FixtureRequest) -> str:
    """Return the address of a migrated database with one institution, of each engine in turn."""
    if request.param == "sqlite":
        return str(request.getfixturevalue("sqlite_url"))
    url = str(request.getfixturevalue("postgres_database"))
    engine = open_database(url)
    migrate(engine)
    add_institution(engine, MUSEUM, Text("Musée", "Museum"))
    engine.dispose()
    return url


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    """Yield the engine of `database_url`."""
    opened = open_database(database_url)
    yield opened
    opened.dispose()


@pytest.fixture
def sqlite_engine(sqlite_url: str) -> Iterator[Engine]:
    """Yield the engine of `sqlite_url`, for what concerns SQLite alone."""
    opened = open_database(sqlite_url)
    yield opened
    opened.dispose()


def digest(text: str) -> bytes:
    """Return the digest of a text as outcomes have it."""
    return hashlib.blake2b(text.encode(), digest_size=16).digest()


def finding(
    severity: Severity = Severity.WARNING, rule: str = "date.unread", *, row: int = 2, value: str = "vers 19"
) -> Finding:
    """Return a finding about a date."""
    return Finding(rule=rule, severity=severity, cell=Cell("Date", value, row))


VIOLATION = Finding(rule="object.no-title", severity=Severity.VIOLATION, cell=Cell("Titre", None, 2))


def outcome(
    ordinal: int,
    local_id: str,
    body: str = "a",
    *,
    graph: str | None = None,
    findings: tuple[Finding, ...] = (),
    content: str | None = None,
    withheld: bool = False,
) -> RecordOutcome:
    """Return a record that says `body`, understood as `content`, and publishes `graph` (the same, unless given)."""
    graph = body if graph is None else graph
    content = body if content is None else content
    return RecordOutcome(
        ordinal=ordinal,
        local_id=local_id,
        label=f"Objet {local_id}",
        received=f"received {body}".encode(),
        received_digest=digest(body),
        canonical=f"canonical {content}".encode(),
        content_digest=digest(content),
        nquads=f"nquads {graph}".encode(),
        nquads_digest=digest(graph),
        verdict=verdict(tuple(_of(found, local_id) for found in findings)),
        withheld=withheld,
        cell=Cell("No", local_id, ordinal + 2),
    )


def _of(found: Finding, local_id: str) -> Finding:
    if found.of_file:
        return found
    return Finding(found.rule, found.severity, found.cell, found.arguments, local_id, found.focus, found.property)


def rejected(ordinal: int) -> RejectedRecord:
    """Return a record without an identifier."""
    return RejectedRecord(
        ordinal, (Finding("reading.no-identifier", Severity.VIOLATION, Cell("No", None, ordinal + 2)),)
    )


def begin(engine: Engine, mode: DeliveryMode = "partial", institution: str = MUSEUM) -> str:
    """Return the identifier of a new submission that is running."""
    submission = create_submission(engine, NewSubmission(institution=institution, file_name="livraison.csv", mode=mode))
    return start_submission(engine, submission.id).id


def deliver(
    engine: Engine, *outcomes: Outcome, mode: DeliveryMode = "partial", chunk: int = 1000, institution: str = MUSEUM
) -> tuple[str, DeliveryCounts]:
    """Store these outcomes as one delivery, chunk by chunk, and finish it; return its identifier and its counts."""
    submission = begin(engine, mode, institution)
    for start in range(0, len(outcomes), chunk):
        end = min(start + chunk, len(outcomes))
        store_chunk(engine, submission, start, end, outcomes[start:end])
    return submission, finish(engine, submission)


def log(engine: Engine) -> list[tuple[str, str, int]]:
    """Return the whole change log as (kind, local identifier, version)."""
    return [_short(change) for change in changes_after(engine, limit=100_000)]


def _short(change: Change) -> tuple[str, str, int]:
    return (change.kind, change.local_id, change.version)


def record_rows(engine: Engine) -> int:
    """Return how many records there are."""
    with reading(engine) as connection:
        return connection.scalar(select(func.count()).select_from(records)) or 0
