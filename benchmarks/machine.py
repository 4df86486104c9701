"""The machine's shape: what a figure cannot be read without. No name, no path, no address of it."""

from __future__ import annotations

import os
import platform
from importlib.metadata import version
from pathlib import Path

import psutil
from msgspec import Struct

_LIBRARIES = ("shacl", "pyshacl", "rdflib", "pyoxigraph", "msgspec", "sqlalchemy", "zstandard", "fastapi", "uvicorn")


class Machine(Struct, frozen=True):
    """Processor, cores that this process may use, memory in GiB, system, Python, and the libraries that matter."""

    processor: str
    cores: int
    memory_gib: float
    system: str
    python: str
    libraries: dict[str, str]


def this_machine() -> Machine:
    """Return the shape of the machine that the benchmark runs on."""
    return Machine(
        processor=_processor(),
        cores=len(os.sched_getaffinity(0)),
        memory_gib=round(psutil.virtual_memory().total / 2**30, 1),
        system=f"{platform.system()} {platform.machine()}",
        python=f"{platform.python_implementation()} {platform.python_version()}",
        libraries={name: version(name) for name in _LIBRARIES},
    )


def _processor() -> str:
    described = Path("/proc/cpuinfo")
    if described.is_file():
        for line in described.read_text(encoding="utf-8").splitlines():
            name, _, value = line.partition(":")
            if name.strip() == "model name":
                return " ".join(value.split())
    return platform.processor() or platform.machine()
