"""A record's graph as N-Quads text."""

from __future__ import annotations

from app.core.graph_view import Sight, Sights
from app.core.iri import Namespace
from app.core.record import CatalogueRecord
from app.mapping.linked_art.human_made_object import describe
from app.mapping.linked_art.writing import WrittenRecord

_NOTHING = Sight(frozenset(), {}, {}, frozenset())
_UNSEEN = Sights(_NOTHING, _NOTHING, _NOTHING)


def n_quads(record: CatalogueRecord, namespace: Namespace) -> str:
    """Return the record's named graph, as `WrittenRecord.quads` has it."""
    return WrittenRecord(describe(record, namespace), 0, _UNSEEN).quads.decode()
