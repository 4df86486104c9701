"""The crosswalks that ship with the service: the examples beside this file, and each source format's own default."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from msgspec import structs

from app.core.registry import Registry
from app.core.text import Text
from app.mapping.crosswalk import Crosswalk, line_error
from app.mapping.crosswalk_files import load_crosswalk

_KIND = Text(fr="la table de correspondance", en="crosswalk")


@cache
def shipped_crosswalks(formats_folder: Path) -> Registry[Crosswalk]:
    """Return the examples and the formats' defaults (`formats_folder/<format>/crosswalk.yaml`), by their names."""
    examples = sorted((Path(__file__).parent / "crosswalks").glob("*.yaml"))
    defaults = sorted(formats_folder.glob("*/crosswalk.yaml"))
    loaded = {crosswalk.name: crosswalk for crosswalk in map(load_crosswalk, (*examples, *defaults))}
    return Registry(_KIND, tuple(extended(crosswalk, loaded) for crosswalk in loaded.values()))


def extended(crosswalk: Crosswalk, known: Mapping[str, Crosswalk]) -> Crosswalk:
    """Return the crosswalk with the rules of the one it extends after its own; raise CrosswalkError without it."""
    if not crosswalk.extends:
        return crosswalk
    base = known.get(crosswalk.extends)
    if base is None or base.extends:
        raise line_error(
            1,
            f"la table « {crosswalk.extends} » n'existe pas, ou en prolonge une autre.",
            f"the crosswalk “{crosswalk.extends}” does not exist, or extends another one.",
        )
    return structs.replace(
        crosswalk,
        rules=(*crosswalk.rules, *base.rules),
        language=crosswalk.language or base.language,
        tolerant=crosswalk.tolerant or base.tolerant,
        extends="",
    )
