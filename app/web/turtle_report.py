"""The report as SHACL's own validation report in Turtle: validation writes it, this says where it is asked for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from app.core.finding import Finding
from app.core.iri import Namespace
from app.core.text import Text
from app.publication.reports.report import Report
from app.publication.reports.report_format import ReportContext
from app.validation.report import ReportScope, shacl_report
from app.validation.shapes import ShapeSet

_LABEL = Text(fr="SHACL (Turtle)", en="SHACL (Turtle)")
_UNSTORED = "/api/v1/check"  # a report that is not kept stands below the operation that made it


@dataclass(frozen=True, slots=True)
class TurtleReport:
    """A sh:ValidationReport (SHACL, section 3.6); `base` is the public address of the service."""

    shapes: ShapeSet
    base: str
    key: str = "ttl"
    media_type: str = "text/turtle"
    label: Text = _LABEL
    paged: bool = False

    def write(self, report: Report, findings: Iterable[Finding], context: ReportContext) -> Iterator[bytes]:
        """Yield the report, one finding at a time."""
        scope = ReportScope(
            rules=context.rules,
            shapes=self.shapes,
            namespace=Namespace(self.base, report.institution or ""),
            file=report.file,
            address=f"{self.base}{context.address or _UNSTORED}",
        )
        for piece in shacl_report(findings, scope):
            yield piece.encode("utf-8", "replace")
