"""Years of birth and death, as catalogues write them beside names."""

from __future__ import annotations

import re
from functools import lru_cache

from app.core.record import TimeSpan
from app.mapping.values.dates import read_date

_YEAR = re.compile(r"\d{3,4}")
_DOTTED_CENTURY = re.compile(r"(\d{2})(?:\.\.|--|\?\?|XX)", re.IGNORECASE)


@lru_cache(maxsize=16384)
def read_life_date(text: str) -> TimeSpan | None:
    """Return when somebody was born or died: `1841`, `c. 1590`, `18..`, `1757/04/16`, `1728 or 32`; None if unreadable.

    A year spans from its first to its last day. As everywhere, circa widens nothing but the certainty.
    """
    written = text.strip(" ,.;:()[]")
    if _YEAR.fullmatch(written):
        return year_span(written, int(written))
    century = _DOTTED_CENTURY.fullmatch(text.strip(" ,;:()[]"))
    if century:
        first = int(century[1]) * 100
        begin, end = f"{first:04}-01-01", f"{first + 99:04}-12-31"
        return TimeSpan(text=century[0], earliest=begin, latest=end, precision="century")
    return read_date(written) if any(character.isdigit() for character in written) else None


def year_span(text: str, year: int) -> TimeSpan:
    """Return the span of one year of the common era."""
    return TimeSpan(text=text, earliest=f"{year:04}-01-01", latest=f"{year:04}-12-31")
