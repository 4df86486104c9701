"""The conventional stack: the graph built in rdflib term by term, validated with pySHACL, serialised by rdflib."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from time import perf_counter, process_time

import pyoxigraph
import pyshacl
from msgspec import Struct
from rdflib import RDF, SH, Dataset, Graph, Literal, URIRef

from benchmarks.alone import ROOT, TaskFailed, task_of, tell

TOGETHER = 500

# A triple as a program has it before it makes a graph: subject, property, and an IRI or a literal with its datatype.
Triple = tuple[str, str, str, str | None]
_STRING = "http://www.w3.org/2001/XMLSchema#string"


class ConventionalTask(Struct, frozen=True):
    """Build, validate and serialise the graphs of this N-Quads file, so many records in one graph.

    Without `serialise`, the graphs are built and validated only: they are on disk already.
    """

    quads: str
    together: int
    serialise: bool = True


class Conventional(Struct, frozen=True):
    """Records, seconds (by the clock, of the processor, of each step), and what came of them: results and quads."""

    records: int
    seconds: float
    cpu_seconds: float
    steps: dict[str, float]
    results: int
    quads: int


def main() -> None:
    """Do one task, in a process of its own; reading the file, and reading the shapes, is not timed."""
    task = task_of(ConventionalTask)
    records = _records(Path(task.quads))
    shapes = Graph()
    for file in sorted((ROOT / "shapes").glob("*.ttl")):
        shapes.parse(file, format="turtle")
    steps = dict.fromkeys(("build", "validate", "serialise"), 0.0)
    results = quads = 0
    cpu_began = process_time()
    for batch in _batches(list(records.items()), task.together):
        began = perf_counter()
        dataset = _built(batch)
        built = perf_counter()
        results += _results(dataset, shapes)
        validated = perf_counter()
        if task.serialise:
            quads += len(dataset.serialize(format="nquads").split("\n")) - 2  # rdflib ends with an empty line
        steps["build"] += built - began
        steps["validate"] += validated - built
        steps["serialise"] += perf_counter() - validated
    cpu_seconds = process_time() - cpu_began
    tell(Conventional(len(records), sum(steps.values()), cpu_seconds, steps, results, quads))


def _records(path: Path) -> dict[str, list[Triple]]:
    """Return the triples of each record, by the name of its graph."""
    records: dict[str, list[Triple]] = {}
    for quad in pyoxigraph.parse(path=path, format=pyoxigraph.RdfFormat.N_QUADS):
        if isinstance(quad.object, pyoxigraph.Literal):
            value, datatype = quad.object.value, quad.object.datatype.value
        else:
            value, datatype = _iri(quad.object), None
        triple = (_iri(quad.subject), quad.predicate.value, value, datatype)
        records.setdefault(_iri(quad.graph_name), []).append(triple)
    return records


def _iri(term: object) -> str:
    if isinstance(term, pyoxigraph.NamedNode):
        return term.value
    raise TaskFailed(f"{term} is no IRI")


def _batches(records: list[tuple[str, list[Triple]]], size: int) -> Iterator[list[tuple[str, list[Triple]]]]:
    for start in range(0, len(records), size):
        yield records[start : start + size]


def _built(records: list[tuple[str, list[Triple]]]) -> Dataset:
    dataset = Dataset(default_union=True)
    for record, triples in records:
        _add(dataset.graph(URIRef(record)), triples)
    return dataset


def _add(graph: Graph, triples: list[Triple]) -> None:
    for subject, name, value, datatype in triples:
        if datatype is None:
            graph.add((URIRef(subject), URIRef(name), URIRef(value)))
        elif datatype == _STRING:
            graph.add((URIRef(subject), URIRef(name), Literal(value)))
        else:
            graph.add((URIRef(subject), URIRef(name), Literal(value, datatype=URIRef(datatype))))


def _results(dataset: Dataset, shapes: Graph) -> int:
    _, report, _ = pyshacl.validate(dataset, shacl_graph=shapes)
    if not isinstance(report, Graph):
        raise TaskFailed(str(report))
    return sum(1 for _ in report.subjects(RDF.type, SH.ValidationResult))


if __name__ == "__main__":
    main()
