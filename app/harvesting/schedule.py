"""How often a source is harvested: hourly, daily, weekly, or every so many minutes, hours, days or weeks."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from app.core.errors import InputError
from app.core.text import Text

_WORDS = {"hourly": "1h", "daily": "1d", "weekly": "1w"}
_INTERVAL = re.compile(r"([1-9][0-9]{0,3})(m|h|d|w)")
_UNITS = {"m": timedelta(minutes=1), "h": timedelta(hours=1), "d": timedelta(days=1), "w": timedelta(weeks=1)}
_SHORTEST = timedelta(minutes=15)  # nobody's collection changes faster, and each run costs the other side a request
_NEVER = frozenset({"", "never", "jamais"})


def schedule_named(written: str) -> str:
    """Return a schedule in its stored form: empty for `never`, else `hourly`, `daily`, `weekly` or an interval (`6h`).

    An interval is a number and m, h, d or w; at least 15 minutes. Raises InputError.
    """
    name = written.strip().lower()
    if name in _NEVER:
        return ""
    found = _INTERVAL.fullmatch(_WORDS.get(name, name))
    if found is None or int(found[1]) * _UNITS[found[2]] < _SHORTEST:
        raise InputError(
            Text(
                fr=f"L'horaire « {written[:40]} » n'est ni never, hourly, daily, weekly, ni un intervalle d'au moins "
                "15 minutes comme 45m, 6h, 2d, 1w.",
                en=f"The schedule “{written[:40]}” is neither never, hourly, daily, weekly nor an interval of at least "
                "15 minutes such as 45m, 6h, 2d, 1w.",
            )
        )
    return name


def next_after(schedule: str, now: datetime) -> datetime | None:
    """Return when a source of this schedule is due after a run that ended now; None for one that runs when asked."""
    found = _INTERVAL.fullmatch(_WORDS.get(schedule, schedule))
    return None if found is None else now + int(found[1]) * _UNITS[found[2]]
