"""The dates that most cells hold, read at once: 1971, "1914-20", "(c. 1920)", « vers 1900 ».

Whatever is not plainly one of these is left to the grammar (`phrases`), which reads these too, and the same.
"""

from __future__ import annotations

import re

from app.mapping.values.dates.days import LAST_YEAR, years
from app.mapping.values.dates.span import Span, closed

_PLAIN = re.compile(r"(\()?(c\. ?|ca\.? |circa |[Vv]ers )?([12][0-9]{3})(?:([-–])([12][0-9]{3}|[0-9]{1,2}))?(?(1)\))")


def read_plain(text: str) -> Span | None:
    """Return the span of a year or a range of years, circa or not; None for any other text."""
    match = _PLAIN.fullmatch(text)
    if match is None:
        return None
    _, circa, begin, _, end = match.groups()
    first = last = int(begin)
    if end:
        size = 10 ** len(end)
        last = first // size * size + int(end)
        # Two figures that no range ends with may be a month: 1985-04.
        if last <= first:
            return None
    if last > LAST_YEAR:
        return None
    return closed(years(first, last), "range" if end else "year", "approximate" if circa else "certain")
