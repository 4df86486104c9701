"""A long change log for the feeds: real records, told again under other numbers, created, updated and withdrawn.

Their contents are those of the first rows of MoMA's table as the product stores them; only the numbers differ. The rows
are written straight into SQLite: what is measured afterwards is how the log is read.
"""

from __future__ import annotations

import hashlib
import random
import sqlite3
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

import zstandard

from app.bootstrap import tools_from
from app.core.config import Settings
from app.core.text import Text
from app.pipeline import Tools, ingest
from app.storage.institutions import add_institution
from app.storage.submissions import NewSubmission, create_submission

TEMPLATES = 200
_INSTITUTION = "moma"
_LOADED = 30_000  # records that a first delivery creates, as it does in every institution
_NEW = 0.28  # of the changes after it create a record: 300,000 records of 1,000,000 changes
_GONE = 0.02  # of the others withdraw one
_STEP_MS = 25_000  # between two changes: a million of them are the better part of a year
_START_MS = 1_735_689_600_000  # 2025-01-01
_BATCH = 2_000
_FIRST = 1_000_000  # the key of the first generated record, beyond those of the templates


@dataclass(slots=True)
class _Log:
    templates: list[tuple[str, str, str]]
    institution: int
    submission: int
    chance: random.Random = field(default_factory=lambda: random.Random(5))  # noqa: S311  # no secret
    versions: list[int] = field(default_factory=list)
    gone: set[int] = field(default_factory=set)
    packer: zstandard.ZstdCompressor = field(default_factory=lambda: zstandard.ZstdCompressor(level=1))

    def content(self, record: int) -> tuple[bytes, bytes]:
        """Return the canonical form and the N-Quads of a record, compressed."""
        old, canonical, quads = self.templates[record % len(self.templates)]
        new = f"G-{record}"
        canonical = canonical.replace(f'"local_id":"{old}"', f'"local_id":"{new}"')
        for end in (">", "#"):
            quads = quads.replace(f"/object/{old}{end}", f"/object/{new}{end}")
        return self.packer.compress(canonical.encode()), self.packer.compress(quads.encode())

    def next(self) -> tuple[int, str, int]:
        """Return the record, the kind and the version of the next change."""
        if len(self.versions) < _LOADED or self.chance.random() < _NEW:
            self.versions.append(1)
            return len(self.versions) - 1, "created", 1
        record = self.chance.randrange(len(self.versions))
        if record not in self.gone and self.chance.random() < _GONE:
            self.gone.add(record)
            return record, "withdrawn", self.versions[record]
        kind = "created" if record in self.gone else "updated"
        self.gone.discard(record)
        self.versions[record] += 1
        return record, kind, self.versions[record]


def make_log(data_dir: Path, table: Path, changes: int, base_url: str) -> int:
    """Fill the database of this data folder with so many changes; return how many records they are of.

    `table` is a CSV file of at least TEMPLATES rows of MoMA's.
    """
    settings = Settings(data_dir=data_dir, base_url=base_url, workers=1)
    log = _with_templates(settings, table)
    database = sqlite3.connect(data_dir / "concordance.sqlite", isolation_level=None)
    database.execute("PRAGMA synchronous = OFF")
    database.execute("PRAGMA foreign_keys = OFF")
    for start in range(0, changes, _BATCH):
        database.execute("BEGIN")
        _write(database, log, start, min(_BATCH, changes - start))
        database.execute("COMMIT")
    _finish(database, log)
    database.close()
    return len(log.versions)


def _with_templates(settings: Settings, table: Path) -> _Log:
    """Return a log to be, in a new database; its templates are brought in elsewhere: this log begins with its own."""
    with tempfile.TemporaryDirectory(prefix="templates-") as folder:
        elsewhere = replace(settings, data_dir=Path(folder))
        tools = tools_from(elsewhere)
        new = NewSubmission(
            institution=_INSTITUTION, file_name=table.name, stored_path=str(table), format="csv", crosswalk="moma"
        )
        ingest(_submission(tools, new), tools)
        tools.database.dispose()
        with sqlite3.connect(elsewhere.data_dir / "concordance.sqlite") as database:
            rows = database.execute(
                "SELECT local_id, canonical, nquads FROM records r JOIN record_versions v"
                " ON v.record_id = r.id AND v.version = r.published_version ORDER BY r.id LIMIT ?",
                (TEMPLATES,),
            ).fetchall()
        database.close()
    tools = tools_from(settings)
    _submission(tools, NewSubmission(institution=_INSTITUTION, file_name=table.name, stored_path=str(table)))
    tools.database.dispose()
    unpack = zstandard.ZstdDecompressor().decompress
    return _Log([(row[0], unpack(row[1]).decode(), unpack(row[2]).decode()) for row in rows], 1, 1)


def _submission(tools: Tools, new: NewSubmission) -> str:
    add_institution(tools.database, _INSTITUTION, Text("MoMA", "MoMA"))
    return create_submission(tools.database, new).id


def _write(database: sqlite3.Connection, log: _Log, start: int, number: int) -> None:
    empty = b""
    versions: list[tuple[object, ...]] = []
    changes: list[tuple[object, ...]] = []
    for place in range(start, start + number):
        record, kind, version = log.next()
        at = _START_MS + place * _STEP_MS
        key = _FIRST + record
        changes.append((log.institution, key, kind, version, at))
        if kind != "withdrawn":
            canonical, quads = log.content(record)
            versions.append((key, version, log.submission, at, True, 1, empty, empty, empty, canonical, quads))
    database.executemany(
        "INSERT INTO record_versions (record_id, version, submission_id, created, publishable, tier, received_digest,"
        " nquads_digest, received, canonical, nquads) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        versions,
    )
    database.executemany(
        "INSERT INTO changes (institution_id, record_id, kind, version, at) VALUES (?, ?, ?, ?, ?)", changes
    )


def _finish(database: sqlite3.Connection, log: _Log) -> None:
    database.execute("BEGIN")
    database.executemany(
        "INSERT INTO records (id, institution_id, local_id, label, current_version, published_version, state,"
        " publishable, received_digest, nquads_digest, published_digest, tier, seen_in, created, updated)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, 1, x'', x'', ?, 1, ?, ?, ?)",
        _records(log),
    )
    database.execute(
        "INSERT OR REPLACE INTO latest_changes (record_id, institution_id, sequence, kind, version, at)"
        " SELECT record_id, institution_id, sequence, kind, version, at FROM changes"
        " WHERE sequence IN (SELECT max(sequence) FROM changes GROUP BY record_id)"
    )
    database.execute("COMMIT")
    database.execute("ANALYZE")


def _records(log: _Log) -> Iterator[tuple[object, ...]]:
    for record, version in enumerate(log.versions):
        gone = record in log.gone
        name = f"G-{record}"
        digest = None if gone else hashlib.blake2b(name.encode(), digest_size=16).digest()
        state = "withdrawn" if gone else "published"
        yield (
            *(_FIRST + record, log.institution, name, name, version, None if gone else version, state),
            *(digest, log.submission, _START_MS, _START_MS),
        )
