"""A request that is sent twice under one Idempotency-Key is done once, and answered twice alike."""

from __future__ import annotations

import hashlib
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import cast

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from app.core.text import Text
from app.storage.idempotency import Replay, Use, claim, complete, release
from app.storage.keys import Key
from app.web.desk import Desk, in_thread
from app.web.errors import invalid_parameters
from app.web.problems import ParameterError

_HEADER = "Idempotency-Key"
_LONGEST = 255
_KEPT = ("content-type", "content-language", "content-disposition", "content-security-policy", "location",
         "retry-after", "preference-applied", "vary")  # fmt: skip


async def once(
    request: Request, desk: Desk, key: Key, parts: tuple[str, ...], answer: Callable[[], Awaitable[Response]]
) -> Response:
    """Return the answer, or the one given before to the same request with the same Idempotency-Key.

    `parts` are what makes two requests the same. Raise KeyReused when they differ, Conflict while the first is still
    being answered. A request that fails leaves its key free.
    """
    chosen = _chosen(request)
    if chosen is None:
        return await answer()
    use = Use(key.prefix, f"{request.method} {request.url.path}", chosen)
    digest = hashlib.sha256("\0".join((request.url.query, *parts)).encode("utf-8", "replace")).digest()
    database = desk.tools.database
    before = await in_thread(request, "idempotency", claim, database, use, digest)
    if before is not None:
        return Response(before.body, before.status, {**before.headers, "Idempotency-Replayed": "true"})
    try:
        response = await answer()
        body = await _whole(response)
        headers = {name: response.headers[name] for name in _KEPT if name in response.headers}
        await in_thread(request, "idempotency", complete, database, use, Replay(response.status_code, headers, body))
    except BaseException:
        await in_thread(request, "idempotency", release, database, use)
        raise
    return Response(body, response.status_code, headers)


def _chosen(request: Request) -> str | None:
    given = request.headers.get(_HEADER)
    if given is None:
        return None
    chosen = given.strip().strip('"')  # the draft writes it as a quoted string; most clients do not
    if not chosen or len(chosen) > _LONGEST or not chosen.isprintable():
        message = Text(
            fr=f"de 1 à {_LONGEST} caractères imprimables sont attendus.",
            en=f"1 to {_LONGEST} printable characters are expected.",
        )
        raise invalid_parameters((ParameterError(_HEADER, message),))
    return chosen


async def _whole(response: Response) -> bytes:
    if not isinstance(response, StreamingResponse):
        return bytes(response.body)
    pieces = cast("AsyncIterator[bytes]", response.body_iterator)
    return b"".join([piece async for piece in pieces])
