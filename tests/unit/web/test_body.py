from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from typing import Any

import pytest
from starlette.requests import Request

from app.core.errors import BoundPassed, InputError
from app.web.body import whole_body
from app.web.desk import Turns
from app.web.errors import Busy, DeliveryCut, SlowDelivery


def request_of(messages: Sequence[dict[str, Any]], *headers: tuple[bytes, bytes], pause_s: float = 0) -> Request:
    waiting = list(messages)

    async def receive() -> dict[str, Any]:
        if not waiting:
            await asyncio.sleep(10)
        await asyncio.sleep(pause_s)
        return waiting.pop(0)

    return Request({"type": "http", "method": "POST", "headers": list(headers)}, receive)


def body(data: bytes, *, more: bool) -> dict[str, Any]:
    return {"type": "http.request", "body": data, "more_body": more}


def read(request: Request, limit: int = 100, patience_s: float = 0.2) -> bytes:
    return asyncio.run(whole_body(request, limit=limit, bound="max_upload_bytes", patience_s=patience_s))


def test_a_body_is_read_whole() -> None:
    assert read(request_of([body(b"ab", more=True), body(b"", more=True), body(b"c", more=False)])) == b"abc"


def test_a_body_is_refused_as_soon_as_it_passes_its_bound() -> None:
    with pytest.raises(BoundPassed) as refused:
        read(request_of([body(b"x" * 60, more=True), body(b"x" * 60, more=True)]))
    assert refused.value.bound == "max_upload_bytes"
    with pytest.raises(BoundPassed):
        read(request_of([], (b"content-length", b"101")))
    for wrong in (b"-1", b"many", "١٢".encode().decode("utf-8").encode("utf-8")):
        with pytest.raises(InputError):
            read(request_of([], (b"content-length", wrong)))


def test_a_client_that_stops_or_goes_away_is_told() -> None:
    with pytest.raises(SlowDelivery) as slow:
        read(request_of([body(b"a", more=True)]))
    assert slow.value.bound == "receive_timeout_s"
    with pytest.raises(DeliveryCut, match="2 bytes"):
        read(request_of([body(b"ab", more=True), {"type": "http.disconnect"}]))


def test_a_client_that_trickles_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.web.body._GRACE_S", 0.05)
    with pytest.raises(SlowDelivery):
        read(request_of([body(b"a", more=True)] * 50, pause_s=0.02), patience_s=5)


def test_turns_are_taken_and_too_many_are_sent_away() -> None:
    async def crowd(work: Callable[[], Any]) -> list[Any]:
        turns = Turns(at_once=2, waiting=3)

        async def one() -> None:
            async with turns.turn():
                await asyncio.sleep(0.05)
                work()

        return await asyncio.gather(*(one() for _ in range(9)), return_exceptions=True)

    done: list[int] = []
    outcomes = asyncio.run(crowd(lambda: done.append(1)))
    busy = [one for one in outcomes if isinstance(one, Busy)]
    assert len(done) == 5
    assert len(busy) == 4
    assert busy[0].bound == "max_pushes_waiting"
