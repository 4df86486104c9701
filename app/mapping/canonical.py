"""The canonical form: museums that already speak the CatalogueRecord push it as JSON, and no crosswalk is needed."""

from __future__ import annotations

import re
from typing import Any

import msgspec

from app.core.finding import Cell, Finding
from app.core.places import pointer
from app.core.record import CatalogueRecord
from app.core.source import SourceRecord, SourceValue
from app.mapping import rules
from app.mapping.engine import Mapped

CANONICAL = "canonical"

_PLACE = re.compile(r" - at `\$(?P<place>[^`]*)`$")


class CanonicalMapping:
    """Reads CatalogueRecords as they are; what does not have the record's form is a finding that names the place."""

    def apply(self, source: SourceRecord) -> Mapped:
        """Return the record with a cell for each of its parts; a record that is refused has no parts stored."""
        path = source.path or ""
        try:
            located = {name: _located(value, path, (name,)) for name, value in source.fields.items()}
            record = msgspec.convert(located, type=CatalogueRecord)
        except msgspec.ValidationError as error:
            return Mapped(None, (*source.findings, _refusal(error, source)))
        return Mapped(record, source.findings)

    def columns_for(self, field: str) -> tuple[str, ...]:
        """Return the field itself: in the canonical form, columns are fields."""
        return (field.replace(".", "/"),)

    def absent_columns(self, _source: SourceRecord) -> tuple[Finding, ...]:
        """Return nothing: every field but the identifier may be absent."""
        return ()


def _located(value: SourceValue, path: str, trail: tuple[str, ...]) -> Any:  # msgspec.convert gives it its type
    """Return the tree with the place of each object in it, which is the cell of what it describes."""
    if isinstance(value, list):
        return [_located(child, path, (*trail, str(position))) for position, child in enumerate(value)]
    if not isinstance(value, dict):
        return value
    inside = {name: _located(child, path, (*trail, name)) for name, child in value.items() if name != "cell"}
    if (
        trail[-1].isdecimal()
        and len(trail) > 1
        and trail[-2] == "dimensions"
        and "value" in value
        and "text" not in value
    ):
        return inside  # a single measure has no cell of its own: its statement has
    cell = Cell(column="/".join(trail), value=_shown(value), path=path + pointer(trail))
    return {**inside, "cell": msgspec.to_builtins(cell)}


def _shown(value: dict[str, SourceValue]) -> str | None:
    """Return the scalar that stands for an object in a sentence: its text, label, name, value or address."""
    for name in ("text", "label", "name", "value", "url", "iri"):
        shown = value.get(name)
        if isinstance(shown, str):
            return shown
    return None


def _refusal(error: msgspec.ValidationError, source: SourceRecord) -> Finding:
    message = str(error)
    found = _PLACE.search(message)
    place = found["place"] if found else ""
    trail = tuple(part for part in re.split(r"[.\[\]]+", place) if part)
    problem = _PLACE.sub("", message)
    cell = Cell("/".join(trail) or None, None, source.row, (source.path or "") + pointer(trail))
    return rules.found(rules.REFUSED_FIELD, cell, place=cell.path or "/", problem=problem)
