from __future__ import annotations

import pytest

from app.core.finding import Cell, Finding, Severity
from app.validation.tiers import TIER_NAMES, Tier, tier_of


@pytest.mark.parametrize(
    ("severities", "tier"),
    [
        ((), Tier.EXCELLENT),
        ((Severity.INFO, Severity.INFO), Tier.GOOD),
        ((Severity.INFO, Severity.WARNING), Tier.PUBLISHABLE),
        ((Severity.WARNING, Severity.VIOLATION, Severity.INFO), Tier.WITHHELD),
    ],
)
def test_the_gravest_finding_decides(severities: tuple[Severity, ...], tier: Tier) -> None:
    assert tier_of(Finding("some.rule", severity, Cell()) for severity in severities) == tier


def test_every_tier_has_a_name_in_both_languages() -> None:
    assert set(TIER_NAMES) == set(Tier)
    assert all(name.fr and name.en and name.fr != name.en for name in TIER_NAMES.values())
