"""Findings and a report to write, as a museum would meet them."""

from __future__ import annotations

from datetime import UTC, datetime

from app.core.finding import Cell, Finding, Rule, Severity
from app.core.outcome import DeliveryCounts, Loss
from app.core.text import Text
from app.publication.reports.report import Report
from app.publication.reports.tally import Tally

RULES = {
    rule.id: rule
    for rule in (
        Rule(
            "date.unreadable",
            Severity.WARNING,
            Text(fr="La date « {value} » n'est pas comprise.", en="The date “{value}” is not understood."),
            Text(fr="Écrivez l'année en chiffres dans « {column} ».", en="Write the year in digits in “{column}”."),
        ),
        Rule(
            "object.title",
            Severity.VIOLATION,
            Text(fr="L'objet n'a ni titre ni nom.", en="The object has neither title nor name."),
            Text(fr="Remplissez la colonne « {column} ».", en="Fill the column “{column}”."),
        ),
    )
}
BAD_DATE = Finding(
    "date.unreadable", Severity.WARNING, Cell("Date", '=HYPERLINK("http://x")', row=42), record="1978.12.1"
)
NO_TITLE = Finding("object.title", Severity.VIOLATION, Cell("Titre", row=43), record="1978.12.2")


def report(*findings: Finding) -> Report:
    """Return a report on these findings."""
    tally = Tally()
    for finding in findings:
        tally.add((finding,))
    return Report(
        file="inventaire.csv",
        records=60,
        counts=DeliveryCounts(records=60, created=60, withheld=1, findings=len(findings)),
        rules=tally.groups(RULES, "inventaire.csv"),
        loss=(Loss("Tiroir", 12, ("B-12", "B-14")),),
        institution="musee-exemple",
        submission="0199",
        received=datetime(2025, 11, 23, 4, 0, tzinfo=UTC),
    )
