"""The words of a crosswalk are the ones its guide explains, in both languages."""

import re

import pytest

from app.mapping.steps import STEP_NAMES
from app.mapping.targets import TARGETS, Field, TargetMistake, record_field, record_field_with_kind, resolve
from tests.shared import ROOT

GUIDES = ("crosswalks.md", "tables-de-correspondance.md")


def words_of(fields: dict[str, Field]) -> set[str]:
    return set(fields) | {word for field in fields.values() for word in words_of(field.parts)}


def readings_of(fields: dict[str, Field]) -> set[str]:
    own = {name for field in fields.values() for name, _ in field.readings}
    return own | {name for field in fields.values() for name in readings_of(field.parts)}


@pytest.mark.parametrize("guide", GUIDES)
def test_the_guide_names_every_target_step_and_reading(guide: str) -> None:
    text = (ROOT / "docs" / guide).read_text(encoding="utf-8")
    named = set(re.findall(r"[a-z_-]+", text))
    assert words_of(TARGETS) - named == set()
    assert readings_of(TARGETS) - named == set()
    assert set(STEP_NAMES) - named == set()


@pytest.mark.parametrize("guide", GUIDES)
def test_every_kind_stands_in_the_guide(guide: str) -> None:
    text = re.sub(r"\s+", " ", (ROOT / "docs" / guide).read_text(encoding="utf-8"))
    kinds = {kind for field in TARGETS.values() for kind in field.kinds if kind != "*"}
    assert {kind for kind in kinds if kind not in text} == set()


@pytest.mark.parametrize(
    ("target", "field", "with_kind"),
    [
        ("title", "titles", None),
        ("title[former]", "titles", "titles[former]"),
        ("production.date", "productions.date", None),
        ("production#2.contributor.role", "productions.contributions.role", None),
        ("event[acquisition].date", "events.date", None),
        ("private[valeur d'assurance]", "private", "private[valeur d'assurance]"),
    ],
)
def test_targets_lead_to_fields_of_the_record(target: str, field: str, with_kind: str | None) -> None:
    assert record_field(target) == field
    assert record_field_with_kind(target) == with_kind
    assert resolve(target).key == target


@pytest.mark.parametrize(
    "target", ["", "titel", "production", "title.", "event[x].date", "title[x]", "material.label.x", "a b"]
)
def test_what_is_no_target_is_refused(target: str) -> None:
    with pytest.raises(TargetMistake):
        resolve(target)
