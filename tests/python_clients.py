"""Clients from PyPI that stand apart from what this project depends on, installed once into an untracked folder."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

CLIENTS = Path(__file__).parent / "clients"
_LIST = CLIENTS / "requirements.txt"
_INSTALLED = CLIENTS / "site-packages"


def run_python_client(program: str, *arguments: str, home: Path, within_s: float = 120.0) -> str:
    """Run a program of these packages and return what it wrote; skip where they cannot be had.

    `home` is where it keeps what it remembers from one run to the next.
    """
    _install()
    done = subprocess.run(
        [sys.executable, str(_INSTALLED / "bin" / program), *arguments],
        env={**os.environ, "PYTHONPATH": str(_INSTALLED), "HOME": str(home)},
        cwd=home,
        capture_output=True,
        check=False,
        timeout=within_s,
        text=True,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout + done.stderr


def _install() -> None:
    done = _INSTALLED / "installed.txt"
    if done.exists() and done.read_text("utf-8") == _LIST.read_text("utf-8"):
        return
    command = [sys.executable, "-m", "pip", "install", "-q", "--upgrade", "--target", str(_INSTALLED), "-r", str(_LIST)]
    installed = subprocess.run(command, capture_output=True, check=False, text=True)
    if installed.returncode:
        pytest.skip(f"pip cannot install the clients: {installed.stderr[-200:]}")
    done.write_text(_LIST.read_text("utf-8"), "utf-8")
