"""The files of the repository, as git knows them."""

from __future__ import annotations

import subprocess
from functools import cache
from pathlib import Path

import pytest

from tests.shared import ROOT


@cache
def tracked_files() -> tuple[Path, ...]:
    """Return the tracked files that exist, from the root; skip the test outside a git checkout."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=False)
    if listed.returncode:
        pytest.skip(f"not a git checkout: {listed.stderr.decode().strip()}")
    names = listed.stdout.decode().split("\0")
    return tuple(ROOT / name for name in names if name and (ROOT / name).is_file())


def tracked_texts() -> list[tuple[Path, str]]:
    """Return each tracked file that is UTF-8 text, with its text; what is not (a spreadsheet, say) is left out."""
    texts = []
    for path in tracked_files():
        content = path.read_bytes()
        if b"\0" in content:
            continue
        texts.append((path.relative_to(ROOT), content.decode("utf-8", errors="replace")))
    return texts
