"""`python -m benchmarks.run`: measure, and write README.md and results.json."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Annotated

import typer
from msgspec import structs

from benchmarks import (
    facts,
    feeds,
    formats,
    ingest,
    linked_data,
    projections,
    push,
    readers,
    search,
    side_by_side,
    sparql,
    xml_sources,
)
from benchmarks.alone import Others
from benchmarks.figures import Result, Results
from benchmarks.machine import this_machine
from benchmarks.table import markdown, read_results, write_results
from benchmarks.workspace import MOMA_ROWS, Workspace

_PEER_ROWS = 2_000
_READER_ROWS = 20_000

Measure = Callable[[Workspace, int, int], Result]

# The name of each benchmark, what measures it, and how many records it is given.
_BENCHMARKS: dict[str, tuple[Measure, int]] = {
    "ingest": (ingest.measure, MOMA_ROWS),
    "side-by-side": (side_by_side.measure, _PEER_ROWS),
    "push": (push.measure, push.PUSHES),
    "linked-data": (linked_data.measure, linked_data.RECORDS),
    "readers": (readers.measure, _READER_ROWS),
    "formats": (formats.measure, formats.RECORDS),
    "xml-sources": (xml_sources.measure, xml_sources.RECORDS),
    "sparql": (sparql.measure, sparql.RECORDS),
    "projections": (projections.measure, projections.RECORDS),
    "search": (search.measure, search.RECORDS),
    "feeds": (feeds.measure, feeds.CHANGES),
    "facts": (facts.measure, facts.OBJECTS),
}


def run(
    only: Annotated[list[str] | None, typer.Option(help=f"One of: {', '.join(_BENCHMARKS)}. May be repeated.")] = None,
    repeat: Annotated[int, typer.Option(min=1, help="Fresh processes for each figure.")] = 3,
    rows: Annotated[int | None, typer.Option(min=300, help="Fewer records, to try it out: nothing is written.")] = None,
    scratch: Annotated[
        Path | None, typer.Option(help="Where to work; the system's temporary folder by default.")
    ] = None,
) -> None:
    """Measure, and write the table into benchmarks/README.md."""
    for name in only or ():
        if name not in _BENCHMARKS:
            raise typer.BadParameter(name, param_hint="--only")
    before = read_results()
    results = dict(before.results) if before else {}
    measured = dict(before.measured) if before else {}
    with tempfile.TemporaryDirectory(prefix="benchmarks-", dir=scratch) as folder:
        workspace = Workspace(Path(folder))
        for name in only or _BENCHMARKS:
            measure, usual = _BENCHMARKS[name]
            typer.echo(f"{name} ...", err=True)
            result = _in_company(partial(measure, workspace, min(rows or usual, usual), repeat))
            results[name] = result
            measured[name] = datetime.now(UTC).date().isoformat()
            machine = this_machine()
            typer.echo(markdown(Results(machine, {name: result}, measured)))
            if rows is None:
                ordered = {key: results[key] for key in _BENCHMARKS if key in results}
                write_results(Results(machine, ordered, measured))


def _in_company(measure: Callable[[], Result]) -> Result:
    """Measure, and note how much of the machine others used meanwhile."""
    others = Others()
    result = measure()
    return structs.replace(result, others=others.share)


if __name__ == "__main__":
    typer.run(run)
