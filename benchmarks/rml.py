"""Morph-KGC with an RML mapping that says what can be said of a row without reading a value.

The mapping is made of what we say of one row whose cells are nothing but the names of their columns. Every term of that
graph is a constant, or a column, or an address with the identifier in it; nothing of it comes from reading a date, a
dimension or a name. So the mapping follows whatever the profile says, and how much it lacks is measured.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph
from msgspec import Struct

from benchmarks.alone import ROOT, TaskFailed, run_alone, run_watched, task_of, tell
from benchmarks.generated import MOMA_COLUMNS

_PYTHON = ROOT / ".venv-bench" / "bin" / "python"
_KEY = "ObjectID"
_PAGE = "URL"
_PREFIXES = """@prefix rr: <http://www.w3.org/ns/r2rml#> .
@prefix rml: <http://semweb.mmlab.be/ns/rml#> .
@prefix ql: <http://semweb.mmlab.be/ns/ql#> .
"""
_ADDRESS = "http://column.example/"  # the address that stands for the column of addresses


class ExampleTask(Struct, frozen=True):
    """Map this file of one row by our crosswalk."""

    file: str


class Example(Struct, frozen=True):
    """The N-Quads of one row, and the address of its record."""

    quads: str
    record: str


class Materialised(Struct, frozen=True):
    """What the engine wrote, and the seconds that it took more for all rows than for a single one: its start is free.

    `equal` counts the quads that ours has too, of the same records.
    """

    output: Path
    seconds: float
    cpu_seconds: float
    quads: int
    equal: int


def materialise(file: Path, folder: Path, ours: Path) -> Materialised:
    """Run Morph-KGC on one core over this table; raise TaskFailed when its environment is not there."""
    if not _PYTHON.is_file():
        raise TaskFailed("the environment of Morph-KGC is not there: `make bench` makes it")
    example = _example(folder)
    one = folder / "one.csv"
    with file.open(encoding="utf-8", newline="") as rows, one.open("w", encoding="utf-8", newline="") as written:
        reader = csv.reader(rows)
        csv.writer(written).writerows((next(reader), next(reader)))
    start = _run(one, folder / "one", example)
    whole = _run(file, folder / "all", example)
    if whole.seconds <= start.seconds:
        raise TaskFailed("there are too few rows to tell the work of Morph-KGC from its start")
    made, mine = _quads(whole.output), _quads(ours)
    cpu_seconds = whole.cpu_seconds - start.cpu_seconds
    return Materialised(whole.output, whole.seconds - start.seconds, cpu_seconds, len(made), len(made & mine))


def _example(folder: Path) -> Example:
    path = folder / "example.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(MOMA_COLUMNS)
        writer.writerow([_ADDRESS + name if name == _PAGE else _cell(name) for name in MOMA_COLUMNS])
    return run_alone(__name__, ExampleTask(str(path)), Example).answer


def _cell(column: str) -> str:
    return f"qq{column}qq"


class _Run(Struct, frozen=True):
    output: Path
    seconds: float
    cpu_seconds: float


def _run(file: Path, folder: Path, example: Example) -> _Run:
    folder.mkdir()
    mapping, output, config = folder / "mapping.ttl", folder / "out.nq", folder / "config.ini"
    mapping.write_text(_PREFIXES + "".join(_triples_maps(example, file)), encoding="utf-8")
    config.write_text(
        f"[CONFIGURATION]\noutput_file: {output}\noutput_format: N-QUADS\nnumber_of_processes: 1\n"
        f"logging_level: WARNING\n[table]\nmappings: {mapping}\n",
        encoding="utf-8",
    )
    _, watch, seconds = run_watched([str(_PYTHON), "-m", "morph_kgc", str(config)], cores=1)
    return _Run(output, seconds, watch.cpu_seconds)


def _triples_maps(example: Example, file: Path) -> Iterator[str]:
    """Yield one rr:TriplesMap a subject (R2RML, section 6), each in the named graph of the row's record."""
    by_subject: dict[str, list[str]] = {}
    for quad in pyoxigraph.parse(example.quads, pyoxigraph.RdfFormat.N_QUADS):
        rule = f"rr:predicateObjectMap [ rr:predicate {quad.predicate} ; rr:objectMap [ {_object(quad.object)} ] ]"
        by_subject.setdefault(_iri_map(str(quad.subject)), []).append(rule)
    graph = f"rr:graphMap [ {_iri_map(f'<{example.record}>')} ]"
    source = f'rml:logicalSource [ rml:source "{file}" ; rml:referenceFormulation ql:CSV ]'
    for number, (subject, rules) in enumerate(by_subject.items()):
        yield (
            f"<#map{number}> a rr:TriplesMap ;\n  {source} ;\n  rr:subjectMap [ {subject} ; {graph} ] ;\n  "
            + " ;\n  ".join(rules)
            + " .\n"
        )


def _object(term: object) -> str:
    if not isinstance(term, pyoxigraph.Literal):
        return _iri_map(str(term))
    for column in MOMA_COLUMNS:
        if term.value in {_cell(column), _ADDRESS + column}:
            return f'rml:reference "{column}" ; rr:termType rr:Literal'
    return f"rr:constant {term}"


def _iri_map(term: str) -> str:
    """Return the term map of an IRI in angle brackets: the column of addresses, a template, or a constant."""
    if term == f"<{_ADDRESS}{_PAGE}>":
        return f'rml:reference "{_PAGE}" ; rr:termType rr:IRI'
    if _cell(_KEY) in term:
        return f'rr:template "{term[1:-1].replace(_cell(_KEY), "{" + _KEY + "}")}" ; rr:termType rr:IRI'
    return f"rr:constant {term}"


def _quads(path: Path) -> set[str]:
    return {str(quad) for quad in pyoxigraph.parse(path=path, format=pyoxigraph.RdfFormat.N_QUADS)}


def main() -> None:
    """Do one task, in a process of its own."""
    from app.bootstrap import tools_from  # noqa: PLC0415  # the process that measures has no need of the product
    from app.core.config import Settings  # noqa: PLC0415  # the same
    from app.core.source import SourceRecord  # noqa: PLC0415  # the same
    from app.mapping.linked_art import n_quads  # noqa: PLC0415  # the same
    from app.pipeline import plan_for  # noqa: PLC0415  # the same
    from app.reading.source_format import DeliveredFile  # noqa: PLC0415  # the same
    from app.workbench import workbench  # noqa: PLC0415  # the same

    path = Path(task_of(ExampleTask).file)
    settings = Settings(data_dir=path.parent / "ours")
    tools = tools_from(settings)
    file = DeliveredFile(path, path.name, settings.bounds)
    plan = plan_for(file, "moma", "csv", tools.find_crosswalk("moma", None), tools)
    bench = workbench(plan, settings, tools.shapes)
    source = next(record for record in tools.formats.get("csv").read(file) if isinstance(record, SourceRecord))
    record = bench.mapping.apply(source).record
    if record is None:
        raise TaskFailed("the example row gives no record")
    tell(Example(n_quads(record, bench.namespace), bench.namespace.record(record.local_id)))


if __name__ == "__main__":
    main()
