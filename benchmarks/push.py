"""One record pushed over REST to a warm server, its report in the answer: what a museum waits for."""

from __future__ import annotations

import csv
import json
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median, quantiles
from time import monotonic, perf_counter, sleep

import httpx
from msgspec import Struct

from benchmarks.alone import TaskFailed, run_alone, task_of, tell
from benchmarks.figures import Figure, Result, Target
from benchmarks.workspace import Workspace

PUSHES = 300
_WARMING = 30
_PATIENCE_S = 60
_MEDIAN = Target("at most", 50)


class PushTask(Struct, frozen=True):
    """Push so many rows of this file, one by one, to a server with an empty data folder; the first ones to warm it."""

    file: str
    data_dir: str
    warming: int


class Pushed(Struct, frozen=True):
    """Milliseconds from a request to the end of its answer, of each push; findings in all the reports, bytes of one."""

    milliseconds: tuple[float, ...]
    findings: int
    answer_bytes: float


def measure(workspace: Workspace, pushes: int, repeats: int) -> Result:
    """Return the median and the 95th percentile of the time of one push, over `pushes` pushes of different records."""
    file = workspace.moma(pushes + _WARMING)
    samples = []
    for _ in range(repeats):
        task = PushTask(str(file), str(workspace.fresh("push")), _WARMING)
        samples.append(run_alone("benchmarks.push", task, Pushed))
    times = [sample.answer.milliseconds for sample in samples]
    figures = (
        Figure("median of a push", "ms", tuple(median(each) for each in times), _MEDIAN),
        Figure("95th percentile", "ms", tuple(quantiles(each, n=20)[-1] for each in times)),
        Figure("slowest push", "ms", tuple(max(each) for each in times)),
        Figure("findings in the report", "a record", tuple(s.answer.findings / pushes for s in samples)),
        Figure("answer", "bytes", tuple(s.answer.answer_bytes for s in samples)),
        Figure("peak memory, server and client", "MiB", tuple(s.tree_mib for s in samples)),
    )
    notes = (
        f"{pushes} pushes of one record each, one after the other over one connection, after {_WARMING} to warm up.",
        "Each answer is awaited to its end: the record is committed, and its report is in the answer.",
        "Server and client share the machine.",
    )
    return Result("push", "One record over REST", workspace.says("MoMA", pushes), figures, notes)


def key_of(data_dir: Path) -> str:
    """Return a new key of a new institution, moma, in this data folder."""
    from app.bootstrap import tools_from  # noqa: PLC0415  # the process that measures has no need of the product
    from app.core.config import Settings  # noqa: PLC0415  # the same
    from app.core.text import Text  # noqa: PLC0415  # the same
    from app.storage.institutions import add_institution  # noqa: PLC0415  # the same
    from app.storage.keys import issue_key  # noqa: PLC0415  # the same

    tools = tools_from(Settings(data_dir=data_dir))
    add_institution(tools.database, "moma", Text("MoMA", "MoMA"))
    issued = issue_key(tools.database, "moma", "writer", "benchmark")
    tools.database.dispose()
    return issued.presented


def free_port() -> int:
    """Return a port that nobody listens on at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def served(data_dir: Path) -> Iterator[str]:
    """Yield the address of `concordance serve`, once it answers."""
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    environment = {**os.environ, "CONCORDANCE_DATA_DIR": str(data_dir), "CONCORDANCE_BASE_URL": address}
    command = [str(Path(sys.executable).with_name("concordance")), "serve", "--port", str(port)]
    log = data_dir / "server.log"
    with log.open("wb") as told, subprocess.Popen(command, env=environment, stdout=told, stderr=told) as server:
        try:
            _await(address, server, log)
            yield address
        finally:
            server.terminate()


def _await(address: str, server: subprocess.Popen[bytes], log: Path) -> None:
    until = monotonic() + _PATIENCE_S
    while monotonic() < until and server.poll() is None:
        try:
            httpx.get(f"{address}/openapi.json", timeout=5)
        except httpx.TransportError:
            sleep(0.1)  # it is not listening yet
        else:
            return
    raise TaskFailed(f"the server did not start:\n{log.read_text(encoding='utf-8')[-2000:]}")


def main() -> None:
    """Do one task, in a process of its own."""
    task = task_of(PushTask)
    data_dir = Path(task.data_dir)
    with Path(task.file).open(encoding="utf-8", newline="") as opened:
        bodies = [json.dumps(row).encode() for row in csv.DictReader(opened)]
    headers = {"Authorization": f"Bearer {key_of(data_dir)}", "Content-Type": "application/json"}
    times: list[float] = []
    findings = size = 0
    with served(data_dir) as address, httpx.Client(base_url=address, headers=headers, timeout=30) as client:
        for body in bodies:
            began = perf_counter()
            answer = client.post("/api/v1/institutions/moma/records?format=json&crosswalk=moma", content=body)
            times.append((perf_counter() - began) * 1000)
            report = answer.json()
            if answer.status_code != httpx.codes.OK or report["counts"]["created"] != 1:
                raise TaskFailed(f"{answer.status_code}: {answer.text[:1000]}")
            findings += len(report["findings"]) if len(times) > task.warming else 0
            size += len(answer.content) if len(times) > task.warming else 0
    counted = times[task.warming :]
    tell(Pushed(tuple(counted), findings, size / len(counted)))


if __name__ == "__main__":
    main()
