"""How deliveries look in a terminal: the line of progress, and the summary of a report."""

from __future__ import annotations

import sys
from types import TracebackType
from typing import Self

from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

from app.cli.console import err, language, out, say
from app.core.finding import Severity
from app.core.text import Text
from app.publication.reports.report import SEVERITY_NAMES, Report, RuleGroup

_STYLES = {Severity.VIOLATION: "bold red", Severity.WARNING: "yellow", Severity.INFO: "cyan"}
_LOSSES_SHOWN = 10


class ProgressLine:
    """A line that says how many records have come, how fast, and how long it will still take; only on a terminal."""

    def __init__(self, total_bytes: int) -> None:
        """Begin at nothing out of this many bytes."""
        self._bar = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            DownloadColumn(),
            TextColumn("{task.fields[rate]}"),
            TimeRemainingColumn(),
            console=err,
            disable=not sys.stderr.isatty(),
        )
        self._task = self._bar.add_task("0", total=total_bytes, rate="")

    def __enter__(self) -> Self:
        """Show the line."""
        self._bar.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Take the line away."""
        self._bar.stop()

    def moved(self, records: int, bytes_read: int) -> None:
        """Show that so many records are done, and so many bytes of the file read."""
        elapsed = self._bar.tasks[0].elapsed or 0
        rate = f"{records / elapsed:,.0f}/s".replace(",", " ") if elapsed > 0 else ""
        word = Text(fr="notices", en="records").in_language(language())
        self._bar.update(self._task, completed=bytes_read, description=f"{records} {word}", rate=rate)


def show_report(report: Report) -> None:
    """Write the summary of a report: the counts, the rules that were met, and what no rule placed."""
    spoken = language()
    counts = report.counts
    say(
        f"{report.file}. Notices: {counts.records}; constats: {counts.findings}; à retenir: {counts.withheld}; "
        f"refusées: {counts.rejected}.",
        f"{report.file}. Records: {counts.records}; findings: {counts.findings}; to be withheld: {counts.withheld}; "
        f"rejected: {counts.rejected}.",
    )
    if counts.kept_back:
        say(
            f"Que l'établissement garde pour lui, jamais publiées: {counts.kept_back}.",
            f"That the institution keeps to itself, never published: {counts.kept_back}.",
        )
    if report.rules:
        out.print(_rules_table(report.rules))
    for loss in report.loss[:_LOSSES_SHOWN]:
        examples = " · ".join(loss.examples)
        say(
            f"Non placé: {loss.column} (notices: {loss.records}), p. ex. {examples}",
            f"Not placed: {loss.column} (records: {loss.records}), e.g. {examples}",
        )
    more = len(report.loss) - _LOSSES_SHOWN
    if more > 0:
        say(
            f"Autres colonnes non placées: {more}; le rapport (--report) les nomme toutes.",
            f"Further columns not placed: {more}; the report (--report) names them all.",
        )
    if report.problem is not None:
        out.print(report.problem.detail.in_language(spoken), markup=False, style="bold red")


def _rules_table(rules: tuple[RuleGroup, ...]) -> Table:
    spoken = language()
    heading = Text(fr="Notices", en="Records"), Text(fr="Constat", en="Finding"), Text(fr="Exemple", en="Example")
    table = Table(box=None, pad_edge=False)
    table.add_column("", no_wrap=True)
    for text in heading:
        table.add_column(text.in_language(spoken), overflow="fold")
    for group in rules:
        example = group.examples[0] if group.examples else None
        cell = "" if example is None else f"{example.path or example.row or ''} {example.column or ''}"
        table.add_row(
            SEVERITY_NAMES[group.severity].in_language(spoken),
            str(group.records),
            group.message.in_language(spoken).replace("[", "\\["),
            cell.replace("[", "\\["),
            style=_STYLES[group.severity],
        )
    return table
