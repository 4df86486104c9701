"""A request that is sent twice is done once."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import Engine, update

from app.core.errors import Conflict, UnknownName
from app.storage.idempotency import KeyReused, Replay, Use, claim, complete, purge_expired, release
from app.storage.keys import issue_key
from app.storage.tables import idempotency_keys
from tests.databases import MUSEUM

ANSWER = Replay(202, {"Location": "/api/v1/submissions/1"}, b'{"id": "1"}')


@pytest.fixture
def use(engine: Engine) -> Use:
    return Use(issue_key(engine, MUSEUM, "writer").key.prefix, "POST /records", "my-key")


def test_the_second_request_gets_the_first_answer(engine: Engine, use: Use) -> None:
    assert claim(engine, use, b"digest") is None
    with pytest.raises(Conflict) as going_on:
        claim(engine, use, b"digest")
    assert going_on.value.status == 409
    complete(engine, use, ANSWER)
    assert claim(engine, use, b"digest") == ANSWER
    with pytest.raises(KeyReused) as reused:
        claim(engine, use, b"other")
    assert reused.value.status == 422


def test_a_key_belongs_to_one_api_key_and_one_route(engine: Engine, use: Use) -> None:
    claim(engine, use, b"digest")
    other = issue_key(engine, MUSEUM, "writer").key.prefix
    assert claim(engine, Use(other, use.route, use.idempotency_key), b"x") is None
    assert claim(engine, Use(use.api_key, "PUT /records/1", use.idempotency_key), b"x") is None
    assert claim(engine, Use(use.api_key, use.route, "another\x00"), b"x") is None
    with pytest.raises(UnknownName):
        claim(engine, Use("none", use.route, "k"), b"x")


def test_what_failed_may_be_sent_again_but_what_was_done_is_not_forgotten(engine: Engine, use: Use) -> None:
    claim(engine, use, b"digest")
    release(engine, use)
    assert claim(engine, use, b"other body now") is None
    complete(engine, use, ANSWER)
    release(engine, use)
    assert claim(engine, use, b"other body now") == ANSWER


def test_a_request_whose_process_was_killed_is_free_again(engine: Engine, use: Use) -> None:
    claim(engine, use, b"digest")
    with engine.begin() as connection:
        connection.execute(update(idempotency_keys).values(created=idempotency_keys.c.created - 11 * 60_000))
    assert claim(engine, use, b"digest") is None


def test_an_expired_key_is_a_new_key_and_is_purged(engine: Engine, use: Use) -> None:
    claim(engine, use, b"digest", lifetime=timedelta(seconds=-1))
    complete(engine, use, ANSWER)
    assert claim(engine, use, b"other") is None
    assert purge_expired(engine) == 0
    release(engine, use)
    claim(engine, use, b"digest", lifetime=timedelta(seconds=-1))
    assert purge_expired(engine) == 1
