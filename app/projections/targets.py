"""The targets that these settings name: everything that is made from the change log and can be made again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.projections.quads import quads_target
from app.projections.search import SearchTarget

if TYPE_CHECKING:
    from app.pipeline import Tools
    from app.projections.target import Target


def targets_of(tools: Tools) -> tuple[Target, ...]:
    """Return the targets, in the order in which `rebuild all` makes them again."""
    return (quads_target(tools.settings, tools.database), SearchTarget(tools.settings))
