"""Names that no database takes are unknown names, not failures; and such texts within a delivery are kept readably."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import Engine

from app.core.errors import InputError, UnknownName
from app.core.outcome import Loss
from app.core.text import Text
from app.storage.changes import changes_after
from app.storage.crosswalks import find_crosswalk, save_crosswalk
from app.storage.deliveries import finish, store_chunk
from app.storage.findings import groups, page, stream
from app.storage.idempotency import Use, claim
from app.storage.institutions import add_institution, change_institution, get_institution
from app.storage.keys import issue_key, revoke_key
from app.storage.records import get_record, list_records
from app.storage.single_records import withdraw_record
from app.storage.submissions import (
    NewSubmission,
    create_submission,
    fail_submission,
    get_submission,
    list_submissions,
    start_submission,
)
from tests.databases import MUSEUM, begin

BAD = "x\x00y\udc80'; DROP TABLE records; --"
GOOD = "x\u2400y\ufffd'; DROP TABLE records; --"

UNKNOWN: dict[str, Callable[[Engine], object]] = {
    "institution": lambda engine: get_institution(engine, BAD),
    "change": lambda engine: change_institution(engine, BAD, language="en"),
    "record": lambda engine: get_record(engine, BAD, "1"),
    "list": lambda engine: list_records(engine, BAD),
    "withdraw": lambda engine: withdraw_record(engine, MUSEUM, BAD),
    "submission": lambda engine: get_submission(engine, BAD),
    "start": lambda engine: start_submission(engine, BAD),
    "fail": lambda engine: fail_submission(engine, BAD, InputError(Text(BAD, BAD))),
    "chunk": lambda engine: store_chunk(engine, BAD, 0, 0, []),
    "finish": lambda engine: finish(engine, BAD),
    "before": lambda engine: list_submissions(engine, before=BAD),
    "groups": lambda engine: groups(engine, BAD),
    "key": lambda engine: revoke_key(engine, BAD),
    "sender": lambda engine: create_submission(engine, NewSubmission(institution=MUSEUM, file_name="a", key=BAD)),
    "use": lambda engine: claim(engine, Use(BAD, BAD, BAD), b""),
}


@pytest.mark.parametrize("ask", UNKNOWN.values(), ids=UNKNOWN)
def test_a_name_that_no_database_takes_is_an_unknown_name(engine: Engine, ask: Callable[[Engine], object]) -> None:
    with pytest.raises(UnknownName):
        ask(engine)


def test_such_a_filter_finds_nothing(engine: Engine) -> None:
    submission = begin(engine)
    assert page(engine, submission, rule=BAD).findings == ()
    assert page(engine, submission, record=BAD).findings == ()
    assert list(stream(engine, submission, rule=BAD)) == []
    assert get_record(engine, MUSEUM, BAD) is None
    assert list_records(engine, MUSEUM, after=BAD) == ()
    assert changes_after(engine, institution=BAD) == ()
    assert find_crosswalk(engine, MUSEUM, BAD) is None


def test_such_texts_are_kept_readably(engine: Engine) -> None:
    new = NewSubmission(institution=MUSEUM, file_name=BAD, format=BAD, crosswalk=BAD, options={"sheet": BAD})
    submission = start_submission(engine, create_submission(engine, new).id)
    assert (submission.file_name, submission.format, submission.crosswalk) == (GOOD, GOOD, GOOD)
    assert submission.options == {"sheet": GOOD}
    store_chunk(engine, submission.id, 0, 0, [], [Loss(BAD, 1, (BAD,))])
    failed = fail_submission(engine, submission.id, InputError(Text(BAD, BAD)))
    assert failed.losses == (Loss(GOOD, 1, (GOOD,)),)
    assert failed.problem is not None
    assert failed.problem.detail == Text(GOOD, GOOD)
    assert save_crosswalk(engine, MUSEUM, BAD, BAD) == save_crosswalk(engine, MUSEUM, BAD, BAD)
    assert issue_key(engine, MUSEUM, "reader", BAD).key.label == GOOD
    assert add_institution(engine, "new", Text(BAD, BAD), website=BAD).website == GOOD
    use = Use(issue_key(engine, MUSEUM, "reader").key.prefix, BAD, BAD)
    assert claim(engine, use, b"") is None
