"""What surrounds every request: its identifier, its line in the log, the headers of safety, and the last safety net."""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import perf_counter
from typing import Any

import structlog
from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.core.logs import log_context

_GIVEN_ID = re.compile(r"[A-Za-z0-9._-]{1,64}")
_log = structlog.get_logger("app.web")

Refuse = Callable[[Request], Response]


class RequestNotes:
    """What is noted of a request while it is answered, for its line in the log and for its problem document.

    `seconds` says how long each step took; `members` are other members of the line: identifiers, never values.
    """

    __slots__ = ("members", "request_id", "seconds")

    def __init__(self, request_id: str) -> None:
        """Begin with nothing noted."""
        self.request_id = request_id
        self.seconds: dict[str, float] = {}
        self.members: dict[str, str | int] = {}

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        """Note the time that the block takes, under this name."""
        began = perf_counter()
        try:
            yield
        finally:
            self.seconds[name] = self.seconds.get(name, 0.0) + perf_counter() - began

    def add_seconds(self, steps: dict[str, float]) -> None:
        """Note the times of steps that were measured elsewhere."""
        for name, taken in steps.items():
            self.seconds[name] = self.seconds.get(name, 0.0) + taken


def notes_of(request: Request) -> RequestNotes:
    """Return the notes of this request."""
    notes: RequestNotes = request.scope["concordance.notes"]
    return notes


class RequestLog:
    """ASGI middleware: one line a request, an X-Request-Id in and out, a problem document for what nobody caught."""

    def __init__(self, app: ASGIApp, refuse: Refuse) -> None:
        """Surround `app`; `refuse` makes the answer to a request that failed for a reason nobody foresaw."""
        self._app = app
        self._refuse = refuse

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        notes = RequestNotes(_request_id(scope))
        scope["concordance.notes"] = notes
        exchange = _Exchange(send, notes.request_id)
        began = perf_counter()
        with log_context(request_id=notes.request_id):
            try:
                await self._app(scope, receive, exchange.send)
            except Exception:  # the last net: whoever asked gets a problem document, whoever operates gets the place
                _log.exception("request failed", method=scope["method"])
                if exchange.status is None:
                    await self._refuse(Request(scope))(scope, receive, exchange.send)
                else:
                    raise  # half an answer has left: only closing the connection tells the client so
            finally:
                _tell(scope, notes, exchange, perf_counter() - began)


class _Exchange:
    """The answer on its way out: its status and size are noted, its headers completed."""

    def __init__(self, send: Send, request_id: str) -> None:
        self._send = send
        self._request_id = request_id
        self.status: int | None = None
        self.size = 0

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            headers = MutableHeaders(scope=message)
            headers["X-Request-Id"] = self._request_id
            headers["X-Content-Type-Options"] = "nosniff"
            headers["Referrer-Policy"] = "same-origin"
            headers.setdefault("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'")
            headers.setdefault("Cache-Control", "no-store" if self.status >= 400 else "no-cache")  # noqa: PLR2004  # RFC 9110, 15.5
        elif message["type"] == "http.response.body":
            self.size += len(message.get("body", b""))
        await self._send(message)


def _request_id(scope: Scope) -> str:
    for name, value in scope["headers"]:
        if name == b"x-request-id":
            given = value.decode("latin-1")
            if _GIVEN_ID.fullmatch(given):
                return str(given)
    return secrets.token_hex(12)


def _tell(scope: Scope, notes: RequestNotes, exchange: _Exchange, taken: float) -> None:
    route = scope.get("route")
    line: dict[str, Any] = {
        "method": scope["method"],
        "route": getattr(route, "path", None),
        "status": exchange.status,
        "ms": round(taken * 1000, 2),
        "bytes_out": exchange.size,
        **notes.members,
    }
    slug = scope.get("path_params", {}).get("slug")
    if slug is not None and exchange.status != 404:  # noqa: PLR2004  # an unknown slug is whatever somebody typed
        line["institution"] = slug
    if notes.seconds:
        line["steps_ms"] = {name: round(seconds * 1000, 2) for name, seconds in notes.seconds.items()}
    if getattr(route, "path", None) == "/healthz":
        _log.debug("request", **line)
    else:
        _log.info("request", **line)
