"""How large a picture is, as catalogues write it."""

from __future__ import annotations

from typing import cast

import pytest

from app.core.finding import Cell, Finding
from app.mapping import readings, rules
from app.mapping.readings import Aim


@pytest.mark.parametrize(
    ("written", "read", "found"),
    [
        ("4000", (4000,), 0),
        ("4 000", (4000,), 0),
        ("0", (), 0),
        ("12,5", (), 1),
        ("-3", (), 1),
        ("99999999999", (), 1),
        ("grande", (), 1),
    ],
)
def test_pixels_are_whole_and_a_nought_is_none(written: str, read: tuple[int, ...], found: int) -> None:
    findings: list[Finding] = []
    cell = Cell(column="Largeur", row=2, value=written)
    assert tuple(readings.as_pixels(written, cell, cast("Aim", None), findings)) == read
    assert [one.rule for one in findings] == [rules.UNREAD_NUMBER.id] * found
