"""Search: how fast records become findable, and what a visitor waits for a page of results with its facets."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from statistics import median, quantiles
from time import perf_counter

import httpx
from msgspec import Struct

from benchmarks.alone import ROOT, TaskFailed, run_alone, task_of, tell
from benchmarks.figures import Figure, Result, Target
from benchmarks.push import key_of, served
from benchmarks.workspace import MOMA_ROWS, Workspace

RECORDS = MOMA_ROWS
_ROUNDS = 3
_WARMING = 100
_PATIENCE_S = 3_600
_WORDS = (
    "", "paintings", "landscape", "picasso", "gelatin silver print", "untitled", '"new york"', "artist:matisse",
    "photograph -gelatin", "river", "frank lloyd wright", "lithograph 1950", "the city", "woman head", "fleuve",
)  # fmt: skip
_FILTERS: tuple[dict[str, str], ...] = (
    {},
    {"century": "20"},
    {"type": "Photograph"},
    {"from": "1900", "to": "1950"},
    {"sort": "date", "quality": "2"},
    {"institution": "moma", "material": "Lithograph"},
)
_FOUR = "type,maker,material,century"


class SearchTask(Struct, frozen=True):
    """Ingest this file into an empty data folder, index it, then ask a server every question."""

    file: str
    data_dir: str


class Answered(Struct, frozen=True):
    """Records indexed a second, the index's bytes, and the milliseconds of each answer by kind."""

    indexed_a_second: float
    index_bytes: float
    milliseconds: dict[str, tuple[float, ...]]


def measure(workspace: Workspace, records: int, repeats: int) -> Result:
    """Return the rate of indexing, and the median and the 95th percentile of an answer over HTTP."""
    file = workspace.moma(records)
    samples = []
    for _ in range(repeats):
        task = SearchTask(str(file), str(workspace.fresh("search")))
        samples.append(run_alone("benchmarks.search", task, Answered))
    figures = [
        Figure("indexing", "records/s", tuple(s.answer.indexed_a_second for s in samples)),
        Figure("index on disk", "MiB", tuple(s.answer.index_bytes / 2**20 for s in samples)),
    ]
    for kind in samples[0].answer.milliseconds:
        times = [sample.answer.milliseconds[kind] for sample in samples]
        high = Target("at most", 30) if kind.startswith("four facets") else None
        figures += (
            Figure(f"{kind}: median", "ms", tuple(median(each) for each in times)),
            Figure(f"{kind}: 95th percentile", "ms", tuple(quantiles(each, n=100)[94] for each in times), high),
        )
    figures.append(Figure("peak memory, one process", "MiB", tuple(s.largest_mib for s in samples)))
    notes = (
        f"{len(_WORDS) * len(_FILTERS)} questions: words, phrases, roles, years, filters, orders; 20 records a page.",
        f"Each is asked once, after {_WARMING} others to warm up, and {_ROUNDS} times more: its facets are remembered.",
        "One client over one connection; server and client share the machine. The server has nothing left to follow.",
        "Indexing reads the change log and the stored records, writes, and commits.",
    )
    return Result("search", "Search", workspace.says("MoMA", records), tuple(figures), notes)


def main() -> None:
    """Do one task, in a process of its own."""
    task = task_of(SearchTask)
    data_dir = Path(task.data_dir)
    key_of(data_dir)
    _run("ingest", task.file, "--institution", "moma", "--crosswalk", "moma", data_dir=data_dir)
    rate, size = _indexed(data_dir)
    _run("rebuild", "quads", data_dir=data_dir)
    with served(data_dir) as address, httpx.Client(base_url=address, timeout=60) as client:
        for number in range(_WARMING):
            client.get("/api/v1/search", params={"q": f"number {number}"})
        milliseconds = {
            "four facets, first asked": _asked(client, 1, facets=_FOUR),
            "four facets, asked again": _asked(client, _ROUNDS, facets=_FOUR),
            "all ten facets, first asked": _asked(client, 1),
        }
    tell(Answered(rate, size, milliseconds))


def _asked(client: httpx.Client, rounds: int, **more: str) -> tuple[float, ...]:
    times: list[float] = []
    for _ in range(rounds):
        for words in _WORDS:
            for filters in _FILTERS:
                began = perf_counter()
                answer = client.get("/api/v1/search", params={"q": words, **filters, **more})
                times.append((perf_counter() - began) * 1000)
                if not answer.is_success:
                    raise TaskFailed(answer.text[:500])
    return tuple(times)


def _indexed(data_dir: Path) -> tuple[float, float]:
    """Index everything; return the records a second, and the bytes of the index."""
    from app.bootstrap import tools_from  # noqa: PLC0415  # the process that measures has no need of the product
    from app.core.config import Settings  # noqa: PLC0415  # the same
    from app.projections.follower import catch_up  # noqa: PLC0415  # the same
    from app.projections.search import SearchTarget  # noqa: PLC0415  # the same

    tools = tools_from(Settings(data_dir=data_dir))
    target = SearchTarget(tools.settings)
    began = perf_counter()
    reached = catch_up(tools.database, target)
    seconds = perf_counter() - began
    tools.database.dispose()
    size = sum(path.stat().st_size for path in target.live.rglob("*") if path.is_file())
    return reached.sequence / seconds, float(size)


def _run(*arguments: str, data_dir: Path) -> None:
    command = [str(Path(sys.executable).with_name("concordance")), *arguments]
    environment = {"CONCORDANCE_DATA_DIR": str(data_dir), "CONCORDANCE_LOG_LEVEL": "error", "PATH": ""}
    ended = subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=_PATIENCE_S, check=False
    )
    if ended.returncode not in {0, 1}:  # 1: something in the records is to be corrected
        raise TaskFailed(ended.stderr[-2000:])


if __name__ == "__main__":
    main()
