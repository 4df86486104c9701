"""Sources, runs and pages of harvests, on both engines."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sqlalchemy import Engine

from app.core.errors import BoundPassed, Conflict, InputError, UnknownName
from app.core.text import Text
from app.storage.deliveries import finish, store_chunk
from app.storage.harvest_leases import give_back, keep_source, settle, take_due, take_source
from app.storage.harvest_pages import Contents, Entry, KeptPage, finish_page, keep_page, page_under_way
from app.storage.harvest_runs import HarvestRun, end_run, get_run, list_runs, open_run, stumble, submissions_of
from app.storage.harvest_sources import (
    HarvestSource,
    NewSource,
    add_source,
    ask_run,
    change_source,
    get_source,
    list_sources,
    remove_source,
)
from app.storage.record_origins import HarvestedRecord, origin_of
from app.storage.records import get_record
from app.storage.submissions import NewSubmission, get_submission, start_submission
from tests.databases import MUSEUM, outcome

_NEW = NewSource(name="depot", kind="oai-pmh", url="https://depot.example.org/oai", schedule="daily")
_ONE = Contents((Entry("oai:1", "", "/1"),), _NEW.url)
_LONG_MS = 600_000


def _add(engine: Engine, new: NewSource = _NEW) -> HarvestSource:
    return add_source(engine, MUSEUM, new, next_run=datetime(2020, 1, 1, tzinfo=UTC), most=2)


def _nobody_is_dead(_holder: str) -> bool:
    return False


def _bring(engine: Engine, source: HarvestSource, run: HarvestRun, *names: str, deleted: str = "") -> HarvestRun:
    """Bring in a page of records, each its own entry, and one deletion."""
    entries = [Entry(f"oai:{name}", "2024-01-01", f"/{name}") for name in names]
    if deleted:
        entries.append(Entry(f"oai:{deleted}", "2024-01-02", "", deleted=True))
    new = NewSubmission(institution=MUSEUM, file_name="page", stored_path="/nowhere/page")
    page = keep_page(engine, run, new, Contents(tuple(entries), source.url, "urn:form"), f"after {run.pages + 1}")
    assert page_under_way(engine, run) == page
    if names:
        start_submission(engine, page.submission)
        store_chunk(engine, page.submission, 0, len(names), [outcome(at, name) for at, name in enumerate(names)])
        finish(engine, page.submission)
    return _finish(engine, source, run, page, *names)


def _finish(engine: Engine, source: HarvestSource, run: HarvestRun, page: KeptPage, *names: str) -> HarvestRun:
    held = [HarvestedRecord(name, f"oai:{name}", "2024-01-01", "urn:form") for name in names]
    return finish_page(engine, source, run, page, held)


def test_a_source_is_named_once_and_an_institution_has_so_many(engine: Engine) -> None:
    _add(engine)
    with pytest.raises(Conflict):
        _add(engine)
    _add(engine, NewSource(name="autre", kind="file", url="https://example.org/a.csv"))
    with pytest.raises(BoundPassed, match="2"):
        _add(engine, NewSource(name="troisieme", kind="file", url="https://example.org/b.csv"))
    assert [one.name for one in list_sources(engine, MUSEUM)] == ["autre", "depot"]
    with pytest.raises(UnknownName):
        get_source(engine, MUSEUM, "nulle")
    with pytest.raises(InputError):
        list_sources(engine, "nobody")


def test_a_source_is_taken_by_one_at_a_time(engine: Engine) -> None:
    _add(engine)
    taken = take_due(engine, "a", _LONG_MS, _nobody_is_dead)
    assert taken is not None
    assert taken.busy
    assert take_due(engine, "b", _LONG_MS, _nobody_is_dead) is None
    with pytest.raises(Conflict):
        take_source(engine, (MUSEUM, "depot"), "b", _LONG_MS, _nobody_is_dead)
    with pytest.raises(Conflict):
        remove_source(engine, MUSEUM, "depot")
    with pytest.raises(Conflict):
        keep_source(engine, taken, "b", _LONG_MS)
    keep_source(engine, taken, "a", _LONG_MS)
    give_back(engine, taken, "b")  # not b's to give
    assert get_source(engine, MUSEUM, "depot").busy
    assert take_source(engine, (MUSEUM, "depot"), "b", _LONG_MS, lambda holder: holder == "a").busy
    with pytest.raises(Conflict):
        keep_source(engine, taken, "a", _LONG_MS)


def test_a_run_that_ended_is_due_again_and_one_asked_for_meanwhile_at_once(engine: Engine) -> None:
    source = _add(engine)
    later = datetime(2090, 1, 1, tzinfo=UTC)
    taken = take_source(engine, (MUSEUM, "depot"), "a", _LONG_MS, _nobody_is_dead)
    settle(engine, taken, "a", next_run=later, failed=True, whole_done=False)
    assert (get_source(engine, MUSEUM, source.name).next_run, get_source(engine, MUSEUM, "depot").failures) == (
        later,
        1,
    )
    taken = take_source(engine, (MUSEUM, "depot"), "a", _LONG_MS, _nobody_is_dead)
    ask_run(engine, MUSEUM, "depot", whole=True)
    settle(engine, taken, "a", next_run=later, failed=False, whole_done=False)
    again = take_due(engine, "b", _LONG_MS, _nobody_is_dead)
    assert again is not None
    assert (again.asked_whole, again.failures) == (True, 0)


def test_a_run_moves_with_its_pages_and_deletions_withdraw(engine: Engine) -> None:
    source = _add(engine)
    run = open_run(engine, source, whole=False)
    run = _bring(engine, source, run, "1", "2")
    assert (run.place, run.pages, run.entries, run.counts.created) == ("after 1", 1, 2, 2)
    assert open_run(engine, source, whole=False) == run
    run = _bring(engine, source, run, deleted="1")
    assert (run.deletions, run.counts.withdrawn, run.place) == (1, 1, "after 2")
    withdrawn = get_record(engine, MUSEUM, "1")
    assert withdrawn is not None
    assert withdrawn.state == "withdrawn"
    assert set(origin_of(engine, MUSEUM, ["1", "2"])) == {"2"}
    done = end_run(engine, source, run, '{"from":"2024"}')
    assert done.status == "done"
    assert get_source(engine, MUSEUM, "depot").from_place == '{"from":"2024"}'
    assert [get_submission(engine, one).status for one in submissions_of(engine, run)] == ["done", "done"]
    assert open_run(engine, get_source(engine, MUSEUM, "depot"), whole=False).place == '{"from":"2024"}'


def test_what_a_run_over_everything_does_not_see_is_withdrawn_unless_something_was_unreadable(engine: Engine) -> None:
    source = _add(engine)
    end_run(engine, source, _bring(engine, source, open_run(engine, source, whole=True), "1", "2", "3"), None)
    damaged = open_run(engine, source, whole=True)
    page = keep_page(engine, damaged, NewSubmission(institution=MUSEUM, file_name="p"), _ONE, None)
    damaged = finish_page(engine, source, damaged, page, [], damaged=1)
    assert end_run(engine, source, damaged, None).counts.withdrawn == 0
    empty = open_run(engine, source, whole=True)
    assert end_run(engine, source, empty, None).counts.withdrawn == 0  # an empty list is more likely a mistake
    whole = _bring(engine, source, open_run(engine, source, whole=True), "1", "2")
    assert end_run(engine, source, whole, None).counts.withdrawn == 1
    gone = get_record(engine, MUSEUM, "3")
    assert gone is not None
    assert gone.state == "withdrawn"
    assert [one.status for one in list_runs(engine, source)] == ["done"] * 4


def test_an_entry_that_holds_another_record_now_withdraws_the_first(engine: Engine) -> None:
    source = _add(engine)
    run = _bring(engine, source, open_run(engine, source, whole=False), "1")
    page = keep_page(engine, run, NewSubmission(institution=MUSEUM, file_name="p"), _ONE, None)
    start_submission(engine, page.submission)
    store_chunk(engine, page.submission, 0, 1, [outcome(0, "1b")])
    finish(engine, page.submission)
    renamed = [HarvestedRecord("1b", "oai:1", "2025", "urn:form")]
    run = finish_page(engine, source, run, page, renamed)
    assert run.counts.withdrawn == 1
    assert set(origin_of(engine, MUSEUM, ["1", "1b"])) == {"1b"}


def test_what_stopped_a_run_is_kept_and_a_source_that_asks_elsewhere_begins_anew(engine: Engine) -> None:
    source = _add(engine)
    run = _bring(engine, source, open_run(engine, source, whole=False), "1")
    stopped = stumble(engine, run, InputError(Text("Rien", "Nothing")), give_up=False)
    assert stopped.problem is not None
    assert (stopped.status, stopped.problem.detail.fr, stopped.place) == ("running", "Rien", "after 1")
    change_source(engine, MUSEUM, "depot", NewSource(name="depot", kind="oai-pmh", url="https://b.org/"), next_run=None)
    assert get_run(engine, run).status == "failed"
    assert open_run(engine, get_source(engine, MUSEUM, "depot"), whole=False).place is None
    remove_source(engine, MUSEUM, "depot")
    assert origin_of(engine, MUSEUM, ["1"])["1"].base_url == source.url
    with pytest.raises(UnknownName):
        ask_run(engine, MUSEUM, "depot")


def test_the_records_of_a_file_came_from_it_and_those_it_has_no_more_are_withdrawn(engine: Engine) -> None:
    source = _add(engine, NewSource(name="fichier", kind="file", url="https://example.org/a.csv", whole=True))
    withdrawn = []
    for names in (("1", "2", "3"), ("2", "4")):
        run = open_run(engine, source, whole=True, from_beginning=False)
        new = NewSubmission(institution=MUSEUM, file_name="a.csv", stored_path="/nowhere/a.csv")
        page = keep_page(engine, run, new, Contents(None, source.url), "after")
        start_submission(engine, page.submission)
        store_chunk(engine, page.submission, 0, len(names), [outcome(at, name) for at, name in enumerate(names)])
        finish(engine, page.submission)
        withdrawn.append(end_run(engine, source, finish_page(engine, source, run, page, ()), "here").counts.withdrawn)
        assert set(origin_of(engine, MUSEUM, "1234")) == set(names)
    assert withdrawn == [0, 2]
    told = origin_of(engine, MUSEUM, ["4"])["4"]
    assert (told.base_url, told.identifier, told.harvested.tzinfo) == (source.url, "4", UTC)
