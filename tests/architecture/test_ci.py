"""What CI runs installs what the tests use and lack, and goes on without what it cannot install."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from tests.shared import ROOT

BASH = shutil.which("bash")
pytestmark = pytest.mark.skipif(BASH is None, reason="CI is a script of bash")
USED = {"git", "chromium", "virtuoso-opensource-7", "libxml2-utils", "nodejs", "npm"}


@pytest.fixture
def bare(tmp_path: Path) -> Path:
    """Return a folder of commands as a machine has them that has next to nothing: here make and apt-get only tell."""
    for name in ("bash", "env", "dirname"):
        found = shutil.which(name)
        assert found is not None
        (tmp_path / name).symlink_to(found)
    told = 'echo "MAKE $*"'
    (tmp_path / "make").write_text(f"#!/bin/bash\n{told}\n", encoding="utf-8")
    (tmp_path / "make").chmod(0o755)
    return tmp_path


def run(commands: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [ROOT / ".ci" / "run"],
        env={"PATH": str(commands), **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def apt_get(commands: Path, script: str) -> None:
    (commands / "apt-get").write_text(f"#!/bin/bash\n{script}\n", encoding="utf-8")
    (commands / "apt-get").chmod(0o755)


def test_what_is_missing_is_installed_and_then_the_tests_run(bare: Path) -> None:
    apt_get(bare, 'echo "APT $*" >> "$APT_LOG"')
    log = bare / "log"
    done = run(bare, APT_LOG=str(log))
    if "no way to install" in done.stderr:
        pytest.skip("only root may install packages")
    assert done.returncode == 0
    assert done.stdout.endswith("MAKE test\n")
    installed = {word for line in log.read_text(encoding="utf-8").splitlines() for word in line.split()}
    assert installed >= USED


def test_what_cannot_be_installed_is_named_and_the_tests_run(bare: Path) -> None:
    apt_get(bare, '[[ "$*" != *virtuoso* ]]')
    done = run(bare)
    assert done.returncode == 0
    assert done.stdout.endswith("MAKE test\n")
    if "no way to install" not in done.stderr:
        assert [line for line in done.stderr.splitlines() if "could not install" in line] == [
            ".ci/run: could not install virtuoso-opensource-7; going on without it"
        ]


def test_without_a_way_to_install_the_tests_run_too(bare: Path) -> None:
    done = run(bare)
    assert done.returncode == 0
    assert done.stdout.endswith("MAKE test\n")
    assert all(package in done.stderr for package in USED)
