"""Which records mention an entity, as the quads know it: each graph that has a statement of it is such a record."""

from __future__ import annotations

import threading
from bisect import bisect_right
from collections import OrderedDict
from pathlib import Path
from typing import NamedTuple

import pyoxigraph as ox

from app.core.errors import InputError
from app.core.iri import decode_segment
from app.core.text import Text
from app.storage.quads.snapshots import Snapshot, current_snapshot

_REMEMBERED = 16  # entities whose records are kept in order, so that page 1,000 of a large set costs what page 1 costs
_LONGEST_CURSOR = 512


class Linked(NamedTuple):
    """A record that mentions an entity."""

    local_id: str


class LinkedRecords(NamedTuple):
    """A page of records in the order of their identifiers, the cursor of the next one, and how many there are."""

    hits: tuple[Linked, ...]
    next: str | None
    total: int


class QuadLinks:
    """Reads the newest snapshot of the quads; a snapshot that is replaced meanwhile stays whole until it is let go."""

    def __init__(self, folder: Path) -> None:
        """Read the snapshots below this folder."""
        self._folder = folder
        self._lock = threading.Lock()
        self._opened: tuple[Path, ox.Store] | None = None
        self._known: OrderedDict[str, tuple[str, ...]] = OrderedDict()

    def records_linking(self, iri: str, *, after: str | None, limit: int) -> LinkedRecords:
        """Return a page of the records that mention this IRI, of the institution that the IRI is below.

        `after` is the identifier that the page before ended with. Raises InputError for one that is too long for that.
        """
        if after is not None and len(after) > _LONGEST_CURSOR:
            raise InputError(Text(fr="Ce curseur n'en est pas un.", en="This cursor is none."))
        ids = self._ids(iri)
        start = 0 if after is None else bisect_right(ids, after)
        page = ids[start : start + limit]
        following = page[-1] if start + limit < len(ids) else None
        return LinkedRecords(tuple(Linked(one) for one in page), following, len(ids))

    def _ids(self, iri: str) -> tuple[str, ...]:
        """Return the identifiers of all of them, in order."""
        with self._lock:
            store = self._store()
            if store is None:
                return ()
            known = self._known.get(iri)
            if known is not None:
                self._known.move_to_end(iri)
                return known
        ids = _mentioning(store, iri)
        with self._lock:
            if self._opened is not None and self._opened[1] is store:
                self._known[iri] = ids
                if len(self._known) > _REMEMBERED:
                    self._known.popitem(last=False)
        return ids

    def _store(self) -> ox.Store | None:
        snapshot: Snapshot | None = current_snapshot(self._folder)
        if snapshot is None:
            return None
        if self._opened is None or self._opened[0] != snapshot.path:
            self._opened = (snapshot.path, ox.Store.read_only(str(snapshot.path)))
            self._known.clear()
        return self._opened[1]


def _mentioning(store: ox.Store, iri: str) -> tuple[str, ...]:
    objects = f"{iri.rpartition('/')[0].rpartition('/')[0]}/object/"
    found = store.quads_for_pattern(None, None, ox.NamedNode(iri), None)
    graphs = {quad.graph_name.value for quad in found if isinstance(quad.graph_name, ox.NamedNode)}
    return tuple(sorted(decode_segment(one[len(objects) :]) for one in graphs if one.startswith(objects)))
