"""README.md and LISEZMOI.md say the same, each in its language, with the same commands."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.shared import ROOT

ENGLISH, FRENCH = ROOT / "README.md", ROOT / "LISEZMOI.md"
pytestmark = pytest.mark.skipif(
    not (ENGLISH.exists() and FRENCH.exists()), reason="README.md and LISEZMOI.md are not both written"
)
FENCE = re.compile(r"^```(?P<language>\w*)\n(?P<body>.*?)^```", re.MULTILINE | re.DOTALL)


def _headings(text: str) -> list[int]:
    """Return the levels of the headings, in order."""
    return [len(marks) for marks in re.findall(r"^(#{1,6}) \S", FENCE.sub("", text), re.MULTILINE)]


def _commands(text: str) -> list[str]:
    """Return the lines of the blocks of commands, in order, without their comments."""
    blocks = [
        found["body"] for found in FENCE.finditer(text) if found["language"] in {"", "sh", "bash", "shell", "console"}
    ]
    lines = [re.sub(r"\s+#\s.*$", "", line).rstrip() for block in blocks for line in block.splitlines()]
    return [line for line in lines if line and not line.startswith("# ")]


def test_both_have_the_same_headings() -> None:
    english, french = (path.read_text(encoding="utf-8") for path in (ENGLISH, FRENCH))
    assert _headings(english)
    assert _headings(english) == _headings(french)


def test_both_have_the_same_commands() -> None:
    english, french = (path.read_text(encoding="utf-8") for path in (ENGLISH, FRENCH))
    assert _commands(english)
    assert _commands(english) == _commands(french)


@pytest.mark.parametrize("path", [ENGLISH, FRENCH], ids=lambda path: path.name)
def test_every_make_target_that_is_named_exists(path: Path) -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    named = set(re.findall(r"(?:^|`)make ([a-z]+)", path.read_text(encoding="utf-8"), re.MULTILINE))
    assert {"setup", "test", "demo"} & named
    assert named <= targets


@pytest.mark.parametrize("path", [ENGLISH, FRENCH], ids=lambda path: path.name)
def test_every_local_link_leads_somewhere(path: Path) -> None:
    links = re.findall(r"\]\((?!https?:|#|mailto:)([^)#\s]+)", path.read_text(encoding="utf-8"))
    assert [link for link in links if not (ROOT / link).exists()] == []
