"""Clients from PyPI that stand apart from what this project depends on, installed once into an untracked folder."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

CLIENTS = Path(__file__).parent / "clients"


def run_python_client(program: str, *arguments: str, of: str, home: Path, within_s: float = 120.0) -> str:
    """Run a program of these packages, or of `tests/clients`, and return what it wrote; skip where they cannot be had.

    `of` names the list of packages, `ckan` that of `ckan.txt`. `home` is where the program keeps what it
    remembers from one run to the next.
    """
    installed = _installed(CLIENTS / f"{of}.txt", CLIENTS / "site-packages" / of)
    script = CLIENTS / program if program.endswith(".py") else installed / "bin" / program
    done = subprocess.run(
        [sys.executable, str(script), *arguments],
        env={**os.environ, "PYTHONPATH": str(installed), "HOME": str(home)},
        cwd=home,
        capture_output=True,
        check=False,
        timeout=within_s,
        text=True,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout + done.stderr


def _installed(wanted: Path, folder: Path) -> Path:
    """Return the folder of these packages, filled when it is asked for first."""
    done = folder / "installed.txt"
    if not done.exists() or done.read_text("utf-8") != wanted.read_text("utf-8"):
        command = [
            sys.executable,
            "-m",
            "pip",
            "install",
            "-q",
            "--upgrade",
            "--target",
            str(folder),
            "-r",
            str(wanted),
        ]
        outcome = subprocess.run(command, capture_output=True, check=False, text=True)
        if outcome.returncode:
            pytest.skip(f"pip cannot install the clients: {outcome.stderr[-200:]}")
        done.write_text(wanted.read_text("utf-8"), "utf-8")
    return folder
