"""The readers alone: what one value and one record cost, with no cache to help.

Each distinct value is read once, in a process that has read nothing before.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterable
from pathlib import Path
from time import perf_counter

from msgspec import Struct

from benchmarks.alone import TaskFailed, run_alone, task_of, tell
from benchmarks.figures import Figure, Result
from benchmarks.workspace import TATE_LINES, Workspace

_MOST_VALUES = 5_000


class ReadersTask(Struct, frozen=True):
    """Read the values and the records of these two files."""

    moma: str
    tate: str
    records: int


class Timed(Struct, frozen=True):
    """How many were read, and how many microseconds one took."""

    count: int
    microseconds: float


class ReadersAnswer(Struct, frozen=True):
    """What each reader cost, by its name."""

    values: dict[str, Timed]
    records: dict[str, Timed]


def measure(workspace: Workspace, rows: int, repeats: int) -> Result:
    """Return the microseconds of one value of each kind, and of one record of each format."""
    lines = min(rows, TATE_LINES)
    task = ReadersTask(str(workspace.moma(rows)), str(workspace.tate(lines)), lines)
    answers = [run_alone("benchmarks.readers", task, ReadersAnswer, cores=1).answer for _ in range(repeats)]
    first = answers[0]
    figures = [
        Figure(f"{name}, {timed.count:,} distinct", "µs a value", tuple(a.values[name].microseconds for a in answers))
        for name, timed in first.values.items()
    ]
    figures += [
        Figure(f"{name}, {timed.count:,} records", "µs a record", tuple(a.records[name].microseconds for a in answers))
        for name, timed in first.records.items()
    ]
    source = f"{workspace.says('MoMA', rows)}; {workspace.says('Tate', lines)}"
    return Result("readers", "The readers alone, nothing cached", source, tuple(figures))


def _timed(work: Callable[[str], object], values: Iterable[str]) -> Timed:
    """Return what reading each value once costs."""
    distinct = list(dict.fromkeys(value for value in values if value))
    step = max(1, len(distinct) // _MOST_VALUES)
    chosen = distinct[::step][:_MOST_VALUES]
    began = perf_counter()
    for value in chosen:
        work(value)
    return Timed(len(chosen), (perf_counter() - began) * 1e6 / len(chosen))


def _read_whole(key: str, path: Path, expected: int) -> Timed:
    from app.core.config import Bounds  # noqa: PLC0415  # the process that measures has no need of the product
    from app.core.source import SourceRecord  # noqa: PLC0415  # the same
    from app.reading.source_format import DeliveredFile, source_formats  # noqa: PLC0415  # the same

    read = source_formats().get(key).read
    began = perf_counter()
    count = sum(isinstance(outcome, SourceRecord) for outcome in read(DeliveredFile(path, path.name, Bounds())))
    elapsed = perf_counter() - began
    if count != expected:
        raise TaskFailed(f"{path.name}: {count} records were read of {expected}")
    return Timed(count, elapsed * 1e6 / count)


def main() -> None:
    """Do one task, in a process of its own."""
    from app.mapping.values.dates import read_date  # noqa: PLC0415  # the process that measures has no need of it
    from app.mapping.values.dimensions import read_dimensions  # noqa: PLC0415  # the same
    from app.mapping.values.names import read_biography, read_name  # noqa: PLC0415  # the same

    task = task_of(ReadersTask)
    with Path(task.moma).open(encoding="utf-8", newline="") as opened:
        rows = list(csv.DictReader(opened))
    with Path(task.tate).open(encoding="utf-8") as opened:
        works = [json.loads(line) for line in opened]
    values = {
        "date (MoMA)": _timed(read_date, (row["Date"] for row in rows)),
        "date (Tate)": _timed(read_date, (work["dateText"] or "" for work in works)),
        "dimensions (MoMA)": _timed(read_dimensions, (row["Dimensions"] for row in rows)),
        "dimensions (Tate)": _timed(read_dimensions, (work["dimensions"] or "" for work in works)),
        "name (MoMA)": _timed(read_name, (row["Artist"] for row in rows)),
        "name (Tate)": _timed(read_name, (one["mda"] for work in works for one in work["contributors"])),
        "biography (MoMA)": _timed(read_biography, (row["ArtistBio"] for row in rows)),
    }
    count = len(rows)
    del rows, works
    records = {
        "CSV, MoMA, 14 columns": _read_whole("csv", Path(task.moma), count),
        "JSON Lines, Tate, nested": _read_whole("jsonl", Path(task.tate), task.records),
    }
    tell(ReadersAnswer(values, records))


if __name__ == "__main__":
    main()
