"""Any other XML: the exports of databases, a wrapper around elements that repeat, each of them a record."""

from __future__ import annotations

from collections.abc import Iterator

from app.core.text import Text
from app.reading.bytes_in import DeliveredBytes
from app.reading.formats.xml.structure import found_in, namespaces_in
from app.reading.source_format import DeliveredFile, ReadOutcome, SourceFormat
from app.reading.xml_reader import XmlForm, read_xml, xml_head
from app.reading.xml_records import Frame

_PREFIXES = {"http://www.w3.org/1999/xlink": "xlink", "http://www.w3.org/2001/XMLSchema-instance": "xsi"}


class XmlFormat:
    """XML of no particular vocabulary."""

    key = "xml"
    label = Text(fr="XML (exportation d'une base)", en="XML (export of a database)")
    suffixes = (".xml",)
    media_types = ("application/xml", "text/xml")

    def recognise(self, head: bytes, name: str) -> float:  # noqa: ARG002  # the bytes alone tell
        """Return 0.45 where elements repeat below the root, 0.3 for other XML: a vocabulary that is known is surer."""
        text = xml_head(head)
        if text is None or text[:9].lower() in {"<!doctype", "<html"} or text[:5].lower() == "<html":
            return 0.0
        found = found_in(text)
        if found is None:
            return 0.0
        return 0.45 if found.repeats else 0.3

    def read(self, file: DeliveredFile) -> Iterator[ReadOutcome]:
        """Yield the records of a file: the elements that repeat below its root, or those that `records` names."""
        text = xml_head(DeliveredBytes(file).head()) or ""
        found = found_in(text)
        named = file.options.get("records")

        def is_record(local: str, _namespace: str | None, around: list[Frame]) -> bool:
            if named:
                return local == named.rpartition("/")[2] and not any(frame.local == local for frame in around)
            return found is not None and local == found.name and len(around) == found.depth

        main = frozenset(namespaces_in(text) - _PREFIXES.keys())
        return read_xml(file, XmlForm(is_record=is_record, main=main, prefixes=_PREFIXES, nests=True))


FORMAT: SourceFormat = XmlFormat()
