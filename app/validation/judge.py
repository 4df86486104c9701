"""The judge: a batch of records is validated as one graph, and each record gets its own findings back."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Final

from msgspec import structs

from app.core.finding import Finding, Rule
from app.core.graph_view import KEY, OBJECTS, GraphView, Sights, key_of
from app.core.short_names import shortened_text
from app.validation.findings import RULES, MappedGraph, findings_of, unreadable
from app.validation.results import ShapeResult, UnreadableGraph
from app.validation.shacl import Engine, engine_for, shapes_text
from app.validation.shapes import ShapeSet, read_shapes
from app.validation.sight import divided, sight_of

_TOGETHER: Final = 64  # records in one graph; the graph of several hundred leaves the processor's cache, a fifth slower
_FORMS: Final = 2048  # forms of records that are remembered, of 5 kB each
_STATEMENTS: Final = 50_000  # sound statements that are remembered, of 100 bytes each
_LONGEST_KEPT: Final = 300  # characters: a description does not come twice
_IN_BRACKETS: Final = re.compile(r"<([^>]*)>")


class Judge:
    """Judges records by a set of shapes with one engine; immutable but for what it remembers, shared between threads.

    A shape looks at values, or asks whether something is there, or asks of one statement alone what it says. What the
    second kind finds hangs on the form of a record, and a catalogue of a hundred thousand records has some hundred
    forms; the third kind meets the same names and terms again and again. Each of these is validated once.
    """

    def __init__(self, shapes: str, engine: str, max_findings_per_record: int) -> None:
        """Compile the shapes, N-Triples text, for the engine of this name; the last is the bound of that name.

        Raises UnknownName for an unknown engine, UnreadableGraph and IncompleteShape for shapes that are none.
        """
        self.shapes: ShapeSet = read_shapes(shapes)
        parts = divided(shapes)
        self.sights = Sights(*map(sight_of, parts))
        (self._values, of_values), (self._form, of_form), (self._alone, of_alone) = (
            _engine(engine, part) for part in parts
        )
        self._originals = of_values | of_form | of_alone
        self._sound: set[str] = set()  # statements that nothing is found of
        self._known_forms: dict[tuple[str, ...], tuple[ShapeResult, ...]] = {}
        self._limit = max_findings_per_record

    @property
    def rules(self) -> tuple[Rule, ...]:
        """Every rule that a finding of this judge may name."""
        return (*self.shapes.rules, *RULES)

    def judge(self, batch: Sequence[MappedGraph]) -> tuple[tuple[Finding, ...], ...]:
        """Return the findings of each record of the batch, in the order of the batch; never raises for bad data.

        The views of the batch have different keys. What a record is told does not depend on the records it is judged
        with.
        """
        found: list[tuple[Finding, ...]] = []
        for start in range(0, len(batch), _TOGETHER):
            found.extend(self._judge_together(batch[start : start + _TOGETHER]))
        return tuple(found)

    def _judge_together(self, graphs: Sequence[MappedGraph]) -> list[tuple[Finding, ...]]:
        try:
            by_key = {graph.view.key: [*self._of_form(graph.view)] for graph in graphs}
            for result in self._values.results("".join([graph.view.text for graph in graphs])):
                about = by_key.get(key_of(result.focus))  # type: ignore[arg-type]  # None is nobody's key
                if about is not None:
                    about.append(self._under_its_path(result))
            for key, result in self._of_statements(graphs):
                by_key[key].append(result)
        except UnreadableGraph as error:
            if len(graphs) == 1:
                return [unreadable(graphs[0], error.reason)]
            half = len(graphs) // 2
            return self._judge_together(graphs[:half]) + self._judge_together(graphs[half:])
        return [findings_of(graph, by_key[graph.view.key], self.shapes, self._limit) for graph in graphs]

    def _of_form(self, view: GraphView) -> tuple[ShapeResult, ...]:
        form = view.form
        known = self._known_forms.get(form)
        if known is None:
            known = tuple(map(self._under_its_path, self._form.results(view.form_text.replace(KEY, "0"))))
            if len(self._known_forms) >= _FORMS:
                self._known_forms.clear()
            self._known_forms[form] = known
        return known

    def _of_statements(self, graphs: Sequence[MappedGraph]) -> Iterator[tuple[int, ShapeResult]]:
        """Yield what is found of statements alone: the key of the view, and the result."""
        sound = self._sound  # of this thread's own, should another begin a new one meanwhile
        views = [graph.view for graph in graphs]
        open_ones = [(view.key, number, said) for view in views for number, said in view.alone if said not in sound]
        found: dict[str, list[ShapeResult]] = {said: [] for _, _, said in open_ones}
        distinct = list(found)
        text = "".join([f"<{OBJECTS}{place}>{said} .\n" for place, said in enumerate(distinct)])
        for result in self._alone.results(text) if distinct else ():
            found[distinct[key_of(result.focus) or 0]].append(self._under_its_path(result))
        for key, number, said in open_ones:
            for result in found[said]:
                yield key, structs.replace(result, focus=f"{OBJECTS}{key}#{number}")
        if len(sound) > _STATEMENTS:
            sound = self._sound = set()
        sound.update(said for said, results in found.items() if not results and len(said) <= _LONGEST_KEPT)

    def _under_its_path(self, result: ShapeResult) -> ShapeResult:
        """Return the result with the path's own IRIs in the place of their short names."""
        path = result.path
        if path is None:
            return result
        original = self._originals.get(path)
        if original is None:
            original = _IN_BRACKETS.sub(lambda found: f"<{self._originals.get(found[1], found[1])}>", path)
        return structs.replace(result, path=original)


def _engine(name: str, shapes: str) -> tuple[Engine, dict[str, str]]:
    """Return the engine with these shapes under short names, and what the names stand for."""
    short, originals = shortened_text(shapes)
    return engine_for(name, short), originals


@lru_cache(maxsize=8)
def load_judge(engine: str, shapes_folder: Path, max_findings_per_record: int) -> Judge:
    """Return a judge by the shapes of this folder, made once in the life of the process.

    Raises UnknownName for an unknown engine, UnreadableGraph for a file that is no Turtle, and IncompleteShape.
    """
    return Judge(shapes_text(shapes_folder), engine, max_findings_per_record)
