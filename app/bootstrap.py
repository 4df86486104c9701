"""From settings to Tools: the database opened and migrated, the registries filled, every rule under its name."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from functools import lru_cache
from pathlib import Path

from msgspec import structs

from app.core.config import Settings, resources, settings_from
from app.core.errors import UnknownName
from app.core.finding import Rule
from app.harvesting import rules as harvesting_rules
from app.mapping import rules as mapping_rules
from app.mapping.crosswalk import Crosswalk, from_json
from app.mapping.crosswalk_files import parse_crosswalk
from app.mapping.shipped import extended, shipped_crosswalks
from app.pipeline import Tools
from app.reading import formats as format_folders
from app.reading import rules as reading_rules
from app.reading.source_format import source_formats
from app.storage import rules as storage_rules
from app.storage.crosswalks import find_crosswalk
from app.storage.database import migrate, open_database
from app.validation.judge import load_judge

_PARSED = 256  # crosswalks kept as they were parsed, by their text: one for each institution that is at work


def settings_from_environment() -> Settings:
    """Return the settings of this process; raises InputError for one that cannot be read."""
    return settings_from(os.environ)


def tools_from(settings: Settings) -> Tools:
    """Return the Tools of these settings, the data folder made and the database brought to the newest schema.

    Raises InputError, UnknownName for settings that name what does not exist, and StorageFull.
    """
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    database = open_database(settings.database)
    migrate(database)
    shapes = resources() / "shapes"
    judge = load_judge(settings.validation_engine, shapes, settings.bounds.max_findings_per_record)
    shipped = shipped_crosswalks(Path(format_folders.__path__[0]))

    @lru_cache(maxsize=_PARSED)
    def complete(name: str, version: int, definition: str) -> Crosswalk:
        # What the service itself stored is JSON; what an institution wrote is the text of its file.
        is_json = definition.lstrip().startswith("{")
        parsed = from_json(definition) if is_json else parse_crosswalk(definition.encode(), f"{name}.yaml")
        return extended(structs.replace(parsed, version=version), {crosswalk.name: crosswalk for crosswalk in shipped})

    def find(name: str, institution: str | None, version: int | None = None) -> Crosswalk:
        try:
            stored = find_crosswalk(database, institution, name, version)
        except UnknownName:  # a check may be for nobody in particular: it has the shared crosswalks then
            stored = find_crosswalk(database, None, name, version)
        return shipped.get(name) if stored is None else complete(name, stored.version, stored.definition)

    return Tools(
        settings=settings,
        database=database,
        formats=source_formats(),
        rules=_by_id(
            reading_rules.RULES, mapping_rules.RULES, storage_rules.RULES, harvesting_rules.RULES, judge.rules
        ),
        shapes=shapes,
        find_crosswalk=find,
        shipped=tuple(shipped),
    )


def _by_id(*tables: Iterable[Rule]) -> Mapping[str, Rule]:
    return {rule.id: rule for table in tables for rule in table}
