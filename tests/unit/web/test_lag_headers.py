"""Every answer says how far the projections are behind; one that says it itself is left as it is."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, cast

import pytest
from starlette.responses import PlainTextResponse
from starlette.types import Message, Receive, Scope, Send

from app.projections.lag import Lag
from app.web.lag import CHANGES, SECONDS, LagHeaders

if TYPE_CHECKING:
    from app.projections.followers import Followers


class Known:
    """Followers whose lag is known, or cannot be measured."""

    def __init__(self, *, fresh: bool, away: bool = False) -> None:
        self.fresh = fresh
        self.away = away

    def fresh_lags(self) -> dict[str, Lag] | None:
        return self.lags() if self.fresh else None

    def lags(self) -> dict[str, Lag]:
        if self.away:
            raise ConnectionError("the store is away")
        return {"quads": Lag(3, 1.26), "search": Lag(1, 0.5)}


def headers_of(known: Known, own: dict[str, str]) -> dict[str, str]:
    sent: list[Message] = []

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await PlainTextResponse("ok", headers=own)(scope, receive, send)

    async def receive() -> Message:
        return {"type": "http.request"}

    async def send(message: Message) -> None:
        sent.append(message)

    scope = {"type": "http", "method": "GET", "path": "/", "headers": [], "query_string": b""}
    asyncio.run(LagHeaders(app, cast("Followers", known))(scope, receive, send))
    return {name.decode(): value.decode() for name, value in sent[0]["headers"]}


@pytest.mark.parametrize("fresh", [True, False])
def test_an_answer_names_the_projection_furthest_behind(*, fresh: bool) -> None:
    headers = headers_of(Known(fresh=fresh), {})
    assert (headers[CHANGES.lower()], headers[SECONDS.lower()]) == ("3", "1.3")


def test_what_a_handler_says_of_its_own_projection_stays() -> None:
    headers = headers_of(Known(fresh=True), {CHANGES: "1", SECONDS: "0.5"})
    assert (headers[CHANGES.lower()], headers[SECONDS.lower()]) == ("1", "0.5")


def test_an_answer_does_without_where_nobody_can_say() -> None:
    assert CHANGES.lower() not in headers_of(Known(fresh=False, away=True), {})
