"""A connection that neither keeps the server waiting for the head of a request nor fills its memory with one."""

from __future__ import annotations

import asyncio

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from app.core.config import Bounds
from app.core.json_text import json_bytes

_TOO_LARGE = (
    b"HTTP/1.1 431 Request Header Fields Too Large\r\nconnection: close\r\n"
    b"content-type: application/problem+json\r\ncontent-length: %d\r\n\r\n%s"
)
_TITLES = {"fr": "En-têtes trop grands", "en": "The headers are too large"}
_DETAILS = {
    "fr": "L'adresse et les en-têtes de la demande dépassent max_header_bytes.",
    "en": "The address and the headers of the request are larger than max_header_bytes.",
}
# A problem document (RFC 9457), French first: nothing of the request has been read that would tell its language.
_SAID = json_bytes(
    {
        "type": "about:blank",
        "title": _TITLES["fr"],
        "status": 431,
        "detail": _DETAILS["fr"],
        "titles": _TITLES,
        "details": _DETAILS,
        "bound": "max_header_bytes",
    }
)


class BoundedConnection(HttpToolsProtocol):
    """Uvicorn's connection, which closes when a request's head is too large (RFC 6585, section 5) or too slow.

    The server itself bounds neither with this parser: a client could send one header for ever.
    """

    max_header_bytes: int
    receive_timeout_s: float

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn itself
        """Begin to wait for the first request."""
        super().connection_made(transport)
        self._head_bytes = 0
        self._in_head = True
        self._refused = False
        self._head_timer: asyncio.TimerHandle | None = None
        self._await_head()

    def connection_lost(self, exc: Exception | None) -> None:
        """Wait no more."""
        self._forget_timer()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Take the next bytes, and refuse the request when its head passes the bound before it is complete."""
        if self._refused:
            return
        if self._in_head:
            self._head_bytes += len(data)
        super().data_received(data)
        if self._in_head and self._head_bytes > self.max_header_bytes and not self.transport.is_closing():
            self._refused = True
            self.transport.write(_TOO_LARGE % (len(_SAID), _SAID))
            self.transport.close()

    def on_message_begin(self) -> None:
        """Begin to wait for the rest of this request's head."""
        super().on_message_begin()
        if not self._in_head:
            self._in_head = True
            self._head_bytes = 0
            self._await_head()

    def on_headers_complete(self) -> None:
        """Let the application take over: it watches the body."""
        self._in_head = False
        self._head_bytes = 0
        self._forget_timer()
        super().on_headers_complete()

    def _await_head(self) -> None:
        self._forget_timer()
        self._head_timer = self.loop.call_later(self.receive_timeout_s, self._give_up)

    def _give_up(self) -> None:
        if self._in_head and not self.transport.is_closing():
            self.transport.close()

    def _forget_timer(self) -> None:
        if self._head_timer is not None:
            self._head_timer.cancel()
            self._head_timer = None


def bounded_connection(bounds: Bounds) -> type[BoundedConnection]:
    """Return the protocol for uvicorn's `http` setting that keeps these bounds."""
    return type(
        "BoundedConnection",
        (BoundedConnection,),
        {"max_header_bytes": bounds.max_header_bytes, "receive_timeout_s": float(bounds.receive_timeout_s)},
    )
