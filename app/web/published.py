"""From what is stored of a record to what output formats write: the one way that linked data takes."""

from __future__ import annotations

from time import monotonic

import zstandard
from sqlalchemy import Engine

from app.core.iri import Namespace
from app.publication.output_format import PublishedRecord, Publisher
from app.publication.visibility import visible
from app.storage.institutions import get_institution
from app.storage.publications import Publication

_KNOWN_FOR_S = 5.0  # how long an institution's new name may take to appear


class Publishers:
    """The institutions as formats name them, remembered for some seconds: they hardly ever change."""

    def __init__(self, engine: Engine) -> None:
        """Read institutions from this database."""
        self._engine = engine
        self._known: dict[str, tuple[float, Publisher]] = {}

    def get(self, slug: str) -> Publisher:
        """Return the institution of this slug; raise UnknownName, with the nearest ones, when there is none."""
        known = self._known.get(slug)
        if known is not None and known[0] > monotonic():
            return known[1]
        found = get_institution(self._engine, slug)
        publisher = Publisher(found.slug, found.name, found.language, found.website)
        self._known[slug] = (monotonic() + _KNOWN_FOR_S, publisher)
        return publisher


def published_record(publication: Publication, publisher: Publisher, base: str) -> PublishedRecord | None:
    """Return the visible part of a record with its graph, or None once it is withdrawn."""
    if publication.canonical is None or publication.nquads is None:
        return None
    return PublishedRecord(
        record=visible(publication.canonical),
        n_quads=zstandard.decompress(publication.nquads).decode(),
        namespace=Namespace(base, publication.institution),
        publisher=publisher,
        version=publication.version,
        first=publication.first,
        updated=publication.updated,
    )
