"""The passing and failing examples of every shape, as N-Triples, with what each must raise."""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple

import pyoxigraph

from app.validation.shapes import SHAPES_NAMESPACE
from tests.shared import ROOT

SHAPES = ROOT / "shapes"
EXAMPLES = ROOT / "tests" / "shapes"
_EXPECT = re.compile(r"^# expect: (.+)$", re.MULTILINE)


class Example(NamedTuple):
    """One file: the shape file it is about, its data, and the IRIs of the property shapes that it must raise."""

    path: Path
    data: str
    expected: frozenset[str]

    @property
    def name(self) -> str:
        """Its shape file and its own name."""
        return f"{self.path.parent.name}/{self.path.stem}"


def triples_of(turtle: str) -> str:
    """Return Turtle as N-Triples."""
    parsed = pyoxigraph.parse(turtle, pyoxigraph.RdfFormat.TURTLE, base_iri="https://example.org/")
    return "".join(f"{quad.triple} .\n" for quad in parsed)


def read_example(path: Path) -> Example:
    """Return the example in this file."""
    turtle = path.read_text(encoding="utf-8")
    stated = ",".join(_EXPECT.findall(turtle))
    named = (name.strip().replace("shape:", SHAPES_NAMESPACE) for name in stated.split(","))
    return Example(path, triples_of(turtle), frozenset(name for name in named if name))


def all_examples() -> list[Example]:
    """Return every example, by file name."""
    return [read_example(path) for path in sorted(EXAMPLES.glob("*/*.ttl"))]
