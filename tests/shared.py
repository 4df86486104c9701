"""The real data and the conformance suites that may lie beside a checkout; nothing of them is in the repository."""

from __future__ import annotations

from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]


def _shared() -> Path | None:
    beside = ROOT.parent / "shared"
    return beside if (beside / "data").is_dir() else None


SHARED: Path | None = _shared()

needs_shared = pytest.mark.skipif(SHARED is None, reason="../shared is not beside this checkout")
