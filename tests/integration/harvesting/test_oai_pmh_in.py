"""Harvesting over OAI-PMH: a provider that behaves, and providers that do not; nothing lost, nothing twice."""

from __future__ import annotations

from pathlib import Path

from app.pipeline import Tools
from app.storage.findings import groups
from app.storage.harvest_runs import list_runs, submissions_of
from app.storage.harvest_sources import get_source
from app.storage.record_origins import origin_of
from tests.harvested import (
    MUSEUM,
    SOURCE,
    Answered,
    Answering,
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
