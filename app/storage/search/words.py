"""How a text becomes words: as French, as English, and as it is written."""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from typing import Final, Literal, TypeAlias

from tantivy import Filter, TextAnalyzer, TextAnalyzerBuilder, Tokenizer

Reading: TypeAlias = Literal["fr", "en", "x"]
READINGS: Final[tuple[Reading, ...]] = ("fr", "en", "x")
_LONGEST: Final = 100  # bytes of a word; what is longer is a code or a mistake
_STEMMED: Final[dict[Reading, str]] = {"fr": "french", "en": "english"}


def _analyzer(reading: Reading) -> TextAnalyzer:
    """Return the analyser: accents fall before endings do, so that `eglises` and `Église` end in the same word."""
    # An apostrophe ends a word, so that an elided article (l', d', qu') is a word of its own, and a stop word.
    builder = TextAnalyzerBuilder(Tokenizer.simple()).filter(Filter.remove_long(_LONGEST))
    builder = builder.filter(Filter.lowercase()).filter(Filter.ascii_fold())
    language = _STEMMED.get(reading)
    if language is not None:
        builder = builder.filter(Filter.custom_stopword(list(_ELIDED))) if reading == "fr" else builder
        builder = builder.filter(Filter.stopword(language)).filter(Filter.stemmer(language))
    return builder.build()


# What an elision leaves of an article or a pronoun, and `à` without its accent.
_ELIDED: Final = ("l", "d", "qu", "j", "n", "s", "c", "m", "t", "a")
ANALYZERS: Final[dict[Reading, TextAnalyzer]] = {reading: _analyzer(reading) for reading in READINGS}


def words_of(text: str, reading: Reading) -> list[str]:
    """Return the words of a text in one reading; stop words are not among those of `fr` and `en`."""
    # An accent that stands apart from its letter would end the word; no word has a surrogate without its pair.
    composed = unicodedata.normalize("NFC", text).encode("utf-8", "replace").decode()
    return ANALYZERS[reading].analyze(composed)


@lru_cache(maxsize=65536)
def forms_of(word: str) -> frozenset[tuple[Reading, str]]:
    """Return every form of one word, by reading: what a word of a result is compared with."""
    return frozenset((reading, form) for reading in READINGS for form in words_of(word, reading))
