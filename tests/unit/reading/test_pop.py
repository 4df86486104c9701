"""Tagged text: whatever its lines are, each notice is read or reported, and no value goes astray."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.config import Bounds
from app.core.source import SourceRecord, UnreadableRecord
from app.reading.formats.pop import FORMAT
from app.reading.formats.pop.notices import TAGS, fields_of
from app.reading.source_format import DeliveredFile, ReadOutcome

WORDS = st.text(alphabet="abcé ,;-", min_size=1, max_size=20).map(str.strip).filter(bool)
VALUES = st.lists(WORDS, min_size=1, max_size=3)
NOTICES = st.lists(
    st.lists(st.tuples(st.sampled_from(sorted(TAGS - {"REF"})), VALUES), max_size=5, unique_by=lambda one: one[0]),
    min_size=1,
    max_size=5,
)


def outcomes(text: str, tmp_path: Path, bounds: Bounds | None = None, encoding: str = "utf-8") -> list[ReadOutcome]:
    path = tmp_path / "notices.txt"
    path.write_bytes(text.encode(encoding))
    return list(FORMAT.read(DeliveredFile(path, path.name, bounds or Bounds())))


@given(notices=NOTICES, end=st.sampled_from([[], ["//"]]), ending=st.sampled_from(["\n", "\r\n"]))
def test_what_is_written_is_read(
    notices: list[list[tuple[str, list[str]]]], end: list[str], ending: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    lines: list[str] = []
    for number, fields in enumerate(notices):
        lines += ["REF", f"N{number}"]
        for tag, value in fields:
            lines += [tag, *value]
        lines += end
    read = outcomes(ending.join(lines) + ending, tmp_path_factory.mktemp("pop"))
    assert all(isinstance(one, SourceRecord) for one in read)
    assert [one.fields["REF"] for one in read if isinstance(one, SourceRecord)] == [
        f"N{n}" for n in range(len(notices))
    ]
    for one, fields in zip(read, notices, strict=True):
        assert isinstance(one, SourceRecord)
        found = " ".join("".join(str(value)) for value in one.fields.values())
        for word in (word for _, value in fields for line in value for word in line.removesuffix(" -").split()):
            assert word in found, "nothing is lost"


@given(st.lists(st.sampled_from([*sorted(TAGS)[:6], "//", "", "mot", "suite -", "a#b"]), max_size=30))
def test_any_lines_give_records_or_say_why(lines: list[str]) -> None:
    assert [tag for tag, _, _ in fields_of(lines) if tag] == [line for line in lines if line in TAGS]


@pytest.mark.parametrize(
    ("lines", "value"),
    [
        (["TITR", "Une maison -", "au bord"], "Une maison au bord"),
        (["TITR", "Une maison", "au bord"], "Une maison\nau bord"),
        (["TITR", "Une maison#au bord"], "Une maison\nau bord"),
        (["TITR", "tiret final -"], "tiret final -"),
        (["TITR"], ""),
    ],
)
def test_the_lines_of_a_value(lines: list[str], value: str) -> None:
    assert [text for _, text, _ in fields_of(lines)] == [value]


def test_a_tag_that_comes_twice_has_both_values(tmp_path: Path) -> None:
    (read,) = outcomes("REF\n1\nDENO\nvase\nDENO\nurne\n//\n", tmp_path)
    assert isinstance(read, SourceRecord)
    assert read.fields["DENO"] == ["vase", "urne"]


def test_bounds_refuse_one_notice_alone(tmp_path: Path) -> None:
    text = f"REF\n1\n//\nREF\n2\nDESC\n{'x' * 3000}\n//\nREF\n3\nTITR\n{'y' * 300}\n//\nREF\n4\n//\n"
    read = outcomes(text, tmp_path, Bounds(max_record_bytes=2000, max_cell_bytes=200))
    refused = [one.finding.arguments["bound"] for one in read if isinstance(one, UnreadableRecord)]
    assert refused == ["max_record_bytes", "max_cell_bytes"]
    assert [one.fields["REF"] for one in read if isinstance(one, SourceRecord)] == ["1", "4"]
    assert [one.ordinal for one in read] == [0, 1, 2, 3]


def test_rows_are_the_lines_where_notices_begin(tmp_path: Path) -> None:
    read = outcomes("\n\nREF\n1\n//\n\nREF\n2\n//\n", tmp_path, encoding="cp1252")
    assert [one.row for one in read if isinstance(one, SourceRecord)] == [3, 7]


@pytest.mark.parametrize(
    ("head", "least"),
    [
        ("REF\r\n1\r\nTITR\r\nx\r\nDENO\r\ny\r\n//\r\n", 0.9),
        ("REF,TITR\n1,2\n", 0.0),
        ("Titre\nAuteur\n", 0.0),
        ("", 0.0),
    ],
)
def test_recognition(head: str, least: float) -> None:
    sure = FORMAT.recognise(head.encode(), "f.txt")
    assert sure >= least if least else sure == 0.0
