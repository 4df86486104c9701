"""The mapping: a crosswalk compiled once into plain functions, then a SourceRecord in, a CatalogueRecord out."""

from __future__ import annotations

from typing import Protocol

from msgspec import Struct

from app.core.finding import Cell, Finding
from app.core.record import CatalogueRecord
from app.core.source import SourceRecord
from app.mapping import rules
from app.mapping.compilation import aligned_fields, compile_reader, compile_rules, group_path, paths_read
from app.mapping.crosswalk import Crosswalk, line_error
from app.mapping.draft import Draft
from app.mapping.loss import Placed
from app.mapping.sources import bare_path, record_scope, source_paths
from app.mapping.targets import record_field, record_field_with_kind

LONGEST_IDENTIFIER = 512  # the bound of LocalId in the record


class Mapped(Struct, frozen=True, gc=False):
    """What mapping makes of one source record: the record (None without an identifier), and what there is to say."""

    record: CatalogueRecord | None
    findings: tuple[Finding, ...]


class Mapping(Protocol):
    """Anything that makes CatalogueRecords of SourceRecords: a compiled crosswalk, or the canonical form's reading."""

    def apply(self, source: SourceRecord) -> Mapped:
        """Return the record and the findings; never raise because of what a record holds."""

    def columns_for(self, field: str) -> tuple[str, ...]:
        """Return the source columns that feed a field of the CatalogueRecord (`productions.date`)."""

    def absent_columns(self, source: SourceRecord) -> tuple[Finding, ...]:
        """Return a finding for each column that a rule reads and a table, of which this is a row, does not have."""


class CompiledCrosswalk:
    """A crosswalk ready to use. Raises CrosswalkError, naming the line, for a rule that cannot be."""

    def __init__(self, crosswalk: Crosswalk) -> None:
        """Compile every rule; nothing is compiled again afterwards."""
        self.crosswalk = crosswalk
        self._language = crosswalk.language or None
        identifying = [rule for rule in crosswalk.rules if rule.target == "id"]
        if not identifying:
            raise line_error(0, "aucune ligne n'a « id » pour cible.", "no line has “id” as its target.")
        self._identifier = [compile_reader(rule) for rule in identifying]
        self._identifier_columns = tuple(path for rule in identifying for path in source_paths(rule.source))
        placing = [rule for rule in crosswalk.rules if rule.target != "id"]
        self._placings = compile_rules(placing, self._language)
        self._placed = Placed(_placed_paths(crosswalk))
        self._columns = _columns_by_field(crosswalk)
        self._feeding: dict[str, tuple[str, ...]] = {}  # `columns_for`, by its field: asked for every finding

    def apply(self, source: SourceRecord) -> Mapped:
        """Return the CatalogueRecord of one source record, with everything that could not be read or placed said."""
        scope = record_scope(source)
        written = [text for reader in self._identifier for text, *_ in reader(scope)]
        local_id = written[0].strip() if written else ""
        if not local_id or len(local_id) > LONGEST_IDENTIFIER:
            return Mapped(None, (*source.findings, self._without_identifier(source, local_id)))
        draft = Draft()
        for place in self._placings:
            place(scope, draft)
        unmapped = self._placed.unplaced(source)
        if unmapped:
            draft.fields.setdefault("unmapped", []).extend(unmapped)
        record = draft.finish(local_id, self._language)
        return Mapped(record, (*source.findings, *draft.findings))

    def _without_identifier(self, source: SourceRecord, local_id: str) -> Finding:
        columns = self._identifier_columns
        column = next((name for name in columns if name in source.fields), columns[0] if columns else None)
        cell = Cell(column, local_id[:80] or None, source.row, source.path, source.member)
        if local_id:
            return rules.found(rules.LONG_IDENTIFIER, cell, length=str(len(local_id)), most=str(LONGEST_IDENTIFIER))
        return rules.found(rules.MISSING_IDENTIFIER, cell)

    def columns_for(self, field: str) -> tuple[str, ...]:
        """Return the columns that feed a field, or those that feed its parts when none feeds it itself."""
        known = self._feeding.get(field)
        if known is None:
            known = self._feeding[field] = self._columns.get(field) or self._columns_below(field)
        return known

    def _columns_below(self, field: str) -> tuple[str, ...]:
        parts = (found for name, found in self._columns.items() if name.startswith(field + "."))
        return tuple(dict.fromkeys(column for found in parts for column in found))

    def absent_columns(self, source: SourceRecord) -> tuple[Finding, ...]:
        """Return a finding for each column that a rule reads and the table lacks; a tree's fields may be absent."""
        if source.path is not None or self.crosswalk.tolerant:
            return ()
        present, said, findings = set(source.fields), set(), []
        for rule in self.crosswalk.rules:
            if rule.each and "&" not in rule.each:
                continue
            alternatives = [source_paths(part) for part in rule.source.split(" | ")] if rule.source else []
            if any(set(names) <= present for names in alternatives):
                continue
            for name in dict.fromkeys(name for names in alternatives for name in names):
                if name not in present and name not in said and "/" not in name:
                    said.add(name)
                    cell = Cell(name, None, 1)
                    findings.append(rules.found(rules.ABSENT_COLUMN, cell, line=str(rule.line)))
        return tuple(findings)


def _placed_paths(crosswalk: Crosswalk) -> list[str]:
    """Return every field and path that a rule reads, conditions and parallel fields included, from the record's top."""
    paths = [companion.name + "/" + companion.key for companion in crosswalk.companions]
    for rule in crosswalk.rules:
        below = group_path(rule.each)
        paths += [below + path for path in paths_read(rule)]
        paths += aligned_fields(rule.each)
    return paths


def _shown_path(path: str) -> str:
    # A heading may hold brackets itself; a path without a slash is a heading.
    return bare_path(path).removesuffix("/.") if "/" in path else path


def _columns_by_field(crosswalk: Crosswalk) -> dict[str, tuple[str, ...]]:
    columns: dict[str, tuple[str, ...]] = {}
    for rule in crosswalk.rules:
        if rule.target not in {"id", "declined"} and rule.source:
            read = tuple(_shown_path(group_path(rule.each) + path) for path in source_paths(rule.source))
            for field in (record_field(rule.target), record_field_with_kind(rule.target)):
                if field is not None:
                    columns[field] = tuple(dict.fromkeys((*columns.get(field, ()), *read)))
    return columns
