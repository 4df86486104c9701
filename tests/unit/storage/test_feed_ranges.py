"""A set in ranges of its records' keys, on both engines."""

from __future__ import annotations

from sqlalchemy import Engine

from app.core.feed import FeedEntry
from app.core.text import Text
from app.storage.feed_ranges import filled_ranges, set_bounds, specs_beginning
from app.storage.feed_sets import FeedSet, Membership, write_memberships
from app.storage.feeds import latest_page, published_between
from tests.databases import MUSEUM, deliver, outcome

ODD = FeedSet("images-odd", Text("Impairs", "Odd"), MUSEUM)
ALL = FeedSet("all", Text("Tous", "All"))


def filled(engine: Engine) -> tuple[FeedEntry, ...]:
    """Store nine records; return their changes. Those at odd places are in one set, all of them in another."""
    deliver(engine, *(outcome(number, str(number)) for number in range(9)))
    entries = latest_page(engine, 0, 20)
    members = [
        Membership(entry.key, entry.sequence, (ODD, ALL) if place % 2 else (ALL,))
        for place, entry in enumerate(entries, 1)
    ]
    assert write_memberships(engine, "follower", 0, entries[-1].sequence, members)
    return entries


def test_the_bounds_of_a_set_are_those_of_its_records(engine: Engine) -> None:
    entries = filled(engine)
    keys = [entry.key for entry in entries]
    assert set_bounds(engine, "all") == (min(keys), max(keys))
    assert set_bounds(engine, "images-odd") == (keys[0], keys[-1])
    assert set_bounds(engine, "none") is None


def test_only_ranges_with_records_are_named(engine: Engine) -> None:
    keys = [entry.key for entry in filled(engine)]
    for width in (1, 2, 3, 100):
        numbers = range(1, (max(keys) - 1) // width + 4)
        assert filled_ranges(engine, "all", width, numbers) == tuple(sorted({(key - 1) // width + 1 for key in keys}))
        odd = {(key - 1) // width + 1 for key in keys[::2]}
        assert filled_ranges(engine, "images-odd", width, numbers) == tuple(sorted(odd))
    assert filled_ranges(engine, "none", 1, range(1, 20)) == ()
    assert filled_ranges(engine, "all", 1, range(1, 1)) == ()


def test_the_records_of_a_range_are_those_of_the_set(engine: Engine) -> None:
    keys = [entry.key for entry in filled(engine)]
    found = published_between(engine, keys[0], keys[4], in_set="images-odd")
    assert [entry.local_id for entry in found] == ["0", "2", "4"]
    assert all(entry.canonical is not None for entry in found)
    assert published_between(engine, keys[0], keys[-1], in_set="none") == ()


def test_sets_are_found_by_the_beginning_of_their_spec(engine: Engine) -> None:
    filled(engine)
    assert specs_beginning(engine, "images-") == ("images-odd",)
    assert specs_beginning(engine, "images_") == (), "a joker of the database is none here"
