"""The projections behind an ingest: how far quads and search stay back, when they are there, what one change costs."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from pathlib import Path
from statistics import median, quantiles
from time import perf_counter, sleep
from typing import TYPE_CHECKING

import httpx
import zstandard
from msgspec import Struct

from benchmarks.alone import Sample, TaskFailed, run_alone, task_of, tell
from benchmarks.figures import Figure, Result, Target
from benchmarks.push import key_of, served
from benchmarks.workspace import MOMA_ROWS, Workspace

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from app.storage.log_batches import Batch

RECORDS = MOMA_ROWS
_NAMES = ("quads", "search")
_CHANGES = 300
_LOOK_S = 0.5
_PATIENCE_S = 3_600.0
_TITLE = re.compile(
    rb"^(<[^>#]*/object/[^>#]*> <http://www\.w3\.org/2000/01/rdf-schema#label> "
    rb'|<[^>]*#title-1> <http://www\.cidoc-crm\.org/cidoc-crm/P190_has_symbolic_content> )"',
    re.MULTILINE,
)


class ProjectionsTask(Struct, frozen=True):
    """Push this file to a server with an empty data folder and wait for its projections; then change records."""

    file: str
    data_dir: str


class Followed(Struct, frozen=True):
    """Seconds of the ingest, changes behind at its last chunk and seconds from then to none, by projection.

    `change_ms` are the milliseconds of one-field changes of single records, each with the checkpoint it moves.
    `bytes` are what each projection takes on disk.
    """

    records: int
    ingest_s: float
    behind: dict[str, int]
    after_s: dict[str, float]
    change_ms: tuple[float, ...]
    bytes: dict[str, int]


def measure(workspace: Workspace, records: int, repeats: int) -> Result:
    """Return how soon SPARQL and search show an ingest, in how much memory, and what one change costs the quads."""
    file = workspace.moma(records)
    samples: list[Sample[Followed]] = []
    for _ in range(repeats):
        task = ProjectionsTask(str(file), str(workspace.fresh("projections")))
        samples.append(run_alone("benchmarks.projections", task, Followed))
    answers = [sample.answer for sample in samples]
    figures = [Figure("ingest, the service following", "records/s", tuple(a.records / a.ingest_s for a in answers))]
    for name in _NAMES:
        figures += (
            Figure(f"{name}: behind at the last chunk", "records", tuple(a.behind[name] for a in answers)),
            Figure(
                f"{name}: from the last chunk to no lag", "s", tuple(a.after_s[name] for a in answers), _within(records)
            ),
            Figure(f"{name}: on disk", "bytes a record", tuple(a.bytes[name] / a.records for a in answers)),
        )
    figures += (
        Figure("one-field change in the quads, median", "ms", tuple(median(a.change_ms) for a in answers), _CHANGE),
        Figure(
            "one-field change in the quads, 95th percentile",
            "ms",
            tuple(quantiles(a.change_ms, n=20)[-1] for a in answers),
        ),
        Figure("peak memory, service and client", "MiB", tuple(s.tree_mib for s in samples), Target("at most", 1500)),
        Figure("peak memory of the largest process", "MiB", tuple(s.largest_mib for s in samples)),
        Figure(
            "processor time of everything",
            "ms a record",
            tuple(s.cpu_seconds * 1e3 / s.answer.records for s in samples),
        ),
    )
    notes = (
        "A table is pushed to the service, which maps, validates, stores, and follows its own log meanwhile.",
        f"The lag is asked of it every {_LOOK_S} s. One-field changes: the title of {_CHANGES} records, one after the",
        "other, each in a transaction of its own; from the two texts in storage to the commit.",
        "Memory is that of all processes together, the client among them; a page that they share counts once.",
    )
    return Result(
        "projections", "The projections behind an ingest", workspace.says("MoMA", records), tuple(figures), notes
    )


_CHANGE = Target("at most", 3)


def _within(records: int) -> Target | None:
    return Target("at most", 60) if records == MOMA_ROWS else None


def main() -> None:
    """Do one task, in a process of its own."""
    task = task_of(ProjectionsTask)
    data_dir = Path(task.data_dir)
    headers = {"Authorization": f"Bearer {key_of(data_dir)}", "Content-Type": "text/csv"}
    with served(data_dir) as address, httpx.Client(base_url=address, headers=headers, timeout=120) as client:
        began = perf_counter()
        records = _ingested(client, Path(task.file))
        ended = perf_counter()
        behind = _lags(client)
        after_s = dict(_caught_up(client, ended))
    # After the service has ended: it held the store.
    change_ms = tuple(_changed(data_dir))
    sizes = {name: _size(data_dir / name) for name in _NAMES}
    tell(Followed(records, ended - began, behind, after_s, change_ms, sizes))


def _ingested(client: httpx.Client, file: Path) -> int:
    """Push the table, wait for its last chunk, and return how many records are stored."""
    answer = client.post("/api/v1/institutions/moma/records?crosswalk=moma", content=file.read_bytes())
    if answer.status_code != httpx.codes.ACCEPTED:
        raise TaskFailed(f"{answer.status_code}: {answer.text[:1000]}")
    state = answer.headers.get("location") or answer.json()["links"]["self"]
    while (told := client.get(state).json()).get("status") in {"waiting", "running"}:
        sleep(_LOOK_S)
    if told.get("status") != "done":
        raise TaskFailed(str(told)[:1000])
    return int(told["counts"]["records"])


def _lags(client: httpx.Client) -> dict[str, int]:
    answer = client.get("/healthz")
    parts = answer.json()["parts"]
    for name in _NAMES:
        if not parts[name]["works"]:
            raise TaskFailed(str(parts[name]))
    return {name: int(parts[name]["lag_changes"]) for name in _NAMES}


def _caught_up(client: httpx.Client, ended: float) -> Iterator[tuple[str, float]]:
    """Yield each projection as it has nothing left to show, with the seconds since the ingest ended."""
    waiting = set(_NAMES)
    while waiting and perf_counter() - ended < _PATIENCE_S:
        lags = _lags(client)
        for name in [name for name in _NAMES if name in waiting and lags[name] == 0]:
            waiting.discard(name)
            yield name, perf_counter() - ended
        sleep(_LOOK_S)
    if waiting:
        raise TaskFailed(f"{sorted(waiting)} stay behind")


def _changed(data_dir: Path) -> Iterator[float]:
    """Yield the milliseconds of one-field changes in the embedded store."""
    from app.bootstrap import tools_from  # noqa: PLC0415  # the process that measures has no need of the product
    from app.core.config import Settings  # noqa: PLC0415  # the same
    from app.projections.quads import EmbeddedQuads  # noqa: PLC0415  # the same

    tools = tools_from(Settings(data_dir=data_dir))
    writer = EmbeddedQuads(data_dir / "quads").open()
    try:
        for batch in _title_changes(tools.database):
            began = perf_counter()
            writer.apply(batch)
            yield (perf_counter() - began) * 1000
    finally:
        writer.close()
        tools.database.dispose()


def _title_changes(engine: Engine) -> Iterator[Batch]:
    """Yield batches of one record each, as the log would give them, whose title has another word at its beginning."""
    from msgspec import structs  # noqa: PLC0415  # as above

    from app.storage.log_batches import Batch, Checkpoint, newest_checkpoint, next_batch  # noqa: PLC0415  # as above

    end = newest_checkpoint(engine)
    chance = random.Random(3)  # noqa: S311  # the same records each time
    at = end
    for sequence in chance.sample(range(end.sequence), min(_CHANGES, end.sequence)):
        read = next_batch(engine, Checkpoint(sequence), content="nquads", limit=1)
        if read is None or read.records[0].after is None:
            continue
        before = read.records[0].after
        text, changed = _TITLE.subn(rb'\1"Autre ', zstandard.decompress(before))
        if not changed:
            continue
        start, at = at, Checkpoint(at.sequence + 1, at.at + 1)
        record = structs.replace(read.records[0], before=before, after=zstandard.compress(text), existed=True)
        yield Batch(start, at, 1, (record,))


def _size(folder: Path) -> int:
    """Return the bytes of a folder's files; what hard links share is counted once."""
    held = {stat.st_ino: stat.st_size for path in folder.rglob("*") if path.is_file() for stat in (path.stat(),)}
    return sum(held.values())


if __name__ == "__main__":
    main()
