"""What a whole statement tells about its ambiguous signs: its decimal mark, its language, what `l`, `D`, `12'` are."""

from __future__ import annotations

import re
from functools import cached_property

from app.core.record import DimensionKind
from app.mapping.values.dimensions.tokens import Token
from app.mapping.values.dimensions.words import CASED_KINDS, KINDS

_DECIMAL_COMMA = re.compile(r"(?<![\d,.])(?:0,\d{1,6}|\d{1,6},\d{1,2})(?![\d,])")
_DECIMAL_POINT = re.compile(r"(?<![\d,.])(?:0\.\d{1,6}|\d{1,6}\.\d{1,2})(?![\d.])")
_ENGLISH = re.compile(
    r"\d\s?(?:\"|''|in\b|in\.|inch|ft\b|feet)|\b(?:w\.?\s?\d|wide|high|tall|deep|each|overall|height|width|length|depth|"
    r"including|framed|closed|open|approx\.? l\.|weight|diameter|lid)\b"
    r"|\d \((?:[hlwd]\.? )?\d[\d.]* ?cm\)",  # a number without a unit, and its centimetres: inches
    re.IGNORECASE,
)
_WIDTH_LABEL = re.compile(r"(?<!\w)[wW](?:\.|\s|:|\))|\bwidth\b|\d\s?[wW]\b|[xX][wW]\b")
_DIAMETER = re.compile(r"\bdiam|\bdia\b|Ø|⌀|∅", re.IGNORECASE)
_DURATION = re.compile(r"\b(?:dur[ée]e|duration|running time|min|mn|sec|vid[ée]o|film|hours?|heures?)\b", re.IGNORECASE)
_SECONDS = re.compile(r"\d'\s?(?:1[2-9]|[2-5]\d)(?:\"|'')")  # more than eleven inches are a foot: 3'30" is a time
_LENGTHS = re.compile(r"\d\s?(?:cm|mm|m|in|po)\b|\d\s*[xX]\s*\d")
_LABELS = re.compile(r"(?<!\w)(?:[HhLlWwDP]\.?|haut\w*|larg\w*|prof\w*)(?!\w)")
_FAN = re.compile(r"\bPan(?:\.|ache)|\b[Ll]\. Env\.|\(Env\.")


class Context:
    """The evidence of a normalised statement, looked for when it is asked for."""

    def __init__(self, text: str) -> None:
        self._text = text

    @cached_property
    def decimal_comma(self) -> bool | None:
        """True where a comma is surely decimal, False where a point is, None where nothing or both tell."""
        comma = _DECIMAL_COMMA.search(self._text) is not None
        point = _DECIMAL_POINT.search(self._text) is not None
        return comma if comma != point else None

    @cached_property
    def english(self) -> bool:
        """Whether `l.` is a length rather than a largeur: inches, `w.`, or English words say so."""
        return _ENGLISH.search(self._text) is not None

    @cached_property
    def depth(self) -> bool:
        """Whether `D` is a depth rather than a diameter: English, beside a `W`, or beside a `diam.`."""
        return self.english or _WIDTH_LABEL.search(self._text) is not None or _DIAMETER.search(self._text) is not None

    @cached_property
    def durations(self) -> bool:
        """Whether primes and `h` are of time: a duration is spoken of, and no length."""
        told = _DURATION.search(self._text) or _SECONDS.search(self._text)
        return told is not None and _LENGTHS.search(self._text) is None

    @cached_property
    def labelled(self) -> bool:
        """Whether an `l` or an `h` after a number is a label rather than litres or hours: others stand beside it."""
        return len(_LABELS.findall(self._text)) > 1

    @cached_property
    def fan(self) -> bool:
        """Whether `Env.` is the span of a fan (envergure) rather than `env.` for environ."""
        return "Env" in self._text and _FAN.search(self._text) is not None


def kind_of(token: Token, context: Context) -> DimensionKind:
    """Return the kind that a label token names; `l` and `D` by the evidence of the statement.

    French catalogues write L. for longueur and l. for largeur (Joconde); English ones write l. for length beside w. for
    width, and D. for depth where a diameter is `diam.` (MoMA).
    """
    if token.text == "l" and context.english:
        return "length"
    if token.text in {"D", "d"} and context.depth:
        return "depth"
    return CASED_KINDS.get(token.text) or KINDS[token.folded]
