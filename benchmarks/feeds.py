"""The feeds over a long log: the first page against the last of each protocol, a harvest, pages from the cache."""

from __future__ import annotations

import itertools
import re
import shutil
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from time import perf_counter, sleep

import httpx
from lxml import etree
from oaipmh_scythe import Scythe

from benchmarks.alone import ROOT, TaskFailed
from benchmarks.figures import Figure, Result, Target
from benchmarks.generated_log import TEMPLATES, make_log
from benchmarks.workspace import Workspace

CHANGES = 1_000_000
_BASE = "https://donnees.example.org"
_PATIENCE_S = 60
_WARMING = 5  # pages of each end before those that count: the first of a kind load what reads it
_PAGES = 30  # of each end of a feed, each of them asked for once: none comes from a cache
_HARVESTED = 30_000  # records that a real client reads
_OAI = "{http://www.openarchives.org/OAI/2.0/}"
_EQUAL = Target("at most", 1.2)


def measure(workspace: Workspace, changes: int, repeats: int) -> Result:
    """Return what pages cost at both ends of a log of so many changes, and how much clients get in a second."""
    data_dir = workspace.fresh("feeds")
    records = make_log(data_dir, workspace.moma(TEMPLATES), changes, _BASE)
    _in_memory(data_dir / "concordance.sqlite")
    with _served(data_dir) as address, httpx.Client(base_url=address, timeout=120) as client:
        ends = [_ends(client, changes) for _ in range(repeats)]
        harvests = [_harvest(address) for _ in range(repeats)]
        cached = [_cached(client, address) for _ in range(repeats)]
    figures: list[Figure] = []
    for name in ends[0]:
        first, last = (tuple(end[name][side] for end in ends) for side in (0, 1))
        figures.append(Figure(f"{name}, first pages", "ms", first))
        figures.append(Figure(f"{name}, last pages", "ms", last))
        slower = tuple(max(a, b) / min(a, b) for a, b in zip(first, last, strict=True))
        figures.append(Figure(f"{name}, the slower end over the other", "times", slower, _EQUAL))
    figures.append(
        Figure("OAI-PMH harvest in oai_dc by oaipmh-scythe", "records/s", tuple(harvests), Target("at least", 2_000))
    )
    figures.append(Figure("LDES pages from the cache", "pages/s", tuple(cached), Target("at least", 500)))
    notes = (
        f"A generated log of {changes:,} changes over {records:,} records of MoMA's content, on SQLite, one process.",
        f"Pages: the median of {_PAGES} different ones at each end, in turn, after {_WARMING} that do not count.",
        f"The harvest is of {min(_HARVESTED, records):,} records.",
        "Server and client share the machine. Cached pages are asked for compressed, as clients do.",
    )
    return Result("feeds", "The feeds over a long log", f"generated log of {changes:,} changes", tuple(figures), notes)


def _in_memory(database: Path) -> None:
    """Read the file once: what was written last is in the system's memory, what was written first perhaps no more."""
    with database.open("rb") as file:
        while file.read(2**24):
            pass


@contextmanager
def _served(data_dir: Path) -> Iterator[str]:
    """Yield the address of the application, once it answers; its followers do not run."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    address = f"http://127.0.0.1:{port}"
    command = [sys.executable, "-m", "benchmarks.feed_server", str(data_dir), str(port), _BASE]
    with subprocess.Popen(command, cwd=ROOT) as server:
        try:
            until = perf_counter() + _PATIENCE_S
            while perf_counter() < until and server.poll() is None:
                try:
                    httpx.get(f"{address}/activity", timeout=5)
                except httpx.TransportError:
                    sleep(0.1)  # it is not listening yet
                else:
                    break
            yield address
        finally:
            server.terminate()


def _ends(client: httpx.Client, changes: int) -> dict[str, tuple[float, float]]:
    """Return the median milliseconds of the first pages and of the last ones of each feed."""
    return {
        "OAI-PMH ListRecords": _in_turn(_oai_pages(client, "2025-01-01"), _oai_pages(client, _late(client, changes))),
        "LDES": _in_turn(_ldes_pages(client, first=True), _ldes_pages(client, first=False)),
        "Change Discovery": _both(client, lambda n: f"/activity/page/{n}", changes // 100),
        "ResourceSync change list": _both(client, lambda n: f"/resourcesync/changelist/{n}.xml", changes // 2_000),
        "changes": _both(client, lambda n: f"/api/v1/changes?after={(n - 1) * 100}&limit=100", changes // 100),
    }


def _both(client: httpx.Client, path: Callable[[int], str], pages: int) -> tuple[float, float]:
    """Return the milliseconds of the first and of the last of so many pages, numbered from 1."""
    some = min(_PAGES + _WARMING, pages // 2)

    def times(first: int) -> Iterator[float]:
        return (_get(client, path(number))[0] for number in range(first, first + some))

    return _in_turn(times(1), times(pages - some + 1))


def _in_turn(first: Iterator[float], last: Iterator[float]) -> tuple[float, float]:
    """Return the medians of both ends, a page of each in turn: what else the machine does slows both alike."""
    pairs = list(itertools.islice(zip(first, last, strict=False), _WARMING + _PAGES))[_WARMING:]
    return median(pair[0] for pair in pairs), median(pair[1] for pair in pairs)


def _get(client: httpx.Client, path: str, **headers: str) -> tuple[float, bytes]:
    began = perf_counter()
    answer = client.get(path.removeprefix(_BASE), headers=headers)
    taken = (perf_counter() - began) * 1000
    if answer.status_code != httpx.codes.OK:
        raise TaskFailed(f"{path}: {answer.status_code} {answer.text[:500]}")
    return taken, answer.content


def _late(client: httpx.Client, changes: int) -> str:
    """Return a moment after which the log has some pages of records left."""
    line = client.get(f"/api/v1/changes?after={changes - 250 * (_PAGES + _WARMING + 2)}&limit=1").json()
    return str(line["at"])[:19] + "Z"


def _oai_pages(client: httpx.Client, since: str) -> Iterator[float]:
    path = f"/oai?verb=ListRecords&metadataPrefix=oai_dc&from={since}"
    while True:
        taken, body = _get(client, path)
        token = etree.fromstring(body).findtext(f".//{_OAI}resumptionToken")
        if not token:
            return
        path = f"/oai?verb=ListRecords&resumptionToken={token}"
        yield taken


def _ldes_pages(client: httpx.Client, *, first: bool) -> Iterator[float]:
    """Yield the milliseconds of pages of members: of the first days, or of the last ones that are closed."""
    for day in _days(client, first=first):
        page = 1
        while True:
            began = perf_counter()
            answer = client.get(f"/ldes/{day}/{page}", headers={"Accept": "text/turtle"})
            taken = (perf_counter() - began) * 1000
            if answer.status_code != httpx.codes.OK:
                break
            yield taken
            page += 1


def _days(client: httpx.Client, *, first: bool) -> Iterator[str]:
    months = sorted(set(re.findall(r"/ldes/(\d{4}-\d{2})>", client.get("/ldes").text)), reverse=not first)
    for month in months:
        days = sorted(
            set(re.findall(r"/ldes/(\d{4}-\d{2}-\d{2})>", client.get(f"/ldes/{month}").text)), reverse=not first
        )
        yield from days if first else days[1:]


def _harvest(address: str) -> float:
    began = perf_counter()
    with Scythe(f"{address}/oai") as scythe:
        read = sum(1 for _ in itertools.islice(scythe.list_records(metadata_prefix="oai_dc"), _HARVESTED))
    return read / (perf_counter() - began)


def _cached(client: httpx.Client, address: str) -> float:
    """Return how many pages of one closed node are answered in a second, to 8 connections."""
    path = f"/ldes/{next(_days(client, first=True))}"
    headers = {"Accept": "text/turtle", "Accept-Encoding": "gzip"}
    _get(client, path, **headers)
    wrk = shutil.which("wrk")
    if wrk is None:
        began = perf_counter()
        for _ in range(1_000):
            _get(client, path, **headers)
        return 1_000 / (perf_counter() - began)
    asked = [argument for name, value in headers.items() for argument in ("-H", f"{name}: {value}")]
    done = subprocess.run(
        [wrk, "-t1", "-c8", "-d5s", *asked, address + path], capture_output=True, text=True, check=True
    )
    found = re.search(r"Requests/sec:\s+([\d.]+)", done.stdout)
    if found is None or "Non-2xx" in done.stdout:
        raise TaskFailed(done.stdout)
    return float(found[1])
