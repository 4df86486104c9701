"""The output formats alone: how many records a second one core writes in each, from what is published of them."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter

import zstandard
from msgspec import Struct

from app.publication.output_format import PublishedRecord, Publisher, output_formats
from benchmarks.alone import run_alone, task_of, tell
from benchmarks.figures import Figure, Result, Target
from benchmarks.workspace import Workspace

RECORDS = 5_000
# A full harvest in oai_dc is to run at 2,000 records a second with everything around it: writing may be no bottleneck.
_TARGETS = {"oai_dc": Target("at least", 10_000)}


class FormatsTask(Struct, frozen=True):
    """Check this file, then write each of its records in each format."""

    file: str


class Written(Struct, frozen=True):
    """Records a second and mean bytes of a record, by the format's key."""

    rates: dict[str, float]
    mean_bytes: dict[str, float]


def measure(workspace: Workspace, records: int, repeats: int) -> Result:
    """Return the records a second of each output format."""
    task = FormatsTask(str(workspace.moma(records)))
    answers = [run_alone("benchmarks.formats", task, Written, cores=1).answer for _ in range(repeats)]
    figures = tuple(
        Figure(
            f"{key}, {answers[0].mean_bytes[key]:,.0f} bytes a record",
            "records/s",
            tuple(answer.rates[key] for answer in answers),
            _TARGETS.get(key),
        )
        for key in answers[0].rates
    )
    notes = (
        "From the decoded record and the text of its graph to the bytes that are sent; no database, nothing kept.",
        "Each record once in each format, in a process that has written none before.",
    )
    return Result("formats", "The output formats alone", workspace.says("MoMA", records), figures, notes)


def main() -> None:
    """Do one task, in a process of its own; only writing is timed."""
    published = _published(Path(task_of(FormatsTask).file))
    rates: dict[str, float] = {}
    mean_bytes: dict[str, float] = {}
    for output in output_formats():
        began = perf_counter()
        size = sum(len(output.write(record)) for record in published)
        rates[output.key] = len(published) / (perf_counter() - began)
        mean_bytes[output.key] = size / len(published)
    tell(Written(rates, mean_bytes))


def _published(path: Path) -> list[PublishedRecord]:
    from app.bootstrap import tools_from  # noqa: PLC0415  # the measuring process has no need of it
    from app.core.config import Settings  # noqa: PLC0415  # the same
    from app.core.iri import Namespace  # noqa: PLC0415  # the same
    from app.core.outcome import RecordOutcome  # noqa: PLC0415  # the same
    from app.core.text import Text  # noqa: PLC0415  # the same
    from app.pipeline import checked, plan_for  # noqa: PLC0415  # the same
    from app.publication.visibility import visible  # noqa: PLC0415  # the same
    from app.reading.source_format import DeliveredFile  # noqa: PLC0415  # the same

    settings = Settings(data_dir=path.parent / "formats")
    tools = tools_from(settings)
    file = DeliveredFile(path, path.name, settings.bounds)
    plan = plan_for(file, "moma", "csv", tools.find_crosswalk("moma", None), tools)
    publisher = Publisher("moma", Text("Museum of Modern Art", "Museum of Modern Art"), "en")
    now = datetime.now(UTC)
    return [
        PublishedRecord(
            record=visible(outcome.canonical),
            n_quads=zstandard.decompress(outcome.nquads).decode(),
            namespace=Namespace(settings.base_url, "moma"),
            publisher=publisher,
            version=1,
            first=now,
            updated=now,
        )
        for chunk in checked(file, plan, tools)
        for outcome in chunk.outcomes
        if isinstance(outcome, RecordOutcome)
    ]


if __name__ == "__main__":
    main()
