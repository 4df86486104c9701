"""From the text of a statement of dimensions to its tokens."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Literal, TypeAlias

from msgspec import Struct

from app.mapping.values.dimensions.words import (
    APPROXIMATE,
    CASED_KINDS,
    KINDS,
    LABEL_LISTS,
    OTHER_UNITS,
    TIMES,
    UNITS,
    UNMEASURED,
)
from app.mapping.values.numbers import plain_typography

TokenKind: TypeAlias = Literal[
    "number",
    "ratio",
    "word",
    "times",
    "open",
    "close",
    "end",
    "line",
    "comma",
    "colon",
    "slash",
    "dash",
    "about",
    "point",
    "equals",
    "doubt",
    "other",
]


class Token(Struct, frozen=True, gc=False):
    """A token: its kind, its text, and where it stands in the text; `folded` is a word without case.

    A word may be a kind of dimension, a unit, both or neither: `is_kind`, `is_unit`; `unmeasured` words say that there
    is no one measure.
    """

    kind: TokenKind
    text: str
    start: int
    end: int
    folded: str = ""
    is_kind: bool = False
    is_unit: bool = False
    unmeasured: bool = False


_TOKEN = re.compile(
    r"(?P<word>[xX](?=[hHlLwWdDpP]\.?\ ?\d)|[^\W\d_]"
    r"(?:(?<=[cmk])m(?=x\ ?\d)|(?<=m)(?=x\ ?\d)|(?:(?<=[cmk])m|(?<=m))[23²³](?!\w)|[^\W\d_]*(?:'[^\W\d_]+)*))"
    r"|(?=[\d.,])(?:"
    r"(?P<date>\d{1,4}([/-])\d{1,2}\3\d{2,4}(?!\d)|\d{1,2}\.\d{1,2}\.\d{4}(?!\d))"
    r"|(?P<code>\d+(?:\.\d+){2,}\w*|\d+(?:ers?|[eè]res?|[eè]|[eè]mes?|ndes?|nd|rd|st|th)(?!\w)"
    r"|(?<!\w)\.(?:(?:\d+|[a-z]{1,2})(?=\s*[:(),-])|\d{1,3}[a-z](?!\w)|[a-z](?![\w.])))"
    r"|(?P<ratio>\d{1,3}:\d{2,7}(?::\d{2})?(?!\d))"
    r"|(?P<number>\d{1,4}(?:\ +|\ ?-\ ?)\d{1,2}\ ?/\ ?\d{1,2}(?![\d/]|\.\d)|\d{1,2}\ ?/\ ?\d{1,2}(?![\d/]|\.\d)"
    r"|\d{1,3}(?:,\d{3})+(?:\.\d+)?(?!\d)|\d{1,3}(?:\.\d{3})+,\d+"
    r"|(?<![^\W\d_xX]\ )(?<![^\W\d_][xX]\ )(?<!\d\ )\d{1,3}(?:\ \d{3})+(?:[.,]\d+)?(?![\d/])(?!\ ?/)"
    r"|\d+(?:[.,]\d+)?|(?<!\w)[.,]\d+)"
    r"|(?P<comma>,)|(?P<point>\.))"
    r"|(?P<prime>''|\"|')"
    r"|(?P<line>[\r\n]+|\#|•)|(?P<end>[;|])|(?P<open>[(\[{])|(?P<close>[)\]}])|(?P<colon>:)"
    r"|(?P<about>\+\s?/\s?-|[~≈±<>≤≥])|(?P<slash>/)|(?P<dash>[-–—])|(?P<equals>=)|(?P<times>[×*])|(?P<doubt>\?)"
    r"|(?P<other>\S)"
)
# `c. 45 cm` is circa; `(c): 45 cm` and `.b-c: 45 cm` are of part c.
_CIRCA = re.compile(r"(?:(?<!.)|(?<=[\s:;,])|\s)[cC]\.?\ ?\d")
_KIND_LIST = re.compile(r"[HhLlWwDdPpEeØT](?:[xX][HhLlWwDdPpEeØT]){1,3}")


def normalised(text: str) -> str:
    """Return the text in the typography that the tokens are found in: `½` as 1/2, `×` as x, primes as quotes."""
    return plain_typography(text).replace("×", "x").replace("✕", "x").replace("″", '"').replace("&nbsp;", " ")


def tokens_of(text: str) -> list[Token]:
    """Return the tokens of a normalised text, in order; nothing but space is left out."""
    tokens: list[Token] = []
    for match in _TOKEN.finditer(text):
        group, written, start = match.lastgroup, match.group(), match.start()
        kind = _KINDS_OF_GROUPS.get(group or "")
        if kind is not None:
            tokens.append(Token(kind, written, start, start + len(written)))
        elif group == "word":
            if written in LABEL_LISTS or _KIND_LIST.fullmatch(written):
                tokens.extend(_word(letter, start + position) for position, letter in enumerate(written))
            else:
                token = _word(written, start)
                if token.folded == "c" and _CIRCA.match(text, max(start - 1, 0)):
                    token = Token("about", written, start, start + 1, "c")
                tokens.append(token)
        elif group == "prime":
            folded = '"' if written == "''" else written
            tokens.append(Token("word", written, start, start + len(written), folded, is_unit=True))
        else:  # a number of an object or an ordinal: it names a part and is no quantity
            tokens.append(Token("word", written, start, start + len(written), written.casefold()))
    return tokens


# A date is a number that no quantity is read from, and that names no part.
_KINDS_OF_GROUPS: dict[str, TokenKind] = {
    "date": "number", "number": "number", "ratio": "ratio", "open": "open", "close": "close", "end": "end",
    "line": "line", "comma": "comma", "colon": "colon", "about": "about", "slash": "slash", "dash": "dash",
    "equals": "equals", "times": "times", "doubt": "doubt", "point": "point", "other": "other",
}  # fmt: skip


def _word(written: str, start: int) -> Token:
    kind, folded, is_kind, is_unit, unmeasured = _sense(written)
    return Token(kind, written, start, start + len(written), folded, is_kind, is_unit, unmeasured)


@lru_cache(maxsize=8192)
def _sense(written: str) -> tuple[TokenKind, str, bool, bool, bool]:
    """Return what a word is: its token's kind, its folded form, and whether it is a kind, a unit, without measure."""
    folded = written.casefold()
    if written in TIMES:
        return "times", "", False, False, False
    if folded in APPROXIMATE:
        return "about", folded, False, False, False
    is_kind = written in CASED_KINDS or (folded in KINDS and len(folded) > 1)
    return "word", folded, is_kind, folded in UNITS or folded in OTHER_UNITS, folded in UNMEASURED
