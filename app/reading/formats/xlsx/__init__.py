"""Workbooks of Excel and LibreOffice (.xlsx, Office Open XML)."""

from __future__ import annotations

from collections.abc import Iterator

from app.core.text import Text
from app.reading.formats.xlsx.archive import OLE
from app.reading.formats.xlsx.reader import read
from app.reading.source_format import DeliveredFile, ReadOutcome, SourceFormat

_ZIP = b"PK\x03\x04"
_SIGNS = (b"[Content_Types].xml", b"xl/", b"_rels/.rels")
_OTHER_WORKBOOKS = (b"opendocument.spreadsheet", b"xl/workbook.bin")


class XlsxFormat:
    """A workbook, of which one sheet is read."""

    key = "xlsx"
    label = Text(fr="Classeur Excel (.xlsx)", en="Excel workbook (.xlsx)")
    suffixes = (".xlsx", ".xlsm")
    media_types = ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",)

    def recognise(self, head: bytes, name: str) -> float:
        """Return 0.95 for Office Open XML; 0.6 for workbooks that are not read, so that the reader says what to do."""
        if head.startswith(OLE) or any(sign in head for sign in _OTHER_WORKBOOKS):
            return 0.6
        if not head.startswith(_ZIP):
            return 0.0
        if b"xl/" in head:
            return 0.95
        named = name.lower().endswith(self.suffixes)
        return 0.7 if named or any(sign in head for sign in _SIGNS) else 0.0

    def read(self, file: DeliveredFile) -> Iterator[ReadOutcome]:
        """Yield the records of one sheet; see `reader.read`."""
        return read(file)


FORMAT: SourceFormat = XlsxFormat()
