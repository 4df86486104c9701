"""Dates as the data dictionaries of CHIN/RCIP and Info-Muse have them written."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.mapping.values.dates.chin import read_chin
from app.mapping.values.dates.reader import read_date


@pytest.mark.parametrize(
    ("text", "earliest", "latest", "certainty"),
    [
        ("19560000", "1956-01-01", "1956-12-31", "certain"),
        ("19560000 ?", "1956-01-01", "1956-12-31", "uncertain"),
        ("19560400", "1956-04-01", "1956-04-30", "certain"),
        ("19560417", "1956-04-17", "1956-04-17", "certain"),
        ("1956-04-17", "1956-04-17", "1956-04-17", "certain"),
        ("1930 c", "1930-01-01", "1930-12-31", "approximate"),
        ("C 19300000", "1930-01-01", "1930-12-31", "approximate"),
        ("1950's", "1950-01-01", "1959-12-31", "certain"),
        ("19500000's", "1950-01-01", "1959-12-31", "certain"),
        ("19350000 P", None, "1934-12-31", "certain"),
        ("19350000 AN", None, "1934-12-31", "certain"),
        ("19350000 L", "1936-01-01", None, "certain"),
        ("19350000 PO", "1936-01-01", None, "certain"),
        ("-05000000", "-0499-01-01", "-0499-12-31", "certain"),
        ("-0043-03-15", "-0043-03-15", "-0043-03-15", "certain"),
    ],
)
def test_a_date_of_the_dictionary(text: str, earliest: str | None, latest: str | None, certainty: str) -> None:
    read = read_date(text)
    assert read is not None
    assert (read.earliest, read.latest, read.certainty) == (earliest, latest, certainty)


@pytest.mark.parametrize("text", ["1956", "19561301", "19560230", "00001231", "C 1930 P", "19560017", "hier"])
def test_what_is_no_date_of_this_form(text: str) -> None:
    assert read_chin(text) is None


@given(st.text(alphabet="0123456789-'s ?CcPLANO", max_size=16))
def test_any_text_is_read_or_left_to_the_others(text: str) -> None:
    span = read_chin(text)
    if span is not None and span.first is not None and span.last is not None:
        assert span.first <= span.last
