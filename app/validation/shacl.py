"""One small interface over the SHACL engines, and the shapes they run."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import Final, Protocol

import pyoxigraph

from app.core.errors import UnknownName
from app.core.text import Text
from app.validation.results import ShapeResult, UnreadableGraph

__all__ = ["Engine", "ShapeResult", "UnreadableGraph", "load_engine", "shapes_text"]


class Engine(Protocol):
    """A SHACL engine whose shapes are compiled. `name` is what the setting `validation_engine` calls it by."""

    @property
    def name(self) -> str:
        """The engine's name."""

    def validate(self, quads: str) -> tuple[ShapeResult, ...]:
        """Return what the shapes say of the union of the graphs in this N-Quads (or N-Triples) text, in order.

        Raises UnreadableGraph when the text is neither.
        """

    def report(self, quads: str) -> str:
        """Return the engine's own validation report (SHACL, section 3.6) as N-Triples; raise UnreadableGraph."""


def shapes_text(folder: Path) -> str:
    """Return all the shapes of the folder's Turtle files as one N-Triples text.

    Raises UnreadableGraph, naming the file, when one of them is no Turtle.
    """
    triples: list[str] = []
    for file in sorted(folder.glob("*.ttl")):
        try:
            quads = pyoxigraph.parse(
                file.read_bytes(), pyoxigraph.RdfFormat.TURTLE, base_iri=file.absolute().as_uri(),
                rename_blank_nodes=True,
            )  # fmt: skip
            triples.extend(f"{quad.triple} .\n" for quad in quads)
        except SyntaxError as error:
            raise UnreadableGraph(f"{file.name}: {error}") from error
    return "".join(triples)


def _compiled(shapes: str) -> Engine:
    from app.validation.compiled import CompiledEngine  # noqa: PLC0415 - its wheel is not to be had for every machine

    return CompiledEngine(shapes)


def _arbiter(shapes: str) -> Engine:
    from app.validation.arbiter import PyshaclEngine  # noqa: PLC0415 - takes half a second, and most never need it

    return PyshaclEngine(shapes)


_ENGINES: Final[dict[str, Callable[[str], Engine]]] = {"shacl": _compiled, "pyshacl": _arbiter}


@lru_cache(maxsize=8)
def load_engine(name: str, shapes_folder: Path) -> Engine:
    """Return the engine of this name with the folder's shapes compiled, once in the life of the process.

    Raises UnknownName when there is no such engine, and UnreadableGraph when a file of shapes is no Turtle.
    """
    make = _ENGINES.get(name)
    if make is None:
        known = ", ".join(_ENGINES)
        raise UnknownName(
            Text(
                fr=f"Le moteur de validation « {name[:80]} » n'existe pas. Il y a: {known}.",
                en=f"There is no validation engine “{name[:80]}”. There are: {known}.",
            )
        )
    return make(shapes_text(shapes_folder))
