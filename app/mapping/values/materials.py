"""Statements of materials: `Oil on canvas`, `Bronze; granit`, `métal, acier`, `encre et aquarelle sur papier`.

A statement is parted only where it is surely a list of materials with their support. Prose (`Portfolio of eleven
photolithographs with seven additional images by ...`) stays whole: its author said it better than a guess would.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from app.mapping.values.cells import split_values

_LONGEST: Final = 600
_MOST_WORDS: Final = 5  # `acier de Corten peint`, `cut-and-pasted printed paper`; longer is prose

# Pairs that name one thing: a drawing technique, a range of tones.
_ONE_THING = re.compile(
    r"\b(?:pen|brush|quill|reed pen|black|noir|mezzo|bread|salt) (?:and|et|&) (?:ink|wash|encre|white|blanc|pepper)\b",
    re.IGNORECASE,
)
_AND = re.compile(r"\s+(?:and|et|&)\s+", re.IGNORECASE)
_ON = re.compile(
    r"\s+(?:(?:mounted|laid(?: down)?|pasted|glued|transferred|marouflée?s?|contrecollée?s?|collée?s?|montée?s?|"
    r"monterad|uppklistrad)\s+)?(?:on|onto|upon|sur|på)\s+",
    re.IGNORECASE,
)
# Words of sentences, not of lists: a statement that holds one of them stays whole.
_PROSE = re.compile(
    r"\d|[:.!?/=]|\b(?:with|without|by|from|printed|portfolio|series|set|book|edition|containing|after|one|two|three|four|"
    r"five|six|seven|eight|nine|ten|eleven|twelve|each|sheets?|pages?|parts?|panels?|verso|recto|other|various|including|"
    r"avec|sans|par|depuis|imprimée?s?|série|suite|livre|contenant|d'après|un|une|deux|trois|quatre|cinq|six|plusieurs|"
    r"autres?|dont|chaque|feuillets?|in|as|is|are|was|shown|film|video|vidéo|projection|colou?r|couleurs?|sound|son|"
    r"stereo|performance|impressions?|technique|techniques)\b",
    re.IGNORECASE,
)


@lru_cache(maxsize=16384)
def split_materials(text: str) -> tuple[str, ...]:
    """Return the materials that a statement lists, the support last; the whole statement where that is not sure.

    Semicolons and line ends always part, commas where every piece is short and no word of a sentence occurs, `and`/`et`
    and `on`/`sur` there too. Brackets stay with the word before them: `lin (point d'Alençon)`.
    """
    if len(text) > _LONGEST:
        whole = text.strip()
        return (whole,) if whole else ()
    pieces = split_values(text, (";", "\n", "\r"))
    return tuple(dict.fromkeys(material for piece in pieces for material in _materials(piece)))


def _materials(piece: str) -> tuple[str, ...]:
    statement = " ".join(piece.rstrip(". ").split())
    if not statement:
        return ()
    open_text = _outside_brackets(statement)
    if _PROSE.search(open_text) or _ONE_THING.search(open_text):
        return (statement,)
    materials = tuple(
        material
        for listed in split_values(statement, (",",))
        for part in _parted(listed, _ON)
        for material in _parted(part, _AND)
    )
    short = all(len(_outside_brackets(material).split()) <= _MOST_WORDS for material in materials)
    return materials if materials and short else (statement,)


def _parted(text: str, pattern: re.Pattern[str]) -> tuple[str, ...]:
    """Part a text where the pattern matches, unless that is inside brackets; a leading `and` goes."""
    stripped = re.sub(r"^(?:and|et|&|on|sur)\s+", "", text, flags=re.IGNORECASE)
    if "(" in stripped or "[" in stripped:
        return (stripped,)
    return tuple(part for written in pattern.split(stripped) if (part := written.strip()))


def _outside_brackets(text: str) -> str:
    return re.sub(r"\([^()]*\)|\[[^\[\]]*\]", " ", text) if "(" in text or "[" in text else text
