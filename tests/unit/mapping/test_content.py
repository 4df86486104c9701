"""A record's content is the same wherever in its file it stands."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.finding import Cell
from app.core.record import CatalogueRecord, NamedValue, Note, Title
from app.core.source import SourceRecord
from app.mapping.content import content_digest


def digest(text: str, row: int | None = None, path: str | None = None, private: str = "") -> bytes:
    place = None if path is None else f"{path}/Titre"
    record = CatalogueRecord(
        local_id="1",
        titles=(Title(text=text, cell=Cell("Titre", text, row, place)),),
        notes=(Note(text=text, cell=Cell("Titre", text, row, path)),),
        private=(NamedValue(name="Tiroir", value=private, cell=Cell("Tiroir", private, row, place)),),
    )
    return content_digest(msgspec.json.encode(record), SourceRecord(0, {}, "f", row, path))


@given(st.text(min_size=1), st.integers(1, 200), st.integers(1, 200))
def test_a_row_further_down_is_no_other_content(text: str, row: int, other: int) -> None:
    assert digest(text, row) == digest(text, other)
    assert digest(text, row) != digest(text, row, private="B-12")


@given(st.text(min_size=1), st.integers(0, 99), st.integers(0, 99))
def test_a_place_further_down_a_list_is_no_other_content(text: str, place: int, other: int) -> None:
    assert digest(text, path=f"/objets/{place}") == digest(text, path=f"/objets/{other}")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ('"row":12', '"row":13'),
        ('"row":12,', '"row":13,'),
        ('\\"row":12}', '\\"row":13}'),
        ('"path":"/1/"', '"path":"/2/"'),
    ],
)
def test_a_value_that_looks_like_a_place_is_content(one: str, other: str) -> None:
    assert digest(one, 12) != digest(other, 12)
    assert digest(one, 13) != digest(other, 13)
    assert digest(one, path="/1") != digest(other, path="/1")
