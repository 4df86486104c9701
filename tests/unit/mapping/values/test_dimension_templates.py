"""A statement read by a template says what the reader says of it word by word."""

from __future__ import annotations

import csv
import gzip

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.mapping.values.dimensions.reading import read_dimensions, read_in_full
from app.mapping.values.dimensions.templates import numbers_and_form
from app.mapping.values.dimensions.tokens import normalised
from tests.shared import SHARED, needs_shared

LABELS = ("", "plate: ", "irreg. composition ", "sheet (irreg.): ", "Page: ", "each ", "composition and sheet: ", "a. ")
SEPARATORS = ("; ", "\n", " ", ", ")


@pytest.mark.parametrize(
    "text",
    [
        '9 x 6 1/2" (22.9 x 16.5 cm)',
        "9 × 6 1/2″ (22.9 × 16.5 cm)",
        'plate: 4 15/16 x 3" (12.5 x 7.6 cm); sheet: 10 x 8" (25.4 x 20.3cm)',
        '12 x 12 x 3/4" (30.5 x 30.5 x 1.9 cm)',
    ],
)
def test_statements_of_pairs_have_a_form(text: str) -> None:
    written = normalised(text)
    assert numbers_and_form(written) is not None
    assert read_dimensions(text) == read_in_full(written, None, ())


@pytest.mark.parametrize(
    "text",
    [
        '9 x 6 1/2" (22.9 x 26.5 cm)',  # the systems differ
        '9 x 6" (22.9 x 15.2 x 3 cm)',
        '2 plates: 9 x 6" (22.9 x 15.2 cm)',
        '9 x 6" (22.9 x 15.2 cm), 1978',
        '9 x 7 1/17" (22.9 x 18 cm)',
        '0 x 6" (0 x 15.2 cm)',
        "22.9 x 15.2 cm",
        "",
    ],
)
def test_any_other_statement_has_none(text: str) -> None:
    assert numbers_and_form(normalised(text)) is None


sixteenths = st.integers(1, 16 * 60).map(lambda count: count / 16)


def inches(value: float) -> str:
    whole, rest = divmod(value, 1)
    above, below = float(rest).as_integer_ratio()
    parts = [str(int(whole))] * bool(whole) + [f"{above}/{below}"] * bool(above)
    return " ".join(parts)


@given(
    st.lists(
        st.tuples(st.sampled_from(LABELS), st.lists(sixteenths, min_size=2, max_size=3), st.sampled_from(SEPARATORS)),
        min_size=1,
        max_size=3,
    ),
    st.integers(0, 2),
)
def test_templates_and_words_agree(clauses: list[tuple[str, list[float], str]], digits: int) -> None:
    text = ""
    for label, values, separator in clauses:
        written = " x ".join(map(inches, values))
        metric = " x ".join(f"{value * 2.54:.{digits}f}" for value in values)
        text += f'{label}{written}" ({metric} cm){separator}'
    assert read_dimensions(text) == read_in_full(normalised(text), None, ())


@needs_shared
def test_they_agree_on_a_museums_own_statements() -> None:
    assert SHARED is not None
    with gzip.open(SHARED / "data" / "csv" / "moma-artworks-123919.csv.gz", "rt", encoding="utf-8") as file:
        texts = sorted({row["Dimensions"] for row in csv.DictReader(file) if row["Dimensions"]})[::20]
    by_template = [text for text in texts if numbers_and_form(normalised(text)) is not None]
    assert len(by_template) > 0.8 * len(texts)
    for text in by_template:
        assert read_dimensions(text) == read_in_full(normalised(text), None, ())
