"""The pairs of label and value of a manifest as the columns of a record: a heading, and what stands under it.

Where a pair is in two languages, each heading takes the values in its own, as the columns of a bilingual table do. A
heading that both languages share takes one of them; the other's values stand under the heading with the language.
"""

from __future__ import annotations

import re

from app.core.source import SourceValue
from app.reading.formats.iiif.texts import Fields, Said, said, step

OWN = "iiif"  # under this name a record has what the manifest says beside its pairs
_NO_LABEL = "metadata"  # the heading of what has none
_LONGEST = 200
_PREFERRED = ("fr", "en")
_SPACE = re.compile(r"\s+")
_SHORT = 3  # letters of an abbreviation: ISBN is no shout


def add_pairs(fields: Fields, value: SourceValue, path: str | None) -> None:
    """Add the pairs of a `metadata`, each under its heading; what is no pair is passed over by its form alone."""
    for number, pair in enumerate(value if isinstance(value, list) else []):
        if isinstance(pair, dict):
            _add_pair(fields, _headings(pair.get("label"), _NO_LABEL), pair.get("value"), step(path, number, "value"))


def _add_pair(fields: Fields, headings: dict[str | None, str], value: SourceValue, path: str | None) -> None:
    taken: dict[str, str | None] = {}
    for one in said(value, path):
        heading = headings.get(_main(one.language)) or next(iter(headings.values()))
        if taken.setdefault(heading, one.language) != one.language and one.language is not None:
            heading = f"{heading} ({one.language})"
        _add(fields, heading, one)


def add_statement(fields: Fields, label: SourceValue, value: SourceValue, path: str | None, otherwise: str) -> None:
    """Add a statement that is to be shown as a whole: what it says in one language is one text, line by line."""
    lines: dict[str | None, list[Said]] = {}
    for one in said(value, path):
        lines.setdefault(one.language, []).append(one)
    headings = _headings(label, otherwise)
    for language, texts in lines.items():
        whole = Said("\n".join(one.text for one in texts), language, texts[0].path)
        heading = headings.get(_main(language)) or next(iter(headings.values()))
        _add(fields, f"{heading} ({language})" if heading in fields and language else heading, whole)


def _add(fields: Fields, heading: str, one: Said) -> None:
    values = fields.setdefault(heading, [])
    if isinstance(values, list):
        values.append(one.field())


def _headings(label: SourceValue, otherwise: str) -> dict[str | None, str]:
    """Return the heading in each language, the preferred one first."""
    found: dict[str | None, str] = {}
    for one in said(label, None):
        heading = _heading(one.text)
        if heading:
            found.setdefault(_main(one.language), heading)
    order = sorted(found, key=lambda tongue: _PREFERRED.index(tongue) if tongue in _PREFERRED else len(_PREFERRED))
    return {tongue: found[tongue] for tongue in order} or {None: otherwise}


def _heading(text: str) -> str:
    """Return a label as tables write it: without its colon, and neither shouted nor in small letters alone."""
    heading = _SPACE.sub(" ", text).strip(" :\u00a0")[:_LONGEST]
    if heading == OWN:
        return f"{OWN} (label)"
    if len(heading) > _SHORT and (heading.islower() or (heading.isupper() and " " in heading)):
        return heading[0].upper() + heading[1:].lower()
    return heading.capitalize() if heading.isupper() and len(heading) > len("ISBN") else heading


def _main(language: str | None) -> str | None:
    return None if language is None else language.partition("-")[0].lower()
