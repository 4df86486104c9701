"""A source format is one folder with all that belongs to it; an output format is one file."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from app.reading.source_format import source_formats
from tests.shared import ROOT

GOLDEN = ROOT / "tests" / "golden"
SOURCE_FORMATS = sorted(path.parent for path in (ROOT / "app" / "reading" / "formats").glob("*/__init__.py"))
# Golden cases of other things than a source format have tests, and layouts, of their own.
OTHER_CASES = frozenset({"linked_art", "output", "values", "crosswalks"})
CASES = sorted(folder for folder in GOLDEN.glob("*/*") if folder.is_dir() and folder.parent.name not in OTHER_CASES)


def _name(path: Path) -> str:
    return path.name


@pytest.mark.parametrize("folder", SOURCE_FORMATS, ids=_name)
def test_source_format_explains_itself(folder: Path) -> None:
    readme = folder / "README.md"
    assert readme.is_file(), "a format has a README.md"
    assert len(readme.read_text(encoding="utf-8").split()) > 40, "a README says how such files look"


@pytest.mark.parametrize("folder", SOURCE_FORMATS, ids=_name)
def test_source_format_ships_a_default_crosswalk(folder: Path) -> None:
    assert list(folder.glob("crosswalk.*")), "a format has a default crosswalk, so that day one needs no mapping"


@pytest.mark.parametrize("folder", SOURCE_FORMATS, ids=_name)
def test_source_format_has_a_golden_case(folder: Path) -> None:
    assert [case.name for case in CASES if case.parent.name == folder.name], f"no case in {GOLDEN / folder.name}"


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.parent.name}/{case.name}")
def test_golden_case_is_whole(case: Path) -> None:
    assert len(list(case.glob("input.*"))) == 1
    assert (case / "expected.ttl").is_file()
    assert isinstance(json.loads((case / "findings.json").read_text(encoding="utf-8")), list | dict)


def test_every_golden_case_is_of_a_registered_format() -> None:
    known = {folder.name for folder in SOURCE_FORMATS}
    assert {case.parent.name for case in CASES} <= known


def test_the_registry_knows_every_folder() -> None:
    assert len(list(source_formats())) == len(SOURCE_FORMATS)


@pytest.mark.parametrize("source_format", list(source_formats()), ids=lambda found: found.key)
def test_source_format_is_named_in_both_languages(source_format: object) -> None:
    label = source_format.label  # type: ignore[attr-defined]  # parametrised from the typed registry
    assert label.fr.strip()
    assert label.en.strip()
