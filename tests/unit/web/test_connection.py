from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator

import pytest
import uvicorn
from starlette.types import Receive, Scope, Send

from app.core.config import Bounds
from app.web.connection import bounded_connection


async def hello(_scope: Scope, _receive: Receive, send: Send) -> None:
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"5")]})
    await send({"type": "http.response.body", "body": b"hello"})


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    bounds = Bounds(max_header_bytes=8_000, receive_timeout_s=1)
    config = uvicorn.Config(
        hello,
        port=0,
        http=bounded_connection(bounds),
        ws="none",
        lifespan="off",
        log_config=None,
        timeout_keep_alive=30,
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    yield int(server.servers[0].sockets[0].getsockname()[1])
    server.should_exit = True
    thread.join(20)


def everything(connection: socket.socket) -> bytes:
    received = b""
    while piece := connection.recv(65536):
        received += piece
    return received


def test_an_ordinary_request_is_answered_and_another_on_the_same_connection(port: int) -> None:
    with socket.create_connection(("127.0.0.1", port), timeout=10) as connection:
        for _ in range(3):
            connection.sendall(b"GET / HTTP/1.1\r\nHost: x\r\nX-Large: " + b"a" * 6_000 + b"\r\n\r\n")
            assert connection.recv(65536).endswith(b"hello")


def test_a_head_that_never_ends_is_refused(port: int) -> None:
    with socket.create_connection(("127.0.0.1", port), timeout=10) as connection:
        connection.sendall(b"GET / HTTP/1.1\r\nHost: x\r\nX-Large: " + b"a" * 9_000)
        answer = everything(connection)
    assert answer.startswith(b"HTTP/1.1 431 ")
    assert b"max_header_bytes" in answer


@pytest.mark.parametrize("sent", [b"", b"GET / HT", b"GET / HTTP/1.1\r\nHost: x\r\nX-Slow: "])
def test_a_client_that_does_not_finish_its_head_is_left(port: int, sent: bytes) -> None:
    with socket.create_connection(("127.0.0.1", port), timeout=10) as connection:
        connection.sendall(sent)
        assert everything(connection) == b""


def test_a_second_head_on_the_same_connection_is_watched_too(port: int) -> None:
    with socket.create_connection(("127.0.0.1", port), timeout=10) as connection:
        connection.sendall(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
        assert connection.recv(65536).endswith(b"hello")
        connection.sendall(b"GET / HTTP/1.1\r\nHos")
        assert everything(connection) == b""


def test_what_is_no_request_is_refused(port: int) -> None:
    with socket.create_connection(("127.0.0.1", port), timeout=10) as connection:
        connection.sendall(b"\x16\x03\x01\x00\xa5 no HTTP at all\r\n\r\n")
        assert everything(connection).startswith(b"HTTP/1.1 400 ")
