"""The findings as CSV, for a spreadsheet: it opens with a double click, and no cell of it is ever run as a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from app.core.finding import Finding
from app.core.text import Text
from app.publication.reports.report import Report, finding_entry
from app.publication.reports.report_format import ReportContext
from app.publication.reports.table import headings, row

_LABEL = Text(fr="Tableur (CSV)", en="Spreadsheet (CSV)")

# A spreadsheet runs a cell that begins with one of these; a tab, CR or LF is skipped before it looks; full-width forms
# are taken for their ASCII ones in East Asian locales. OWASP, "CSV Injection".
_RUN_AS_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_BATCH = 500  # rows written at a time
_DELIMITERS = {"fr": ";", "en": ","}  # what a spreadsheet set to that language takes for the separator of lists


def neutralised(value: str) -> str:
    """Return the value so that no spreadsheet runs it: an apostrophe goes before one that would begin a formula."""
    return f"'{value}" if value.startswith(_RUN_AS_FORMULA) else value


@dataclass(frozen=True, slots=True)
class CsvReport:
    """RFC 4180 in UTF-8 with a byte order mark, without which Excel reads it as Windows-1252.

    Headings and sentences are in the reader's language; so is the delimiter: a semicolon in French, a comma in English.
    """

    key: str = "csv"
    media_type: str = "text/csv"
    label: Text = _LABEL
    paged: bool = False

    def write(self, report: Report, findings: Iterable[Finding], context: ReportContext) -> Iterator[bytes]:
        """Yield the table, some rows at a time."""
        page = io.StringIO()
        table = csv.writer(page, delimiter=_DELIMITERS[context.language], lineterminator="\r\n")
        page.write("\ufeff")
        table.writerow(headings(context.language))
        for number, finding in enumerate(findings, start=1):
            cells = row(finding_entry(finding, context.rules, report.file), context.language)
            table.writerow([neutralised(cell) if isinstance(cell, str) else cell for cell in cells])
            if number % _BATCH == 0:
                yield _taken(page)
        yield _taken(page)


def _taken(page: io.StringIO) -> bytes:
    written = page.getvalue().encode("utf-8", "replace")  # a lone surrogate of a broken JSON file becomes "?"
    page.seek(0)
    page.truncate()
    return written


FORMAT = CsvReport()
