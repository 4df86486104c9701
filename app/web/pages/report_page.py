"""The report as a page: what a curator opens, reads on a phone or prints; one form of a report among others."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any, NamedTuple

from app.core.finding import Finding, Severity
from app.core.text import Text
from app.publication.reports import report_formats
from app.publication.reports.report import Report, RuleGroup, finding_entry
from app.publication.reports.report_format import ReportContext
from app.web.pages.page import html, in_both_languages, with_query

_LABEL = Text(fr="Page web", en="Web page")
_COUNTS = (
    "records",
    "created",
    "updated",
    "unchanged",
    "withdrawn",
    "withheld",
    "kept_back",
    "duplicates",
    "rejected",
    "findings",
)
_ALWAYS = frozenset({"records", "findings"})
_STORED_ONLY = frozenset({"created", "updated", "unchanged", "withdrawn"})
_BAD = frozenset({"withheld", "rejected"})
_MOST_IN_A_FILE = 2_000  # findings: a page of a megabyte, which a browser still opens at once


class Download(NamedTuple):
    """Another form of the report, and where it is."""

    label: Text
    href: str


@dataclass(frozen=True, slots=True)
class HtmlReport:
    """A page of HTML without scripts, in the reader's language, with a link to the same in the other."""

    key: str = "html"
    media_type: str = "text/html"
    label: Text = _LABEL
    paged: bool = True

    def write(self, report: Report, findings: Iterable[Finding], context: ReportContext) -> Iterator[bytes]:
        """Yield the page, whole: it holds one page of findings."""
        address = f"{context.address}.html" if context.address else None
        members = _members(report, findings, context, address, kept=address is not None)
        page = html("report.html", context.language, here=_here(address, context), mark="", **members)
        yield page.encode("utf-8", "replace")


@dataclass(frozen=True, slots=True)
class HtmlFileReport:
    """The same as a file to keep, print or send on: in both languages, the reader's first, and no link leaves it."""

    key: str = "html"
    media_type: str = "text/html"
    label: Text = _LABEL
    paged: bool = False

    def write(self, report: Report, findings: Iterable[Finding], context: ReportContext) -> Iterator[bytes]:
        """Yield the page, whole; it lists the first findings, and says so when there are more."""
        first = islice(findings, _MOST_IN_A_FILE)
        members = _members(report, first, context, None, kept=report.submission is not None)
        page = in_both_languages("report_file.html", "report_body.html", context.language, **members)
        yield page.encode("utf-8", "replace")


def _members(
    report: Report, findings: Iterable[Finding], context: ReportContext, address: str | None, *, kept: bool
) -> dict[str, Any]:
    """Return what the templates show; `address` is the page's, if it has one; `kept` says whether it is stored."""
    entries = tuple(finding_entry(finding, context.rules, report.file) for finding in findings)
    return {
        "report": report,
        "address": address,
        "kept": kept,
        "findings": entries,
        "filters": context.filters,
        "next": context.next,
        "cut": address is None and len(entries) < report.counts.findings,
        "counts": tuple(_counts(report, stored=kept)),
        "gravities": tuple(_gravities(report)),
        "tone": _tone(report),
        "working": report.status in {"waiting", "running"},
        "downloads": tuple(_downloads(context.address)),
    }


def _here(address: str | None, context: ReportContext) -> str:
    if address is None:
        return "/"  # the answer to a form cannot be asked for again in another language
    return with_query(address, **context.filters)


def _counts(report: Report, *, stored: bool) -> Iterator[tuple[str, int, str]]:
    for name in _COUNTS:
        number = getattr(report.counts, name)
        if name in _STORED_ONLY and not stored:
            continue
        if number or name in _ALWAYS:
            yield name, number, "violation" if name in _BAD else ""


def _gravities(report: Report) -> Iterator[tuple[str, list[RuleGroup]]]:
    """Yield each severity that was met with its rules, the gravest first."""
    for severity in Severity:
        groups = [group for group in report.rules if group.severity is severity]
        if groups:
            yield severity.value, groups


def _tone(report: Report) -> str:
    if report.problem is not None or report.counts.withheld or report.counts.rejected:
        return "violation"
    if report.status in {"waiting", "running"} or not report.records:
        return ""
    return "warning" if any(group.severity is Severity.WARNING for group in report.rules) else "good"


def _downloads(address: str | None) -> Iterator[Download]:
    if address is None:
        return
    for form in report_formats():
        yield Download(form.label, f"{address}.{form.key}")
    yield Download(Text(fr="SHACL (Turtle)", en="SHACL (Turtle)"), f"{address}.ttl")


FORMAT = HtmlReport()
FILE = HtmlFileReport()
