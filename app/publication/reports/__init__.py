"""Validation reports, one file a serialisation; the SHACL one in Turtle belongs to validation, the page to the web."""

from __future__ import annotations

from app.core.registry import Registry
from app.core.text import Text
from app.publication.reports import csv_report, json_report, xlsx_report
from app.publication.reports.report_format import ReportFormat


def report_formats(*others: ReportFormat) -> Registry[ReportFormat]:
    """Return the serialisations of reports by their suffix, with those that other layers add, JSON first."""
    own: tuple[ReportFormat, ...] = (json_report.FORMAT, csv_report.FORMAT, xlsx_report.FORMAT)
    return Registry(Text(fr="le format de rapport", en="report format"), own + others)
