"""Workbooks for the tests: made by openpyxl, or part by part where a library would not write what is to be read."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Mapping

from openpyxl import Workbook

_TYPES = (
    '<?xml version="1.0" encoding="UTF-8"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/></Types>'
)
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_RELATIONS = '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{}</Relationships>'
_RELATION = '<Relationship Id="{0}" Type="' + _OFFICE + '/{1}" Target="{2}"/>'
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def workbook(*rows: Iterable[object], title: str = "Notices") -> Workbook:
    """Return a workbook of one sheet with these rows."""
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = title
    for row in rows:
        sheet.append(list(row))
    return book


def saved(book: Workbook) -> bytes:
    """Return the workbook as a file."""
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def parts(rows: str, *, strings: str = "", after: str = "", more: Mapping[str, str] | None = None) -> bytes:
    """Return a workbook whose one sheet has these row elements, `after` them what stands behind the cells."""
    relations = _RELATION.format("r1", "worksheet", "worksheets/sheet1.xml")
    if strings:
        relations += _RELATION.format("r2", "sharedStrings", "/xl/sharedStrings.xml")
    content = {
        "[Content_Types].xml": _TYPES,
        "_rels/.rels": _RELATIONS.format(_RELATION.format("r1", "officeDocument", "xl/workbook.xml")),
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{_OFFICE}"><sheets>'
        '<sheet name="Notices" sheetId="1" r:id="r1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": _RELATIONS.format(relations),
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData>{after}</worksheet>',
    }
    if strings:
        content["xl/sharedStrings.xml"] = f'<sst xmlns="{MAIN}">{strings}</sst>'
    return zipped({**content, **(more or {})})


def zipped(content: Mapping[str, str | bytes]) -> bytes:
    """Return these parts as a ZIP archive."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in content.items():
            archive.writestr(name, part)
    return written.getvalue()


def inline(*values: str) -> str:
    """Return cells with these texts written in them."""
    return "".join(f'<c t="inlineStr"><is><t>{value}</t></is></c>' for value in values)
