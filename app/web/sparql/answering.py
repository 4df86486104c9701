"""An answer on its way to the client: whole where it is short, as it arrives where it is long."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from contextlib import suppress

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from app.core.errors import ConcordanceError
from app.storage.sparql.running_query import RunningQuery
from app.web.refusals import refuse

_AT_ONCE_S = 0.05  # only a query that takes longer is worth watching whether its client still waits


class ClientGone(Exception):  # named after what happened, as all errors here are
    """The client closed the connection before its answer."""


async def opened(request: Request, query: RunningQuery) -> None:
    """Wait until the answer is whole or begins to arrive; the query ends with its client.

    Raises what ended the query, and ClientGone.
    """
    done, _ = await asyncio.wait({query.opened}, timeout=_AT_ONCE_S)
    if not done:
        gone = asyncio.ensure_future(_disconnected(request.receive))
        try:
            await asyncio.wait({query.opened, gone}, return_when=asyncio.FIRST_COMPLETED)
        except asyncio.CancelledError:
            query.end()
            raise
        finally:
            gone.cancel()
        if not query.opened.done():
            query.end()
            raise ClientGone
    if query.error is not None:
        query.end()
        raise query.error


class Arriving(Response):
    """An answer that is longer than what is held back: it leaves as it arrives.

    Should the query be ended on the way, what tells so is appended, and the connection closes before the end of the
    answer, so that no client takes it for whole.
    """

    def __init__(
        self, request: Request, query: RunningQuery, media_type: str, headers: Mapping[str, str], patience_s: float
    ) -> None:
        """Answer with this query; a client that takes nothing for `patience_s` seconds is left."""
        super().__init__(None, 200, headers, media_type)
        del self.headers["content-length"]
        self._request = request
        self._query = query
        self._patience_s = patience_s

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send the answer."""
        watch = asyncio.ensure_future(self._watch(receive))
        try:
            await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
            if scope["method"] != "HEAD":
                await self._send_pieces(send)
            else:
                await send({"type": "http.response.body", "body": b""})
        finally:
            watch.cancel()
            self._query.end()

    async def _send_pieces(self, send: Send) -> None:
        try:
            async for piece in self._query.pieces():
                async with asyncio.timeout(self._patience_s):
                    await send({"type": "http.response.body", "body": piece, "more_body": True})
        except ConcordanceError as error:
            told = refuse(self._request, error)
            with suppress(TimeoutError):
                async with asyncio.timeout(self._patience_s):
                    await send({"type": "http.response.body", "body": b"\n" + bytes(told.body), "more_body": True})
        except TimeoutError:
            return  # the client takes nothing: the server closes what is not ended
        else:
            await send({"type": "http.response.body", "body": b""})

    async def _watch(self, receive: Receive) -> None:
        await _disconnected(receive)
        self._query.end()


async def _disconnected(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        continue
