"""`--report FILE`: the report of a check or of an ingest as a file, in the form that its suffix says."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from app.cli.console import language, out
from app.core.finding import Finding
from app.pipeline import Tools
from app.publication.reports.report import Report
from app.publication.reports.report_format import ReportContext, ReportFormat
from app.web.report_forms import filed_forms


def form_of(path: Path | None, tools: Tools) -> ReportFormat | None:
    """Return the form that the suffix of a report's file asks for, JSON where it has none; raise UnknownName.

    It is asked before the work begins: an hour of it is not lost to a misspelt suffix.
    """
    if path is None:
        return None
    return filed_forms(tools).get(path.suffix.removeprefix(".").lower() or "json")


def write_report(path: Path, form: ReportFormat, report: Report, findings: Iterable[Finding], tools: Tools) -> None:
    """Write the report to the file and say where it is."""
    with path.open("wb") as opened:
        for block in form.write(report, findings, ReportContext(tools.rules, language())):
            opened.write(block)
    out.print(str(path), markup=False)
