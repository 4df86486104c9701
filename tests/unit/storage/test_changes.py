"""Reading the change log."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine, event

from app.core.text import Text
from app.storage import changes as module
from app.storage.changes import Change, changes_after, last_sequence
from app.storage.institutions import add_institution
from tests.databases import MUSEUM, deliver, outcome


def test_the_log_is_read_after_a_sequence_page_by_page(engine: Engine) -> None:
    assert (last_sequence(engine), changes_after(engine)) == (0, ())
    add_institution(engine, "autre", Text("Autre", "Other"))
    for n in range(4):
        deliver(engine, outcome(0, f"{n}"))
        deliver(engine, outcome(0, f"{n}"), institution="autre")
    every = changes_after(engine)
    assert [change.local_id for change in every] == ["0", "0", "1", "1", "2", "2", "3", "3"]
    read: list[Change] = []
    sequence = 0
    while page := changes_after(engine, sequence, limit=3):
        read += page
        sequence = page[-1].sequence
    assert tuple(read) == every
    assert sequence == last_sequence(engine)
    assert changes_after(engine, institution="autre") == tuple(one for one in every if one.institution == "autre")
    assert changes_after(engine, institution="nobody") == ()


def test_the_moment_never_goes_back(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    deliver(engine, outcome(0, "1"))
    monkeypatch.setattr(module, "now_ms", lambda: 1_000)  # a clock that was set back
    deliver(engine, outcome(0, "2"), outcome(1, "1"))
    deliver(engine, outcome(0, "1"), mode="full")
    moments = [change.at for change in changes_after(engine)]
    assert moments == sorted(moments)
    assert moments[0] == moments[-1]


@pytest.mark.parametrize("institution", [None, MUSEUM])
def test_following_uses_the_key_and_not_the_whole_log(sqlite_engine: Engine, institution: str | None) -> None:
    asked: list[tuple[str, tuple[object, ...]]] = []
    event.listen(sqlite_engine, "before_cursor_execute", lambda *call: asked.append((call[2], call[3])))
    changes_after(sqlite_engine, 10_000, institution=institution)
    statement, values = asked[-1]
    with sqlite_engine.connect() as connection:
        plan = " ; ".join(row[-1] for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values))
    assert "SCAN" not in plan
    expected = "INTEGER PRIMARY KEY (rowid>?)" if institution is None else "ix_changes_institution"
    assert f"SEARCH changes USING {expected}" in plan or f"SEARCH changes USING INDEX {expected}" in plan
