"""An index of the entities that records mention, for tests: it reads every published record, and is always right."""

from __future__ import annotations

from typing import NamedTuple

import zstandard

from app.core.errors import InputError
from app.core.text import Text
from app.pipeline import Tools
from app.storage.publications import publications
from app.storage.records import list_records


class Hit(NamedTuple):
    local_id: str


class HitPage(NamedTuple):
    hits: tuple[Hit, ...]
    next: str | None
    total: int


class ScannedLinks:
    """Every published record of the institution of the IRI, looked through at each call."""

    def __init__(self, tools: Tools) -> None:
        self._tools = tools

    def records_linking(self, iri: str, *, after: str | None, limit: int) -> HitPage:
        if after is not None and not after.isdecimal():
            raise InputError(Text(fr="Curseur incorrect.", en="The cursor is not correct."))
        slug = iri.removeprefix(self._tools.settings.base_url).split("/")[1]
        ids = [one.local_id for one in list_records(self._tools.database, slug, limit=10_000)]
        found = publications(self._tools.database, slug, ids)
        linking = sorted(
            local_id
            for local_id, one in found.items()
            if one.nquads is not None and f"<{iri}>".encode() in zstandard.decompress(one.nquads)
        )
        start = int(after or 0)
        following = str(start + limit) if start + limit < len(linking) else None
        return HitPage(tuple(Hit(one) for one in linking[start : start + limit]), following, len(linking))
