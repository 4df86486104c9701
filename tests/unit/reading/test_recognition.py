"""A file's format is told by its bytes; its name decides only between equals."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.core.config import Bounds
from app.core.errors import UnreadableFile
from app.reading.recognition import recognise
from app.reading.source_format import DeliveredFile, source_formats
from tests.shared import SHARED, needs_shared
from tests.unit.reading.delivery import delivered, gzipped
from tests.unit.reading.workbooks import saved, workbook

FORMATS = [one for one in source_formats() if one.key in {"csv", "json", "jsonl", "xlsx"}]
TABLE = "id,titre\n1,A\n2,B\n"
RECORDS = [{"id": 1, "titre": "A, b"}, {"id": 2, "titre": "C"}]
JSON, LINES = json.dumps(RECORDS), "".join(json.dumps(record) + "\n" for record in RECORDS)


@pytest.mark.parametrize(
    ("content", "name", "expected"),
    [
        (TABLE, "a.csv", "csv"),
        (TABLE, "a", "csv"),
        (TABLE, "a.json", "csv"),
        (TABLE.replace(",", "\t"), "a.txt", "csv"),
        (TABLE.encode("utf-16"), "a.csv", "csv"),
        ("id,titre\n1,a\x00b\n2,c\n3,d\n", "a.csv", "csv"),
        (gzipped(TABLE), "a.csv.gz", "csv"),
        ("id\n1\n2\n", "a.csv", "csv"),
        (JSON, "a.json", "json"),
        (JSON, "a.csv", "json"),
        ("\ufeff" + JSON, "a", "json"),
        (json.dumps(RECORDS, indent=2), "a.jsonl", "json"),
        ("var x = " + JSON, "a.js", "json"),
        (json.dumps({"records": RECORDS}), "a", "json"),
        (json.dumps(RECORDS[0], indent=1), "a.json", "json"),
        (gzipped(JSON), "a.gz", "json"),
        (LINES, "a.jsonl", "jsonl"),
        (LINES, "a.json", "jsonl"),
        (json.dumps(RECORDS[0]), "a.ndjson", "jsonl"),
        (json.dumps(RECORDS[0]), "a.json", "json"),
        (json.dumps({"x": "y" * 100_000}) + "\n{}", "a.jsonl", "jsonl"),
        (saved(workbook(["id"], ["1"])), "a.xlsx", "xlsx"),
        (saved(workbook(["id"], ["1"])), "a.csv", "xlsx"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "a.xls", "xlsx"),
    ],
)
def test_what_a_file_is(tmp_path: Path, content: bytes | str, name: str, expected: str) -> None:
    assert recognise(delivered(tmp_path, content, name), FORMATS).format == expected


@pytest.mark.parametrize(
    "content",
    [
        b"%PDF-1.7 ...", b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 4, "<html><body>a, b</body></html>",
        "Une lettre.\n\nMadame, Monsieur, voici la liste que vous avez demandée,\navec nos salutations.\n",
        b"\x00\x01\x02\x03" * 100, b"a,b\n\x00\x00\x00\x00,\x00\n",
    ],
)  # fmt: skip
def test_what_is_none_of_them(tmp_path: Path, content: bytes | str) -> None:
    with pytest.raises(UnreadableFile) as refused:
        recognise(delivered(tmp_path, content, "a"), FORMATS)
    for source_format in FORMATS:
        assert f"({source_format.key})" in refused.value.detail.fr
        assert source_format.label.en in refused.value.detail.en


@pytest.mark.parametrize("content", [b"", b"\n \n", b"\0\0\0\0", gzipped("")])
def test_an_empty_file(tmp_path: Path, content: bytes) -> None:
    with pytest.raises(UnreadableFile, match="no record"):
        recognise(delivered(tmp_path, content, "a.csv"), FORMATS)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=150)
@given(st.binary(max_size=300))
def test_no_bytes_raise_anything_else(tmp_path: Path, content: bytes) -> None:
    try:
        found = recognise(delivered(tmp_path, content, "a"), FORMATS)
    except UnreadableFile:
        return
    assert 0.3 <= found.confidence <= 1.0


@needs_shared
def test_every_table_and_document_of_the_shared_data() -> None:
    assert SHARED is not None
    for path in sorted((SHARED / "data").rglob("*")):
        name = path.name.removesuffix(".gz")
        suffix = next((one for one in (".csv", ".jsonl", ".json") if name.endswith(one)), None)
        if suffix and path.parent.name in {"csv", "json", "fr", "autry", "dc", "recon", "iiif"}:
            found = recognise(DeliveredFile(path, path.name, Bounds()), FORMATS)
            assert (path.name, found.format) == (path.name, suffix[1:])
