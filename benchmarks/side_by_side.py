"""The same rows through us, through the conventional stack, and through a general mapping engine with a validator.

The peer is favoured wherever there was a choice: it is handed the triples that our readers made of the rows, so reading
CSV, reading values and deciding what the graph says cost it nothing; its shapes are parsed before the clock starts.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

from msgspec import Struct

from benchmarks import conventional, ours, rml
from benchmarks.alone import TaskFailed, run_alone
from benchmarks.conventional import TOGETHER, Conventional, ConventionalTask
from benchmarks.figures import Figure, Result, Target
from benchmarks.ours import Checked, OursTask
from benchmarks.rml import Materialised
from benchmarks.workspace import Workspace

_TIMES = Target("at least", 20)


def measure(workspace: Workspace, rows: int, repeats: int) -> Result:
    """Return records a second of each stack on one core, and how many times ours is faster. Raises TaskFailed."""
    file = workspace.moma(rows)
    quads = workspace.folder / "side-by-side.nq"
    rounds = [_round(file, quads, workspace.fresh("rml"), rows) for _ in range(repeats)]
    mine = [one.ours for one in rounds]
    stack = [one.conventional for one in rounds]
    batched = [one.batched for one in rounds]
    general = [one.general for one in rounds]
    last = rounds[-1]
    figures = (
        Figure("ours: read, map, validate, pack", "records/s", _speeds(mine, rows)),
        Figure("rdflib graph + pySHACL + N-Quads, record by record", "records/s", _speeds(stack, rows)),
        Figure("ours over that", "times", _times(mine, stack), _TIMES),
        Figure("ours over that, by processor time", "times", _times_of_processor(mine, stack)),
        Figure(f"the same, pySHACL given {TOGETHER} records at once", "records/s", _speeds(batched, rows)),
        Figure("ours over that one", "times", _times(mine, batched)),
        Figure(f"Morph-KGC + pySHACL given {TOGETHER} records at once", "records/s", _speeds(general, rows)),
        Figure("Morph-KGC alone", "records/s", tuple(rows / one.materialised.seconds for one in rounds)),
        Figure("ours over Morph-KGC + pySHACL", "times", _times(mine, general)),
        Figure("ours over Morph-KGC + pySHACL, by processor time", "times", _times_of_processor(mine, general)),
        Figure("quads, ours and the conventional stack", "a record", (last.ours.quads / rows,)),
        Figure("quads, Morph-KGC", "a record", (last.materialised.quads / rows,)),
        Figure("quads of Morph-KGC that ours has too", "a record", (last.materialised.equal / rows,)),
        Figure("validation results, our engine", "in all", (float(last.ours.results),)),
        Figure("validation results, pySHACL", "in all", (float(last.conventional.results),)),
    )
    title = "Side by side on the same rows, one core"
    return Result("side-by-side", title, workspace.says("MoMA", rows), figures, _NOTES)


_NOTES = (
    "The conventional stack is given the triples of our own N-Quads, as strings, and shapes that are parsed already.",
    "Its clock runs while it makes rdflib terms of them, adds them to a dataset, validates it and serialises N-Quads.",
    "So reading CSV, reading values and mapping cost it nothing.",
    "Ours runs from the bytes of the CSV file, and also finds the cell of every result, digests and compresses.",
    "Morph-KGC gets an RML mapping made of what we say of a row whose values nobody can read.",
    "Its dates, dimensions and names stay text; its start (what the same run takes on one row) is not counted.",
)


class _Seconds(Protocol):
    @property
    def seconds(self) -> float: ...
    @property
    def cpu_seconds(self) -> float: ...


class _Sum(Struct, frozen=True):
    seconds: float
    cpu_seconds: float


class _Round(Struct, frozen=True):
    """One run of every stack on the same rows, one after the other."""

    ours: Checked
    conventional: Conventional
    batched: Conventional
    materialised: Materialised
    general: _Sum


def _round(file: Path, quads: Path, folder: Path, rows: int) -> _Round:
    mine = run_alone(ours.__name__, OursTask(str(file), str(quads)), Checked, cores=1).answer
    if mine.records != rows:
        raise TaskFailed(f"{rows} rows came in, {mine.records} were mapped")
    stack, batched = _validated(quads, 1), _validated(quads, TOGETHER)
    for peer in (stack, batched):
        if peer.quads != mine.quads:
            raise TaskFailed(f"the peer wrote {peer.quads} quads, and ours are {mine.quads}")
    made = rml.materialise(file, folder, quads)
    judged = _validated(made.output, TOGETHER, serialise=False)
    general = _Sum(made.seconds + judged.seconds, made.cpu_seconds + judged.cpu_seconds)
    return _Round(mine, stack, batched, made, general)


def _validated(quads: Path, together: int, *, serialise: bool = True) -> Conventional:
    task = ConventionalTask(str(quads), together, serialise)
    return run_alone(conventional.__name__, task, Conventional, cores=1).answer


def _speeds(runs: Sequence[_Seconds], rows: int) -> tuple[float, ...]:
    return tuple(rows / run.seconds for run in runs)


def _times(ours: Sequence[_Seconds], theirs: Sequence[_Seconds]) -> tuple[float, ...]:
    return tuple(their.seconds / our.seconds for our, their in zip(ours, theirs, strict=True))


def _times_of_processor(ours: Sequence[_Seconds], theirs: Sequence[_Seconds]) -> tuple[float, ...]:
    return tuple(their.cpu_seconds / our.cpu_seconds for our, their in zip(ours, theirs, strict=True))
