"""Relational exports: tables beside the main one whose rows belong to its records, joined as they are read.

A companion table is indexed on disk, once, so that its size costs no memory.
"""

from __future__ import annotations

import sqlite3
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path, PurePath
from types import TracebackType
from typing import Any, Self

import msgspec
from msgspec import Struct, structs

from app.core.config import Bounds
from app.core.errors import StorageFull, UnreadableFile
from app.core.finding import Cell, Finding
from app.core.places import below
from app.core.source import SourceRecord, SourceValue, UnreadableRecord
from app.core.text import Text
from app.reading.bytes_in import bound_passed
from app.reading.rules import COMPANION_ABSENT, COMPANION_ROW_WITHOUT_KEY, COMPANION_ROWS_LEFT_OUT, finding
from app.reading.source_format import DeliveredFile, ReadOutcome

OWN_FILE, OWN_ROW, OWN_PATH = "@file", "@row", "@path"  # under these names a joined row says its own place

Row = dict[str, SourceValue]


class _Stored(Struct, array_like=True):
    """A row as it is kept: its fields with its place, and what the reader repaired in it."""

    fields: dict[str, Any]  # SourceValues: the decoder does not know a type that holds itself
    findings: tuple[Finding, ...] = ()


class CompanionTable:
    """A table indexed by its key column in a temporary file, which goes when the table is closed."""

    def __init__(self, records: Iterator[ReadOutcome], file: str, key: str, bounds: Bounds) -> None:
        """Read and index the whole table, which is called `file`.

        Raises UnreadableFile when it has no column `key`, BoundPassed when its rows take more than
        `max_companion_bytes`, StorageFull when the disk is full, and what reading it raises.
        """
        self.unreadable: list[Finding] = []
        self._file = file
        self._key = key
        self._bounds = bounds
        self._folder = tempfile.TemporaryDirectory(prefix="concordance-")
        self._decode = msgspec.json.Decoder(_Stored).decode
        try:
            self._database = sqlite3.connect(
                Path(self._folder.name) / "rows.sqlite", isolation_level=None, check_same_thread=False
            )
            self._index(records)
        except sqlite3.OperationalError as error:
            self.close()
            raise _full(error) from error
        except BaseException:
            self.close()
            raise

    def __enter__(self) -> Self:
        """Give the table."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the table."""
        self.close()

    def close(self) -> None:
        """Delete the temporary file."""
        if hasattr(self, "_database"):
            self._database.close()
        self._folder.cleanup()

    def rows(self, key: str) -> list[Row]:
        """Return the rows of this key in the order of their file, each with its own `@file` and `@row`."""
        return [stored.fields for stored in self.stored(key)]

    def stored(self, key: str) -> list[_Stored]:
        """Return the same rows, each with the findings of its reading, whose cells name its file."""
        key = key.strip()
        found = self._database.execute("SELECT row FROM rows WHERE key = ? ORDER BY place", (key,)).fetchall()
        if found:
            self._mark(key)
        return [self._decode(row) for (row,) in found]

    def _mark(self, key: str) -> None:
        try:
            self._database.execute("INSERT OR IGNORE INTO joined VALUES (?)", (key,))
        except sqlite3.OperationalError as error:
            raise _full(error) from error

    def left_out(self) -> Finding | None:
        """Return how many rows no record has asked for so far, and the first of them; None when there is none."""
        unasked = "FROM rows WHERE key NOT IN (SELECT key FROM joined)"
        (count,) = self._database.execute(f"SELECT count(*) {unasked}").fetchone()  # a constant
        if not count:
            return None
        key, row = self._database.execute(f"SELECT key, row {unasked} ORDER BY place").fetchone()  # the same
        place = self._decode(row).fields
        cell = Cell(self._key, key, place.get(OWN_ROW), place.get(OWN_PATH), self._file)
        return finding(COMPANION_ROWS_LEFT_OUT, cell, count=str(count))

    def _index(self, records: Iterator[ReadOutcome]) -> None:
        self._database.executescript(
            # Nothing of it outlives the process: it needs no journal and no syncing.
            "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;"
            "CREATE TABLE rows (place INTEGER PRIMARY KEY, key TEXT NOT NULL, row BLOB NOT NULL);"
            "CREATE TABLE joined (key TEXT PRIMARY KEY) WITHOUT ROWID"
        )
        self._database.execute("BEGIN")
        self._database.executemany("INSERT INTO rows (key, row) VALUES (?, ?)", self._rows(records))
        self._database.execute("CREATE INDEX rows_by_key ON rows (key)")

    def _rows(self, records: Iterator[ReadOutcome]) -> Iterator[tuple[str, bytes]]:
        encode, size = msgspec.json.Encoder().encode, 0
        for outcome in records:
            if isinstance(outcome, UnreadableRecord):
                self._note(outcome.finding)
                continue
            if self._key not in outcome.fields:
                raise _no_column(self._file, self._key)
            key = key_text(outcome.fields[self._key])
            if not key:
                self._note(finding(COMPANION_ROW_WITHOUT_KEY, Cell(self._key, None, outcome.row, outcome.path)))
                continue
            findings = tuple(_in_file(found, self._file) for found in outcome.findings)
            row = encode(_Stored(_placed(outcome, self._file), findings))
            size += len(row)
            if size > self._bounds.max_companion_bytes:
                raise bound_passed("max_companion_bytes", self._bounds.max_companion_bytes)
            yield key, row

    def _note(self, found: Finding) -> None:
        # A table of which every row is damaged says so often enough.
        if len(self.unreadable) < self._bounds.max_findings_per_record:
            self.unreadable.append(_in_file(found, self._file))


@dataclass(frozen=True, slots=True)
class Companion:
    """A table joined to the records: the field its rows come under, and the record's own field that holds the key."""

    name: str
    table: CompanionTable
    key: str


def join(records: Iterator[ReadOutcome], companions: Sequence[Companion]) -> Iterator[ReadOutcome]:
    """Yield the records with `fields[companion.name]` the list of the rows that belong to each.

    What was repaired in a row is a finding on the record it joins, and that rows belong to none is one on the last
    record. What could not be read of the tables comes after it.
    """
    last: ReadOutcome | None = None
    for outcome in records:
        if last:
            yield last
        last = _joined(outcome, companions) if isinstance(outcome, SourceRecord) else outcome
    if isinstance(last, SourceRecord):
        left_out = tuple(found for companion in companions if (found := companion.table.left_out()))
        last = structs.replace(last, findings=(*last.findings, *left_out))
    if last:
        yield last
    numbers = count(last.ordinal + 1 if last else 0)
    for companion in companions:
        for found in companion.table.unreadable:
            yield UnreadableRecord(next(numbers), found)


def _joined(record: SourceRecord, companions: Sequence[Companion]) -> SourceRecord:
    fields: Row = dict(record.fields)
    findings = list(record.findings)
    for companion in companions:
        key = key_text(record.fields.get(companion.key))
        stored = companion.table.stored(key) if key else []
        fields[companion.name] = [row.fields for row in stored]
        for row in stored:
            findings += row.findings
    return structs.replace(record, fields=fields, findings=tuple(findings))


@contextmanager
def with_companions(
    records: Iterator[ReadOutcome],
    file: DeliveredFile,
    wanted: Sequence[tuple[str, str, str]],
    read: Callable[[DeliveredFile], Iterator[ReadOutcome]],
) -> Iterator[Iterator[ReadOutcome]]:
    """Give the records joined with the tables that are wanted, each a name, a file beside the delivered one and a key.

    `read` reads the tables. A table that is not there is a finding on the first record. Raises what CompanionTable
    raises.
    """
    absent: list[Finding] = []
    companions: list[Companion] = []
    with ExitStack() as stack:
        for name, beside, key in wanted:
            path = file.path.parent / PurePath(beside).name  # a crosswalk names no file elsewhere
            if not path.is_file():
                path = path.with_name(f"{path.name}.gz")
            if not path.is_file():
                absent.append(finding(COMPANION_ABSENT, Cell(key), file=beside))
                continue
            rows = read(DeliveredFile(path, path.name, file.bounds))
            companions.append(
                Companion(name, stack.enter_context(CompanionTable(rows, path.name, key, file.bounds)), key)
            )
        yield _with_absent(join(records, companions), tuple(absent))


def _with_absent(records: Iterator[ReadOutcome], absent: tuple[Finding, ...]) -> Iterator[ReadOutcome]:
    for record in records:
        if absent and isinstance(record, SourceRecord):
            yield structs.replace(record, findings=(*absent, *record.findings))
            break
        yield record
    yield from records


def key_text(value: SourceValue) -> str:
    """Return a key as it is compared: without the spaces around it; empty for what is no key."""
    return str(value).strip() if isinstance(value, (str, int)) else ""


def _placed(record: SourceRecord, file: str) -> dict[str, Any]:
    """Return the fields of a joined row with its own place; of a tree, each object with its own."""
    path = record.path
    if path is None:
        return {**record.fields, OWN_FILE: file, OWN_ROW: record.row}

    def placed(value: SourceValue | Mapping[str, SourceValue], trail: tuple[str, ...]) -> Any:
        if isinstance(value, list):
            return [placed(child, (*trail, str(position))) for position, child in enumerate(value)]
        if not isinstance(value, Mapping):
            return value
        where = {OWN_FILE: file, OWN_PATH: below(path, trail, record.notation)}
        return {name: placed(child, (*trail, name)) for name, child in value.items()} | where

    fields: dict[str, Any] = placed(record.fields, ())
    return fields


def _in_file(found: Finding, file: str) -> Finding:
    return structs.replace(found, cell=structs.replace(found.cell, file=file))


def _no_column(file: str, key: str) -> UnreadableFile:
    return UnreadableFile(
        Text(
            fr=f"La table « {file[:80]} » n'a pas de colonne « {key[:80]} » par laquelle la joindre.",
            en=f"The table “{file[:80]}” has no column “{key[:80]}” to join it by.",
        )
    )


def _full(error: sqlite3.OperationalError) -> Exception:
    if error.sqlite_errorcode != sqlite3.SQLITE_FULL:
        return error
    return StorageFull(
        Text(
            fr="Il n'y a plus de place pour l'index temporaire des tables jointes.",
            en="There is no space left for the temporary index of the joined tables.",
        )
    )
