"""A finding as a row of a table, for the spreadsheets of a registrar: its headings and its cells in one language."""

from __future__ import annotations

from app.core.text import LanguageCode, Text
from app.publication.reports.report import SEVERITY_NAMES, FindingEntry

HEADINGS: tuple[Text, ...] = (
    Text(fr="Gravité", en="Severity"),
    Text(fr="Notice", en="Record"),
    Text(fr="Fichier", en="File"),
    Text(fr="Ligne", en="Row"),
    Text(fr="Chemin", en="Path"),
    Text(fr="Colonne", en="Column"),
    Text(fr="Valeur", en="Value"),
    Text(fr="Constat", en="Finding"),
    Text(fr="Correction proposée", en="Proposed correction"),
    Text(fr="Règle", en="Rule"),
)


def headings(language: LanguageCode) -> tuple[str, ...]:
    """Return the headings of the columns in this language."""
    return tuple(heading.in_language(language) for heading in HEADINGS)


def row(entry: FindingEntry, language: LanguageCode) -> tuple[str | int, ...]:
    """Return the cells of one finding, in the order of HEADINGS; an empty string where there is nothing to say."""
    source = entry.source
    return (
        SEVERITY_NAMES[entry.severity].in_language(language),
        entry.record or "",
        source.file or "",
        "" if source.row is None else source.row,
        source.path or "",
        source.column or "",
        source.value or "",
        entry.message.in_language(language),
        entry.fix.in_language(language),
        entry.rule,
    )
