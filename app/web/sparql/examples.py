"""The example queries of the page: one file each, whose first comments are its name in French and in English."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from msgspec import Struct

from app.core.text import Text

FOLDER = Path(__file__).parent / "examples"


class ExampleQuery(Struct, frozen=True):
    """An example: what it asks, in both languages, and the query, with those lines as its comments."""

    key: str
    name: Text
    query: str


@cache
def example_queries() -> tuple[ExampleQuery, ...]:
    """Return every example, in the order of the files' names. Raises ValueError for a file without both names."""
    return tuple(_read(path) for path in sorted(FOLDER.glob("*.rq")))


def _read(path: Path) -> ExampleQuery:
    query = path.read_text(encoding="utf-8").strip()
    names = dict(line[2:].split(": ", 1) for line in query.splitlines() if line.startswith(("# fr: ", "# en: ")))
    if set(names) != {"fr", "en"}:
        raise ValueError(path.name)
    return ExampleQuery(path.stem, Text(fr=names["fr"], en=names["en"]), query)
