"""MARC 21 in ISO 2709, in UTF-8 or MARC-8: records that are damaged are read as far as they can be, and said."""

from __future__ import annotations

import re
from collections.abc import Iterator

from app.core.text import Text
from app.reading.formats.marc.reader import read
from app.reading.source_format import DeliveredFile, ReadOutcome, SourceFormat

_LEADER = re.compile(rb"\s*[0-9 ]{5}[a-z ][a-z][a-z ][ a-z0-9][ a][0-9 ]{2}[0-9 ]{5}[ 0-9a-zA-Z]{3}[0-9 ]{2}[0-9 ]{2}")
_DIRECTORY = re.compile(rb"(?:[0-9A-Z]{3}[0-9]{9}){2}")
_SEPARATORS = (b"\x1e", b"\x1f")


class MarcFormat:
    """MARC 21, as library systems exchange it."""

    key = "marc"
    label = Text(fr="MARC 21 (ISO 2709)", en="MARC 21 (ISO 2709)")
    suffixes = (".mrc", ".marc", ".dat", ".iso2709")
    media_types = ("application/marc",)

    def recognise(self, head: bytes, name: str) -> float:  # noqa: ARG002  # the bytes alone tell
        """Return 0.99 for a leader and a directory, 0.7 for a directory alone among the separators."""
        if not all(separator in head for separator in _SEPARATORS):
            return 0.0
        if _LEADER.match(head):
            return 0.99
        return 0.7 if _DIRECTORY.search(head[:200]) else 0.0

    def read(self, file: DeliveredFile) -> Iterator[ReadOutcome]:
        """Yield the records of a file; see `reader.read`."""
        return read(file)


FORMAT: SourceFormat = MarcFormat()
