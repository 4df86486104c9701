"""Attributions: `d'après`, `attribué à`, `workshop of`, before a name, behind it, or in a cell of their own."""

from __future__ import annotations

from functools import lru_cache

from app.core.record import AttributionQualifier
from app.mapping.values.names.qualifier_table import QUALIFIER_ALONE, QUALIFIER_BEFORE, QUALIFIERS
from app.mapping.values.names.words import NO_SCHOOL_OF


@lru_cache(maxsize=4096)
def read_qualifier(text: str) -> AttributionQualifier | None:
    """Return the attribution that a text is by itself (`attribué à`, `manner of`), or None."""
    match = QUALIFIER_ALONE.match(_plain(text))
    return QUALIFIERS[_number(match.lastgroup)][0] if match is not None else None


def qualifier_before(text: str) -> tuple[AttributionQualifier, str] | None:
    """Return the attribution that begins a text and the name after it; None where none does.

    `School of Fontainebleau` is one, `École des beaux-arts de Montréal` and `École de design` are not.
    """
    match = QUALIFIER_BEFORE.match(text)
    if match is None:
        return None
    qualifier = QUALIFIERS[_number(match.lastgroup)][0]
    rest = text[match.end() :].strip()
    if not rest or (qualifier == "school of" and NO_SCHOOL_OF.match(rest)):
        return None
    named = rest[:1].isupper() or rest[:1] in "?(" or rest[:1].isdigit() or " " in rest
    return (qualifier, rest) if named else None


def _plain(text: str) -> str:
    return " ".join(text.replace("’", "'").split()).strip(" .:()[]")


def _number(group: str | None) -> int:
    return int((group or "q0").removeprefix("q"))
