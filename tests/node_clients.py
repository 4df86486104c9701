"""Clients from npm, installed once into an untracked folder; tests that need them skip where they cannot be had."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

CLIENTS = Path(__file__).parent / "clients"


def run_client(script: str, *arguments: str, within_s: float = 120.0) -> str:
    """Run one of the scripts of tests/clients and return what it wrote; skip where Node.js or its packages are not."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node is None or npm is None:
        pytest.skip("Node.js and npm are not installed")
    if not _installed():
        installed = subprocess.run(
            [npm, "ci", "--no-audit", "--no-fund", "--ignore-scripts"], cwd=CLIENTS, capture_output=True, check=False
        )
        if installed.returncode:
            pytest.skip(f"npm cannot install the clients: {installed.stderr.decode()[-200:]}")
    done = subprocess.run(
        [node, script, *arguments], cwd=CLIENTS, capture_output=True, check=False, timeout=within_s, text=True
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout


def _installed() -> bool:
    """Whether what the lock names is installed: npm leaves its own copy of the lock when it is done."""
    copy, lock = CLIENTS / "node_modules" / ".package-lock.json", CLIENTS / "package-lock.json"
    return copy.exists() and copy.stat().st_mtime >= lock.stat().st_mtime
