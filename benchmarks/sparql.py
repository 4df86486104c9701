"""SPARQL side by side: our endpoint, `oxigraph serve` and the engine alone, on the same snapshot; and under attack."""

from __future__ import annotations

import csv
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from statistics import median, quantiles
from threading import Event
from time import monotonic, perf_counter, sleep
from urllib.parse import quote

import httpx
import pyoxigraph as ox
from msgspec import Struct

from app.storage.quads.snapshots import current_snapshot
from benchmarks.alone import TaskFailed, run_alone, task_of, tell
from benchmarks.figures import Figure, Result, Target
from benchmarks.linked_data import push_file
from benchmarks.push import free_port, key_of, served
from benchmarks.sparql_queries import queries
from benchmarks.workspace import Workspace

RECORDS = 5_000
_ROUNDS = 40  # of every query, the three in turn
_ORDINARY_S = 15.0
_CLIENTS = 2
_HEAVY = 10
_CROSS_PRODUCT = "SELECT (COUNT(*) AS ?c) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
_TYPES = {"SELECT": "application/sparql-results+json", "GRAPH": "application/n-triples"}
_PATIENCE_S = 120.0


class SparqlTask(Struct, frozen=True):
    """Push this file to a server with an empty data folder, then ask."""

    file: str
    data_dir: str
    rounds: int
    seconds: float


class Asked(Struct, frozen=True):
    """Milliseconds of each query (medians) by who answered; the 95th percentile of all, alone and attacked."""

    milliseconds: dict[str, dict[str, float]]
    alone_p95: float
    attacked_p95: float
    ended: int
    quads: int


def measure(workspace: Workspace, records: int, repeats: int) -> Result:
    """Return what our endpoint adds to the engine, how it compares with Oxigraph's own, and what an attack changes."""
    file = workspace.moma(records)
    answers = []
    for _ in range(repeats):
        task = SparqlTask(str(file), str(workspace.fresh("sparql")), _ROUNDS, _ORDINARY_S)
        answers.append(run_alone("benchmarks.sparql", task, Asked).answer)
    figures = (
        Figure(
            "added to the engine alone, median of the queries",
            "ms",
            tuple(median(_added(one)) for one in answers),
            Target("at most", 3),
        ),
        Figure("added to the engine alone, the worst query", "ms", tuple(max(_added(one)) for one in answers)),
        Figure(
            "all queries, times `oxigraph serve`", "", tuple(_ratio(one) for one in answers), Target("at most", 1.5)
        ),
        *(
            Figure(f"a query of {who}, median", "ms", tuple(median(one.milliseconds[who].values()) for one in answers))
            for who in ("ours", "oxigraph", "engine")
        ),
        Figure("ordinary queries, 95th percentile", "ms", tuple(one.alone_p95 for one in answers)),
        Figure(
            f"the same beside {_HEAVY} cross products, times",
            "",
            tuple(one.attacked_p95 / one.alone_p95 for one in answers),
            Target("at most", 2),
        ),
    )
    notes = (
        f"{len(answers[0].milliseconds['ours'])} queries over {answers[0].quads:,} quads, {_ROUNDS} rounds, the three",
        "in turn, one client on a kept connection; the default graph, which is the merge of all others, is asked.",
        f"The attack: {_HEAVY} three-way cross products at once, for as long as each may run; {_CLIENTS} clients ask",
        f"the ordinary queries meanwhile. All {answers[0].ended} were ended with their bound.",
        "Server, store and client share the machine.",
    )
    return Result("sparql", "SPARQL", workspace.says("MoMA", records), figures, notes)


def _added(asked: Asked) -> list[float]:
    ours, engine = asked.milliseconds["ours"], asked.milliseconds["engine"]
    return [ours[name] - engine[name] for name in ours]


def _ratio(asked: Asked) -> float:
    return sum(asked.milliseconds["ours"].values()) / sum(asked.milliseconds["oxigraph"].values())


def main() -> None:
    """Do one task, in a process of its own."""
    task = task_of(SparqlTask)
    data_dir, file = Path(task.data_dir), Path(task.file)
    key = key_of(data_dir)
    with served(data_dir) as address:
        headers = {"Authorization": f"Bearer {key}", "Content-Type": "text/csv"}
        with httpx.Client(base_url=address, headers=headers, timeout=_PATIENCE_S) as client:
            push_file(client, file)
            _await_quads(client)
        snapshot = current_snapshot(data_dir / "quads")
        if snapshot is None:
            raise TaskFailed("there is no snapshot")
        asked = queries(_some_object(address, file))
        store = ox.Store.read_only(str(snapshot.path))
        with oxigraph(snapshot.path) as theirs:
            milliseconds = _side_by_side(f"{address}/sparql", theirs, store, asked, task.rounds)
        alone = _ordinary(f"{address}/sparql", asked, until=_after(task.seconds))
        attacked, ended = _attacked(f"{address}/sparql", asked)
        tell(Asked(milliseconds, quantiles(alone, n=20)[-1], quantiles(attacked, n=20)[-1], ended, len(store)))


@contextmanager
def oxigraph(snapshot: Path) -> Iterator[str]:
    """Yield the query address of `oxigraph serve-read-only` over this snapshot."""
    bind = f"127.0.0.1:{free_port()}"
    command = [str(Path(sys.executable).with_name("oxigraph")), "serve-read-only", "--location", str(snapshot)]
    command += ["--bind", bind]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as server:
        try:
            _await(f"http://{bind}/query")
            yield f"http://{bind}/query"
        finally:
            server.kill()


def _side_by_side(
    ours: str, theirs: str, store: ox.Store, asked: dict[str, str], rounds: int
) -> dict[str, dict[str, float]]:
    everyone = ("ours", "oxigraph", "engine")
    times: dict[str, dict[str, list[float]]] = {who: {name: [] for name in asked} for who in everyone}
    with httpx.Client(timeout=_PATIENCE_S) as one, httpx.Client(timeout=_PATIENCE_S) as other:
        ways: dict[str, Callable[[str], bytes]] = {
            "ours": lambda query: _sent(one, ours, query),
            "oxigraph": lambda query: _sent(other, theirs, query),
            "engine": lambda query: _evaluated(store, query),
        }
        for _ in range(rounds):
            for name, query in asked.items():
                sizes = set()
                for who, answer in ways.items():
                    began = perf_counter()
                    sizes.add(len(answer(query)))
                    times[who][name].append((perf_counter() - began) * 1000)
                if len(sizes) != 1:
                    raise TaskFailed(f"the answers to {name!r} differ: {sizes}")
    return {who: {name: median(each) for name, each in by_name.items()} for who, by_name in times.items()}


def _sent(client: httpx.Client, address: str, query: str) -> bytes:
    answer = client.get(address, params={"query": query}, headers={"Accept": _accept(query)})
    if answer.status_code != httpx.codes.OK:
        raise TaskFailed(f"{address}: {answer.text[:500]}")
    return answer.content


def _accept(query: str) -> str:
    return _TYPES["GRAPH" if "\nCONSTRUCT" in query or "\nDESCRIBE" in query else "SELECT"]


def _evaluated(store: ox.Store, query: str) -> bytes:
    results = store.query(query)
    if isinstance(results, ox.QueryTriples):
        return results.serialize(format=ox.RdfFormat.N_TRIPLES) or b""
    return results.serialize(format=ox.QueryResultsFormat.JSON) or b""


def _ordinary(address: str, asked: dict[str, str], until: Callable[[], bool]) -> list[float]:
    """Let clients ask the queries one after the other until `until`; return the milliseconds of each."""

    def client() -> list[float]:
        times = []
        with httpx.Client(timeout=_PATIENCE_S) as one:
            while not until():
                for query in asked.values():
                    began = perf_counter()
                    _sent(one, address, query)
                    times.append((perf_counter() - began) * 1000)
        return times

    with ThreadPoolExecutor(_CLIENTS) as threads:
        return [each for one in [threads.submit(client) for _ in range(_CLIENTS)] for each in one.result()]


def _attacked(address: str, asked: dict[str, str]) -> tuple[list[float], int]:
    over = Event()

    def attack() -> int:
        with ThreadPoolExecutor(_HEAVY) as threads:
            answers = list(threads.map(lambda _: _heavy(address), range(_HEAVY)))
        over.set()
        return sum(answers)

    with ThreadPoolExecutor(1) as thread:
        ended = thread.submit(attack)
        times = _ordinary(address, asked, until=over.is_set)
        if ended.result() != _HEAVY:
            raise TaskFailed(f"only {ended.result()} of {_HEAVY} cross products were ended with their bound")
    return times, ended.result()


def _heavy(address: str) -> bool:
    answer = httpx.get(address, params={"query": _CROSS_PRODUCT}, timeout=_PATIENCE_S)
    return answer.is_client_error and answer.json().get("bound") == "query_timeout_s"


def _after(seconds: float) -> Callable[[], bool]:
    end = monotonic() + seconds
    return lambda: monotonic() > end


def _some_object(address: str, file: Path) -> str:
    with file.open(encoding="utf-8", newline="") as opened:
        row = next(csv.DictReader(opened))
    return f"{address}/moma/object/{quote(row['ObjectID'], safe='')}"


def _await_quads(client: httpx.Client) -> None:
    until = monotonic() + _PATIENCE_S
    while monotonic() < until:
        answer = client.get("/sparql")
        if answer.headers.get("concordance-lag-changes") == "0":
            return
        sleep(0.2)
    raise TaskFailed("the quads stay behind")


def _await(address: str) -> None:
    until = monotonic() + _PATIENCE_S
    while monotonic() < until:
        try:
            if httpx.get(address, params={"query": "ASK {}"}, timeout=5).is_success:
                return
        except httpx.TransportError:
            sleep(0.05)
    raise TaskFailed("oxigraph did not start")


if __name__ == "__main__":
    main()
