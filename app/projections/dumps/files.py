"""The files of a dump while they are written: each record goes into all of them, and nothing is kept in memory.

Compressed files of institutions, put one behind the other, are the compressed file of the whole: gzip (RFC 1952,
section 2.2) and Zstandard (RFC 8878, section 3) both say so.
"""

from __future__ import annotations

import csv
import gzip
import hashlib
import io
import shutil
from collections.abc import Iterable, Mapping
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import Final, Protocol, Self

import pyarrow as pa  # type: ignore[import-untyped]  # it has no types of its own
import zstandard
from pyarrow import parquet

from app.projections.dumps.shelf import DumpFile
from app.publication.coverage import CoverageCount
from app.publication.flat_record import COLUMNS, flat
from app.publication.output_format import OutputFormat, PublishedRecord, output_formats
from app.publication.reports.csv_report import neutralised

# What each file is, by the first part of its suffix: its media type, and the output format that its records are in.
FORMATS: Final[Mapping[str, tuple[str, str | None]]] = {
    "nq": ("application/n-quads", "nquads"),
    "ttl": ("text/turtle", "turtle"),
    "jsonl": ("application/x-ndjson", "linked-art"),
    "csv": ("text/csv", None),
    "parquet": ("application/vnd.apache.parquet", None),
}
WRAPPINGS: Final = {"gz": "application/gzip", "zst": "application/zstd"}
_WRAPPED: Final = ("nq.gz", "nq.zst", "ttl.gz", "ttl.zst", "jsonl.gz")
_TABLE: Final = "csv.gz"
_PARQUET: Final = "parquet"
SUFFIXES: Final = (*_WRAPPED, _TABLE, _PARQUET)
_GZIP_LEVEL: Final = 5
_ZSTD_LEVEL: Final = 3
_ROWS: Final = 5_000  # of a row group of Parquet: so many rows are in memory
_BLOCK: Final = 1024 * 1024
_SCHEMA: Final = pa.schema([(name, pa.string()) for name in COLUMNS])
_HEADING: Final = ("\ufeff" + ",".join(COLUMNS) + "\r\n").encode()  # the mark tells Excel that it is UTF-8


class _Stream(Protocol):
    def write(self, data: bytes, /) -> int: ...


class DumpWriting:
    """Every file of one dump, open in a folder while this context lasts; `described` tells of them afterwards."""

    def __init__(self, folder: Path) -> None:
        """Name the files; they are opened with the context."""
        self.records = 0
        self.coverage = CoverageCount()
        self._folder = folder
        self._open = ExitStack()
        self._streams: dict[OutputFormat, list[_Stream]] = {}
        self._rows: list[dict[str, str]] = []

    def __enter__(self) -> Self:
        """Open every file."""
        formats = output_formats()
        for suffix in _WRAPPED:
            kind, _, wrapping = suffix.partition(".")
            key = FORMATS[kind][1]
            if key is not None:
                self._streams.setdefault(formats.get(key), []).append(self._wrapped(suffix, wrapping))
        (self._folder / _TABLE).write_bytes(gzip.compress(_HEADING, _GZIP_LEVEL, mtime=0))
        self._table = self._wrapped(_TABLE, "gz")
        self._parquet = self._open.enter_context(
            parquet.ParquetWriter(self._folder / _PARQUET, _SCHEMA, compression="zstd")
        )
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close every file."""
        with self._open:
            if error is None:
                self._write_rows()

    def add(self, published: PublishedRecord) -> None:
        """Write a record into every file."""
        for form, streams in self._streams.items():
            written = form.write(published)
            for stream in streams:
                stream.write(written if written.endswith(b"\n") else written + b"\n")
        self.coverage.add(published)
        row = dict(flat(published))
        self._table.write(_csv_row(row))
        self._rows.append(row)
        if len(self._rows) >= _ROWS:
            self._write_rows()
        self.records += 1

    def described(self) -> tuple[DumpFile, ...]:
        """Return what each file is, once they are closed."""
        return tuple(described(self._folder, suffix) for suffix in SUFFIXES)

    def _wrapped(self, suffix: str, wrapping: str) -> _Stream:
        file = self._open.enter_context((self._folder / suffix).open("ab"))
        if wrapping == "zst":
            return self._open.enter_context(
                zstandard.ZstdCompressor(level=_ZSTD_LEVEL).stream_writer(file, closefd=False)
            )
        zipped: _Stream = self._open.enter_context(gzip.GzipFile("", "wb", _GZIP_LEVEL, file, mtime=0))
        return zipped

    def _write_rows(self) -> None:
        if self._rows:
            self._parquet.write_table(pa.Table.from_pylist(self._rows, _SCHEMA))
            self._rows.clear()


def join(folder: Path, parts: Iterable[Path]) -> tuple[DumpFile, ...]:
    """Write the files of the whole from those of the institutions, whose folders these are; return what each is."""
    folders = tuple(parts)
    heading = len(gzip.compress(_HEADING, _GZIP_LEVEL, mtime=0))
    for suffix in (*_WRAPPED, _TABLE):
        with (folder / suffix).open("wb") as whole:
            for number, part in enumerate(folders):
                with (part / suffix).open("rb") as file:
                    file.seek(heading if suffix == _TABLE and number else 0)  # the heading of the table stands once
                    shutil.copyfileobj(file, whole, _BLOCK)
    with parquet.ParquetWriter(folder / _PARQUET, _SCHEMA, compression="zstd") as whole_table:
        for part in folders:
            with parquet.ParquetFile(part / _PARQUET) as table:
                for group in range(table.num_row_groups):
                    whole_table.write_table(table.read_row_group(group))
    return tuple(described(folder, suffix) for suffix in SUFFIXES)


def described(folder: Path, suffix: str) -> DumpFile:
    """Return what the file of this suffix is: its types, its size in bytes, its SHA-256."""
    kind, _, wrapping = suffix.partition(".")
    with (folder / suffix).open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
        size = file.tell()
    return DumpFile(suffix, FORMATS[kind][0], WRAPPINGS.get(wrapping), size, digest)


def _csv_row(row: Mapping[str, str]) -> bytes:
    line = io.StringIO()
    csv.writer(line, lineterminator="\r\n").writerow([neutralised(row[name]) for name in COLUMNS])
    return line.getvalue().encode("utf-8", "replace")
