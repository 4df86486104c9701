"""EAD 2002 and EAD3 (Encoded Archival Description): the fonds and each of its components are records."""

from __future__ import annotations

from collections.abc import Iterator

from app.core.text import Text
from app.reading.formats.ead.components import read
from app.reading.source_format import DeliveredFile, ReadOutcome, SourceFormat
from app.reading.xml_reader import local_names, xml_head


class EadFormat:
    """EAD in XML, with or without a namespace."""

    key = "ead"
    label = Text(fr="EAD 2002 et EAD3 (XML)", en="EAD 2002 and EAD3 (XML)")
    suffixes = (".xml", ".ead")
    media_types = ("application/xml", "text/xml")

    def recognise(self, head: bytes, name: str) -> float:  # noqa: ARG002  # the bytes alone tell
        """Return 0.98 for an `ead` with its header or its description, 0.5 for an `ead` alone."""
        text = xml_head(head)
        if text is None:
            return 0.0
        names = local_names(text)
        if "ead" not in names[:50]:
            return 0.0
        return 0.98 if {"eadheader", "control", "archdesc"} & set(names) else 0.5

    def read(self, file: DeliveredFile) -> Iterator[ReadOutcome]:
        """Yield the components and the fonds of a file; see `components.read`."""
        return read(file)


FORMAT: SourceFormat = EadFormat()
