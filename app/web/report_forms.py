"""Every form that a report can take: those that publication writes, the SHACL one, and the page for people."""

from __future__ import annotations

from app.core.registry import Registry
from app.pipeline import Tools
from app.publication.reports import report_formats
from app.publication.reports.report_format import ReportFormat
from app.validation.shacl import shapes_text
from app.validation.shapes import read_shapes
from app.web.pages import report_page
from app.web.turtle_report import TurtleReport


def served_forms(tools: Tools) -> Registry[ReportFormat]:
    """Return the forms of reports that the service answers with, by their suffix."""
    return report_formats(_turtle(tools), report_page.FORMAT)


def filed_forms(tools: Tools) -> Registry[ReportFormat]:
    """Return the same for a report that is written to a file: its page stands alone, in both languages."""
    return report_formats(_turtle(tools), report_page.FILE)


def _turtle(tools: Tools) -> TurtleReport:
    return TurtleReport(read_shapes(shapes_text(tools.shapes)), tools.settings.base_url)
