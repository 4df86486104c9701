"""Numbers in both conventions, and coordinates."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.mapping.values.numbers import read_coordinate, read_number


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("12", 12.0),
        ("12.5", 12.5),
        ("12,5", 12.5),
        ("-73,561668", -73.561668),
        ("+4", 4.0),
        ("005.8", 5.8),
        ("000.0", 0.0),
        ("0,018", 0.018),
        ("1 234,5", 1234.5),
        ("1\u202f234,5", 1234.5),
        ("1,234.5", 1234.5),
        ("1.234,5", 1234.5),
        ("1,234,567", 1234567.0),
        ("1'234.5", 1234.5),
        ("12 1/2", 12.5),
        ("12-1/2", 12.5),
        ("5½", 5.5),
        ("3/4", 0.75),
        ("1.0E2", 100.0),
        (" 7 ", 7.0),
    ],
)
def test_numbers(text: str, expected: float) -> None:
    assert read_number(text) == expected


@pytest.mark.parametrize(
    "text", ["", "abc", "1,250", "12.5.3", "1/0", "1e999", "nan", "inf", "12 cm", "١٢", "²", "1,23,4", "9" * 65]
)
def test_what_is_no_number_or_may_be_two_is_none(text: str) -> None:
    assert read_number(text) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("45.466405", 45.466405),
        ("-73,631648", -73.631648),
        ("45° 30' N", 45.5),
        ("45°30′15″ S", -45.504166666),
        ("73° 33' 12,5\" O", -73.553472222),
        ("N 45 30 15", 45.504166666),
        ("73.5 ouest", -73.5),
        ("12 E", 12.0),
        ("000 10", 0.166666666),
        ("45 degrés 30 min 10 sec nord", 45.502777777),
    ],
)
def test_coordinates(text: str, expected: float) -> None:
    read = read_coordinate(text)
    assert read is not None
    assert math.isclose(read, expected, abs_tol=1e-6)


@pytest.mark.parametrize("text", ["", "181", "1234", "45°61'", "45 30 61", "-45 N", "N 45 S", "Montréal", "4" * 70])
def test_what_is_no_coordinate_is_none(text: str) -> None:
    assert read_coordinate(text) is None


@given(st.floats(min_value=-180, max_value=180, allow_nan=False).map(lambda value: round(value, 6)))
def test_decimal_degrees_come_back_in_both_languages(degrees: float) -> None:
    shown = f"{degrees:.6f}"
    assert read_coordinate(shown) == read_coordinate(shown.replace(".", ",")) == float(shown)


@given(st.integers(0, 10**9), st.integers(0, 99), st.sampled_from(["fr", "en"]))
def test_grouped_numbers_come_back_in_both_languages(whole: int, cents: int, language: str) -> None:
    english = f"{whole:,}.{cents:02}"
    shown = english if language == "en" else english.replace(",", " ").replace(".", ",")
    assert read_number(shown) == float(f"{whole}.{cents:02}")


@given(st.text(max_size=80))
def test_any_text_gives_a_finite_number_or_none(text: str) -> None:
    for read in (read_number(text), read_coordinate(text)):
        assert read is None or math.isfinite(read)
