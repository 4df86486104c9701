"""`make` alone tells what it can do, in both languages, and every command it runs exists."""

from __future__ import annotations

import os
import re
import shutil
import subprocess

import pytest

from tests.shared import ROOT

TARGETS = ("setup", "test", "demo", "serve", "bench", "lock", "format", "clean")


@pytest.fixture(scope="module")
def listing() -> str:
    if shutil.which("make") is None:
        pytest.skip("make is not installed")
    # Run from `make test`, the inner make must not inherit the outer one's flags.
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("MAKE", "MFLAGS"))}
    told = subprocess.run(["make"], cwd=ROOT, env=environment, capture_output=True, text=True, check=True)
    return told.stdout


@pytest.mark.parametrize("target", TARGETS)
def test_target_is_listed_in_both_languages(listing: str, target: str) -> None:
    assert re.search(rf"^make {target} +\S.* / \S", listing, re.MULTILINE)


def test_what_ci_runs_is_what_the_readme_tells() -> None:
    assert (ROOT / ".ci" / "run").read_text(encoding="utf-8").rstrip().endswith("make test")
    assert os.access(ROOT / ".ci" / "run", os.X_OK)
