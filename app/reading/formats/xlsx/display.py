"""A number of a spreadsheet as a person sees it there: whole numbers without a point, dates as ISO 8601.

Nothing that is stored is lost: a format may add zeros or say that a number is a date, but never takes decimals away.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from decimal import Decimal
from math import isfinite
from typing import TypeAlias

from openpyxl.styles.numbers import BUILTIN_FORMATS, is_date_format, is_timedelta_format
from openpyxl.utils.datetime import MAC_EPOCH, WINDOWS_EPOCH, from_excel

_EXACT_DIGITS = 15  # a spreadsheet keeps and shows so many significant digits (IEEE 754 double)
_WHOLE = re.compile(r"-?[1-9]\d{0,14}|0")
_LITERALS = re.compile(r'"[^"]*"|\\.|_.|\*.|\[(?![hms]+\])[^\]]*\]', re.IGNORECASE)
_ZEROS = re.compile(r"0{2,}")
_DECIMALS = re.compile(r"[#,]*0?\.(0+)")
_PERCENT = re.compile(r"0(?:\.(0+))?%")
_MINUTES = re.compile(r"h+[^a-z]*m+|m+[^a-z]*s+")

Shown: TypeAlias = Callable[[float], str]


@dataclass(frozen=True, slots=True)
class NumberFormat:
    """How the numbers of one cell style are shown; `plain` says that whole numbers are shown as they are stored."""

    plain: bool
    shown: Shown

    def text(self, stored: str) -> str:
        """Return the text of a stored number; raise ValueError when it is none."""
        if self.plain and _WHOLE.fullmatch(stored):
            return stored
        value = float(stored)
        if not isfinite(value):
            raise ValueError(stored)
        return self.shown(value)


def number_format(number: str, code: str | None, *, since_1904: bool) -> NumberFormat:
    """Return the format of this number and code (ECMA-376, part 1, 18.8.30); the numbers below 164 need no code."""
    builtin = BUILTIN_FORMATS.get(int(number), "General") if number.isdecimal() else "General"
    written = code or builtin
    if is_date_format(written):
        return NumberFormat(plain=False, shown=_date_shown(written, since_1904=since_1904))
    bare = _LITERALS.sub("", written.split(";")[0])
    zeros = _ZEROS.fullmatch(bare)
    if zeros:
        width = len(bare)
        return NumberFormat(plain=False, shown=lambda value: general(value).zfill(width))
    decimals = _DECIMALS.fullmatch(bare)
    if decimals:
        places = len(decimals[1])
        return NumberFormat(plain=False, shown=lambda value: _with_places(general(value), places))
    percent = _PERCENT.fullmatch(bare)
    if percent:
        places = len(percent[1] or "")
        return NumberFormat(plain=False, shown=lambda value: _with_places(general(value * 100), places) + "%")
    return GENERAL


def general(value: float) -> str:
    """Return a number without the noise of its binary form: 1856.0 is `1856`, 45.299999999999997 is `45.3`."""
    text = f"{value:.{_EXACT_DIGITS}g}"
    return format(Decimal(text), "f") if "e" in text else text


GENERAL = NumberFormat(plain=True, shown=general)


def _with_places(text: str, places: int) -> str:
    whole, _, decimals = text.partition(".")
    return f"{whole}.{decimals.ljust(places, '0')}" if places else text


def _date_shown(code: str, *, since_1904: bool) -> Shown:
    epoch = MAC_EPOCH if since_1904 else WINDOWS_EPOCH
    if is_timedelta_format(code):
        return lambda value: _duration(from_excel(value, epoch, timedelta=True))
    bare = _LITERALS.sub("", code.split(";", maxsplit=1)[0]).lower()
    dated = _MINUTES.sub("", bare)
    timed = any(letter in bare for letter in "hs")
    parts = "".join(letter for letter in "ymd" if letter in dated)

    def shown(value: float) -> str:
        try:
            moment = from_excel(value, epoch)
        except (OverflowError, ValueError):
            return general(value)  # a spreadsheet shows only ####; the number is kept
        return _moment(moment, parts, timed=timed) if isinstance(moment, datetime) else _clock(moment)

    return shown


def _moment(moment: datetime, parts: str, *, timed: bool) -> str:
    """Return as much of a moment as its format shows: a year alone stays a year."""
    if not parts:
        return _clock(moment.time())
    if parts == "y":
        return f"{moment.year:04d}"
    if parts == "ym":
        return f"{moment.year:04d}-{moment.month:02d}"
    if parts == "md":
        return f"--{moment.month:02d}-{moment.day:02d}"
    day = moment.date().isoformat()
    return f"{day}T{_clock(moment.time())}" if timed and moment.time() != time() else day


def _clock(clock: object) -> str:
    return clock.isoformat("seconds") if isinstance(clock, time) else str(clock)


def _duration(length: object) -> str:
    if not isinstance(length, timedelta):
        return str(length)
    minutes, seconds = divmod(round(length.total_seconds()), 60)
    return f"{minutes // 60}:{minutes % 60:02d}:{seconds:02d}"
