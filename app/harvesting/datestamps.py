"""Datestamps as repositories write them, and as the protocol asks for them (OAI-PMH 2.0, section 3.3)."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

_PROTOCOL = re.compile(r"\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}:\d{2}Z)?")


def is_of_the_protocol(written: str) -> bool:
    """Say whether a datestamp is written as the protocol asks."""
    return _PROTOCOL.fullmatch(written) is not None


def moment_of(written: str) -> datetime | None:
    """Return the UTC moment that a datestamp means, None where it means none.

    Also read: `20210311`, `2021-03-11 10:00:00`, fractions of a second, offsets, no zone at all (UTC then), a year
    alone or with its month.
    """
    text = written.strip().upper().replace(" UTC", "Z")
    if re.fullmatch(r"\d{4}(-\d{2})?", text):
        text = f"{text}-01" if "-" in text else f"{text}-01-01"
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    try:
        return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)
    except OverflowError:
        return None


def protocol_date(moment: datetime, *, day: bool) -> str:
    """Return a UTC moment as the protocol writes it, to the day or to the second."""
    return moment.strftime("%Y-%m-%d" if day else "%Y-%m-%dT%H:%M:%SZ")


def began_at(response_date: str, http_date: datetime | None, now: datetime) -> datetime:
    """Return the moment that the next harvest asks from, by the repository's own clock where it tells it.

    A clock that is ahead of ours would skip what changes until then; without any, a day is a safe margin.
    """
    told = moment_of(response_date) or http_date
    return min(told, now) if told is not None else now - timedelta(days=1)
