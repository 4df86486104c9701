"""The life of a submission."""

from __future__ import annotations

from datetime import UTC

import pytest
from sqlalchemy import Engine

from app.core.errors import BoundPassed, UnknownName
from app.core.outcome import DeliveryCounts
from app.core.text import Text
from app.storage.institutions import add_institution
from app.storage.keys import issue_key
from app.storage.submissions import (
    NewSubmission,
    create_submission,
    fail_submission,
    get_submission,
    list_submissions,
    start_submission,
    unfinished_submissions,
)
from tests.databases import MUSEUM, begin, deliver, outcome


def test_everything_said_of_a_delivery_comes_back(engine: Engine) -> None:
    key = issue_key(engine, MUSEUM, "writer").key.prefix
    new = NewSubmission(
        institution=MUSEUM,
        file_name="Œuvres\x00 été.csv",
        stored_path="uploads/1.csv",
        sha256="ab" * 32,
        format="csv",
        crosswalk="fiches",
        crosswalk_version=3,
        crosswalk_digest="cd" * 16,
        mode="full",
        options={"encoding": "cp1252", "sheet": 2, "strict": True, "ratio": 0.5, "none": None},
        total_bytes=5_000_000_000,
        key=key,
    )
    state = create_submission(engine, new)
    assert state == get_submission(engine, state.id)
    for name in NewSubmission.__struct_fields__:
        expected = "Œuvres␀ été.csv" if name == "file_name" else getattr(new, name)
        assert getattr(state, name) == expected
    assert (state.status, state.checkpoint, state.counts, state.losses) == ("waiting", 0, DeliveryCounts(), ())
    assert (state.started, state.finished, state.created.tzinfo) == (None, None, UTC)


def test_starting_keeps_what_was_found_out_and_the_first_start(engine: Engine) -> None:
    state = create_submission(engine, NewSubmission(institution=MUSEUM, file_name="a", crosswalk="mine"))
    started = start_submission(engine, state.id, format="csv", crosswalk_version=2)
    assert (started.status, started.format, started.crosswalk, started.crosswalk_version) == (
        "running",
        "csv",
        "mine",
        2,
    )
    assert start_submission(engine, state.id) == started
    with pytest.raises(UnknownName):
        start_submission(engine, "none")


def test_a_failure_is_kept_as_a_problem_and_a_finished_delivery_cannot_fail(engine: Engine) -> None:
    error = BoundPassed(Text("Trop long", "Too long"), bound="max_cell_bytes")
    failed = fail_submission(engine, begin(engine), error)
    assert failed.problem is not None
    assert (failed.status, failed.problem.status, failed.problem.bound) == ("failed", 413, "max_cell_bytes")
    assert (failed.problem.detail, failed.problem.title) == (Text("Trop long", "Too long"), BoundPassed.title)
    done, _ = deliver(engine, outcome(0, "1"))
    assert fail_submission(engine, done, error).status == "done"
    with pytest.raises(UnknownName):
        fail_submission(engine, "none", error)


def test_listing_newest_first_by_keyset(engine: Engine) -> None:
    add_institution(engine, "autre", Text("Autre", "Other"))
    mine = [begin(engine) for _ in range(5)]
    other = begin(engine, institution="autre")
    assert [state.id for state in list_submissions(engine)] == [other, *reversed(mine)]
    first = list_submissions(engine, MUSEUM, limit=2)
    assert [state.id for state in first] == [mine[4], mine[3]]
    second = list_submissions(engine, MUSEUM, before=first[-1].id, limit=10)
    assert [state.id for state in second] == [mine[2], mine[1], mine[0]]
    for arguments in ({"institution": "nobody"}, {"before": "none"}):
        with pytest.raises(UnknownName):
            list_submissions(engine, **arguments)  # type: ignore[arg-type]  # one of the two names


def test_what_is_unfinished_is_found_again_after_a_restart(engine: Engine) -> None:
    waiting = create_submission(engine, NewSubmission(institution=MUSEUM, file_name="a")).id
    running = begin(engine)
    fail_submission(engine, begin(engine), BoundPassed(Text("f", "e")))
    deliver(engine, outcome(0, "1"))
    assert unfinished_submissions(engine) == (waiting, running)


def test_unknown_institution_and_key(engine: Engine) -> None:
    with pytest.raises(UnknownName):
        create_submission(engine, NewSubmission(institution="muse", file_name="a"))
    with pytest.raises(UnknownName):
        create_submission(engine, NewSubmission(institution=MUSEUM, file_name="a", key="none"))
    assert list_submissions(engine) == ()
