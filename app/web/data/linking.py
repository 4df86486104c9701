"""Which records mention an entity: what the entity pages ask of the search index."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from starlette.requests import Request


class LinkedRecord(Protocol):
    """A record that mentions an entity."""

    @property
    def local_id(self) -> str:
        """Its identifier within its institution."""


class LinkedPage(Protocol):
    """A page of records, the cursor of the next page or None, and how many there are in all."""

    @property
    def hits(self) -> Sequence[LinkedRecord]:
        """The records, in an order that does not change while nothing else does."""

    @property
    def next(self) -> str | None:
        """The cursor of the page after this one."""

    @property
    def total(self) -> int:
        """How many records mention the entity."""


class Linking(Protocol):
    """An index of the entities that records mention."""

    def records_linking(self, iri: str, *, after: str | None, limit: int) -> LinkedPage:
        """Return a page of the records that mention this IRI; raise InputError for a cursor that is not one."""


class _NoRecords:
    """The page of an index that knows of no record."""

    hits: Sequence[LinkedRecord] = ()
    next: str | None = None
    total: int = 0


class NothingLinked:
    """The index of an application that was given none: no record mentions anything."""

    def records_linking(self, iri: str, *, after: str | None, limit: int) -> LinkedPage:  # noqa: ARG002  # as the others
        """Return an empty page."""
        return _NoRecords()


def linking_of(request: Request) -> Linking:
    """Return the index of the application that this request came to."""
    linking: Linking = getattr(request.app.state, "linking", None) or NothingLinked()
    return linking
