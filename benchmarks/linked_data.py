"""GET of a record as JSON-LD at a steady rate: what a visitor waits when visitors do not wait for each other.

An open loop: each request is sent when its time has come, whether or not those before it were answered, and its wait is
counted from that time. A closed loop would send less when the service slows down, and see nothing of it.
"""

from __future__ import annotations

import asyncio
import csv
from pathlib import Path
from random import Random
from statistics import median, quantiles
from time import perf_counter
from urllib.parse import quote, urlsplit

import httpx
from msgspec import Struct

from benchmarks.alone import TaskFailed, run_alone, task_of, tell
from benchmarks.figures import Figure, Result, Target
from benchmarks.push import key_of, served
from benchmarks.workspace import Workspace

RECORDS = 2_000
_RATE = 200  # requests a second
_SECONDS = 20
_WARMING = 400
_CONNECTIONS = 64
_FORMS = {"JSON-LD (Linked Art)": "application/ld+json", "Turtle": "text/turtle", "page": "text/html"}
_PATIENCE_S = 30


class LinkedDataTask(Struct, frozen=True):
    """Push this file to a server with an empty data folder, then get its records in each form."""

    file: str
    data_dir: str
    rate: int
    seconds: int


class Got(Struct, frozen=True):
    """Milliseconds from the moment a request was due to the end of its answer, by form; mean bytes of an answer."""

    milliseconds: dict[str, tuple[float, ...]]
    answer_bytes: dict[str, float]


def measure(workspace: Workspace, records: int, repeats: int) -> Result:
    """Return the median and the 99th percentile of the time of a GET, in three forms, at a steady rate."""
    file = workspace.moma(records)
    samples = []
    for _ in range(repeats):
        task = LinkedDataTask(str(file), str(workspace.fresh("linked-data")), _RATE, _SECONDS)
        samples.append(run_alone("benchmarks.linked_data", task, Got))
    figures: list[Figure] = []
    for form in _FORMS:
        times = [sample.answer.milliseconds[form] for sample in samples]
        first = form == next(iter(_FORMS))
        middle, high = (Target("at most", 5), Target("at most", 25)) if first else (None, None)
        figures += (
            Figure(f"{form}: median", "ms", tuple(median(each) for each in times), middle),
            Figure(f"{form}: 99th percentile", "ms", tuple(quantiles(each, n=100)[-1] for each in times), high),
            Figure(f"{form}: answer", "bytes", tuple(s.answer.answer_bytes[form] for s in samples)),
        )
    notes = (
        f"{_RATE} requests a second for {_SECONDS} s in each form, for records drawn at random, to one server process.",
        "A request is sent when it is due, answered or not those before it, and its time is counted from then.",
        "Nothing is kept between requests: each reads the database and writes its form anew.",
        "Server and client share the machine.",
    )
    return Result("linked-data", "A record as linked data", workspace.says("MoMA", records), tuple(figures), notes)


class _Connections:
    """Kept connections to the server; a request takes a free one or opens one."""

    def __init__(self, address: str) -> None:
        parts = urlsplit(address)
        self._host, self._port = parts.hostname or "", parts.port or 80
        self._free: list[tuple[asyncio.StreamReader, asyncio.StreamWriter]] = []
        self._places = asyncio.Semaphore(_CONNECTIONS)

    async def get(self, path: str, accept: str) -> int:
        """Return the bytes of the answer's body; raise TaskFailed for anything but 200."""
        async with self._places:
            reader, writer = self._free.pop() if self._free else await asyncio.open_connection(self._host, self._port)
            writer.write(f"GET {path} HTTP/1.1\r\nHost: {self._host}\r\nAccept: {accept}\r\n\r\n".encode())
            head = (await reader.readuntil(b"\r\n\r\n")).lower()
            if not head.startswith(b"http/1.1 200"):
                raise TaskFailed(head.decode("latin-1")[:500])
            size = int(head.partition(b"content-length:")[2].partition(b"\r\n")[0])
            await reader.readexactly(size)
            self._free.append((reader, writer))
            return size


async def _at_rate(address: str, paths: list[str], accept: str, rate: int, number: int) -> tuple[list[float], int]:
    connections, chance = _Connections(address), Random(7)  # noqa: S311  # the same records in the same order each time
    times: list[float] = []
    sizes = 0

    async def one(due: float) -> None:
        nonlocal sizes
        sizes += await connections.get(chance.choice(paths), accept)
        times.append((perf_counter() - due) * 1000)

    began = perf_counter()
    async with asyncio.timeout(number / rate + _PATIENCE_S), asyncio.TaskGroup() as tasks:
        for count in range(number):
            due = began + count / rate
            await asyncio.sleep(max(0.0, due - perf_counter()))
            tasks.create_task(one(due))
    return times, sizes


def main() -> None:
    """Do one task, in a process of its own."""
    task = task_of(LinkedDataTask)
    data_dir, file = Path(task.data_dir), Path(task.file)
    headers = {"Authorization": f"Bearer {key_of(data_dir)}", "Content-Type": "text/csv"}
    with file.open(encoding="utf-8", newline="") as opened:
        paths = [f"/moma/object/{quote(row['ObjectID'], safe='')}" for row in csv.DictReader(opened)]
    milliseconds: dict[str, tuple[float, ...]] = {}
    sizes: dict[str, float] = {}
    with served(data_dir) as address:
        with httpx.Client(base_url=address, headers=headers, timeout=120) as client:
            push_file(client, file)
            paths = [path for path in paths[:RECORDS] if client.head(path).status_code == httpx.codes.OK]
        for form, accept in _FORMS.items():
            asyncio.run(_at_rate(address, paths, accept, task.rate, _WARMING))
            number = task.rate * task.seconds
            times, size = asyncio.run(_at_rate(address, paths, accept, task.rate, number))
            milliseconds[form], sizes[form] = tuple(times), size / number
    tell(Got(milliseconds, sizes))


def push_file(client: httpx.Client, file: Path) -> None:
    """Push a table of MoMA's and wait until it is all stored; raise TaskFailed when it is not."""
    answer = client.post("/api/v1/institutions/moma/records?crosswalk=moma", content=file.read_bytes())
    while answer.status_code == httpx.codes.ACCEPTED or answer.json().get("status") in {"waiting", "running"}:
        address = answer.headers.get("location") or answer.json()["links"]["self"]
        answer = client.get(address)
    if not answer.is_success:
        raise TaskFailed(answer.text[:1000])


if __name__ == "__main__":
    main()
