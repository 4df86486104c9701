"""The report as JSON: for programs, and what the command line writes with `--report`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from app.core.finding import Finding
from app.core.json_text import json_bytes
from app.core.text import Text
from app.publication.reports.report import FindingEntry, Report, finding_entry
from app.publication.reports.report_format import ReportContext

_LABEL = Text(fr="JSON", en="JSON")

_BATCH = 200  # findings written at a time: about 100 kB


class ReportDocument(Report, frozen=True, kw_only=True, omit_defaults=True):
    """The whole document: a report, the findings of this page, and the address of the next page if there is one."""

    findings: tuple[FindingEntry, ...]
    next: str | None = None


@dataclass(frozen=True, slots=True)
class JsonReport:
    """A ReportDocument: `{"file": ..., "records": ..., "rules": [...], "loss": [...], "findings": [...]}`."""

    key: str = "json"
    media_type: str = "application/json"
    label: Text = _LABEL
    paged: bool = True

    def write(self, report: Report, findings: Iterable[Finding], context: ReportContext) -> Iterator[bytes]:
        """Yield the document; its members come in the order of the ReportDocument, the findings last but one."""
        yield json_bytes(report)[:-1] + b',"findings":['
        batch = bytearray()
        waiting = 0
        for number, finding in enumerate(findings):
            if number:
                batch += b","
            batch += json_bytes(finding_entry(finding, context.rules, report.file))
            waiting += 1
            if waiting == _BATCH:
                yield bytes(batch)
                batch.clear()
                waiting = 0
        if context.next is not None:
            yield bytes(batch) + b'],"next":' + json_bytes(context.next) + b"}"
        else:
            yield bytes(batch) + b"]}"


FORMAT = JsonReport()
