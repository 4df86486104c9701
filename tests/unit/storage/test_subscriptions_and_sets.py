"""Subscribers and sets in storage, on both engines."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine

from app.core.errors import BoundPassed, UnknownName
from app.core.text import Text
from app.storage.changes import last_sequence
from app.storage.feed_sets import FeedSet, Membership, checkpoint, find_set, list_sets, write_memberships
from app.storage.feeds import Selection, latest_page, sets_of_records
from app.storage.secret_keys import secret_named
from app.storage.subscriptions import (
    add_subscription,
    get_subscription,
    list_subscriptions,
    not_told,
    remove_subscription,
    resume_subscription,
    take_due,
    told,
)
from tests.databases import MUSEUM, deliver, outcome


def test_a_subscriber_is_taken_by_one_at_a_time_and_moves_when_it_was_told(engine: Engine) -> None:
    subscription = add_subscription(engine, MUSEUM, "https://example.org/", after=0, most=1)
    assert take_due(engine, 60_000) is None  # nothing has happened yet
    deliver(engine, outcome(0, "1"))
    taken = take_due(engine, 60_000)
    assert taken is not None
    assert (taken.id, taken.sequence) == (subscription.id, 0)
    assert take_due(engine, 60_000) is None
    told(engine, subscription.id, last_sequence(engine))
    assert take_due(engine, 60_000) is None
    deliver(engine, outcome(0, "2"))
    assert take_due(engine, 0) is not None
    not_told(engine, subscription.id, "HTTP 500", again_in_ms=60_000, stop=False)
    assert take_due(engine, 0) is None
    not_told(engine, subscription.id, "HTTP 500", again_in_ms=0, stop=True)
    assert get_subscription(engine, subscription.id).state == "stopped"
    assert resume_subscription(engine, subscription.id).failures == 0
    with pytest.raises(BoundPassed):
        add_subscription(engine, MUSEUM, "https://example.org/", after=0, most=1)
    assert [one.id for one in list_subscriptions(engine, MUSEUM)] == [subscription.id]
    remove_subscription(engine, subscription.id)
    with pytest.raises(UnknownName):
        get_subscription(engine, subscription.id)


def test_sets_are_written_with_the_place_in_the_log_by_one_follower(engine: Engine) -> None:
    deliver(engine, outcome(0, "1"), outcome(1, "2"))
    first, second = latest_page(engine, 0, 10)
    prints, paintings = FeedSet("a", Text("A", "A"), MUSEUM), FeedSet("b", Text("B", "B"))
    members = [
        Membership(first.key, first.sequence, (prints, paintings)),
        Membership(second.key, second.sequence, (prints,)),
    ]
    assert write_memberships(engine, "sets", 0, second.sequence, members)
    assert not write_memberships(engine, "sets", 0, second.sequence, members)
    assert checkpoint(engine, "sets") == second.sequence
    assert list_sets(engine) == (prints, paintings)
    assert find_set(engine, "c") is None
    assert [entry.local_id for entry in latest_page(engine, 0, 10, Selection(in_set="a"))] == ["1", "2"]
    assert [entry.local_id for entry in latest_page(engine, first.sequence, 10, Selection(in_set="a"))] == ["2"]
    assert sets_of_records(engine, [first.key, second.key]) == {first.key: ("a", "b"), second.key: ("a",)}


def test_a_secret_is_made_once(engine: Engine) -> None:
    made = secret_named(engine, "one")
    assert len(made) == 32
    assert secret_named(engine, "one") == made
    assert secret_named(engine, "two") != made
