"""Numbers as people write them: decimal point or comma, thousands separated or not, fractions, coordinates.

A comma followed by three digits (`1,250`) is a thousand in English and a decimal in French:
alone it is read as neither.
"""

from __future__ import annotations

import re
from fractions import Fraction
from functools import lru_cache
from typing import Final

LONGEST: Final = 64  # no number that a person wrote is longer; a longer one is something else
GREATEST: Final = 1e12

# Unicode's vulgar fractions, as `5½` is written in imperial measures.
_VULGAR = {
    "½": "1/2", "⅓": "1/3", "⅔": "2/3", "¼": "1/4", "¾": "3/4", "⅕": "1/5", "⅖": "2/5", "⅗": "3/5", "⅘": "4/5",
    "⅙": "1/6", "⅚": "5/6", "⅐": "1/7", "⅛": "1/8", "⅜": "3/8", "⅝": "5/8", "⅞": "7/8", "⅑": "1/9", "⅒": "1/10",
}  # fmt: skip
_TYPOGRAPHY = str.maketrans(
    {vulgar: f" {fraction}" for vulgar, fraction in _VULGAR.items()}
    | dict.fromkeys("\u00a0\u2007\u2008\u2009\u200a\u202f\t", " ")
    | dict.fromkeys("\u200b\u200e\u200f\ufeff", "")
    | {"⁄": "/", "−": "-", "′": "'", "’": "'", "ʹ": "'", "″": '"', "”": '"', "“": '"', "ʺ": '"', "º": "°", "˚": "°"}
)

_FRACTION = r"(?P<numerator>\d{1,2})\s?/\s?(?P<denominator>\d{1,3})"
_MIXED = re.compile(rf"(?:(?P<whole>\d{{1,6}})(?:\s+|\s*-\s*))?{_FRACTION}", re.ASCII)
_GROUPED = re.compile(r"\d{1,3}(?P<group>[ .,'])\d{3}(?:(?P=group)\d{3})*(?:[.,]\d+)?", re.ASCII)
_PLAIN = re.compile(r"\d+(?:[.,]\d*)?|[.,]\d+", re.ASCII)
_SCIENTIFIC = re.compile(r"\d+(?:\.\d+)?[eE][+-]?\d{1,2}", re.ASCII)
_AMBIGUOUS = re.compile(r"[1-9]\d{0,2},\d{3}", re.ASCII)

_DIRECTION = "[NSEWO]|nord|sud|est|ouest|north|south|east|west"
_FRACTIONAL = r"\d{1,3}(?:[.,]\d{1,20})?"
_DEGREE_MARK = r"(?:°|d(?:eg(?:r[eé]s|rees)?)?\.?)"
_DEGREES = re.compile(
    rf"(?P<before>{_DIRECTION})?\s*(?P<sign>[+-])?\s*(?:(?P<decimal>{_FRACTIONAL})\s*{_DEGREE_MARK}?|"
    rf"(?P<degrees>\d{{1,3}})(?:\s*{_DEGREE_MARK}\s*|\s+)(?P<minutes>{_FRACTIONAL})\s*(?:'|min\.?)?"
    rf"(?:(?:(?<=['.n])\s*|\s+)(?P<seconds>{_FRACTIONAL})\s*(?:\"|''|s(?:ec)?\.?)?)?)\s*(?P<after>{_DIRECTION})?\.?",
    re.IGNORECASE | re.ASCII,
)
_NEGATIVE_DIRECTIONS = frozenset("swo")  # sud/south, west, ouest


def plain_typography(text: str) -> str:
    """Return the text with vulgar fractions as ` 1/2`, each kind of space as a space, primes and minus as ASCII."""
    return text.translate(_TYPOGRAPHY)


@lru_cache(maxsize=16384)
def read_number(text: str) -> float | None:
    """Return the number that the text is, or None when it is none or may be two (`1,250`).

    Read are `12.5`, `12,5`, `1 234,5`, `1,234.5`, `1.234,5`, `005.8`, `12 1/2`, `5½`, `1.0E2`, with a sign or without.
    """
    if len(text) > LONGEST:
        return None
    written = plain_typography(text).strip()
    negative = written.startswith("-")
    unsigned = written[1:].strip() if written[:1] in {"-", "+"} else written
    if _AMBIGUOUS.fullmatch(unsigned):
        return None
    number = unsigned_number(unsigned)
    return -number if number is not None and negative else number


def unsigned_number(written: str) -> float | None:
    """Return the value of an unsigned number, a lone comma being a decimal one; None where it is not a number.

    Whoever knows the convention by other means (a unit, a neighbour) decides before what `1,250` is.
    """
    mixed = _MIXED.fullmatch(written)
    if mixed:
        return _bounded(_mixed_value(mixed))
    if _SCIENTIFIC.fullmatch(written):
        return _bounded(float(written))
    grouped = _GROUPED.fullmatch(written)
    if grouped and not _is_lone_separator(written, grouped["group"]):
        rest = written.replace(grouped["group"], "")
        return _bounded(float(rest.replace(",", ".")))
    if _PLAIN.fullmatch(written):
        return _bounded(float(written.replace(",", ".")))
    return None


def _is_lone_separator(written: str, group: str) -> bool:
    """Tell whether the only separator in `1.250` or `1,250` is a point or comma, and so a decimal one."""
    return group in ".," and sum(written.count(mark) for mark in " .,'") == 1


def _mixed_value(mixed: re.Match[str]) -> float:
    denominator = int(mixed["denominator"])
    if denominator == 0:
        return float("inf")
    return float(int(mixed["whole"] or 0) + Fraction(int(mixed["numerator"]), denominator))


def _bounded(number: float) -> float | None:
    return number if number <= GREATEST else None


@lru_cache(maxsize=16384)
def read_coordinate(text: str) -> float | None:
    """Return decimal degrees from `45.466405`, `-73,631648`, `45° 30' N`, `73° 33' 12,5" O`; None beyond 180 degrees.

    South, west and ouest are negative. A lone `E` is east; `O` is ouest, as in French.
    """
    if len(text) > LONGEST:
        return None
    match = _DEGREES.fullmatch(plain_typography(text).strip())
    if match is None or (match["before"] and match["after"]):
        return None
    minutes, seconds = _decimal(match["minutes"]), _decimal(match["seconds"])
    if minutes >= 60 or seconds >= 60:  # noqa: PLR2004  # sixty minutes make a degree
        return None
    degrees = _decimal(match["decimal"] or match["degrees"]) + minutes / 60 + seconds / 3600
    direction = (match["before"] or match["after"] or "").casefold()[:1]
    if degrees > 180 or (direction and match["sign"] == "-"):  # noqa: PLR2004  # the half circle
        return None
    return -degrees if direction in _NEGATIVE_DIRECTIONS or match["sign"] == "-" else degrees


def _decimal(written: str | None) -> float:
    return float(written.replace(",", ".")) if written else 0.0
