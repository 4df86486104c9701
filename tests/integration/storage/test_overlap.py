"""Two deliveries of one institution at once end as if they had been worked on in the order in which they were made."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path
from random import Random

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine

from app.core.outcome import Outcome
from app.core.source import DeliveryMode
from app.storage.database import open_database
from app.storage.deliveries import finish, store_chunk
from app.storage.findings import stream
from app.storage.publications import publications
from tests.databases import MUSEUM, begin, deliver, log, outcome, rejected

NAMES = tuple("123456")


def published(engine: Engine) -> dict[str, bytes]:
    found = publications(engine, MUSEUM, NAMES)
    return {name: one.nquads for name, one in found.items() if one.nquads is not None}


def test_a_full_delivery_that_overtakes_an_older_one_has_the_last_word(engine: Engine) -> None:
    deliver(engine, outcome(0, "1"), outcome(1, "2"))
    older, newer = begin(engine), begin(engine, "full")
    store_chunk(engine, older, 0, 1, [outcome(0, "3", "older")])
    store_chunk(engine, newer, 0, 1, [outcome(0, "1", "newer")])
    assert finish(engine, newer).withdrawn == 2
    counts = store_chunk(engine, older, 1, 4, [outcome(n, name, "older") for n, name in ((1, "1"), (2, "2"), (3, "4"))])
    assert (counts.created, counts.updated, counts.unchanged) == (1, 0, 3)
    finish(engine, older)
    assert published(engine) == {"1": b"nquads newer"}
    assert log(engine)[-2:] == [("withdrawn", "2", 1), ("withdrawn", "3", 1)]
    assert [one.finding.rule for one in stream(engine, older)] == ["storage.superseded"] * 3


def test_a_full_delivery_that_could_not_be_read_whole_overtakes_nothing(engine: Engine) -> None:
    older, newer = begin(engine), begin(engine, "full")
    store_chunk(engine, newer, 0, 2, [outcome(0, "1"), rejected(1)])
    finish(engine, newer)
    assert store_chunk(engine, older, 0, 1, [outcome(0, "4", "older")]).created == 1
    assert set(published(engine)) == {"1", "4"}


def test_a_partial_delivery_overtakes_nothing(engine: Engine) -> None:
    older, newer = begin(engine), begin(engine)
    store_chunk(engine, newer, 0, 1, [outcome(0, "1")])
    finish(engine, newer)
    assert store_chunk(engine, older, 0, 1, [outcome(0, "4", "older")]).created == 1


chunks = st.lists(st.lists(st.sampled_from(NAMES), min_size=1, max_size=3, unique=True), min_size=1, max_size=3)


@given(older=chunks, newer=chunks, modes=st.tuples(*[st.sampled_from(["partial", "full"])] * 2), turns=st.randoms())
@settings(max_examples=80, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_whatever_the_order_of_their_chunks(
    sqlite_template: Path,
    older: list[list[str]],
    newer: list[list[str]],
    modes: tuple[DeliveryMode, DeliveryMode],
    turns: Random,
) -> None:
    in_order = [0] * (len(older) + 1) + [1] * (len(newer) + 1)
    mixed = list(in_order)
    turns.shuffle(mixed)
    ends = [_ended(sqlite_template, (older, newer), modes, order) for order in (in_order, mixed)]
    assert ends[0] == ends[1]


def _ended(
    template: Path, both: tuple[list[list[str]], ...], modes: tuple[DeliveryMode, ...], order: list[int]
) -> dict[str, bytes]:
    with tempfile.TemporaryDirectory() as folder:
        shutil.copy(template, Path(folder) / "overlap.sqlite")
        engine = open_database(f"sqlite:///{folder}/overlap.sqlite")
        deliver(engine, outcome(0, "1", "before"), outcome(1, "6", "before"))
        submissions = [begin(engine, mode) for mode in modes]
        places, reached = [0, 0], [0, 0]
        for which in order:
            left = both[which][places[which] : places[which] + 1]
            places[which] += 1
            if not left:
                finish(engine, submissions[which])
                continue
            start = reached[which]
            outcomes: list[Outcome] = [outcome(start + n, name, f"by {which}") for n, name in enumerate(left[0])]
            reached[which] += len(outcomes)
            store_chunk(engine, submissions[which], start, reached[which], outcomes)
        end = published(engine)
        engine.dispose()
        return end
