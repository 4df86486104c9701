"""From settings to Tools: the database opened and migrated, the registries filled, every rule under its name."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from pathlib import Path

from msgspec import structs

from app.core.config import Settings, resources, settings_from
from app.core.finding import Rule
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
from app.storage.institutions import list_institutions
from app.validation.judge import load_judge


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

    def find(name: str, institution: str | None, version: int | None = None) -> Crosswalk:
        # A check may be for nobody in particular: it has the shared crosswalks then.
        owner = institution if institution in {one.slug for one in list_institutions(database)} else None
        stored = find_crosswalk(database, owner, name, version)
        if stored is None:
            return shipped.get(name)
        # What the service itself stored is JSON; what an institution wrote is the text of its file.
        is_json = stored.definition.lstrip().startswith("{")
        written = stored.definition
        parsed = from_json(written) if is_json else parse_crosswalk(written.encode(), f"{name}.yaml")
        parsed = structs.replace(parsed, version=stored.version)
        return extended(parsed, {crosswalk.name: crosswalk for crosswalk in shipped})

    return Tools(
        settings=settings,
        database=database,
        formats=source_formats(),
        rules=_by_id(reading_rules.RULES, mapping_rules.RULES, storage_rules.RULES, judge.rules),
        shapes=shapes,
        find_crosswalk=find,
        shipped=tuple(shipped),
    )


def _by_id(*tables: Iterable[Rule]) -> Mapping[str, Rule]:
    return {rule.id: rule for table in tables for rule in table}
