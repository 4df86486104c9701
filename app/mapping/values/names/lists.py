"""Cells of several names: parted by a separator, or by the very commas that names hold."""

from __future__ import annotations

import re
from typing import Final

from app.mapping.values.cells import split_values
from app.mapping.values.names.persons import read_personal_name
from app.mapping.values.names.reading import NameReading, read_name
from app.mapping.values.names.roles import roles_in
from app.mapping.values.names.words import GENERATIONS, GROUP, JOINED, SEVERAL

_LONGEST: Final = 4000
_BRACKETS_ONLY = re.compile(r"(?:\([^()]*\)\s*)+")
_STATE = re.compile(r"[A-Z]{2}|[A-Z]\.[A-Z]\.")
_LEGAL = re.compile(
    r"(?:inc|ltd|llc|l\.l\.c|co|corp|gmbh|s\.a|s\.p\.a|plc|ag|b\.v|n\.v|limited|ltée|architects?|designers?|"
    r"architectes?|phd|md)\.?",
    re.IGNORECASE,
)
_PARTICLES = "de|du|von|van|der|den|di|da|del|della|la|le|el|al|zu|af|y|e|ten|ter"
_PERSONAL = re.compile(rf"(?:[A-ZÀ-Ý][\w'’.-]*)(?:\s+(?:\([^()]+\)|[A-ZÀ-Ý][\w'’.-]*|d'[A-Z]\w+|{_PARTICLES})){{1,5}}")
# Places that makers' names end in, from the names of MoMA's design collection.
_PLACES_WORDS = (
    "london paris vienna berlin basel zurich zürich milan rome chicago tokyo moscow amsterdam rotterdam "
    "brussels barcelona madrid copenhagen stockholm helsinki oslo montréal montreal toronto québec "
    "quebec vancouver munich hamburg frankfurt dusseldorf düsseldorf england italy france germany belgium "
    "switzerland austria japan sweden denmark norway finland usa u.s.a. uk canada spain netherlands russia "
    "czechoslovakia poland hungary scotland israel brazil mexico"
)
_PLACES = frozenset(_PLACES_WORDS.split()) | frozenset(
    {"new york", "los angeles", "the netherlands", "santa clara", "long island", "st. paul"}
)


def read_names(text: str, separators: tuple[str, ...] = (";",)) -> tuple[NameReading, ...]:
    """Return the names of a cell, parted at the separators outside brackets.

    A piece that is only brackets or a role belongs to the name before it: `BUQUET;(graveur)`, `Huignard; fabricant`.
    """
    if len(text) > _LONGEST:
        whole = read_name(text)
        return (whole,) if whole is not None else ()
    written: list[str] = []
    for piece in split_values(text, separators):
        if written and _BRACKETS_ONLY.fullmatch(piece):
            written[-1] = f"{written[-1]} {piece}"
        elif written and piece[:1].islower() and roles_in(piece) is not None:
            written[-1] = f"{written[-1]} ({piece})"
        else:
            written.append(piece)
    return tuple(reading for piece in written if (reading := read_name(piece)) is not None)


def split_comma_names(text: str, biographies: int | None) -> tuple[str, ...] | None:
    """Return the names of a cell that parts them by commas although they hold commas; None where that is not sure.

    `biographies` is the number of parallel biographies, None where there are none. A piece that can be no name of its
    own (`Inc.`, `Jr.`, `IL`, a place behind a firm) belongs to the one before it. Then the pieces are the names where
    they are as many as the biographies, or where every one is plainly a whole name: some artists have no biography.
    """
    pieces = split_values(text, (",",))
    if len(text) > _LONGEST or not pieces:
        return None
    if len(pieces) == 1:
        return pieces
    for names in (_joined(pieces, places=False), _joined(pieces, places=True)):
        if biographies == len(names):
            return names
    names = _joined(pieces, places=True)
    if biographies == 1 and len(pieces) == 2 and _is_inverted(pieces):  # noqa: PLR2004  # `Blake, Robert`
        return (text.strip(),)
    if biographies is not None and biographies > len(names):
        return None
    if biographies is None and GROUP.search(names[0]) and len(names) == 2:  # noqa: PLR2004  # `Gardens Media Group, Cape Town`
        return None
    return names if all(_is_whole(name) for name in names) else None


def _joined(pieces: tuple[str, ...], *, places: bool) -> tuple[str, ...]:
    """Join the pieces that can be no names to those before them; a place brings the town before it along."""
    names: list[str] = []
    for place, piece in enumerate(pieces):
        following = pieces[place + 1] if place + 1 < len(pieces) else ""
        region = _STATE.fullmatch(following) or following.casefold() in _PLACES
        town = places and bool(region) and not _PERSONAL.fullmatch(piece)
        if names and (_is_tail(piece) or (places and piece.casefold() in _PLACES) or town):
            names[-1] = f"{names[-1]}, {piece}"
        else:
            names.append(piece)
    return tuple(names)


def _is_tail(piece: str) -> bool:
    folded = piece.casefold().strip(".")
    return folded in GENERATIONS or _LEGAL.fullmatch(piece) is not None or _STATE.fullmatch(piece) is not None


def _is_whole(name: str) -> bool:
    """Tell whether a piece is plainly a whole name: two words and more as persons have, a firm, `Various Artists`."""
    head = name.partition(",")[0]  # what was joined to it says nothing of it
    firm = GROUP.search(head) or JOINED.search(head) or SEVERAL.fullmatch(head)
    return firm is not None or _PERSONAL.fullmatch(head) is not None


def _is_inverted(pieces: tuple[str, ...]) -> bool:
    return len(pieces[0].split()) == 1 and read_personal_name(", ".join(pieces)) is not None
