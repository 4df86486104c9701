"""The index as readers see it: questions in, a page of hits with facets out."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import msgspec
from tantivy import FieldType, Index, Occur, Order, Query, Searcher

from app.core.errors import BoundPassed
from app.core.search_document import Hit
from app.core.text import Text
from app.storage.log_batches import Checkpoint
from app.storage.search.asked import Part, parts_of
from app.storage.search.cursor import Cursor, cursor_of, written_cursor
from app.storage.search.facets import facets_of, total_of
from app.storage.search.found import Facets, Found, FoundRecord, LinkedHits, Question, Sort
from app.storage.search.highlight import pieces_of, wanted_forms
from app.storage.search.query import linking, query_for
from app.storage.search.schema import (
    HIT,
    NEWEST,
    NUMBER,
    OLDEST,
    RECENT,
    SUGGESTED,
    folded,
    schema,
    suggested,
    with_words,
)
from app.storage.search.spelling import meant_by
from app.storage.search.writer import checkpoint_of

_ORDERS: Final[Mapping[Sort, tuple[str, Order]]] = {
    "date": (OLDEST, Order.Asc),
    "-date": (NEWEST, Order.Asc),
    "recent": (RECENT, Order.Desc),
}
_LEAST, _MOST = -(1 << 62), (1 << 63) - 1
_SUGGESTIONS_SEEN: Final = 200
_SHORTEST: Final = 2  # letters from which on something is suggested
_FACETS_KEPT: Final = 512  # questions whose facets are remembered: some 2 kB each
_KEPT: Final = 8  # states of the index that results by relevance are paged through, the latest asked for


class SearchIndex:
    """Answers from the index in a folder, as it stands after the writer's last commit; to be shared by threads."""

    def __init__(self, folder: Path, window: int) -> None:
        """Name the folder; `window` is how many results by relevance can be paged through, the bound of that name."""
        self._folder = folder
        self._window = window
        self._lock = threading.Lock()
        self._seen: tuple[int, Checkpoint] | None = None
        self._index: Index | None = None
        self._kept: OrderedDict[int, Searcher] = OrderedDict()
        self._facets: OrderedDict[tuple[int, bytes], Facets] = OrderedDict()

    def search(self, question: Question) -> Found:
        """Return the page asked for; raise BadCursor for a cursor that is none, BoundPassed beyond the window."""
        parts = parts_of(question.text)
        query = query_for(parts, question.filters)
        cursor = None if question.after is None else cursor_of(question.after, _fingerprint(question))
        state = self._state(None if cursor is None else cursor.shown)
        if state is None:
            return Found(0, (), dict.fromkeys(question.facets, ()))
        searcher, shown = state
        addresses, total, position = self._page(searcher, query, question, None if cursor is None else cursor.position)
        following = None
        if position is not None:
            by_relevance = question.order == "relevance"
            if by_relevance:
                self._keep(shown, searcher)
            following = written_cursor(Cursor(position, shown if by_relevance else 0), _fingerprint(question))
        wanted = wanted_forms(parts)
        return Found(
            total=total,
            records=tuple(_found(searcher, address, wanted) for address in addresses),
            facets=self._counted(searcher, shown, parts, question),
            next=following,
            meant=meant_by(searcher, question, parts) if total == 0 else None,
        )

    def records_linking(self, iri: str, *, after: str | None, limit: int) -> LinkedHits:
        """Return a page of the records that mention this IRI; raise BadCursor for a cursor that is none."""
        query, question = linking(iri), iri.encode("utf-8", "replace")
        position = -1 if after is None else cursor_of(after, question).position
        state = self._state()
        if state is None:
            return LinkedHits((), None, 0)
        searcher, _ = state
        beyond = Query.range_query(schema(), NUMBER, FieldType.Integer, position + 1, _MOST)
        both = Query.boolean_query([(Occur.Must, query), (Occur.Must, beyond)])
        found = searcher.search(both, limit + 1, order_by_field=NUMBER, order=Order.Asc).hits
        hits = tuple(_hit(searcher, address) for _, address in found[:limit])
        following = written_cursor(Cursor(found[limit - 1][0]), question) if len(found) > limit else None
        return LinkedHits(hits, following, total_of(searcher, query))

    def suggestions(self, begun: str, limit: int) -> tuple[str, ...]:
        """Return titles, makers and types that begin with these words, the most frequent first."""
        state, prefix = self._state(), folded(begun)
        if state is None or len(prefix) < _SHORTEST:
            return ()
        # Without a query the terms would be those of records that have gone, too, until their segment is merged.
        found = state[0].terms_with_prefix(SUGGESTED, prefix, Query.all_query(), limit=_SUGGESTIONS_SEEN)
        best = sorted(found, key=lambda term: (-term[1], term[0]))
        shown = dict.fromkeys(suggested(term) for term, _ in best)
        return tuple(shown)[:limit]

    def _state(self, shown: int | None = None) -> tuple[Searcher, int] | None:
        """Return a searcher and the sequence of the log that it shows; None before there is an index.

        It is of the state that a cursor goes on from, where that is still kept, else of the newest commit.
        """
        with self._lock:
            if shown is not None and shown in self._kept:
                self._kept.move_to_end(shown)
                return self._kept[shown], shown
            try:
                now = (self._folder.stat().st_ino, checkpoint_of(self._folder))
            except FileNotFoundError:
                return None
            if self._index is None or self._seen is None or now[0] != self._seen[0]:
                if not Index.exists(str(self._folder)):
                    return None
                self._index = with_words(Index.open(str(self._folder)))
                self._kept.clear()
                self._facets.clear()
            elif now != self._seen:
                self._index.reload()
            self._seen = now
            return self._index.searcher(), now[1].sequence

    def _counted(self, searcher: Searcher, shown: int, parts: Sequence[Part], question: Question) -> Facets:
        """Return the facets of a question: the next page's, and those that everybody asks for, are counted once."""
        asked = (shown, msgspec.json.encode((question.text, question.filters, question.facets, question.values)))
        with self._lock:
            known = self._facets.get(asked)
            if known is not None:
                self._facets.move_to_end(asked)
                return known
        counted = facets_of(searcher, parts, question)
        with self._lock:
            self._facets[asked] = counted
            while len(self._facets) > _FACETS_KEPT:
                self._facets.popitem(last=False)
        return counted

    def _keep(self, shown: int, searcher: Searcher) -> None:
        """Keep a state for whoever turns the page."""
        with self._lock:
            self._kept[shown] = searcher
            self._kept.move_to_end(shown)
            while len(self._kept) > _KEPT:
                self._kept.popitem(last=False)

    def _page(
        self, searcher: Searcher, query: Query, question: Question, position: int | None
    ) -> tuple[list[Any], int, int | None]:
        if question.order == "relevance":
            return self._by_relevance(searcher, query, question.limit, position or 0)
        field, order = _ORDERS[question.order]
        chosen = query
        if position is not None:
            low, high = (position + 1, _MOST) if order == Order.Asc else (_LEAST, position - 1)
            beyond = Query.range_query(schema(), field, FieldType.Integer, low, high)
            chosen = Query.boolean_query([(Occur.Must, query), (Occur.Must, beyond)])
        found = searcher.search(chosen, question.limit + 1, order_by_field=field, order=order)
        total = total_of(searcher, query)
        hits = found.hits
        following = hits[question.limit - 1][0] if len(hits) > question.limit else None
        return [address for _, address in hits[: question.limit]], total, following

    def _by_relevance(
        self, searcher: Searcher, query: Query, limit: int, offset: int
    ) -> tuple[list[Any], int, int | None]:
        if offset + limit > self._window:
            raise BoundPassed(
                Text(
                    fr=f"Au-delà de {self._window} résultats par pertinence, triez par date ou par nouveauté.",
                    en=f"Beyond {self._window} results by relevance, sort by date or by novelty.",
                ),
                bound="max_search_window",
            )
        found = searcher.search(query, limit + 1, offset=offset)
        following = offset + limit if len(found.hits) > limit else None
        total = int(found.count or 0)  # type: ignore[attr-defined]  # absent from its stubs
        return [address for _, address in found.hits[:limit]], total, following


def _fingerprint(question: Question) -> bytes:
    chosen = msgspec.structs.replace(question, after=None, limit=0, facets=(), values=0)
    return msgspec.json.encode(chosen, order="sorted")


def _hit(searcher: Searcher, address: Any) -> Hit:
    (kept,) = searcher.doc(address)[HIT]
    return msgspec.json.decode(bytes(kept), type=Hit)


def _found(searcher: Searcher, address: Any, wanted: frozenset[tuple[Any, str]]) -> FoundRecord:
    hit = _hit(searcher, address)
    return FoundRecord(hit, pieces_of(hit.title, wanted), pieces_of(hit.description, wanted))
