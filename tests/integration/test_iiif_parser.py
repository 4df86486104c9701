"""Manifests as the viewers' own parser (npm) reads them: nothing to mend, nothing missing."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.golden.output import renew
from tests.node_clients import run_client

MANIFESTS = sorted(renew.FOLDER.glob("*/expected.manifest"))


def read(*paths: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in run_client("read_manifests.mjs", *map(str, paths)).splitlines()]


@pytest.mark.node
def test_a_strict_reader_finds_nothing_to_mend() -> None:
    assert len(MANIFESTS) >= 3
    told = read(*MANIFESTS)
    for path, one in zip(MANIFESTS, told, strict=True):
        written = json.loads(path.read_text("utf-8"))
        assert one == {"id": written["id"], "canvases": len(written["items"]), "warnings": []}


@pytest.mark.node
def test_the_strict_reader_does_see_what_is_wrong(tmp_path: Path) -> None:
    broken = json.loads(MANIFESTS[0].read_text("utf-8"))
    broken["label"] = "Le traîneau"
    broken["rights"] = ["http://creativecommons.org/licenses/by/4.0/"]
    path = tmp_path / "broken.json"
    path.write_text(json.dumps(broken), "utf-8")
    (told,) = read(path)
    assert len(list(told["warnings"])) >= 2  # type: ignore[call-overload]  # JSON of a client
