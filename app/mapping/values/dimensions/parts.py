"""The names of parts: `plate`, `composition (irreg.)`, `(1er)`, `cadre`."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import pairwise

from app.mapping.values.dimensions.tokens import Token
from app.mapping.values.dimensions.words import COVERS_ALL, KINDS

_ORDINAL = re.compile(r"\W*\d{1,2}(?:ers?|[eè]res?|[eè]|[eè]mes?|ndes?|nd|rd|st|th)\b", re.IGNORECASE)
_EMPTY_BRACKETS = re.compile(r"\(\s*[,.;:]*\s*\)|\[\s*\]")
_BEFORE_MARK = re.compile(r"\s+([,;:)])|([(,])\s*,")
_JOINING = re.compile(r"^(?:et|and|&|to|à)\s+|(?:^|\s+)(?:et|and|&|de|of|to|à)$", re.IGNORECASE)
_EDGES = " ,;:-–—/="


def part_name(text: str, tokens: list[Token]) -> tuple[str, bool]:
    """Return the name that words make, without what says `about`, and whether they say it."""
    if not tokens:
        return "", False
    dropped = [token for token in tokens if token.kind == "about" or KINDS.get(token.folded) == "size"]
    if not dropped:
        return _tidied(text[tokens[0].start : tokens[-1].end]), False
    ends = {token.end for token in dropped}
    kept = [t for t in tokens if t not in dropped and not (t.kind == "point" and t.start in ends)]
    about = any(token.kind == "about" for token in dropped)
    if not kept:
        return "", about
    pieces = [text[token.start : token.end] for token in kept]
    spaces = ["" if one.end == other.start else " " for one, other in pairwise(kept)]
    name = "".join(piece + space for piece, space in zip(pieces, [*spaces, ""], strict=True))
    return _tidied(name), about


@lru_cache(maxsize=16384)
def _tidied(name: str) -> str:
    """Return a name without empty brackets, the marks at its edges, and a bracket around the whole."""
    tidy = _EMPTY_BRACKETS.sub("", name)
    tidy = " ".join(_BEFORE_MARK.sub(r"\1\2", tidy).split())
    previous = ""
    while tidy != previous:
        previous = tidy
        tidy = _JOINING.sub("", tidy.strip(_EDGES).rstrip(_EDGES + ".").removeprefix(". "))
        if ")" in tidy and "(" not in tidy:
            tidy = tidy.replace(")", "")
        if tidy.startswith("(") and tidy.endswith(")") and tidy.count("(") == 1:
            tidy = tidy[1:-1]
    return tidy


@lru_cache(maxsize=4096)
def is_ordinal(name: str) -> bool:
    """Tell whether a part is the first, second... of its kind: `1er`, `(2eme)`."""
    return _ORDINAL.match(name) is not None


@lru_cache(maxsize=4096)
def covers_all(name: str) -> bool:
    """Tell whether a part named after several measures is theirs together: `H. 37 cm ; l. 27 cm (feuille)`."""
    return any(word in COVERS_ALL for word in re.findall(r"\w+", name.casefold()))


def closing(tokens: list[Token], at: int) -> int:
    """Return the place of the bracket that closes the one at a place; the end where none does."""
    depth = 0
    for place in range(at, len(tokens)):
        depth += {"open": 1, "close": -1}.get(tokens[place].kind, 0)
        if depth == 0:
            return place
    return len(tokens)


def has_measure(tokens: list[Token]) -> bool:
    """Tell whether words in brackets hold a measure: a number with a unit, or multiplied."""
    return any(
        one.kind == "ratio"
        or (one.kind == "number" and (other.is_unit or other.kind == "times"))
        or (one.kind == "number" and any(mark in one.text for mark in ",."))
        for one, other in zip(tokens, [*tokens[1:], *tokens[-1:]], strict=True)
    )
