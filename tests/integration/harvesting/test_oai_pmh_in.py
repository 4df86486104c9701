"""Harvesting over OAI-PMH: a provider that behaves, and providers that do not; nothing lost, nothing twice."""

from __future__ import annotations

import gzip
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from app.harvesting.runs import Harvests
from app.harvesting.sources import AskedSource, checked_source
from app.pipeline import Tools
from app.storage.findings import groups
from app.storage.harvest_runs import list_runs, submissions_of
from app.storage.harvest_sources import add_source, get_source
from app.storage.record_origins import origin_of
from tests.feed_service import feed_service
from tests.harvested import (
    MUSEUM,
    SOURCE,
    Answered,
    Answering,
    add,
    described,
    entry,
    error,
    harvester,
    lido,
    page,
    provider,
    run,
    states,
)
from tests.rest import MUSEUM as PROVIDING
from tests.rest import csv_of
from tests.shared import SHARED, needs_shared


def _pages(*pages: Answered) -> Answering:
    """Return a provider of these pages, whose tokens are their numbers."""

    def answering(_path: str, arguments: dict[str, str], _headers: dict[str, str]) -> Answered:
        if arguments["verb"] != "ListRecords":
            return described(arguments)
        return pages[int(arguments.get("resumptionToken", "0"))]

    return answering


def _rules(tools: Tools) -> set[str]:
    source = get_source(tools.database, MUSEUM, SOURCE)
    ids = submissions_of(tools.database, list_runs(tools.database, source)[0])
    return {group.rule for one in ids for group in groups(tools.database, one)}


def test_a_list_comes_in_page_by_page_with_the_richest_form_and_where_each_record_came_from(tmp_path: Path) -> None:
    pages = (page(entry("1", lido("1")), entry("2", lido("2")), token="1"), page(entry("3", lido("3")), token=""))
    with provider(_pages(*pages)) as other, harvester(tmp_path) as tools:
        add(tools, f"{other.address}/oai")
        done = run(tools)
        assert (done.status, done.pages, done.entries, done.counts.created) == ("done", 2, 3, 3)
        assert set(states(tools)) == {"1", "2", "3"}
        assert other.lists() == [
            {"verb": "ListRecords", "metadataPrefix": "lido"},
            {"verb": "ListRecords", "resumptionToken": "1"},
        ]
        origin = origin_of(tools.database, MUSEUM, ["3"])["3"]
        assert (origin.base_url, origin.identifier) == (f"{other.address}/oai", "oai:depot:3")
        assert (origin.datestamp, origin.metadata_namespace) == ("2024-05-06T07:08:09Z", "http://www.lido-schema.org")
        again = run(tools)
        assert other.lists()[2] == {"verb": "ListRecords", "metadataPrefix": "lido", "from": "2024-06-01T00:00:00Z"}
        assert (again.counts.created, again.counts.unchanged) == (0, 3)


def test_a_busy_provider_is_asked_again_when_it_says_and_a_cut_connection_too(tmp_path: Path) -> None:
    troubles = [Answered(b"", 503, {"Retry-After": "0"}), Answered(b"<OAI-PMH", cut=True), Answered(b"", 500)]

    def answering(_path: str, arguments: dict[str, str], _headers: dict[str, str]) -> Answered:
        if arguments["verb"] != "ListRecords":
            return described(arguments)
        return troubles.pop() if troubles else page(entry("1", lido("1")))

    with provider(answering) as other, harvester(tmp_path) as tools:
        add(tools, other.address)
        done = run(tools)
        assert (done.status, done.counts.created, len(other.lists())) == ("done", 1, 4)


def test_one_who_asks_for_much_patience_gets_it_and_the_run_goes_on_where_it_was(tmp_path: Path) -> None:
    busy = [True]

    def answering(_path: str, arguments: dict[str, str], _headers: dict[str, str]) -> Answered:
        if arguments["verb"] != "ListRecords":
            return described(arguments)
        if arguments.get("resumptionToken") and busy:
            return Answered(b"", 503, {"Retry-After": "7200"})
        return page(entry("2", lido("2"))) if "resumptionToken" in arguments else page(entry("1", lido("1")), token="t")

    with provider(answering) as other, harvester(tmp_path) as tools:
        add(tools, other.address)
        stopped = run(tools)
        assert (stopped.status, stopped.pages) == ("running", 1)
        assert stopped.problem is not None
        assert stopped.problem.kind == "come-back-later"
        due = get_source(tools.database, MUSEUM, SOURCE).next_run
        assert due is not None
        assert due > datetime.now(UTC) + timedelta(seconds=7_000)
        busy.clear()
        done = run(tools)
        assert (done.id, done.status, done.pages, set(states(tools))) == (stopped.id, "done", 2, {"1", "2"})
        assert sum("resumptionToken" not in one for one in other.lists()) == 1


def test_a_damaged_page_gives_what_can_be_read_and_the_rest_of_the_list_comes_in(tmp_path: Path) -> None:
    broken = page(entry("1", lido("1")), entry("2", lido("2")), entry("3", lido("3")), token="1").body
    begin = broken.index(b"<record><header><identifier>oai:depot:2")
    damaged = broken[:begin] + broken[begin:].replace(b"</lido:titleSet>", b"</lido:oops><<&nbsp;", 1)
    without = page(entry("5", "")).body
    pages = (Answered(damaged), page(entry("4", lido("4")), token="2"), Answered(without))
    with provider(_pages(*pages)) as other, harvester(tmp_path) as tools:
        add(tools, other.address)
        done = run(tools)
        assert {"1", "3", "4"} <= set(states(tools)) <= {"1", "2", "3", "4"}
        assert (done.status, done.pages, done.entries, done.damaged) == ("done", 3, 5, 1)
        assert {"harvest.page-damaged", "harvest.entry-unread"} <= _rules(tools)
        assert origin_of(tools.database, MUSEUM, ["3"])["3"].identifier == "oai:depot:3"
        run(tools)  # nothing was cut short: the next one asks from where this one began
        assert [one["from"] for one in other.lists() if "from" in one] == ["2024-06-01T00:00:00Z"] * 3


def test_a_list_that_is_cut_short_ends_there_and_is_asked_for_from_the_same_date_again(tmp_path: Path) -> None:
    whole = page(entry("1", lido("1")), entry("2", lido("2")), token="1").body
    cut = Answered(whole[: whole.rindex(b"<lido:recordSource")])
    with provider(_pages(cut)) as other, harvester(tmp_path) as tools:
        add(tools, other.address)
        done = run(tools)
        assert (done.status, "1" in states(tools)) == ("done", True)
        assert "harvest.list-cut-short" in _rules(tools)
        run(tools)
        assert "from" not in other.lists()[-1]


def test_an_expired_token_begins_the_list_again_at_the_last_date_and_nothing_is_twice(tmp_path: Path) -> None:
    expired = ["1"]

    def answering(_path: str, arguments: dict[str, str], _headers: dict[str, str]) -> Answered:
        if arguments["verb"] != "ListRecords":
            return described(arguments)
        if arguments.get("resumptionToken") == "1" and expired:
            expired.clear()
            return error("badResumptionToken")
        if "from" in arguments:
            assert arguments["from"] == "2024-02-02T00:00:00Z"
            return page(entry("2", lido("2"), "2024-02-02T00:00:00Z"), entry("3", lido("3"), "2024-03-03T00:00:00Z"))
        return page(
            entry("1", lido("1"), "2024-01-01T00:00:00Z"), entry("2", lido("2"), "2024-02-02T00:00:00Z"), token="1"
        )

    with provider(answering) as other, harvester(tmp_path) as tools:
        add(tools, other.address)
        done = run(tools)
        assert (done.status, set(states(tools)), done.counts.created) == ("done", {"1", "2", "3"}, 3)


@pytest.mark.parametrize("status", [400, 404, 410])
def test_a_token_that_was_forgotten_without_the_words_of_the_protocol_begins_again_too(
    tmp_path: Path, status: int
) -> None:
    forgotten = [Answered(b"<html>", status)]

    def answering(_path: str, arguments: dict[str, str], _headers: dict[str, str]) -> Answered:
        if arguments["verb"] != "ListRecords":
            return described(arguments)
        if "resumptionToken" in arguments:
            return forgotten.pop() if forgotten else page(entry("2", lido("2"), "bad"))
        return page(entry("1", lido("1"), "not a date"), token="1")

    with provider(answering) as other, harvester(tmp_path) as tools:
        add(tools, other.address)
        assert run(tools).status == "done"
        assert set(states(tools)) == {"1", "2"}
        assert all("from" not in one for one in other.lists())  # dates that say nothing are no place to begin at
        assert "harvest.odd-datestamp" in _rules(tools)


def test_tokens_that_always_expire_are_given_up_with_a_reason(tmp_path: Path) -> None:
    def answering(_path: str, arguments: dict[str, str], _headers: dict[str, str]) -> Answered:
        if arguments["verb"] != "ListRecords":
            return described(arguments)
        return error("badResumptionToken") if "resumptionToken" in arguments else page(entry("1", lido("1")), token="1")

    with provider(answering) as other, harvester(tmp_path) as tools:
        add(tools, other.address)
        stopped = run(tools)
        assert stopped.problem is not None
        assert stopped.problem.kind == "harvest-refused"
        assert set(states(tools)) == {"1"}


def test_what_is_deleted_is_withdrawn_also_on_a_page_of_deletions_alone(tmp_path: Path) -> None:
    turn = [0]

    def answering(_path: str, arguments: dict[str, str], _headers: dict[str, str]) -> Answered:
        if arguments["verb"] != "ListRecords":
            return described(arguments)
        if turn[0] == 0:
            return page(*(entry(name, lido(name)) for name in "123"))
        return page(entry("1", "", deleted=True), entry("9", "", deleted=True))

    with provider(answering) as other, harvester(tmp_path) as tools:
        add(tools, other.address)
        run(tools)
        turn[0] = 1
        done = run(tools)
        assert (done.deletions, done.counts.withdrawn, done.status) == (2, 1, "done")
        assert states(tools) == {"1": "withdrawn", "2": "published", "3": "published"}


def test_a_run_over_everything_withdraws_what_a_provider_without_deletions_has_no_more(tmp_path: Path) -> None:
    held = ["1", "2", "3"]

    def answering(_path: str, arguments: dict[str, str], _headers: dict[str, str]) -> Answered:
        if arguments["verb"] != "ListRecords":
            return described(arguments)
        assert "from" not in arguments
        return page(*(entry(name, lido(name)) for name in held))

    with provider(answering) as other, harvester(tmp_path) as tools:
        add(tools, other.address, whole=True)
        run(tools)
        held.remove("2")
        assert run(tools).counts.withdrawn == 1
        assert states(tools) == {"1": "published", "2": "withdrawn", "3": "published"}


def test_days_are_asked_for_where_the_repository_has_days_whatever_it_says(tmp_path: Path) -> None:
    def answering(_path: str, arguments: dict[str, str], _headers: dict[str, str]) -> Answered:
        if arguments["verb"] != "ListRecords":
            return described(arguments)
        if "T" in arguments.get("from", ""):
            return error("badArgument")
        return page(entry("1", lido("1"), "20240506"), entry("2", lido("2"), "2024-05-06 07:08"))

    with provider(answering) as other, harvester(tmp_path) as tools:
        add(tools, other.address)
        run(tools)
        assert run(tools).status == "done"
        assert [one.get("from") for one in other.lists()] == [None, "2024-06-01T00:00:00Z", "2024-06-01"]


def test_a_set_and_dates_are_asked_for_and_an_empty_answer_is_an_end(tmp_path: Path) -> None:
    def answering(_path: str, arguments: dict[str, str], _headers: dict[str, str]) -> Answered:
        if arguments["verb"] != "ListRecords":
            return described(arguments, "YYYY-MM-DD")
        return error("noRecordsMatch")

    with provider(answering) as other, harvester(tmp_path) as tools:
        asked = AskedSource(url=f"{other.address}/oai", set_spec="estampes", from_date="2020", until="2021-12-31")
        new = checked_source(asked, MUSEUM, tools)
        assert (new.kind, new.name) == ("oai-pmh", "127-0-0-1-estampes")
        add_source(tools.database, MUSEUM, new, next_run=None, most=1)
        done = Harvests(tools).run_named(MUSEUM, new.name)
        assert (done.status, done.pages) == ("done", 0)
        assert other.lists() == [
            {
                "verb": "ListRecords",
                "metadataPrefix": "lido",
                "set": "estampes",
                "from": "2020-01-01",
                "until": "2021-12-31",
            }
        ]


def test_the_same_page_for_ever_is_noticed(tmp_path: Path) -> None:
    with provider(_pages(page(entry("1", lido("1")), token="0"))) as other, harvester(tmp_path) as tools:
        add(tools, other.address)
        done = run(tools)
        assert (done.status, set(states(tools))) == ("done", {"1"})
        assert len(other.lists()) == 2


def test_a_repository_that_refuses_is_told_in_both_languages_and_tried_later(tmp_path: Path) -> None:
    def answering(_path: str, arguments: dict[str, str], _headers: dict[str, str]) -> Answered:
        if arguments["verb"] != "ListRecords":
            return described(arguments)
        return error("noSetHierarchy")

    with provider(answering) as other, harvester(tmp_path) as tools:
        add(tools, other.address)
        stopped = run(tools)
        assert stopped.problem is not None
        assert "noSetHierarchy" in stopped.problem.detail.fr
        source = get_source(tools.database, MUSEUM, SOURCE)
        assert (source.failures, source.busy) == (1, False)
        assert source.next_run is not None
        for _ in range(11):
            stopped = run(tools)
        assert stopped.status == "failed"


@pytest.mark.parametrize("prefix", ["", "lido", "edm", "oai_dc"])
def test_our_own_repository_comes_in_with_its_deletions(tmp_path: Path, prefix: str) -> None:
    with feed_service(tmp_path / "provider") as service, harvester(tmp_path / "harvester") as tools:
        rows = [f"N-{number},Paysage {number},Rose Tremblay,19{number % 100:02}" for number in range(1, 261)]
        pushed = service.push(csv_of(*rows))
        assert pushed.status_code in {200, 202}
        assert pushed.status_code == 200 or service.followed(pushed.headers["Location"])["status"] == "done"
        add(tools, f"{service.address}/oai", metadata_prefix=prefix)
        done = run(tools)
        assert (done.status, done.counts.created, done.damaged) == ("done", 260, 0)
        assert done.pages > 1
        origins = origin_of(tools.database, MUSEUM, states(tools))
        (seventh,) = (name for name, one in origins.items() if one.identifier.endswith("/N-7"))
        answer = service.client.delete(f"/api/v1/institutions/{PROVIDING}/records/N-7", headers=service.writer)
        assert answer.status_code in {200, 204}
        again = run(tools)
        assert (again.status, again.counts.withdrawn, states(tools)[seventh]) == ("done", 1, "withdrawn")
        assert again.counts.created == 0


@needs_shared
@pytest.mark.parametrize(
    ("name", "records"),
    [
        ("kenom-listrecords-lido-20.xml.gz", 20),
        ("harvard-listrecords-mods-10.xml", 10),
        ("zamenhof-getrecord-oai_dc.xml", 1),
    ],
)
def test_captured_pages_are_replayed(tmp_path: Path, name: str, records: int) -> None:
    assert SHARED is not None
    content = SHARED.joinpath("data/oai", name).read_bytes()
    content = gzip.decompress(content) if name.endswith(".gz") else content
    prefix = next(one for one in ("lido", "mods", "oai_dc") if one in name)

    def answering(_path: str, arguments: dict[str, str], _headers: dict[str, str]) -> Answered:
        if arguments["verb"] != "ListRecords":
            return described(arguments)
        return error("noRecordsMatch") if "resumptionToken" in arguments else Answered(content)

    with provider(answering) as other, harvester(tmp_path) as tools:
        add(tools, other.address, metadata_prefix=prefix)
        done = run(tools)
        assert (done.status, done.entries, done.damaged) == ("done", records, 0)
        assert done.counts.created == records
        origins = origin_of(tools.database, MUSEUM, states(tools))
        assert len({one.identifier for one in origins.values()}) == records


def test_an_address_that_was_copied_with_a_request_in_it_is_understood(tmp_path: Path) -> None:
    with provider(_pages(page(entry("1", lido("1"))))) as other, harvester(tmp_path) as tools:
        copied = f"{other.address}/oai?tenant=7&verb=ListRecords&metadataPrefix=lido&set=estampes"
        new = checked_source(AskedSource(url=copied, name=SOURCE), MUSEUM, tools)
        assert (new.kind, new.url) == ("oai-pmh", f"{other.address}/oai?tenant=7")
        assert (new.metadata_prefix, new.set_spec) == ("lido", "estampes")
        add_source(tools.database, MUSEUM, new, next_run=None, most=1)
        assert run(tools).status == "done"
        assert other.lists() == [{"tenant": "7", "verb": "ListRecords", "metadataPrefix": "lido", "set": "estampes"}]


_MARC = (
    '<record xmlns="http://www.loc.gov/MARC21/slim"><leader>00000nkm a2200000 a 4500</leader>'
    '<controlfield tag="001">{id}</controlfield><datafield tag="245" ind1="0" ind2="0">'
    '<subfield code="a">Vue du port</subfield></datafield></record>'
)
_DC = (
    '<oai_dc:dc xmlns:oai_dc="http://www.openarchives.org/OAI/2.0/oai_dc/" xmlns:dc="http://purl.org/dc/elements/1.1/">'
    "<dc:title>Vue du port</dc:title><dc:identifier>{id}</dc:identifier></oai_dc:dc>"
)


@pytest.mark.parametrize(("prefix", "metadata"), [("marc21", _MARC), ("oai_dc", _DC)])
def test_each_record_is_that_of_its_own_header_in_other_forms_too(tmp_path: Path, prefix: str, metadata: str) -> None:
    def records(*names: str) -> list[str]:
        return [entry(name, metadata.format(id=name)) for name in names]

    pages = (page(*records("1", "2"), entry("gone", "", deleted=True), *records("3"), token="1"), page(*records("4")))
    with provider(_pages(*pages)) as other, harvester(tmp_path) as tools:
        add(tools, other.address, metadata_prefix=prefix)
        done = run(tools)
        assert (done.status, done.entries, done.damaged, done.counts.created) == ("done", 5, 0, 4)
        origins = origin_of(tools.database, MUSEUM, states(tools))
        assert {name.removeprefix("oai:depot:"): one.identifier for name, one in origins.items()} == {
            name: f"oai:depot:{name}" for name in "1234"
        }
