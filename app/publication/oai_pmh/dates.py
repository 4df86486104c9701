"""Dates of selective harvesting: days, or moments to the second, in UTC (OAI-PMH 2.0, sections 2.7.1 and 3.3)."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

from app.publication.oai_pmh.faults import Fault

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_SECOND = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z")


def interval(start: str | None, until: str | None) -> tuple[datetime | None, datetime | None]:
    """Return the first moment of `from`, and the first moment after `until`, which is inclusive; both UTC.

    Raise Fault badArgument for what is no date of the protocol, for two granularities, and for an end before its start.
    """
    if start is not None and until is not None and len(start) != len(until):
        raise Fault(
            "badArgument",
            f"« from » ({start[:40]}) et « until » ({until[:40]}) n'ont pas la même précision.",
            f"“from” ({start[:40]}) and “until” ({until[:40]}) have not the same granularity.",
        )
    first = None if start is None else _moment("from", start)[0]
    end = None if until is None else _moment("until", until)[1]
    if first is not None and end is not None and first >= end:
        raise Fault("badArgument", "« from » est après « until ».", "“from” is later than “until”.")
    return first, end


def _moment(name: str, written: str) -> tuple[datetime, datetime]:
    """Return the first moment of the day or second, and the first moment after it."""
    form, unit = ("", timedelta())
    if _DAY.fullmatch(written):
        form, unit = "%Y-%m-%d", timedelta(days=1)
    elif _SECOND.fullmatch(written):
        form, unit = "%Y-%m-%dT%H:%M:%SZ", timedelta(seconds=1)
    try:
        first = datetime.strptime(written, form).replace(tzinfo=UTC)
        return first, first + unit
    except (ValueError, OverflowError):
        raise Fault(
            "badArgument",
            f"« {name} » doit être une date: AAAA-MM-JJ ou AAAA-MM-JJThh:mm:ssZ, et non « {written[:40]} ».",
            f"“{name}” must be a date: YYYY-MM-DD or YYYY-MM-DDThh:mm:ssZ, not “{written[:40]}”.",
        ) from None
