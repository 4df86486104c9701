"""The repository speaks of the project alone: no index host, no path of one machine, no word of one workplace."""

from __future__ import annotations

import re

import pytest

from tests.architecture.tracked import tracked_texts

# Written in parts, so that this file does not name them either.
REFUSED = {
    "an index host": ("py" + r"pi\.org", "python" + "hosted", "npm" + r"js\.(org|com)", r"deb\.debian" + r"\.org"),
    "a machine's path": (
        r"(?<![\w./-])/" + r"(work|root|home/\w+)/",
        r"/tmp/" + "team",
        "/opt/" + "(py" + "pi|wheels)",
        r"file:" + r"///(opt|work|root|home)",
    ),
    "a workplace's word": (
        r"\b(Clau" + r"de|Anthro" + r"pic|Chat" + r"GPT|Open" + r"AI|Copi" + r"lot)\b",
        r"\b(sub-?ag" + r"ents?|AI ag" + r"ents?|language mo" + r"dels?)\b",
        r"/\.lib" + "rary/",
        r"\bissue" + r" #?\d+\b",
        r"\bthis" + r" (session|sandbox|workplace)\b",
    ),
}
LEFT_TO_DO = re.compile(r"\b(TO" + r"DO|FIX" + r"ME|XX" + r"X|HA" + r"CK)\b")


@pytest.mark.parametrize("what", REFUSED)
def test_no_tracked_line_names(what: str) -> None:
    assert _lines_that_name(re.compile("|".join(REFUSED[what])), "") == []


def test_no_code_is_left_to_do() -> None:
    assert _lines_that_name(LEFT_TO_DO, ".py") == []


def _lines_that_name(pattern: re.Pattern[str], suffix: str) -> list[str]:
    return [
        f"{path}:{number}: {found.group()}"
        for path, text in tracked_texts()
        if path.name.endswith(suffix)
        for number, line in enumerate(text.splitlines(), 1)
        if (found := pattern.search(line))
    ]
