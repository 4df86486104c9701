"""The body of a request, piece by piece: never more of it than allowed, and never slower than a live client sends."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator

from starlette.requests import Request

from app.core.errors import BoundPassed, InputError
from app.core.text import Text
from app.web.errors import DeliveryCut, SlowDelivery

_GRACE_S = 60.0  # a slow start is forgiven so long
_SLOWEST = 1024  # bytes a second after that: a rural line at its worst does ten times more


async def body_pieces(request: Request, *, limit: int, bound: str, patience_s: float) -> AsyncIterator[bytes]:
    """Yield the body as it arrives; `limit` bytes in all (`bound` names that setting), `patience_s` for each piece.

    Raise BoundPassed when it is larger, before it is read where Content-Length tells; SlowDelivery when it stops or
    trickles; DeliveryCut when the client goes away.
    """
    _check_announced(request, limit, bound)
    received = 0
    begun = time.monotonic()
    while True:
        try:
            async with asyncio.timeout(patience_s):
                message = await request.receive()
        except TimeoutError:
            raise _slow(patience_s) from None
        if message["type"] == "http.disconnect":
            raise DeliveryCut(
                Text(
                    fr=f"La connexion a été fermée après {received} octets.",
                    en=f"The connection was closed after {received} bytes.",
                )
            )
        piece = message.get("body", b"")
        received += len(piece)
        if received > limit:
            raise _too_large(limit, bound)
        elapsed = time.monotonic() - begun
        if elapsed > _GRACE_S and received < elapsed * _SLOWEST:
            raise _slow(patience_s)
        if piece:
            yield piece
        if not message.get("more_body", False):
            return


async def whole_body(request: Request, *, limit: int, bound: str, patience_s: float) -> bytes:
    """Return the body of a small request at once; raise as `body_pieces` does."""
    pieces = [piece async for piece in body_pieces(request, limit=limit, bound=bound, patience_s=patience_s)]
    return b"".join(pieces)


def _check_announced(request: Request, limit: int, bound: str) -> None:
    announced = request.headers.get("content-length")
    if announced is None:
        return
    if not announced.isascii() or not announced.isdigit():
        raise InputError(
            Text(
                fr="L'en-tête « Content-Length » n'est pas un nombre d'octets.",
                en="The header “Content-Length” is not a number of bytes.",
            )
        )
    if int(announced) > limit:
        raise _too_large(limit, bound)


def _too_large(limit: int, bound: str) -> BoundPassed:
    return BoundPassed(
        Text(
            fr=f"Le corps de la demande dépasse {limit} octets ({bound}).",
            en=f"The body of the request is larger than {limit} bytes ({bound}).",
        ),
        bound=bound,
    )


def _slow(patience_s: float) -> SlowDelivery:
    return SlowDelivery(
        Text(
            fr=f"Rien, ou presque rien, n'est arrivé pendant {patience_s:g} secondes.",
            en=f"Nothing, or next to nothing, arrived for {patience_s:g} seconds.",
        ),
        bound="receive_timeout_s",
    )
