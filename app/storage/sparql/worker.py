"""A query worker: a process that opens the newest snapshot, answers one query after another, and may be killed.

It imports little, so that it starts in some 20 ms and a dozen of them take little memory. What it is told and what it
says are frames (`frames.py`); the query's bounds are kept here as far as the kernel keeps them (memory, and a last
alarm), and by the service, which counts the time and kills.
"""

from __future__ import annotations

import json
import re
import resource
import signal
import socket
import sys
from typing import Any, Final, Protocol

import pyoxigraph as ox

from app.storage.sparql import frames
from app.storage.sparql.outlet import Outlet, ResultTooLarge
from app.storage.sparql.seal import seal
from app.storage.sparql.serialisations import serialise

_PLACE: Final = re.compile(r"error at (\d+):(\d+): (?:expected )?(.*)", re.DOTALL)
_LONGEST_REASON: Final = 300  # characters of what the engine expected: it lists whole alphabets
_GRACE_S: Final = 3  # the service ends a query in time; the alarm is for when the service itself has gone
_ROOM_FOR_THREADS: Final = 64 * 1024 * 1024  # address space that the engine's own threads may still reserve


class Engine(Protocol):
    """What evaluates queries in a worker."""

    def prepare(self, request: dict[str, Any]) -> None:
        """Open what the request asks for; raises OSError."""

    def evaluate(self, request: dict[str, Any], outlet: Outlet) -> None:
        """Write the answer; raises SyntaxError, OSError, and what the outlet raises."""


def main() -> None:
    """Serve on the socket whose file descriptor is the first argument, until the other side closes it."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    channel = socket.socket(fileno=int(sys.argv[1]))
    _, told = frames.receive(channel)
    settings: dict[str, Any] = json.loads(told)
    try:
        serve(channel, settings)
    except (EOFError, BrokenPipeError, ConnectionResetError):
        return  # the service has ended, or wants this worker no more


def serve(channel: socket.socket, settings: dict[str, Any]) -> None:
    """Answer queries until the channel closes: those of a remote store where the settings name one, else our own."""
    if settings.get("remote"):
        from app.storage.sparql.remote_worker import RemoteStore  # noqa: PLC0415  # an HTTP client only where it is used

        engine: Engine = RemoteStore(settings["remote"])
    else:
        engine = Snapshots()
        if not settings["network"]:
            seal()
    channel.sendall(frames.frame(frames.READY))
    while True:
        kind, body = frames.receive(channel)
        request: dict[str, Any] = json.loads(body)
        if kind == frames.OPEN:
            channel.sendall(_opened(engine, request))
        else:
            answer(channel, engine, request, settings)


def answer(channel: socket.socket, engine: Engine, request: dict[str, Any], settings: dict[str, Any]) -> None:
    """Answer one query within its bounds: frames of data and an end, or why it failed."""
    outlet = Outlet(channel, settings["result_bytes"])
    signal.setitimer(signal.ITIMER_REAL, request["seconds"] + _GRACE_S)  # nobody catches it: the kernel ends us
    try:
        engine.prepare(request)  # opening a store reserves address space, which is not the query's
        _bound_memory(settings["memory_bytes"])
        engine.evaluate(request, outlet)
        outlet.close()
    except SyntaxError as error:
        outlet.fail(**_malformed(str(error)))
    except ResultTooLarge:
        outlet.fail(kind="result")
    except MemoryError:
        outlet.fail(kind="memory")
    except (OSError, RuntimeError, ValueError) as error:
        if isinstance(error, BrokenPipeError | ConnectionResetError):
            raise
        outlet.fail(kind=_kind(error), message=str(error)[:_LONGEST_REASON])
    finally:
        resource.setrlimit(resource.RLIMIT_AS, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
        signal.setitimer(signal.ITIMER_REAL, 0)


class Snapshots:
    """The newest snapshot of the embedded store, opened read-only; an empty store while there is none."""

    def __init__(self) -> None:
        """Begin with nothing open."""
        self._path: str | None = None
        self._store = ox.Store()
        self._merged = False

    def prepare(self, request: dict[str, Any]) -> None:
        """Open the snapshot of the request unless it is open; an empty path is the empty store. Raises OSError."""
        path = request["snapshot"]
        if path != self._path:
            self._store = ox.Store.read_only(path) if path else ox.Store()
            self._path = path
            # The engine's own union of all graphs meets a triple once a graph; the merge that the standard wants
            # (SPARQL 1.1 Query, section 13.1) is in the default graph where the writer keeps it there.
            self._merged = next(self._store.quads_for_pattern(None, None, None, ox.DefaultGraph()), None) is not None

    def evaluate(self, request: dict[str, Any], outlet: Outlet) -> None:
        """Evaluate the query over its dataset: that of the protocol, else of its text, else every graph in one."""
        chosen = request["default_graphs"] or request["named_graphs"]
        given: dict[str, Any] = {"use_default_graph_as_union": not (chosen or request["has_dataset"] or self._merged)}
        if chosen:
            given["default_graph"] = [ox.NamedNode(iri) for iri in request["default_graphs"]]
            given["named_graphs"] = [ox.NamedNode(iri) for iri in request["named_graphs"]]
        results = self._store.query(request["query"], base_iri=request["base"], **given)
        serialise(results, request["form"], outlet, request["prefixes"])


def _opened(engine: Engine, request: dict[str, Any]) -> bytes:
    """Open the snapshot of the request; return the frame that says that it is open, or why it cannot be."""
    try:
        engine.prepare(request)
    except OSError as error:
        return frames.frame(frames.FAILED, json.dumps({"kind": "engine", "message": str(error)}).encode())
    return frames.frame(frames.READY)


def _kind(error: Exception) -> str:
    if "custom function" in str(error) or "custom aggregate" in str(error):
        return "unsupported"
    return str(getattr(error, "kind", "engine"))


def _malformed(message: str) -> dict[str, Any]:
    found = _PLACE.match(message)
    if found is None:
        return {"kind": "syntax", "message": message[:_LONGEST_REASON], "line": 0, "column": 0}
    reason = re.sub(r"one of |,? ?\[[^]]*\]+", "", found[3]).replace("\n", " ").strip(" |")
    return {
        "kind": "syntax",
        "message": reason[:_LONGEST_REASON],
        "line": int(found[1]),
        "column": int(found[2]),
    }


def _bound_memory(more: int) -> None:
    """Let the process have so many bytes more than it has now; beyond, the engine aborts it."""
    with open("/proc/self/statm", encoding="ascii") as told:  # noqa: PTH123  # pathlib would double what starts here
        pages = int(told.read().split()[0])
    most = pages * resource.getpagesize() + more + _ROOM_FOR_THREADS
    resource.setrlimit(resource.RLIMIT_AS, (most, resource.RLIM_INFINITY))


if __name__ == "__main__":
    main()
