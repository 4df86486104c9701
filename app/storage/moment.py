"""Moments as the database keeps them: whole milliseconds since 1970, UTC, the same on every engine.

An integer is a third of the size of a date as SQLite writes it, compares everywhere alike, and knows no time zone.
"""

from __future__ import annotations

import time
from datetime import UTC, datetime


def now_ms() -> int:
    """Return the present moment in milliseconds since 1970."""
    return time.time_ns() // 1_000_000


def moment(milliseconds: int) -> datetime:
    """Return the UTC-aware datetime of this many milliseconds since 1970."""
    return datetime.fromtimestamp(milliseconds / 1000, UTC)


def moment_or_none(milliseconds: int | None) -> datetime | None:
    """Return the same for a moment that may not have come yet."""
    return None if milliseconds is None else moment(milliseconds)
