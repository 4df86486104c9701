"""The compiled engine: PyPI `shacl`, written in Rust. Shapes are compiled once; a batch is validated as one graph."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

import shacl

from app.validation.results import LANG_STRING, XSD_STRING, ShapeResult, UnreadableGraph, in_order, severity_of


class CompiledEngine:
    """Validates N-Quads text against shapes given as N-Triples text; immutable, to be shared between threads."""

    name: Final = "shacl"

    def __init__(self, shapes: str) -> None:
        """Compile the shapes; raise UnreadableGraph when they are no N-Triples."""
        try:
            self._shapes = shacl.Shapes.from_text(shapes, "ntriples")
        except ValueError as error:
            raise UnreadableGraph(str(error)) from error

    def validate(self, quads: str) -> tuple[ShapeResult, ...]:
        """Return what the shapes say of the union of the graphs in this N-Quads text, in order.

        Raises UnreadableGraph when the text is no N-Quads.
        """
        return in_order(self.results(quads))

    def results(self, quads: str) -> Iterable[ShapeResult]:
        """Return the same as `validate` in no particular order."""
        return map(_plain_result, self._run(quads).results)

    def report(self, quads: str) -> str:
        """Return the engine's own validation report (SHACL, section 3.6) as N-Triples; raise UnreadableGraph."""
        return self._run(quads).serialize("ntriples")

    def _run(self, quads: str) -> shacl.Report:
        try:
            return self._shapes.validate_text(quads, "nquads")
        except ValueError as error:
            raise UnreadableGraph(str(error)) from error


def _plain_result(result: shacl.Result) -> ShapeResult:
    value = result.value_plain
    path = result.path
    return ShapeResult(
        _plain(result.focus_node),
        _plain(result.source_shape or ""),
        None if path is None else _plain(path),
        value,
        None if value is None else _datatype(result.value),
        severity_of(result.severity_iri),
        result.component_iri,
    )


def _plain(term: str) -> str:
    # A path is either one IRI between angle brackets, or begins with "(" or "^" and keeps its brackets.
    return term[1:-1] if term.startswith("<") else term


def _datatype(term: str | None) -> str | None:
    if term is None or not term.startswith('"'):
        return None
    if term.endswith('"'):
        return XSD_STRING
    return term.rpartition("^^<")[2][:-1] if term.endswith(">") else LANG_STRING
