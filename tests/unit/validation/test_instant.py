from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.validation.instant import Instant

zones = st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))
moments = st.datetimes(datetime(2, 1, 1), datetime(9998, 1, 1), timezones=zones)  # noqa: DTZ001 - given a zone


def lexical(moment: datetime) -> str:
    offset = moment.strftime("%z")
    return f"{moment.replace(microsecond=0, tzinfo=None).isoformat():0>19}{offset[:3]}:{offset[3:]}"


@given(moments, moments)
def test_it_orders_moments_as_datetime_does_where_datetime_can(one: datetime, other: datetime) -> None:
    one, other = one.replace(microsecond=0), other.replace(microsecond=0)
    assert (Instant(lexical(one)) < Instant(lexical(other))) == (one < other)
    assert (Instant(lexical(one)) == Instant(lexical(other))) == (one == other)
    assert (Instant(lexical(one)) > Instant(lexical(other))) == (one > other)


@given(st.integers(-99_999, 99_999), st.integers(-99_999, 99_999))
def test_years_before_the_common_era_are_in_their_order(one: int, other: int) -> None:
    first, second = (Instant(f"{'-' * (year < 0)}{abs(year):04}-07-01T00:00:00Z") for year in (one, other))
    assert (first < second) == (one < other)
    assert (first == second) == (one == other)


@pytest.mark.parametrize(
    "text",
    ["2000-02-29T00:00:00Z", "-0004-02-29T00:00:00Z", "0000-02-29T23:59:59Z", "-12000-12-31T23:59:59.5+05:00"],
)
def test_a_moment_that_exists(text: str) -> None:
    assert Instant(text).seconds is not None


@pytest.mark.parametrize(
    "text",
    ["1900-02-29T00:00:00Z", "1900-06-31T00:00:00Z", "190-01-01T00:00:00Z", "01900-01-01T00:00:00Z", "1900Z", "?"],
)
def test_one_that_does_not_exist_is_not_before_anything(text: str) -> None:
    broken, sound = Instant(text), Instant("1900-01-01T00:00:00Z")
    assert broken.seconds is None
    assert not broken < sound
    assert not sound < broken
    assert broken != sound
    assert broken > sound
    assert sound > broken


def test_it_is_not_compared_with_a_moment_without_a_zone() -> None:
    with pytest.raises(TypeError):
        assert Instant("1900-01-01T00:00:00Z") > datetime(1900, 1, 1, tzinfo=UTC)
