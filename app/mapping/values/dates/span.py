"""What a date has been understood to say, before it is written out as a time-span of the record."""

from __future__ import annotations

from typing import NamedTuple

from app.core.record import DateCertainty, DatePrecision, TimeSpan
from app.mapping.values.dates.days import Day, Stretch, iso

_DOUBT: dict[DateCertainty, int] = {"certain": 0, "approximate": 1, "uncertain": 2, "unknown": 3}


class Span(NamedTuple):
    """The days between which something happened; None is a side that is open."""

    first: Day | None
    last: Day | None
    precision: DatePrecision
    certainty: DateCertainty = "certain"


UNKNOWN = Span(None, None, "unknown", "unknown")


def closed(stretch: Stretch, precision: DatePrecision, certainty: DateCertainty = "certain") -> Span:
    """Return the span of a stretch of days."""
    return Span(stretch.first, stretch.last, precision, certainty)


def less_certain(one: DateCertainty, other: DateCertainty) -> DateCertainty:
    """Return the lesser of two certainties: certain, approximate, uncertain, unknown."""
    return one if _DOUBT[one] >= _DOUBT[other] else other


def hull(spans: list[Span]) -> Span | None:
    """Return the span from the earliest to the latest of several dates (at least one).

    A date after which and one before which are what lies between them; any other open side cannot be joined: None.
    """
    certainty: DateCertainty = "certain"
    for span in spans:
        certainty = less_certain(span.certainty, certainty)
    if len(spans) == 1:
        return spans[0]
    firsts = [span.first for span in spans if span.first is not None]
    lasts = [span.last for span in spans if span.last is not None]
    if len(firsts) == len(lasts) == len(spans):
        return _around(spans, Stretch(min(firsts), max(lasts)), certainty)
    if len(spans) == len(("after", "before")) and len(firsts) == len(lasts) == 1 and firsts[0] <= lasts[0]:
        return Span(firsts[0], lasts[0], "range", certainty)
    return None


def _around(spans: list[Span], stretch: Stretch, certainty: DateCertainty) -> Span:
    for span in spans:
        if (span.first, span.last) == stretch:
            return closed(stretch, span.precision, certainty)
    alike = {span.precision for span in spans}
    return closed(stretch, "period" if alike == {"period"} else "range", certainty)


def written_out(text: str, span: Span) -> TimeSpan | None:
    """Return the record's time-span; None where its end comes before its beginning: that is a slip, not a date."""
    if span.first is not None and span.last is not None and span.first > span.last:
        return None
    return TimeSpan(
        text=text,
        earliest=None if span.first is None else iso(span.first),
        latest=None if span.last is None else iso(span.last),
        precision=span.precision,
        certainty=span.certainty,
    )
