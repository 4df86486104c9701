"""The wheel carries ontology/, shapes/ and alembic/ as data of the package: see app.core.config.resources()."""

from __future__ import annotations

from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

RESOURCES = ("ontology", "shapes", "alembic", "alembic.ini")


class Resources(BuildHookInterface):  # type: ignore[type-arg]  # hatchling's parameter is its own configuration class
    """Add the folders of data to a standard wheel; an editable installation reads them where they are."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Name the files for `version` ("standard" or "editable") in `build_data`.

        They go below app/_resources: a top-level `alembic` in site-packages would hide the library of that name.
        """
        if version == "standard":
            build_data["force_include"].update({name: f"app/_resources/{name}" for name in RESOURCES})
