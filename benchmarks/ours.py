"""Our side of the comparison: a file checked, as `concordance check` does it, with nothing stored."""

from __future__ import annotations

from pathlib import Path
from time import perf_counter, process_time

import zstandard
from msgspec import Struct

from benchmarks.alone import task_of, tell


class OursTask(Struct, frozen=True):
    """Check this file, and write the N-Quads that come of it to another, for the peers to start from."""

    file: str
    quads: str


class Checked(Struct, frozen=True):
    """Records, seconds by the clock and of the processor, and what came of them.

    `quads` and `findings` are what the check gives; `results` is what the engine reports of it, record by record,
    before several results become one finding.
    """

    records: int
    seconds: float
    cpu_seconds: float
    quads: int
    findings: int
    results: int


def main() -> None:
    """Do one task, in a process of its own; only the check itself is timed."""
    from app.bootstrap import tools_from  # noqa: PLC0415  # the process that measures has no need of the product
    from app.core.config import Settings  # noqa: PLC0415  # the same
    from app.core.outcome import RecordOutcome  # noqa: PLC0415  # the same
    from app.pipeline import checked, plan_for  # noqa: PLC0415  # the same
    from app.reading.source_format import DeliveredFile  # noqa: PLC0415  # the same
    from app.validation.shacl import load_engine  # noqa: PLC0415  # the same

    task = task_of(OursTask)
    path = Path(task.file)
    settings = Settings(data_dir=path.parent / "ours")
    tools = tools_from(settings)
    file = DeliveredFile(path, path.name, settings.bounds)
    plan = plan_for(file, "moma", "csv", tools.find_crosswalk("moma", None), tools)
    began, cpu_began = perf_counter(), process_time()
    outcomes = [outcome for chunk in checked(file, plan, tools) for outcome in chunk.outcomes]
    seconds, cpu_seconds = perf_counter() - began, process_time() - cpu_began
    records = [outcome for outcome in outcomes if isinstance(outcome, RecordOutcome)]
    texts = [zstandard.decompress(record.nquads).decode() for record in records]
    Path(task.quads).write_text("".join(texts), encoding="utf-8")
    engine = load_engine(settings.validation_engine, tools.shapes)
    tell(
        Checked(
            records=len(records),
            seconds=seconds,
            cpu_seconds=cpu_seconds,
            quads=sum(text.count("\n") for text in texts),
            findings=sum(len(record.verdict.findings) for record in records),
            results=sum(len(engine.validate(text)) for text in texts),
        )
    )


if __name__ == "__main__":
    main()
