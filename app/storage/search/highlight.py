"""The words of a result that answer the question, marked; a text is cut into pieces, so that no markup is in it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from msgspec import Struct

from app.storage.search.asked import Part
from app.storage.search.words import Reading, forms_of

_WORD: Final = re.compile(r"\w+")


class Piece(Struct, frozen=True, omit_defaults=True):
    """A piece of a text, and whether it answers the question."""

    text: str
    found: bool = False


def wanted_forms(parts: Iterable[Part]) -> frozenset[tuple[Reading, str]]:
    """Return every form of the words that a question asks for."""
    words = (word for part in parts if part.wanted for word in _WORD.findall(part.text))
    return frozenset(form for word in words for form in forms_of(word))


def pieces_of(text: str, wanted: frozenset[tuple[Reading, str]]) -> tuple[Piece, ...]:
    """Return the text in pieces, those marked that have a form in common with what is wanted."""
    pieces: list[Piece] = []
    end = 0
    for match in _WORD.finditer(text):
        if not forms_of(match[0]).isdisjoint(wanted):
            if match.start() > end:
                pieces.append(Piece(text[end : match.start()]))
            pieces.append(Piece(match[0], found=True))
            end = match.end()
    if end < len(text):
        pieces.append(Piece(text[end:]))
    return tuple(pieces)
