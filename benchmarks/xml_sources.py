"""LIDO and EDM through reading, mapping and validation: records a second on one core, of real deliveries."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from time import process_time

from msgspec import Struct

from benchmarks.alone import TaskFailed, run_alone, task_of, tell
from benchmarks.figures import Figure, Result
from benchmarks.workspace import DATA, Workspace

RECORDS = 1_506
_FILES = {
    "LIDO": "lido/nationalmuseum-lido-2016-09-5309.xml.gz",
    "LIDO, a file a record": "lido/nationalmuseum-lido-2016-12-3247-files.tgz",
    "EDM, a file a record": "edm/europeana-hope-amsab-1506.zip",
}


class XmlTask(Struct, frozen=True):
    """Bring in so many records of these files."""

    files: dict[str, str]
    records: int


class XmlAnswer(Struct, frozen=True):
    """How many records of each came in a second of one core's time."""

    rates: dict[str, float]


def measure(_workspace: Workspace, records: int, repeats: int) -> Result:
    """Return the records a second of each format, on one core; nothing is stored."""
    task = XmlTask({name: str(DATA / path) for name, path in _FILES.items()}, records)
    answers = [run_alone("benchmarks.xml_sources", task, XmlAnswer, cores=1).answer for _ in range(repeats)]
    figures = tuple(Figure(name, "records/s", tuple(one.rates[name] for one in answers)) for name in _FILES)
    return Result("xml-sources", "LIDO and EDM, read, mapped and validated", f"{records:,} real records each", figures)


def _rate(path: Path, records: int) -> float:
    from app.bootstrap import tools_from  # noqa: PLC0415  # the process that measures has no need of the product
    from app.core.config import Settings  # noqa: PLC0415  # the same
    from app.pipeline import judged, plan_for  # noqa: PLC0415  # the same
    from app.reading.source_format import DeliveredFile  # noqa: PLC0415  # the same

    with TemporaryDirectory() as folder:
        tools = tools_from(Settings(data_dir=Path(folder)))
        file = DeliveredFile(path, path.name, tools.settings.bounds)
        plan = plan_for(file, "measure", None, None, tools)
        done, began = 0, process_time()
        for result in judged(file, plan, tools):
            done += len(result.outcomes)
            if done >= records:
                break
        elapsed = process_time() - began
    if done < records:
        raise TaskFailed(f"{path.name}: {done} records were read of {records}")
    return done / elapsed


def main() -> None:
    """Do one task, in a process of its own."""
    task = task_of(XmlTask)
    tell(XmlAnswer({name: _rate(Path(path), task.records) for name, path in task.files.items()}))


if __name__ == "__main__":
    main()
