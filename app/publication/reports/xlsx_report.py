"""The report as an Excel workbook: a sheet of rules, then the findings one a row, ready to be filtered."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import Cell, WriteOnlyCell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from app.core.finding import Finding
from app.core.text import LanguageCode, Text
from app.publication.reports.report import SEVERITY_NAMES, Report, finding_entry
from app.publication.reports.report_format import ReportContext
from app.publication.reports.table import HEADINGS, headings, row

_LABEL = Text(fr="Tableur (Excel)", en="Spreadsheet (Excel)")
_ROWS_A_SHEET = 1_000_000  # a sheet of the format ends at row 1,048,576 (ECMA-376, part 1, section 18.3.1.73)
_LONGEST_CELL = 32_000  # the format ends a cell at 32,767 characters
_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")  # XML 1.0, section 2.2
_PIECE = 64 * 1024
_IN_MEMORY = 1024 * 1024  # a workbook larger than this waits on disk
_WIDTHS = (12, 18, 22, 8, 24, 22, 34, 60, 60, 34)  # of the columns of findings, in characters

RULE_HEADINGS: tuple[Text, ...] = (
    Text(fr="Gravité", en="Severity"),
    Text(fr="Notices", en="Records"),
    Text(fr="Constats", en="Findings"),
    Text(fr="Constat", en="Finding"),
    Text(fr="Correction proposée", en="Proposed correction"),
    Text(fr="Règle", en="Rule"),
)
_RULE_WIDTHS = (12, 10, 10, 70, 70, 34)


@dataclass(frozen=True, slots=True)
class XlsxReport:
    """An Office Open XML workbook (ECMA-376). Every text is stored as a text: nothing in it can be a formula."""

    key: str = "xlsx"
    media_type: str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    label: Text = _LABEL
    paged: bool = False

    def write(self, report: Report, findings: Iterable[Finding], context: ReportContext) -> Iterator[bytes]:
        """Yield the workbook once it is complete: a ZIP archive has its table of contents at its end."""
        workbook = Workbook(write_only=True)
        _write_rules(workbook, report, context.language)
        _write_findings(workbook, report, findings, context)
        with tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY) as file:
            workbook.save(file)
            file.seek(0)
            while piece := file.read(_PIECE):
                yield piece


def _write_rules(workbook: Workbook, report: Report, language: LanguageCode) -> None:
    title = Text(fr="Règles", en="Rules").in_language(language)
    sheet = _sheet(workbook, title, tuple(text.in_language(language) for text in RULE_HEADINGS), _RULE_WIDTHS)
    for group in report.rules:
        cells = (
            SEVERITY_NAMES[group.severity].in_language(language),
            group.records,
            group.findings,
            group.message.in_language(language),
            group.fix.in_language(language),
            group.rule,
        )
        sheet.append([_cell(sheet, cell) for cell in cells])


def _write_findings(workbook: Workbook, report: Report, findings: Iterable[Finding], context: ReportContext) -> None:
    title = Text(fr="Constats", en="Findings").in_language(context.language)
    heading = headings(context.language)
    sheet = _sheet(workbook, title, heading, _WIDTHS)
    for number, finding in enumerate(findings, start=1):
        cells = row(finding_entry(finding, context.rules, report.file), context.language)
        sheet.append([_cell(sheet, cell) for cell in cells])
        if number % _ROWS_A_SHEET == 0:
            sheet = _sheet(workbook, f"{title} {number // _ROWS_A_SHEET + 1}", heading, _WIDTHS)


def _sheet(workbook: Workbook, title: str, heading: tuple[str, ...], widths: tuple[int, ...]) -> Any:
    sheet = workbook.create_sheet(title)  # a write-only worksheet, whose members the stubs do not know
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(heading))}1"
    for place, width in enumerate(widths, start=1):
        sheet.column_dimensions[get_column_letter(place)].width = width
    cells = [_cell(sheet, text) for text in heading]
    for cell in cells:
        cell.font = Font(bold=True)
    sheet.append(cells)
    return sheet


def _cell(sheet: Any, value: str | int) -> Cell:
    if isinstance(value, int):
        return WriteOnlyCell(sheet, value)
    cell = WriteOnlyCell(sheet, _NOT_IN_XML.sub("\ufffd", value)[:_LONGEST_CELL])
    cell.data_type = "s"  # openpyxl takes a text that begins with "=" for a formula
    cell.alignment = Alignment(wrap_text=True, vertical="top")
    return cell


FORMAT = XlsxReport()
assert len(_WIDTHS) == len(HEADINGS)  # noqa: S101  # a column without a width is a mistake in this file
