"""What a serialisation of a report is: its suffix, its media type, and how a report and its findings become bytes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from app.core.finding import Finding, Rule
from app.core.text import LanguageCode, Text
from app.publication.reports.report import Report


@dataclass(frozen=True, slots=True)
class ReportContext:
    """What writing needs besides the report: the sentences of the rules, the reader's language, the next page if any.

    For a serialisation that is read page by page: `address` is that of the report (None where nothing is stored),
    `filters` are the members of its query that chose these findings, `next` is the address of the following page.
    """

    rules: Mapping[str, Rule]
    language: LanguageCode
    next: str | None = None
    address: str | None = None
    filters: Mapping[str, str] = field(default_factory=dict)


class ReportFormat(Protocol):
    """A serialisation of reports. `paged` says whether it lists a page of findings, or all of them."""

    @property
    def key(self) -> str:
        """The suffix by which it is asked for, without its dot (`csv`)."""

    @property
    def media_type(self) -> str:
        """Its media type, without parameters."""

    @property
    def label(self) -> Text:
        """What a person calls it."""

    @property
    def paged(self) -> bool:
        """Whether a reader expects pages (JSON, HTML) or the whole (a spreadsheet)."""

    def write(self, report: Report, findings: Iterable[Finding], context: ReportContext) -> Iterator[bytes]:
        """Yield the report as bytes; the findings are taken one by one, and never held."""
