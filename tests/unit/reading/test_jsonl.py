"""JSON Lines: a bad line harms no other."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.core.errors import BoundPassed, UnreadableFile
from app.reading.formats.jsonl import FORMAT
from app.reading.source_format import ReadOutcome
from tests.unit.reading.delivery import (
    bounded,
    delivered,
    fields,
    gzipped,
    outcomes,
    records,
    rules_of,
    unreadable,
    until_error,
)

ONE, TWO = {"id": 1, "titre": "A"}, {"id": 2, "titre": "B"}


def read(folder: Path, content: bytes | str, **options: str) -> list[ReadOutcome]:
    return outcomes(FORMAT, delivered(folder, content, "input.jsonl", **options))


def lines(*values: object) -> str:
    return "".join(json.dumps(value, ensure_ascii=False) + "\n" for value in values)


@pytest.mark.parametrize(
    "content",
    [
        lines(ONE, TWO),
        "\ufeff" + lines(ONE, TWO),
        lines(ONE, TWO).replace("\n", "\r\n"),
        lines(ONE, TWO).rstrip(),
        "\x1e" + json.dumps(ONE) + "\n\x1e" + json.dumps(TWO) + "\n",
        gzipped(lines(ONE, TWO)),
        lines(ONE, TWO).encode("utf-16"),
    ],
)
def test_one_record_a_line(tmp_path: Path, content: bytes | str) -> None:
    found = read(tmp_path, content)
    assert fields(found) == [ONE, TWO]
    assert [(record.row, record.path) for record in records(found)] == [(1, None), (2, None)]
    assert rules_of(found) == []


@pytest.mark.parametrize("bad", ['{"id": 3,', "bonjour", '{"id": 3} x', "{'id': 3}", '{"a": "x', '{"a":' * 2000])
def test_a_bad_line_costs_no_other(tmp_path: Path, bad: str) -> None:
    found = read(tmp_path, lines(ONE) + "\n" + bad + "\n" + lines(TWO))
    assert fields(found) == [ONE, TWO]
    assert [record.row for record in records(found)] == [1, 4]
    (broken,) = unreadable(found)
    assert broken.finding.rule in {"reading.malformed-json", "reading.too-deep"}
    assert broken.finding.cell.row == 3
    assert [outcome.ordinal for outcome in found] == [0, 1, 2]


def test_a_finding_inside_a_record_names_row_and_place(tmp_path: Path) -> None:
    found = read(tmp_path, lines(ONE, {"makers": [{"name": "a\0b"}]}))
    (finding,) = records(found)[1].findings
    assert (finding.cell.row, finding.cell.column, finding.cell.path) == (2, "makers/0/name", None)
    assert finding.cell.value == "a␀b"


def test_a_line_over_the_bound(tmp_path: Path) -> None:
    found = read(tmp_path, lines(ONE, {"id": 9, "titre": "x" * 10_000_000}, TWO))
    assert fields(found) == [ONE, TWO]
    assert rules_of(found) == ["record-too-large"]
    assert unreadable(found)[0].finding.cell.row == 2
    assert records(found)[1].row == 3


def test_a_value_over_the_bound(tmp_path: Path) -> None:
    file = bounded(delivered(tmp_path, lines(ONE, {"titre": "é" * 600}, TWO)), max_cell_bytes=1000)
    assert rules_of(outcomes(FORMAT, file)) == ["cell-too-large"]


def test_lines_that_are_no_records(tmp_path: Path) -> None:
    assert rules_of(read(tmp_path, lines(ONE, [1], "a", None, TWO))) == ["not-a-record"] * 3


def test_bytes_of_another_encoding(tmp_path: Path) -> None:
    good = lines({"t": "Œuvre d’été"}).encode()
    found = read(tmp_path, good + b'{"t": "Mus\xe9e"}\n' + good)
    assert [one["t"] for one in fields(found)] == ["Œuvre d’été", "Mus\ufffde", "Œuvre d’été"]
    assert records(found)[1].findings[0].arguments["fix"] == "Musée"


def test_a_truncated_gzip(tmp_path: Path) -> None:
    good = [{"id": number, "titre": f"T {number * 7919 % 1000}"} for number in range(5000)]
    whole = gzipped(lines(*good))
    found = read(tmp_path, whole[: len(whole) // 2])
    assert len(records(found)) > 1000
    assert fields(found) == good[: len(records(found))]
    assert rules_of(found) == ["damaged"]
    assert unreadable(found)[0].finding.cell.row == len(records(found)) + 1


def test_more_records_than_the_bound(tmp_path: Path) -> None:
    found, error = until_error(FORMAT, bounded(delivered(tmp_path, lines(*[ONE] * 11)), max_records=10))
    assert len(found) == 10
    assert isinstance(error, BoundPassed)


@pytest.mark.parametrize("content", ["", "\n\n", "\ufeff"])
def test_nothing_to_read(tmp_path: Path, content: str) -> None:
    with pytest.raises(UnreadableFile):
        read(tmp_path, content)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=200)
@given(
    content=st.one_of(
        st.binary(max_size=300),
        st.lists(
            st.sampled_from(['{"id":', '"a"', "1", "}", "{}", "\n", "\r", '"', "\\u0000", "\0", "é"]), max_size=40
        ).map(lambda parts: "".join(parts).encode()),
    ),
    size=st.sampled_from([32, 1000]),
)
def test_no_bytes_raise_anything_else(tmp_path: Path, content: bytes, size: int) -> None:
    file = bounded(delivered(tmp_path, content, "input.jsonl"), max_cell_bytes=size, max_record_bytes=size * 4)
    found, error = until_error(FORMAT, file)
    assert error is None or isinstance(error, BoundPassed | UnreadableFile)
    assert [outcome.ordinal for outcome in found] == list(range(len(found)))
