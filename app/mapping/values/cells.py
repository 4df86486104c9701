"""Cells that hold several values."""

from __future__ import annotations

from functools import lru_cache
from itertools import accumulate
from typing import Final

_PARTNERS: Final = {"(": ")", "[": "]", "{": "}", "«": "»", "“": "”"}
_CLOSING: Final = frozenset(_PARTNERS.values())
_DEEPEST: Final = 8  # brackets nested deeper than this are no longer looked for from the inside out


@lru_cache(maxsize=16384)
def split_values(text: str, separators: tuple[str, ...]) -> tuple[str, ...]:
    """Return the values of a cell, parted at any of the separators outside brackets and quotation marks.

    Values are trimmed and blank ones dropped. A bracket without its partner is an ordinary character, so that one
    mistyped parenthesis does not swallow the values after it.
    """
    marks = tuple(sorted((mark for mark in separators if mark), key=len, reverse=True))
    if not any(mark in text for mark in marks):
        whole = text.strip()
        return (whole,) if whole else ()
    inside = enclosed(text)
    values, start, position = [], 0, 0
    while position < len(text):
        mark = "" if inside[position] else next((mark for mark in marks if text.startswith(mark, position)), "")
        if mark:
            values.append(text[start:position])
            start = position + len(mark)
        position += len(mark) or 1
    values.append(text[start:])
    return tuple(value for written in values if (value := written.strip()))


def enclosed(text: str) -> tuple[int, ...]:
    """Return, for each character, how many pairs of brackets or quotation marks stand around it."""
    changes = [0] * (len(text) + 1)
    waiting: list[tuple[str, int]] = []
    quote = -1
    for position, character in enumerate(text):
        if character == '"':
            if quote >= 0:
                changes[quote] += 1
                changes[position + 1] -= 1
                quote = -1
            elif position == 0 or not text[position - 1].isalnum():
                quote = position  # after a letter or a digit it is an inch, not a quotation
        elif character in _PARTNERS:
            waiting.append((_PARTNERS[character], position))
        elif character in _CLOSING and any(partner == character for partner, _ in waiting[-_DEEPEST:]):
            while waiting[-1][0] != character:
                waiting.pop()
            changes[waiting.pop()[1]] += 1
            changes[position + 1] -= 1
    return tuple(accumulate(changes[: len(text)]))
