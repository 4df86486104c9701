"""Requests to given addresses: public hosts only, at each redirect again, and never more than is allowed."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from app.core.errors import BoundPassed
from app.intake import safe_http
from app.intake.safe_http import SafeClient, Unreachable, UnsafeAddress, is_public, pinned_address

PRIVATE = [
    "127.0.0.1",
    "0.0.0.0",  # noqa: S104  # an address to refuse, nothing is bound to it
    "10.1.2.3",
    "172.16.0.1",
    "192.168.1.1",
    "169.254.169.254",
    "100.64.0.1",
    "224.0.0.1",
    "255.255.255.255",
    "::1",
    "::",
    "fe80::1%eth0",
    "fc00::1",
    "ff02::1",
    "::ffff:127.0.0.1",
    "::ffff:10.0.0.1",
    "64:ff9b::7f00:1",
    "2002:7f00:1::",
]


@pytest.mark.parametrize("address", PRIVATE)
def test_no_address_of_an_inner_network_is_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", ["8.8.8.8", "142.4.200.1", "2606:4700:4700::1111", "64:ff9b::808:808"])
def test_addresses_of_the_public_network_are(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize(
    "url",
    [
        "ftp://example.org/",
        "file:///etc/passwd",
        "//example.org",
        "example.org",
        "http://",
        "http://user:secret@8.8.8.8/",
        "http://127.0.0.1/",
        "http://2130706433/",
        "http://0x7f.1/",
        "http://[::1]:8000/",
        "http://localhost/",
        "http://8.8.8.8:99999/",
        "http://exa\x00mple.org/",
    ],
)
def test_addresses_that_are_not_to_be_asked_are_refused(url: str) -> None:
    with pytest.raises(UnsafeAddress) as refused:
        pinned_address(url)
    assert refused.value.detail.fr != refused.value.detail.en


def test_one_inner_address_among_those_of_a_name_is_enough_to_refuse_it(monkeypatch: pytest.MonkeyPatch) -> None:
    def both(*_: object, **__: object) -> list[Any]:
        return [(0, 0, 0, "", (address, 80)) for address in ("8.8.8.8", "10.0.0.1")]

    monkeypatch.setattr(socket, "getaddrinfo", both)
    with pytest.raises(UnsafeAddress):
        pinned_address("http://example.org/")
    assert pinned_address("http://example.org/", any_host=True) == "8.8.8.8"


def test_a_name_that_nobody_has_is_out_of_reach() -> None:
    with pytest.raises(Unreachable):
        pinned_address("http://no-such-name.invalid/")


class _Answers(BaseHTTPRequestHandler):
    hosts: list[str]

    def do_GET(self) -> None:
        port = self.server.server_port  # type: ignore[attr-defined]  # an HTTP server has one
        self.hosts.append(self.headers["Host"])
        if self.path == "/inside":
            self.send_response(302)
            self.send_header("Location", f"http://127.0.0.2:{port}/")
            self.end_headers()
        elif self.path == "/round":
            self.send_response(302)
            self.send_header("Location", "/round")
            self.end_headers()
        else:
            self.send_response(200)
            self.end_headers()
            self.wfile.write(b"x" * 100_000)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def served() -> Iterator[tuple[int, list[str]]]:
    """Yield the port of a server and the hosts that it was asked as."""
    hosts: list[str] = []
    handler = type("Answers", (_Answers,), {"hosts": hosts})
    server = ThreadingHTTPServer(("0.0.0.0", 0), handler)  # noqa: S104  # it must answer at two loopback addresses
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield server.server_address[1], hosts
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def test_redirects_are_looked_at_like_the_first_address(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(safe_http, "is_public", lambda address: address == "127.0.0.1")
    with served() as (port, hosts), SafeClient() as client:
        assert client.request("GET", f"http://127.0.0.1:{port}/", most_bytes=200_000).status_code == 200
        with pytest.raises(UnsafeAddress):
            client.request("GET", f"http://127.0.0.1:{port}/inside", most_bytes=1_000)
        assert hosts == [f"127.0.0.1:{port}"] * 2
        with pytest.raises(Unreachable):
            client.request("GET", f"http://127.0.0.1:{port}/round", most_bytes=1_000)


def test_the_connection_goes_to_the_address_that_was_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(safe_http, "is_public", lambda address: address == "127.0.0.1")
    real = socket.getaddrinfo
    asked: list[str] = []

    def resolve(host: str, port: int, *rest: Any, **named: Any) -> list[Any]:
        asked.append(host)
        return real("127.0.0.1" if host == "musee.example.org" else host, port, *rest, **named)

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    with served() as (port, hosts), SafeClient() as client:
        assert client.request("GET", f"http://musee.example.org:{port}/", most_bytes=200_000).status_code == 200
    assert asked.count("musee.example.org") == 1  # resolved once: no second answer can lead elsewhere
    assert hosts == [f"musee.example.org:{port}"]


def test_an_answer_larger_than_its_bound_is_refused() -> None:
    with served() as (port, _), SafeClient(any_host=True) as client, pytest.raises(BoundPassed):
        client.request("GET", f"http://127.0.0.1:{port}/", most_bytes=1_000)


def test_a_server_that_does_not_answer_is_out_of_reach() -> None:
    with served() as (port, _):
        pass
    with SafeClient(any_host=True) as client, pytest.raises(Unreachable):
        client.request("GET", f"http://127.0.0.1:{port}/", most_bytes=1_000)
