"""Real SPARQL stores for the tests, on the loopback and on free ports: `oxigraph serve`, and Virtuoso 7."""

from __future__ import annotations

import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

_PATIENCE_S = 60.0
_VIRTUOSO = """
[Database]
DatabaseFile = {folder}/virtuoso.db
ErrorLogFile = {folder}/virtuoso.log
LockFile = {folder}/virtuoso.lck
TransactionFile = {folder}/virtuoso.trx
xa_persistent_file = {folder}/virtuoso.pxa
FileExtend = 200
MaxCheckpointRemap = 2000
Striping = 0
TempStorage = TempDatabase
[TempDatabase]
DatabaseFile = {folder}/temporary.db
TransactionFile = {folder}/temporary.trx
MaxCheckpointRemap = 2000
Striping = 0
[Parameters]
ServerPort = 127.0.0.1:{sql}
ServerThreads = 10
NumberOfBuffers = 10000
MaxDirtyBuffers = 6000
CheckpointInterval = 60
DirsAllowed = {folder}
ThreadsPerQuery = 1
[HTTPServer]
ServerPort = 127.0.0.1:{http}
ServerRoot = {folder}
ServerThreads = 5
MaxClientConnections = 5
[SPARQL]
ResultSetMaxRows = 100000
MaxQueryExecutionTime = 60
"""


@dataclass(frozen=True)
class RunningStore:
    """A store that runs, and how it is spoken to."""

    query_url: str
    update_url: str
    graph_store_url: str
    user: str = ""
    password: str = ""


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def oxigraph_server(folder: Path) -> Iterator[RunningStore]:
    """Run `oxigraph serve` over an empty folder; skip where it is not to be had."""
    program = Path(sys.executable).with_name("oxigraph")
    if not program.exists():
        pytest.skip("the oxigraph server is not installed")
    address = f"127.0.0.1:{_free_port()}"
    with _running([str(program), "serve", "--location", str(folder), "--bind", address], f"http://{address}/query"):
        yield RunningStore(f"http://{address}/query", f"http://{address}/update", f"http://{address}/store")


@contextmanager
def virtuoso_server(folder: Path) -> Iterator[RunningStore]:
    """Run Virtuoso 7 in an empty folder, where its owner may write with a password; skip where it is not to be had."""
    if shutil.which("virtuoso-t") is None:
        pytest.skip("Virtuoso 7 (virtuoso-t) is not installed")
    sql, http = _free_port(), _free_port()
    settings = folder / "virtuoso.ini"
    settings.write_text(_VIRTUOSO.format(folder=folder, sql=sql, http=http), encoding="utf-8")
    address = f"http://127.0.0.1:{http}"
    with _running(["virtuoso-t", "+configfile", str(settings), "+foreground"], f"{address}/sparql"):
        yield RunningStore(
            f"{address}/sparql", f"{address}/sparql-auth", f"{address}/sparql-graph-crud-auth", "dba", "dba"
        )


@contextmanager
def _running(command: list[str], url: str) -> Iterator[None]:
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        deadline = time.monotonic() + _PATIENCE_S
        while not _answers(url):
            assert process.poll() is None, f"{command[0]} has ended"
            assert time.monotonic() < deadline, f"{command[0]} does not answer"
            time.sleep(0.1)
        yield
    finally:
        process.kill()  # its data are thrown away, and asked politely it waits for idle connections
        process.wait(20)


def _answers(url: str) -> bool:
    try:
        return httpx.get(url, params={"query": "ASK {}"}, timeout=5).is_success
    except httpx.TransportError:
        return False
