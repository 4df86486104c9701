"""One small interface over the SHACL engines, and the shapes they run."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime
from functools import lru_cache, partial
from pathlib import Path
from typing import Final, Protocol

import pyoxigraph

from app.core.errors import UnknownName
from app.core.text import Text
from app.validation.results import SHACL, VOCABULARY, ShapeResult, UnreadableGraph

__all__ = ["Engine", "ShapeResult", "UnreadableGraph", "engine_for", "load_engine", "shapes_text"]


_SENTENCES: Final = frozenset({f"<{SHACL}message>", f"<{SHACL}name>", f"<{VOCABULARY}remedy>", f"<{VOCABULARY}field>"})
_DATE_TIME: Final = pyoxigraph.NamedNode("http://www.w3.org/2001/XMLSchema#dateTime")


class Engine(Protocol):
    """A SHACL engine whose shapes are compiled. `name` is what the setting `validation_engine` calls it by."""

    @property
    def name(self) -> str:
        """The engine's name."""

    def validate(self, quads: str) -> tuple[ShapeResult, ...]:
        """Return what the shapes say of the union of the graphs in this N-Quads (or N-Triples) text, in order.

        Raises UnreadableGraph when the text is neither.
        """

    def results(self, quads: str) -> Iterable[ShapeResult]:
        """Return the same as `validate` in no particular order."""

    def report(self, quads: str) -> str:
        """Return the engine's own validation report (SHACL, section 3.6) as N-Triples; raise UnreadableGraph."""


def shapes_text(folder: Path, today: date | None = None) -> str:
    """Return all the shapes of the folder's Turtle files as one N-Triples text.

    A `sh:maxInclusive` whose shape has `conc:boundMoves` becomes the end of the year after `today` (by default, the day
    in UTC). Raises UnreadableGraph, naming the file, when one of them is no Turtle.
    """
    year = (today or datetime.now(UTC).date()).year + 1
    end_of_next_year = pyoxigraph.Literal(f"{year}-12-31T23:59:59Z", datatype=_DATE_TIME)
    triples: list[str] = []
    for file in sorted(folder.glob("*.ttl")):
        read = partial(pyoxigraph.parse, format=pyoxigraph.RdfFormat.TURTLE, base_iri=file.absolute().as_uri())
        try:
            quads = list(read(file.read_bytes(), rename_blank_nodes=True))
        except SyntaxError as error:
            raise UnreadableGraph(f"{file.name}: {error}") from error
        moving = {quad.subject for quad in quads if quad.predicate.value == f"{VOCABULARY}boundMoves"}
        for quad in quads:
            moves = quad.subject in moving and quad.predicate.value == f"{SHACL}maxInclusive"
            value = end_of_next_year if moves else quad.object
            triples.append(f"{quad.subject} {quad.predicate} {value} .\n")
    return "".join(triples)


def _compiled(shapes: str) -> Engine:
    from app.validation.compiled import CompiledEngine  # noqa: PLC0415 - its wheel is not to be had for every machine

    # It would copy every sentence into every result, which takes longer than finding it; we read them from the shapes.
    constraints = (line for line in shapes.splitlines(keepends=True) if line.split(" ", 2)[1] not in _SENTENCES)
    return CompiledEngine("".join(constraints))


def _arbiter(shapes: str) -> Engine:
    from app.validation.arbiter import PyshaclEngine  # noqa: PLC0415 - takes half a second, and most never need it

    return PyshaclEngine(shapes)


_ENGINES: Final[dict[str, Callable[[str], Engine]]] = {"shacl": _compiled, "pyshacl": _arbiter}


@lru_cache(maxsize=8)
def load_engine(name: str, shapes_folder: Path) -> Engine:
    """Return the engine of this name with the folder's shapes compiled, once in the life of the process.

    Raises UnknownName when there is no such engine, and UnreadableGraph when a file of shapes is no Turtle.
    """
    return engine_for(name, shapes_text(shapes_folder))


def engine_for(name: str, shapes: str) -> Engine:
    """Return the engine of this name with the shapes in this N-Triples text compiled; raises as `load_engine`."""
    make = _ENGINES.get(name)
    if make is None:
        known = ", ".join(_ENGINES)
        raise UnknownName(
            Text(
                fr=f"Le moteur de validation « {name[:80]} » n'existe pas. Il y a: {known}.",
                en=f"There is no validation engine “{name[:80]}”. There are: {known}.",
            )
        )
    return make(shapes)
