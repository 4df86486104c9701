"""The lock files say exactly what is installed, and nothing of where from."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.shared import ROOT

LOCKS = [ROOT / name for name in ("requirements.lock", "requirements-dev.lock", "benchmarks/requirements.lock")]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def _locked(path: Path) -> dict[str, Requirement]:
    text = path.read_text(encoding="utf-8").replace("\\\n", " ")
    lines = [line.split(" --hash")[0] for line in text.splitlines() if re.match(r"[A-Za-z0-9]", line)]
    requirements = [Requirement(line) for line in lines]
    return {canonicalize_name(requirement.name): requirement for requirement in requirements}


@pytest.mark.parametrize("path", LOCKS, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_line_is_pinned_and_hashed(path: Path) -> None:
    text = path.read_text(encoding="utf-8").replace("\\\n", " ")
    lines = [line for line in text.splitlines() if line.strip() and not line.strip().startswith("#")]
    assert lines
    assert [line for line in lines if "==" not in line or "--hash=sha256:" not in line] == []


@pytest.mark.parametrize("path", LOCKS, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_line_says_where_from(path: Path) -> None:
    assert not re.search(
        r"https?:|file:|--(extra-)?index-url|--find-links|(?<!\w)/\w+/", path.read_text(encoding="utf-8")
    )


@pytest.mark.parametrize(
    ("lock", "asked"),
    [
        ("requirements.lock", PROJECT["project"]["dependencies"]),
        ("requirements-dev.lock", PROJECT["project"]["dependencies"]),
        ("requirements-dev.lock", PROJECT["dependency-groups"]["dev"]),
    ],
)
def test_what_the_project_asks_for_is_locked(lock: str, asked: list[str]) -> None:
    locked = _locked(ROOT / lock)
    for requirement in map(Requirement, asked):
        pin = next(iter(locked[canonicalize_name(requirement.name)].specifier)).version
        assert requirement.specifier.contains(pin), requirement


def test_tests_run_on_the_versions_that_are_installed_in_production() -> None:
    development = _locked(ROOT / "requirements-dev.lock")
    for name, requirement in _locked(ROOT / "requirements.lock").items():
        assert development[name].specifier == requirement.specifier
