"""The image and the compose file name only files, commands and settings that exist."""

from __future__ import annotations

import json
import re
import shlex
import subprocess
import sys
from dataclasses import fields
from fnmatch import fnmatch
from typing import Any

import pytest
import yaml

from app.core.config import Bounds, Settings
from tests.shared import ROOT

DOCKERFILE = (ROOT / "Dockerfile").read_text(encoding="utf-8").replace("\\\n", " ")
COMPOSE = yaml.safe_load((ROOT / "compose.yaml").read_text(encoding="utf-8"))
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
OURS = [name for name, service in SERVICES.items() if service["image"].startswith("concordance:")]
VARIABLES = {f"CONCORDANCE_{setting.name.upper()}" for setting in (*fields(Settings), *fields(Bounds))}


def _instructions(name: str) -> list[str]:
    return re.findall(rf"^{name} (.*)$", DOCKERFILE, re.MULTILINE)


def _last(name: str) -> str:
    return _instructions(name)[-1]


def _options_of(command: list[str]) -> str:
    """Return what `concordance <command> --help` tells; fail when there is no such command."""
    program = "import sys; from app.cli import main; sys.argv = ['concordance', *sys.argv[1:]]; main()"
    told = subprocess.run(
        [sys.executable, "-c", program, command[1], "--help"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert told.returncode == 0, told.stderr
    return told.stdout


def _check_command(command: list[str]) -> None:
    assert command[0] == "concordance"
    told = _options_of(command)
    assert [option for option in command[2:] if option.startswith("--") and option not in told] == []


def test_what_the_image_copies_exists_and_is_let_through() -> None:
    allowed = [
        line[1:] for line in (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines() if line[:1] == "!"
    ]
    copied = [source for line in _instructions("COPY") if "--from=" not in line for source in shlex.split(line)[:-1]]
    assert len(copied) > 5
    for source in copied:
        assert (ROOT / source).exists(), source
        assert any(fnmatch(source.removeprefix("./"), pattern) for pattern in allowed), source


def test_the_image_runs_from_the_lock_file() -> None:
    (install,) = [line for line in _instructions("RUN") if "-r " in line]
    assert "--require-hashes" in install
    assert "requirements.lock" in install


def test_the_image_does_not_run_as_root() -> None:
    user = _last("USER")
    assert user not in {"root", "0"}
    assert re.search(rf"useradd .*\b{user}\b", DOCKERFILE)
    assert DOCKERFILE.index(f"USER {user}") < DOCKERFILE.index("\nCMD ")


def test_the_image_asks_after_its_health() -> None:
    (check,) = _instructions("HEALTHCHECK")
    command = json.loads(check[check.index("CMD") + 3 :])
    port = re.search(r"--port\W+(\d+)", _last("CMD"))
    assert port
    assert f":{port.group(1)}/healthz" in command[-1]
    assert _last("EXPOSE") == port.group(1)
    compile(command[-1], "healthcheck", "exec")


def test_the_image_keeps_its_data_on_the_volume() -> None:
    assert f"CONCORDANCE_DATA_DIR={_last('VOLUME')}" in DOCKERFILE
    assert set(re.findall(r"CONCORDANCE_[A-Z_]+", DOCKERFILE)) <= VARIABLES


def test_the_image_starts_a_command_that_exists() -> None:
    _check_command(json.loads(_last("CMD")))


@pytest.mark.parametrize("name", OURS)
def test_a_service_starts_a_command_that_exists(name: str) -> None:
    _check_command(SERVICES[name]["command"])


@pytest.mark.parametrize("name", OURS)
def test_a_service_sets_only_settings_that_exist(name: str) -> None:
    assert {key for key in SERVICES[name]["environment"] if key.startswith("CONCORDANCE_")} <= VARIABLES


def test_there_is_a_service_a_worker_and_a_database() -> None:
    assert {SERVICES[name]["command"][1] for name in OURS} == {"serve", "worker"}
    assert SERVICES["database"]["image"] == "postgres:16"
    assert "healthcheck" in SERVICES["database"]
    for name in OURS:
        assert SERVICES[name]["depends_on"]["database"]["condition"] == "service_healthy"


def test_no_password_stands_in_the_compose_file() -> None:
    text = (ROOT / "compose.yaml").read_text(encoding="utf-8")
    uses = re.findall(r"\$\{[A-Z_]*PASSWORD[^}]*\}", text)
    assert len(uses) == 2
    assert all(":?" in use for use in uses), "a password has no default: compose refuses to start without one"


def test_every_volume_that_is_mounted_is_declared() -> None:
    named = {mount.split(":")[0] for service in SERVICES.values() for mount in service.get("volumes", [])}
    assert named == set(COMPOSE["volumes"])
