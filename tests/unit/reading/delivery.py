"""Deliveries for the tests of reading: bytes become a file, a file becomes its outcomes."""

from __future__ import annotations

import gzip
from dataclasses import replace
from pathlib import Path

from app.core.config import Bounds
from app.core.errors import ConcordanceError
from app.core.source import SourceRecord, SourceValue, UnreadableRecord
from app.reading.source_format import DeliveredFile, ReadOutcome, SourceFormat


def delivered(folder: Path, content: bytes | str, name: str = "input.csv", **options: str) -> DeliveredFile:
    """Write the content into the folder and return it as a delivered file; text is written in UTF-8."""
    path = folder / name
    path.write_bytes(content.encode("utf-8") if isinstance(content, str) else content)
    return DeliveredFile(path, name, Bounds(), dict(options))


def bounded(file: DeliveredFile, **bounds: int) -> DeliveredFile:
    """Return the file under other bounds."""
    return replace(file, bounds=replace(file.bounds, **bounds))


def outcomes(source_format: SourceFormat, file: DeliveredFile) -> list[ReadOutcome]:
    """Return all the outcomes of a file."""
    return list(source_format.read(file))


def records(found: list[ReadOutcome]) -> list[SourceRecord]:
    """Return the records among the outcomes."""
    return [outcome for outcome in found if isinstance(outcome, SourceRecord)]


def unreadable(found: list[ReadOutcome]) -> list[UnreadableRecord]:
    """Return the places that could not be read."""
    return [outcome for outcome in found if isinstance(outcome, UnreadableRecord)]


def fields(found: list[ReadOutcome]) -> list[dict[str, SourceValue]]:
    """Return the fields of the records."""
    return [dict(record.fields) for record in records(found)]


def rules_of(found: list[ReadOutcome]) -> list[str]:
    """Return the rules of all findings, those of unreadable records too, in order, without `reading.`."""
    rules: list[str] = []
    for outcome in found:
        findings = outcome.findings if isinstance(outcome, SourceRecord) else (outcome.finding,)
        rules += (finding.rule.removeprefix("reading.") for finding in findings)
    return rules


def until_error(source_format: SourceFormat, file: DeliveredFile) -> tuple[list[ReadOutcome], ConcordanceError | None]:
    """Return the outcomes that come before the error that ends reading, and the error."""
    found: list[ReadOutcome] = []
    try:
        found.extend(source_format.read(file))
    except ConcordanceError as error:
        return found, error
    return found, None


def gzipped(content: bytes | str) -> bytes:
    """Return the content as gzip."""
    return gzip.compress(content.encode("utf-8") if isinstance(content, str) else content, mtime=0)
