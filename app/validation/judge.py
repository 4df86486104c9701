"""The judge: a batch of records is validated as one graph, and each record gets its own findings back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Final

from app.core.finding import Finding, Rule
from app.core.iri import Namespace
from app.validation.findings import RULES, MappedGraph, findings_of, unreadable
from app.validation.isolation import isolated, restored
from app.validation.results import ShapeResult, UnreadableGraph
from app.validation.shacl import Engine, load_engine, shapes_text
from app.validation.shapes import ShapeSet, read_shapes

_TOGETHER: Final = 32  # records in one graph; the graph of several hundred leaves the processor's cache, a fifth slower


class Judge:
    """Judges records by a set of shapes with one engine; immutable, to be shared between threads."""

    def __init__(self, shapes: ShapeSet, engine: Engine, max_findings_per_record: int) -> None:
        """Keep what judging takes; `max_findings_per_record` is the bound of that name."""
        self.shapes = shapes
        self.engine = engine
        self._limit = max_findings_per_record

    @property
    def rules(self) -> tuple[Rule, ...]:
        """Every rule that a finding of this judge may name."""
        return (*self.shapes.rules, *RULES)

    def judge(self, batch: Sequence[MappedGraph], namespace: Namespace) -> tuple[tuple[Finding, ...], ...]:
        """Return the findings of each record of the batch, in the order of the batch; never raises for bad data.

        `namespace` is that of the institution whose records these are. What a record is told does not depend on the
        records it is judged with.
        """
        found: list[tuple[Finding, ...]] = [()] * len(batch)
        waiting = list(range(len(batch)))
        while waiting:
            # Two records of one identifier would become one record in one graph: the second one waits for its turn.
            turn = {batch[place].iri: place for place in reversed(waiting)}
            for places in _slices(list(turn.values())):
                self._judge_together([batch[place] for place in places], places, namespace, found)
            waiting = [place for place in waiting if turn[batch[place].iri] != place]
        return tuple(found)

    def _judge_together(
        self, graphs: list[MappedGraph], places: list[int], namespace: Namespace, found: list[tuple[Finding, ...]]
    ) -> None:
        try:
            results = self.engine.validate("".join([isolated(graph.quads, graph.iri, namespace) for graph in graphs]))
        except UnreadableGraph as error:
            if len(graphs) == 1:
                found[places[0]] = unreadable(graphs[0], error.reason)
                return
            half = len(graphs) // 2
            self._judge_together(graphs[:half], places[:half], namespace, found)
            self._judge_together(graphs[half:], places[half:], namespace, found)
            return
        by_record = findings_of(_with_owners(results, graphs, namespace), self.shapes, self._limit)
        for graph, place in zip(graphs, places, strict=True):
            found[place] = by_record.get(graph.iri, ())


def _slices(places: list[int]) -> Iterator[list[int]]:
    for start in range(0, len(places), _TOGETHER):
        yield places[start : start + _TOGETHER]


def _with_owners(
    results: Iterable[ShapeResult], graphs: Sequence[MappedGraph], namespace: Namespace
) -> Iterator[tuple[MappedGraph, ShapeResult]]:
    """Yield each result beside the record whose IRI its focus has before the `#`.

    A record that another one merely mentions has no owner here: its own delivery judges it.
    """
    by_iri = {graph.iri: graph for graph in graphs}
    for result in results:
        graph = by_iri.get(result.focus.partition("#")[0])
        if graph is not None:
            yield graph, restored(result, graph.iri, namespace)


@lru_cache(maxsize=8)
def load_judge(engine: str, shapes_folder: Path, max_findings_per_record: int) -> Judge:
    """Return a judge by the shapes of this folder, made once in the life of the process.

    Raises UnknownName for an unknown engine, UnreadableGraph for a file that is no Turtle, and IncompleteShape.
    """
    return Judge(read_shapes(shapes_text(shapes_folder)), load_engine(engine, shapes_folder), max_findings_per_record)
