"""A file of any length is read in the same memory."""

from __future__ import annotations

import gzip
import json
import tracemalloc
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from app.core.config import MEGABYTE, Bounds
from app.core.errors import BoundPassed
from app.reading.source_format import DeliveredFile, source_formats
from tests.unit.reading.workbooks import inline, parts

FORMATS = source_formats()
RECORDS = 60_000
TEXT = "Une goélette au quai de Saint-Laurent, vue du large " * 3  # 60,000 of them are 10 MB
BOUNDS = Bounds(max_expansion_ratio=5000)  # the rows of the test are alike


def _rows() -> Iterator[dict[str, str]]:
    return ({"id": f"{number}", "titre": f"{number} {TEXT}", "date": "1900"} for number in range(RECORDS))


def _csv(path: Path) -> None:
    with gzip.open(path, "wt", encoding="utf-8") as file:
        file.write("id,titre,date\n")
        file.writelines(f'{row["id"]},"{row["titre"]}",{row["date"]}\n' for row in _rows())


def _json(path: Path) -> None:
    with gzip.open(path, "wt", encoding="utf-8") as file:
        file.write("[{}")
        file.writelines(", " + json.dumps(row, ensure_ascii=False) for row in _rows())
        file.write("]")


def _jsonl(path: Path) -> None:
    with gzip.open(path, "wt", encoding="utf-8") as file:
        file.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in _rows())


def _xlsx(path: Path) -> None:
    strings = "".join(f"<si><t>{row['titre']}</t></si>" for row in _rows())
    rows = "".join(
        f'<row r="{number + 2}">{inline(str(number))}<c t="s"><v>{number}</v></c></row>' for number in range(RECORDS)
    )
    path.write_bytes(parts(f'<row r="1">{inline("id", "titre", "date")}</row>{rows}', strings=strings))


@pytest.mark.parametrize(("key", "write"), [("csv", _csv), ("json", _json), ("jsonl", _jsonl), ("xlsx", _xlsx)])
def test_memory_does_not_grow_with_the_file(tmp_path: Path, key: str, write: object) -> None:
    path = tmp_path / f"large.{key}"
    write(path)  # type: ignore[operator]  # one of the four above
    tracemalloc.start()
    try:
        count = sum(1 for _ in FORMATS.get(key).read(DeliveredFile(path, path.name, BOUNDS)))
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert count >= RECORDS
    assert peak < 6 * MEGABYTE


@pytest.mark.parametrize("key", ["csv", "json", "jsonl"])
def test_a_line_without_end_takes_no_more_than_a_record_may(tmp_path: Path, key: str) -> None:
    path = tmp_path / f"endless.{key}"
    with gzip.open(path, "wb") as file:
        file.write(b'id,titre\n1,"' if key == "csv" else b'[{"id": "')
        for _ in range(64):
            file.write(b"x" * MEGABYTE)
    tracemalloc.start()
    try:
        delivered = DeliveredFile(path, path.name, replace(BOUNDS, max_record_bytes=2 * MEGABYTE))
        outcomes = list(FORMATS.get(key).read(delivered))
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert [type(outcome).__name__ for outcome in outcomes] == ["UnreadableRecord"]
    assert peak < 32 * MEGABYTE


def test_a_workbooks_directory_is_not_read_into_memory(tmp_path: Path) -> None:
    path = tmp_path / "parts.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        for number in range(30_000):
            archive.writestr(f"xl/{'x' * 100}{number}", "")
    with pytest.raises(BoundPassed):
        list(FORMATS.get("xlsx").read(DeliveredFile(path, path.name, BOUNDS)))
