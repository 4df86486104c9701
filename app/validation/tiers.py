"""The quality tier of a record: one number from 0 to 3, computed from its findings and stored with it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import IntEnum
from types import MappingProxyType
from typing import Final

from app.core.finding import Finding, Severity
from app.core.text import Text


class Tier(IntEnum):
    """How good a record is, by the gravest of its findings; a higher tier is better.

    A record climbs to the next tier by getting rid of the gravest severity it has left: Violations keep it withheld,
    Warnings keep it merely publishable, Infos keep it from being excellent.
    """

    WITHHELD = 0
    PUBLISHABLE = 1
    GOOD = 2
    EXCELLENT = 3


TIER_NAMES: Final[Mapping[Tier, Text]] = MappingProxyType(
    {
        Tier.WITHHELD: Text(fr="Retenue", en="Withheld"),
        Tier.PUBLISHABLE: Text(fr="Publiable", en="Publishable"),
        Tier.GOOD: Text(fr="Bonne", en="Good"),
        Tier.EXCELLENT: Text(fr="Excellente", en="Excellent"),
    }
)

_HELD_AT: Final = {
    Severity.VIOLATION: Tier.WITHHELD,
    Severity.WARNING: Tier.PUBLISHABLE,
    Severity.INFO: Tier.GOOD,
}


def tier_of(findings: Iterable[Finding]) -> Tier:
    """Return the tier of a record with these findings, whichever step of the pipeline they come from."""
    return min((_HELD_AT[finding.severity] for finding in findings), default=Tier.EXCELLENT)
