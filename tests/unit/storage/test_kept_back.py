"""What a museum keeps to itself is seen by nobody; what only the museum sees of a record has its versions as well."""

from __future__ import annotations

from sqlalchemy import Engine, update

from app.core.outcome import DeliveryCounts
from app.storage.database import writing
from app.storage.publications import get_publication
from app.storage.records import get_record, get_version
from app.storage.tables import records
from tests.databases import MUSEUM, VIOLATION, deliver, log, outcome
from tests.unit.storage.test_deliveries import state_of


def test_what_only_the_museum_sees_makes_a_version_and_no_change_of_what_is_published(engine: Engine) -> None:
    deliver(engine, outcome(0, "1", content="shelf A"))
    _, counts = deliver(engine, outcome(0, "1", content="shelf B"))
    assert counts == DeliveryCounts(records=1, updated=1)
    assert state_of(engine, "1") == ("published", 2, 2)
    newest = get_version(engine, MUSEUM, "1", 2)
    assert newest is not None
    assert newest.canonical == b"canonical shelf B"
    assert log(engine) == [("created", "1", 1)]
    _, again = deliver(engine, outcome(0, "1", content="shelf B"))
    assert again == DeliveryCounts(records=1, unchanged=1)


def test_a_record_of_an_older_release_learns_its_content_without_a_new_version(engine: Engine) -> None:
    deliver(engine, outcome(0, "1"))
    with writing(engine) as connection:
        connection.execute(update(records).values(content_digest=None))
    _, counts = deliver(engine, outcome(0, "1", content="as it is understood now"))
    assert counts == DeliveryCounts(records=1, unchanged=1)
    _, counts = deliver(engine, outcome(0, "1", content="as it is understood later"))
    assert counts == DeliveryCounts(records=1, updated=1)


def test_a_record_that_is_kept_back_from_the_first_is_never_told_of(engine: Engine) -> None:
    _, counts = deliver(engine, outcome(0, "1", withheld=True))
    assert counts == DeliveryCounts(records=1, created=1, kept_back=1)
    assert state_of(engine, "1") == ("withheld", 1, None)
    assert log(engine) == []
    assert get_publication(engine, MUSEUM, "1") is None


def test_a_published_record_that_becomes_private_disappears_and_comes_back(engine: Engine) -> None:
    deliver(engine, outcome(0, "1"))
    _, counts = deliver(engine, outcome(0, "1", withheld=True))
    assert counts == DeliveryCounts(records=1, updated=1, kept_back=1)
    assert state_of(engine, "1") == ("withheld", 2, None)
    assert log(engine) == [("created", "1", 1), ("withdrawn", "1", 1)]
    gone = get_publication(engine, MUSEUM, "1")
    assert gone is not None
    assert (gone.state, gone.canonical, gone.nquads, gone.label) == ("withdrawn", None, None, "1")
    _, counts = deliver(engine, outcome(0, "1", withheld=True))
    assert counts == DeliveryCounts(records=1, unchanged=1)
    _, counts = deliver(engine, outcome(0, "1"))
    assert counts == DeliveryCounts(records=1, updated=1)
    assert state_of(engine, "1") == ("published", 3, 3)
    assert log(engine) == [("created", "1", 1), ("withdrawn", "1", 1), ("created", "1", 3)]


def test_a_record_kept_back_is_private_whatever_else_is_wrong_with_it(engine: Engine) -> None:
    deliver(engine, outcome(0, "1", "a"))
    _, counts = deliver(engine, outcome(0, "1", "b", findings=(VIOLATION,), withheld=True))
    assert counts == DeliveryCounts(records=1, updated=1, kept_back=1, findings=1)
    assert log(engine) == [("created", "1", 1), ("withdrawn", "1", 1)]
    deliver(engine, outcome(0, "1", "b", findings=(VIOLATION,)))
    assert state_of(engine, "1")[0] == "withheld"
    assert len(log(engine)) == 2


def test_a_record_kept_back_and_then_absent_from_a_full_delivery_is_withdrawn_once(engine: Engine) -> None:
    deliver(engine, outcome(0, "1"), outcome(1, "2"))
    deliver(engine, outcome(0, "1", withheld=True))
    deliver(engine, outcome(0, "2"), mode="full")
    record = get_record(engine, MUSEUM, "1")
    assert record is not None
    assert record.state == "withdrawn"
    assert [entry for entry in log(engine) if entry[1] == "1"] == [("created", "1", 1), ("withdrawn", "1", 1)]
