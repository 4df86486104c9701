"""A table of the Museum of Modern Art brought in: from CSV to committed records, findings and N-Quads on SQLite."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from time import perf_counter
from typing import TypeAlias

import zstandard
from msgspec import Struct

from benchmarks.alone import Sample, TaskFailed, run_alone, task_of, tell
from benchmarks.figures import Figure, Result, Target
from benchmarks.floor import TRIPLES, Floored, floored
from benchmarks.workspace import Workspace

_PHASES = ("read", "map", "validate", "pack", "store")
_RECORDS_A_SECOND = Target("at least", 2000)
_GAIN_ON_TWO = Target("at least", 1.7)
_MEMORY = Target("at most", 500)


class IngestTask(Struct, frozen=True):
    """Bring this file in, in a data folder that is empty, with so many processes that map and validate."""

    file: str
    data_dir: str
    processes: int


class Ingested(Struct, frozen=True):
    """What became of the file: seconds from its arrival to its last commit, those of each phase, and what is stored.

    `versions` and `quads` are counted in the database afterwards, `database_bytes` is the size of its file.
    """

    records: int
    seconds: float
    phases: dict[str, float]
    findings: int
    versions: int
    quads: int
    database_bytes: int


Runs: TypeAlias = list[Sample[Ingested]]


def measure(workspace: Workspace, rows: int, repeats: int) -> Result:
    """Return records a second, memory and phases on one core and on two, beside the floor; raises TaskFailed.

    Each repeat measures all three in turn: a machine that is slower for a while is slower for each of them.
    """
    file = workspace.moma(rows)
    floors: list[Sample[Floored]] = []
    one: Runs = []
    two: Runs = []
    for _ in range(repeats):
        floors.append(floored(file, workspace.fresh("floor")))
        one.append(_ingested(workspace, file, rows, 1))
        two.append(_ingested(workspace, file, rows, 2))
    return Result(
        "ingest",
        "A file brought in, to the last commit",
        workspace.says("MoMA", rows),
        (*_whole(floors, one, two), *_phases(one), *_sizes(one[-1].answer), *_floor_phases(floors)),
        (
            f"The floor is a hard-wired emitter of {TRIPLES} triples a row, with 6 shapes and 20 constraints;",
            "it reads no value, finds no cell and reports nothing.",
            "Memory is that of all processes of a run together; a page that they share counts once.",
        ),
    )


def _whole(floors: list[Sample[Floored]], one: Runs, two: Runs) -> tuple[Figure, ...]:
    return (
        Figure("one core", "records/s", _speeds(one), _RECORDS_A_SECOND),
        Figure("two cores, two processes", "records/s", _speeds(two)),
        Figure("two cores over one", "times", _ratios(_speeds(two), _speeds(one)), _GAIN_ON_TWO),
        Figure("the floor, one core", "records/s", _speeds(floors)),
        Figure("the floor over ours, one core", "times", _ratios(_speeds(floors), _speeds(one))),
        Figure("one core, counted in quads", "quads/s", tuple(s.answer.quads / s.answer.seconds for s in one)),
        Figure("the floor, counted in quads", "quads/s", tuple(s.answer.quads / s.answer.seconds for s in floors)),
        Figure("one core, peak memory", "MiB", tuple(sample.tree_mib for sample in one), _MEMORY),
        Figure("two cores, peak memory", "MiB", tuple(sample.tree_mib for sample in two), _MEMORY),
        Figure("two cores, peak memory of the largest process", "MiB", tuple(sample.largest_mib for sample in two)),
        Figure("one core, processor time", "ms a record", tuple(s.cpu_seconds * 1000 / s.answer.records for s in one)),
    )


def _phases(one: Runs) -> Iterator[Figure]:
    for phase in _PHASES:
        spent = tuple(sample.answer.phases.get(phase, 0.0) * 1000 / sample.answer.records for sample in one)
        yield Figure(f"one core, {phase}", "ms a record", spent)


def _floor_phases(floors: list[Sample[Floored]]) -> Iterator[Figure]:
    for phase in floors[0].answer.phases:
        spent = tuple(sample.answer.phases[phase] * 1000 / sample.answer.records for sample in floors)
        yield Figure(f"the floor, {phase}", "ms a record", spent)


def _sizes(last: Ingested) -> tuple[Figure, ...]:
    return (
        Figure("quads", "a record", (last.quads / last.records,)),
        Figure("findings", "a record", (last.findings / last.records,)),
        Figure("database", "bytes a record", (last.database_bytes / last.records,)),
    )


def _ingested(workspace: Workspace, file: Path, rows: int, cores: int) -> Sample[Ingested]:
    data_dir = workspace.fresh("ingest")
    task = IngestTask(str(file), str(data_dir), cores)
    sample = run_alone("benchmarks.ingest", task, Ingested, cores=cores)
    answer = sample.answer
    if not answer.records == answer.versions == rows:
        raise TaskFailed(f"{rows} rows came in, {answer.records} were counted and {answer.versions} stored")
    return sample


def _speeds(samples: Runs | list[Sample[Floored]]) -> tuple[float, ...]:
    return tuple(sample.answer.records / sample.answer.seconds for sample in samples)


def _ratios(over: tuple[float, ...], under: tuple[float, ...]) -> tuple[float, ...]:
    return tuple(one / other for one, other in zip(over, under, strict=True))


def main() -> None:
    """Do one task, in a process of its own."""
    from app.bootstrap import tools_from  # noqa: PLC0415  # the process that measures has no need of the product
    from app.cli.ingest import stored_submission  # noqa: PLC0415  # the same
    from app.core.config import Settings  # noqa: PLC0415  # the same
    from app.core.text import Text  # noqa: PLC0415  # the same
    from app.pipeline import ingest  # noqa: PLC0415  # the same
    from app.storage.institutions import add_institution  # noqa: PLC0415  # the same

    task = task_of(IngestTask)
    tools = tools_from(Settings(data_dir=Path(task.data_dir)))
    add_institution(tools.database, "moma", Text("MoMA", "MoMA"))
    began = perf_counter()
    submission = stored_submission(Path(task.file), "moma", "moma", "csv", "full", {}, tools)
    done = ingest(submission.id, tools, processes=task.processes)
    seconds = perf_counter() - began
    tools.database.dispose()
    if done.status != "done":
        raise TaskFailed(str(done.problem))
    database = Path(task.data_dir) / "concordance.sqlite"
    with closing(sqlite3.connect(database)) as connection:
        texts = connection.execute("SELECT nquads FROM record_versions")
        counts = [zstandard.decompress(text).count(b"\n") for (text,) in texts]
    tell(
        Ingested(
            records=done.counts.records,
            seconds=seconds,
            phases=dict(done.seconds),
            findings=done.counts.findings,
            versions=len(counts),
            quads=sum(counts),
            database_bytes=database.stat().st_size,
        )
    )


if __name__ == "__main__":
    main()
