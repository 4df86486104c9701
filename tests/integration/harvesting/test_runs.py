"""Runs that are interrupted, stopped, raced for: each goes on where it was, and one is at a source at a time."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from app.core.errors import Conflict
from app.harvesting import runs as runs_module
from app.harvesting import sources
from app.harvesting.runs import Harvests
from app.harvesting.turn import Stopping
from app.storage.harvest_runs import HarvestRun, list_runs
from app.storage.harvest_sources import HarvestSource, NewSource, ask_run, get_source
from app.storage.record_origins import origin_of
from app.storage.submissions import unfinished_submissions
from tests.harvested import (
    MUSEUM,
    SOURCE,
    Answered,
    add,
    described,
    entry,
    harvester,
    lido,
    page,
    provider,
    run,
    states,
)


def _three_pages(_path: str, arguments: dict[str, str], _headers: dict[str, str]) -> Answered:
    if arguments["verb"] != "ListRecords":
        return described(arguments)
    number = int(arguments.get("resumptionToken", "0"))
    names = [f"{number}-{one}" for one in range(5)]
    return page(*(entry(one, lido(one)) for one in names), token=str(number + 1) if number < 2 else "")


_NAMES = {f"{number}-{one}" for number in range(3) for one in range(5)}


def test_a_page_that_was_stored_but_not_done_is_not_asked_for_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with provider(_three_pages) as other, harvester(tmp_path) as tools:
        add(tools, other.address)
        with monkeypatch.context() as broken:
            broken.setattr(runs_module, "finish_page", lambda *_a, **_n: 1 / 0)
            stopped = run(tools)
        assert stopped.problem is not None
        assert (stopped.status, stopped.pages, len(states(tools))) == ("running", 0, 5)
        assert origin_of(tools.database, MUSEUM, _NAMES) == {}
        done = run(tools)
        assert (done.id, done.status, done.pages, done.counts.created) == (stopped.id, "done", 3, 15)
        origins = origin_of(tools.database, MUSEUM, _NAMES)
        assert {name: one.identifier for name, one in origins.items()} == {one: f"oai:depot:{one}" for one in _NAMES}
        assert len(other.lists()) == 3
        assert unfinished_submissions(tools.database) == ()


@pytest.mark.parametrize("removed", [True, False], ids=["removed", "changed"])
def test_a_page_that_nobody_brings_in_any_more_is_not_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, removed: bool
) -> None:
    with provider(_three_pages) as other, harvester(tmp_path) as tools:
        add(tools, other.address)
        with monkeypatch.context() as broken:
            broken.setattr(runs_module, "finish_page", lambda *_a, **_n: 1 / 0)
            run(tools)
        assert list((tmp_path / "deliveries").glob("*/*"))
        if removed:
            sources.remove(tools, MUSEUM, SOURCE)
        else:
            elsewhere = NewSource(name=SOURCE, kind="oai-pmh", url=f"{other.address}/new")
            sources.change(tools, MUSEUM, SOURCE, elsewhere, next_run=None)
            assert run(tools).status == "done"
        assert not list((tmp_path / "deliveries").glob("*/*"))
        assert unfinished_submissions(tools.database) == ()


def test_an_answer_that_is_no_answer_of_the_protocol_stops_the_run_where_it_is(tmp_path: Path) -> None:
    maintenance = [True]

    def answering(path: str, arguments: dict[str, str], headers: dict[str, str]) -> Answered:
        if arguments.get("resumptionToken") == "1" and maintenance:
            return Answered(b"<html><body>Maintenance</body></html>", headers={"Content-Type": "text/html"})
        return _three_pages(path, arguments, headers)

    with provider(answering) as other, harvester(tmp_path) as tools:
        add(tools, other.address)
        stopped = run(tools)
        assert stopped.problem is not None
        assert (stopped.status, stopped.pages, stopped.problem.kind) == ("running", 1, "harvest-refused")
        maintenance.clear()
        assert run(tools).status == "done"
        assert set(states(tools)) == _NAMES


def test_a_service_that_stops_leaves_the_run_to_whoever_comes_next(tmp_path: Path) -> None:
    stopping = threading.Event()

    def told(_source: HarvestSource, done: HarvestRun) -> None:
        if done.pages == 2:
            stopping.set()

    with provider(_three_pages) as other, harvester(tmp_path) as tools:
        add(tools, other.address)
        with pytest.raises(Stopping):
            Harvests(tools, stopping=stopping, told=told).run_named(MUSEUM, SOURCE)
        left = get_source(tools.database, MUSEUM, SOURCE)
        assert (left.busy, left.failures) == (False, 0)
        (under_way,) = list_runs(tools.database, left)
        assert (under_way.status, under_way.pages, under_way.problem) == ("running", 2, None)
        done = run(tools)
        assert (done.id, done.status, set(states(tools))) == (under_way.id, "done", _NAMES)


def test_a_long_run_makes_room_and_goes_on(tmp_path: Path) -> None:
    with provider(_three_pages) as other, harvester(tmp_path, harvest_turn_s=0) as tools:
        add(tools, other.address)
        first = run(tools)
        assert (first.status, first.pages) == ("running", 0)
        due = get_source(tools.database, MUSEUM, SOURCE)
        assert due.next_run is not None
        assert not due.busy


def test_many_who_want_one_source_get_it_one_at_a_time(tmp_path: Path) -> None:
    at_it, most, refused, ended = [0], [0], [0], [0]
    begun = threading.Barrier(4)

    def answering(path: str, arguments: dict[str, str], headers: dict[str, str]) -> Answered:
        at_it[0] += 1
        most[0] = max(most[0], at_it[0])
        answer = _three_pages(path, arguments, headers)
        at_it[0] -= 1
        return answer

    with provider(answering) as other, harvester(tmp_path) as tools:
        add(tools, other.address)

        def want() -> None:
            begun.wait()
            try:
                Harvests(tools).run_named(MUSEUM, SOURCE)
                ended[0] += 1
            except Conflict:
                refused[0] += 1

        threads = [threading.Thread(target=want) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert ended[0] + refused[0] == 4
        assert ended[0] >= 1
        assert most[0] == 1
        assert set(states(tools)) == _NAMES
        ask_run(tools.database, MUSEUM, SOURCE)
        assert Harvests(tools).run_due() is True
        assert Harvests(tools).run_due() is False


@pytest.mark.postgres
def test_a_harvest_on_postgresql(tmp_path: Path, postgres_database: str) -> None:
    with provider(_three_pages) as other, harvester(tmp_path, database_url=postgres_database) as tools:
        add(tools, other.address, whole=True)
        done = run(tools)
        assert (done.status, done.pages, done.counts.created) == ("done", 3, 15)
        assert set(origin_of(tools.database, MUSEUM, _NAMES)) == _NAMES
        assert run(tools).counts.unchanged == 15
