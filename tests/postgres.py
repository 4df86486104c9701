"""A private PostgreSQL server that lives as long as the test session, or the one that the environment names."""

from __future__ import annotations

import os
import pwd
import secrets
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from psycopg import sql
from sqlalchemy import URL, make_url

VARIABLE = "CONCORDANCE_TEST_POSTGRES_URL"
PATIENCE_S = 60
TRIES = 3  # another process may take the free port between our look and the server's start


class NoServer(Exception):
    """No PostgreSQL can be reached or started here; the message says why."""


@contextmanager
def postgres_server() -> Iterator[URL]:
    """Yield the address of a server on which databases can be created; raise NoServer when there is none.

    The one that CONCORDANCE_TEST_POSTGRES_URL names, else a throw-away one on the loopback, removed afterwards.
    """
    named = os.environ.get(VARIABLE)
    if named:
        yield make_url(named).set(drivername="postgresql+psycopg")
        return
    programs = _programs()
    folder = Path(tempfile.mkdtemp(prefix="concordance-postgres-"))
    try:
        server = _PrivateServer(programs, folder, _unprivileged_user())
        url = server.start()
        try:
            yield url
        finally:
            server.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def fresh_database(server: URL) -> Iterator[str]:
    """Yield the SQLAlchemy address of a new, empty database of this server; drop it afterwards."""
    name = f"concordance_{secrets.token_hex(6)}"
    _administer(server, sql.SQL("CREATE DATABASE {} TEMPLATE template0").format(sql.Identifier(name)))
    try:
        yield server.set(database=name).render_as_string(hide_password=False)
    finally:
        _administer(server, sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


def _administer(server: URL, statement: sql.Composed) -> None:
    conninfo = server.set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(conninfo, autocommit=True) as connection:
        connection.execute(statement)


def _programs() -> Path:
    """Return the folder of initdb and pg_ctl: on the PATH, or where Debian keeps the newest version."""
    found = shutil.which("pg_ctl")
    candidates = [Path(found).resolve().parent] if found else []
    versions = Path("/usr/lib/postgresql").glob("*/bin")
    candidates += sorted(versions, key=lambda folder: int(folder.parent.name), reverse=True)
    for folder in candidates:
        if all((folder / program).exists() for program in ("initdb", "pg_ctl", "postgres")):
            return folder
    raise NoServer(f"PostgreSQL is not installed (initdb and pg_ctl not found) and {VARIABLE} names no server")


def _unprivileged_user() -> str | None:
    """Return whom to run the server as: None for ourselves, or another where we are root, which PostgreSQL refuses."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name).pw_name
        except KeyError:
            continue
    raise NoServer("PostgreSQL refuses to run as root, and there is neither a user postgres nor nobody to run it as")


class _PrivateServer:
    """One cluster in one folder; `user` owns and runs it, or we do."""

    def __init__(self, programs: Path, folder: Path, user: str | None) -> None:
        self._programs = programs
        self._folder = folder
        self._user = user
        self._password = secrets.token_hex(16)

    def start(self) -> URL:
        """Make the cluster, start it on a free port and return its address; raise NoServer when it will not."""
        password_file = self._folder / "password"
        password_file.write_text(self._password, encoding="ascii")
        if self._user:
            owner = pwd.getpwnam(self._user)
            for path in (self._folder, password_file):
                os.chown(path, owner.pw_uid, owner.pw_gid)
        self._run(
            "initdb",
            *("--pgdata=data", "--username=concordance", "--auth=scram-sha-256", "--pwfile=password"),
            *("--encoding=UTF8", "--no-locale", "--no-sync"),
        )
        port = self._listen()
        return URL.create("postgresql+psycopg", "concordance", self._password, "127.0.0.1", port, "postgres")

    def _listen(self, tries: int = TRIES) -> int:
        port = _free_port()
        options = (
            f"-c listen_addresses=127.0.0.1 -p {port} -k {self._folder} -c fsync=off -c synchronous_commit=off "
            "-c full_page_writes=off -c shared_buffers=32MB -c max_connections=60"
        )
        start = ("start", "--pgdata=data", "--wait", f"--timeout={PATIENCE_S}", "--silent", "--log=log")
        try:
            self._run("pg_ctl", *start, f"--options={options}")
        except NoServer:
            if tries == 1:
                raise
            return self._listen(tries - 1)
        return port

    def stop(self) -> None:
        """Stop the server at once: nothing in it is kept."""
        self._run("pg_ctl", "stop", "--pgdata=data", "--mode=immediate", "--silent")

    def _run(self, program: str, *arguments: str) -> None:
        environment = {"PATH": os.defpath, "LC_ALL": "C.UTF-8", "HOME": str(self._folder)}
        owner = pwd.getpwnam(self._user) if self._user else None
        done = subprocess.run(
            [self._programs / program, *arguments],
            cwd=self._folder,
            env=environment,
            user=owner.pw_uid if owner else None,
            group=owner.pw_gid if owner else None,
            extra_groups=[] if owner else None,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE if program == "initdb" else subprocess.DEVNULL,  # the server would keep a pipe open
            stderr=subprocess.PIPE if program == "initdb" else subprocess.DEVNULL,
            timeout=2 * PATIENCE_S,
            check=False,
        )
        if done.returncode:
            log = self._folder / "log"
            told = log.read_text(encoding="utf-8", errors="replace") if log.exists() else (done.stderr or b"").decode()
            raise NoServer(f"PostgreSQL's {program} ended with {done.returncode}: {told.strip()[-500:]}")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
