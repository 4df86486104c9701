"""JSON Lines: one record a line, so that a bad line harms no other."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator

from app.core.finding import Cell
from app.core.source import UnreadableRecord
from app.reading.bytes_in import DeliveredBytes
from app.reading.decoded import Block, whole_lines
from app.reading.encoding import encoding_of
from app.reading.outcomes import delivered
from app.reading.rules import DAMAGED, ENCODING_GUESSED, MALFORMED_JSON, RECORD_TOO_LARGE, finding
from app.reading.source_format import DeliveredFile, ReadOutcome
from app.reading.trees import TooDeep, TreePlace, TreeReading

_NEAR = 40  # characters shown of the place where a line goes wrong


def read(file: DeliveredFile) -> Iterator[ReadOutcome]:
    """Yield the records of a file of JSON Lines; blank lines count, but hold no record.

    Raises UnreadableFile when it has no line, BoundPassed after the records that come before the bound.
    """
    source = DeliveredBytes(file)
    encoding = encoding_of(source, file.options.get("encoding"))
    reading = TreeReading(file.bounds, encoding.label)
    guessed = (finding(ENCODING_GUESSED, Cell(row=1), encoding=encoding.label),) if encoding.guessed else ()
    yield from delivered(_outcomes(source, whole_lines(source, encoding), reading), file, guessed)


def _outcomes(source: DeliveredBytes, blocks: Iterator[Block], reading: TreeReading) -> Iterator[ReadOutcome]:
    ordinal = row = 0
    name = source.file.name
    for block in blocks:
        for line in (block.text,) if block.cut else io.StringIO(block.text, newline="\n"):
            row += 1
            if line.isspace():
                continue
            place = TreePlace(ordinal, name, row)
            if block.cut:
                limits = {"limit": str(reading.bounds.max_record_bytes), "bound": "max_record_bytes"}
                yield reading.unreadable(RECORD_TOO_LARGE, place, line, **limits)
            else:
                yield _outcome(line, reading, place, suspect=block.suspect)
            ordinal += 1
    if source.damaged:
        yield UnreadableRecord(ordinal, finding(DAMAGED, Cell(row=row + 1)))


def _outcome(line: str, reading: TreeReading, place: TreePlace, *, suspect: bool) -> ReadOutcome:
    start = len(line) - len(line.lstrip()) if line[0].isspace() or line[0] == "\ufeff" else 0
    try:
        value, end = reading.parse(line, start)
    except json.JSONDecodeError as error:
        return _malformed(line, error.pos, reading, place)
    except TooDeep:
        return reading.too_deep(place, line)
    if line[end:].strip():
        return _malformed(line, end, reading, place)
    return reading.outcome(value, line, slice(start, end), place, suspect=suspect)


def _malformed(line: str, position: int, reading: TreeReading, place: TreePlace) -> ReadOutcome:
    near = line[position : position + _NEAR].strip()
    return reading.unreadable(MALFORMED_JSON, place, line, line=str(place.row), position=str(position + 1), near=near)
