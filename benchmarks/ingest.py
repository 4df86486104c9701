"""A table of the Museum of Modern Art brought in: from CSV to committed records, findings and N-Quads on SQLite."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from time import perf_counter

from msgspec import Struct

from benchmarks.alone import Sample, TaskFailed, run_alone, task_of, tell
from benchmarks.figures import Figure, Result, Target
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
    """What became of the file: seconds from its arrival to its last commit, those of each phase, and what is stored."""

    records: int
    seconds: float
    phases: dict[str, float]
    findings: int
    versions: int
    quads_bytes: int
    database_bytes: int


def measure(workspace: Workspace, rows: int, repeats: int) -> Result:
    """Return records a second, memory and phases on one core and on two; raises TaskFailed."""
    file = workspace.moma(rows)
    one = [_ingested(workspace, file, rows, 1) for _ in range(repeats)]
    two = [_ingested(workspace, file, rows, 2) for _ in range(repeats)]
    figures = [
        Figure("one core", "records/s", _speeds(one), _RECORDS_A_SECOND),
        Figure("two cores, two processes", "records/s", _speeds(two)),
        Figure("two cores over one", "times", _gains(one, two), _GAIN_ON_TWO),
        Figure("one core, peak memory", "MiB", tuple(sample.tree_mib for sample in one), _MEMORY),
        Figure("two cores, peak memory of all processes together", "MiB", tuple(s.tree_mib for s in two), _MEMORY),
        Figure("two cores, peak memory of the largest process", "MiB", tuple(s.largest_mib for s in two)),
        Figure("one core, processor time", "ms a record", tuple(s.cpu_seconds * 1000 / s.answer.records for s in one)),
    ]
    for phase in _PHASES:
        spent = tuple(sample.answer.phases.get(phase, 0.0) * 1000 / sample.answer.records for sample in one)
        figures.append(Figure(f"one core, {phase}", "ms a record", spent))
    last = one[-1].answer
    figures.append(Figure("findings", "a record", (last.findings / last.records,)))
    figures.append(Figure("database, with what was received and what was made of it", "bytes a record",
                          (last.database_bytes / last.records,)))  # fmt: skip
    return Result("ingest", "A file brought in, to the last commit", workspace.says("MoMA", rows), tuple(figures))


def _ingested(workspace: Workspace, file: Path, rows: int, cores: int) -> Sample[Ingested]:
    data_dir = workspace.fresh("ingest")
    task = IngestTask(str(file), str(data_dir), cores)
    sample = run_alone("benchmarks.ingest", task, Ingested, cores=cores)
    answer = sample.answer
    if not answer.records == answer.versions == rows:
        raise TaskFailed(f"{rows} rows came in, {answer.records} were counted and {answer.versions} stored")
    return sample


def _speeds(samples: list[Sample[Ingested]]) -> tuple[float, ...]:
    return tuple(sample.answer.records / sample.answer.seconds for sample in samples)


def _gains(one: list[Sample[Ingested]], two: list[Sample[Ingested]]) -> tuple[float, ...]:
    return tuple(fast / slow for slow, fast in zip(_speeds(one), _speeds(two), strict=True))


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
        versions, quads = connection.execute("SELECT count(*), sum(length(nquads)) FROM record_versions").fetchone()
    tell(
        Ingested(done.counts.records, seconds, dict(done.seconds), done.counts.findings, versions, quads,
                 database.stat().st_size)
    )  # fmt: skip


if __name__ == "__main__":
    main()
