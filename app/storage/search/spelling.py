"""What may have been meant by words that nobody wrote."""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from typing import Final

from tantivy import Query, Searcher

from app.storage.search.asked import Part, parts_of
from app.storage.search.facets import total_of
from app.storage.search.found import Question
from app.storage.search.query import query_for
from app.storage.search.schema import ALL, schema, text_field
from app.storage.search.words import words_of

_NEAR_TERMS: Final = 5_000  # words with the same first letters that a misspelt one is compared with
_NEAR: Final = 0.72  # how alike two words are that one may be meant for (difflib's ratio)


def meant_by(searcher: Searcher, question: Question, parts: Sequence[Part]) -> str | None:
    """Return the question with the words that nobody wrote replaced by the nearest that somebody did.

    None where there is none, or where nothing would answer it either.
    """
    changed = question.text
    for part in parts:
        if part.phrase or not part.wanted:
            continue
        for word in words_of(part.text, "x"):
            nearest = _nearest(searcher, word)
            if nearest is not None:
                changed = changed.replace(part.text, nearest, 1)
    if changed == question.text or not total_of(searcher, query_for(parts_of(changed), question.filters)):
        return None
    return changed


def _nearest(searcher: Searcher, word: str) -> str | None:
    field = text_field(ALL, "x")
    if total_of(searcher, Query.term_query(schema(), field, word)):
        return None
    for known in (word[:2], word[:1]):
        terms = dict(searcher.terms_with_prefix(field, known, Query.all_query(), limit=_NEAR_TERMS))
        near = difflib.get_close_matches(word, terms, n=3, cutoff=_NEAR)
        if near:
            return max(near, key=lambda term: (difflib.SequenceMatcher(None, word, term).ratio(), terms[term]))
    return None
