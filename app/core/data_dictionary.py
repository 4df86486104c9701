"""The fields of the CatalogueRecord in the field's own words, each beside its entry of the CHIN/RCIP data dictionary.

The table is `data_dictionary.tsv`. Source of its entries: the *Humanities Data Dictionary* of the Canadian Heritage
Information Network (CHIN; in French the RCIP), by mnemonic, with the label in both languages where both are attested,
and the labels of Info-Muse. Where the dictionary has no entry for a field, the table says which entry stands nearest,
or that there is none.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final, NamedTuple

from msgspec import Meta

_TABLE: Final = Path(__file__).with_suffix(".tsv")


class Entry(NamedTuple):
    """What a field holds, in both languages, and its entry of the CHIN/RCIP dictionary."""

    fr: str
    en: str
    chin: str


def _entries() -> dict[str, Entry]:
    """Return the table by field: `Title.text`, or `language` alone for what means the same in every part."""
    _, *rows = _TABLE.read_text(encoding="utf-8").splitlines()
    return {field: Entry(fr, en, chin) for field, fr, en, chin in (row.split("\t") for row in rows)}


ENTRIES: Final = _entries()


def told(field: str) -> Meta:
    """Return what the schema says of a field: its meaning in both languages, and its entry of the dictionary.

    `x-description` holds the languages apart, `x-chin-rcip` the entry. Raises KeyError for a field without a row.
    """
    entry = ENTRIES[field]
    return Meta(
        description=f"{entry.fr} | {entry.en} [CHIN/RCIP: {entry.chin}]",
        extra_json_schema={"x-description": {"fr": entry.fr, "en": entry.en}, "x-chin-rcip": entry.chin},
    )
