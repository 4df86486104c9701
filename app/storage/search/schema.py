"""The fields of the index, and a document written into them."""

from __future__ import annotations

from functools import cache
from typing import Final

import msgspec
from tantivy import Document, Index, Schema, SchemaBuilder

from app.core.search_document import FACETS, MOST_SPANS, NO_YEAR, ROLES, SearchDocument
from app.storage.search.words import ANALYZERS, READINGS, words_of

ALL: Final = "all"  # the words of every role
KEY: Final = "key"
LINKS: Final = "links"
SUGGESTED: Final = "suggested"
HIT: Final = "hit"
NUMBER, RECENT = "number", "by_recent"
OLDEST, NEWEST = "by_oldest", "by_newest"  # both grow along the order: what has no date is last in either
SPANS: Final = tuple((f"first_{place}", f"last_{place}") for place in range(MOST_SPANS))
VERSION: Final = 2  # of the fields below and of what is written into them: an index of another one is not opened
LATITUDE, LONGITUDE = "latitude", "longitude"
_INTEGERS: Final = (NUMBER, RECENT, OLDEST, NEWEST, *(name for span in SPANS for name in span))
_SUGGESTED_WORDS: Final = 12
_BEGINNINGS: Final = 6  # words that a suggestion is found by: a person is looked for by any name, a title by its first
_SHORT: Final = 2  # letters of a word that no suggestion is found by, unless it is the first: an article, an elision
_NUMBER_BITS: Final = 40  # of a record's key in storage; beside it a year, or with eight bits less a second since 1970
_MARK: Final = "\x1f"  # between the folded words that a suggestion is found by, and the suggestion


def text_field(role: str, reading: str) -> str:
    """Return the field of the words of a role in one reading."""
    return f"{role}_{reading}"


def facet_field(facet: str) -> str:
    """Return the field of the values of a facet."""
    return f"facet_{facet}"


@cache
def schema() -> Schema:
    """Return the schema, made once."""
    builder = SchemaBuilder()
    for name in (KEY, LINKS, SUGGESTED):
        builder.add_text_field(name, tokenizer_name="raw", index_option="basic")
    for role in (ALL, *ROLES):
        for reading in READINGS:
            builder.add_text_field(text_field(role, reading), tokenizer_name=f"words_{reading}")
    for facet in FACETS:
        builder.add_text_field(facet_field(facet), tokenizer_name="raw", index_option="basic", fast=True)
    for name in _INTEGERS:
        builder.add_integer_field(name, indexed=True, fast=True)
    for name in (LATITUDE, LONGITUDE):
        builder.add_float_field(name, indexed=True, fast=True)
    builder.add_bytes_field(HIT, stored=True)
    return builder.build()


def with_words(index: Index) -> Index:
    """Return the index with our analysers, which it keeps only the names of."""
    for reading, analyzer in ANALYZERS.items():
        index.register_tokenizer(f"words_{reading}", analyzer)
    return index


def written(document: SearchDocument) -> Document:
    """Return a document as the index takes it."""
    said = Document()
    said.add_text(KEY, document.key)
    said.add_bytes(HIT, msgspec.json.encode(document.hit))
    for role, texts in document.words.items():
        for reading in READINGS:
            own, everything = text_field(role, reading), text_field(ALL, reading)
            for text in texts:
                said.add_text(own, text)
                said.add_text(everything, text)
    for facet, values in document.facets.items():
        for value in values:
            said.add_text(facet_field(facet), value)
    for iri in document.links:
        said.add_text(LINKS, iri)
    for text in (*document.words["title"][:2], *document.words["maker"][:2], *document.words["type"][:2]):
        for kept in suggestions(text):
            said.add_text(SUGGESTED, kept)
    _write_numbers(said, document)
    return said


def _write_numbers(said: Document, document: SearchDocument) -> None:
    said.add_integer(NUMBER, document.number)
    said.add_integer(RECENT, (document.at // 1000 << _NUMBER_BITS - 8) | document.number)
    # "before 1900" stands at 1900, "after 1960" at 1960.
    years = [year for span in document.spans for year in span if abs(year) < NO_YEAR]
    oldest, newest = (min(years), -max(years)) if years else (NO_YEAR, NO_YEAR)
    said.add_integer(OLDEST, ((oldest + NO_YEAR) << _NUMBER_BITS) | document.number)
    said.add_integer(NEWEST, ((newest + NO_YEAR) << _NUMBER_BITS) | document.number)
    for (first, last), span in zip(SPANS, document.spans, strict=False):
        said.add_integer(first, span[0])
        said.add_integer(last, span[1])
    if document.point is not None:
        said.add_float(LATITUDE, document.point[0])
        said.add_float(LONGITUDE, document.point[1])


def suggestions(text: str) -> tuple[str, ...]:
    """Return a suggestion as it is kept: for each word that it is found by, what begins with it, then itself."""
    shown = " ".join(text.split()[:_SUGGESTED_WORDS])
    words = folded(shown).split()
    begun = [place for place, word in enumerate(words[:_BEGINNINGS]) if place == 0 or len(word) > _SHORT]
    return tuple(f"{' '.join(words[place:])}{_MARK}{shown}" for place in begun)


def suggested(kept: str) -> str:
    """Return the suggestion that was kept so."""
    return kept.partition(_MARK)[2]


def folded(text: str) -> str:
    """Return a text's words as they are written, without accents or capitals, with one space between them."""
    return " ".join(words_of(text, "x"))
