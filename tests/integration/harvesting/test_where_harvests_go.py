"""Harvests go to public addresses only, hop by hop, unless the operator allows others."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.core.errors import InputError
from app.harvesting.runs import Harvests
from app.harvesting.sources import AskedSource, checked_source
from app.intake.safe_http import Unreachable, UnsafeAddress
from app.storage.harvest_sources import NewSource, add_source
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


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/oai",
        "http://localhost/oai",
        "http://[::1]/oai",
        "http://169.254.169.254/latest/meta-data/",
        "http://10.0.0.1/",
        "http://0.0.0.0/",
        "http://[::ffff:127.0.0.1]/",
        "http://2130706433/",
        "file:///etc/passwd",
        "ftp://example.org/x",
        "http://user:secret@example.org/",
        "gopher://example.org/",
    ],
)
def test_a_source_inside_is_refused_when_it_is_added_and_when_it_is_run(tmp_path: Path, url: str) -> None:
    with harvester(tmp_path, "public") as tools:
        with pytest.raises(UnsafeAddress):
            checked_source(AskedSource(url=url, name="depot"), MUSEUM, tools)
        add(tools, url)
        stopped = run(tools)
        assert stopped.problem is not None
        assert stopped.problem.kind == "unsafe-address"
        assert stopped.pages == 0


def test_a_name_that_means_an_address_inside_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def resolved(*_arguments: object, **_named: object) -> list[tuple[int, int, int, str, tuple[str, int]]]:
        return [(2, 1, 6, "", ("93.184.216.34", 80)), (2, 1, 6, "", ("127.0.0.1", 80))]

    monkeypatch.setattr("app.intake.safe_http.socket.getaddrinfo", resolved)
    with harvester(tmp_path, "public") as tools, pytest.raises(UnsafeAddress):
        checked_source(AskedSource(url="http://depot.example.org/oai"), MUSEUM, tools)


@pytest.mark.parametrize(
    "target", ["http://169.254.169.254/latest/", "http://10.1.2.3/", "http://[::1]:1/", "file:///etc/passwd"]
)
def test_a_redirection_inside_is_not_followed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, target: str) -> None:
    def answering(_path: str, _arguments: dict[str, str], _headers: dict[str, str]) -> Answered:
        return Answered(b"", 302, {"Location": target})

    # The provider of the test stands for a public one; everything else is judged as ever.
    monkeypatch.setattr("app.intake.safe_http.is_public", lambda address: address == "127.0.0.1")
    with provider(answering) as other, harvester(tmp_path, "public") as tools:
        add(tools, f"{other.address}/oai")
        stopped = run(tools)
        assert stopped.problem is not None
        assert stopped.problem.kind in {"unsafe-address", "unreachable"}
        assert (stopped.pages, states(tools)) == (0, {})


def test_a_redirection_to_another_public_address_is_followed(tmp_path: Path) -> None:
    def answering(path: str, arguments: dict[str, str], _headers: dict[str, str]) -> Answered:
        if path == "/old":
            query = "&".join(f"{name}={value}" for name, value in arguments.items())
            return Answered(b"", 301, {"Location": f"/new?{query}"})
        return described(arguments) if arguments["verb"] != "ListRecords" else page(entry("1", lido("1")))

    with provider(answering) as other, harvester(tmp_path) as tools:
        add(tools, f"{other.address}/old")
        assert (run(tools).status, set(states(tools))) == ("done", {"1"})


def test_the_operator_may_allow_one_source_to_go_inside(tmp_path: Path) -> None:
    def answering(_path: str, arguments: dict[str, str], _headers: dict[str, str]) -> Answered:
        return described(arguments) if arguments["verb"] != "ListRecords" else page(entry("1", lido("1")))

    with provider(answering) as other, harvester(tmp_path, "public") as tools:
        asked = AskedSource(url=f"{other.address}/oai", name=SOURCE, allow_private=True)
        add_source(tools.database, MUSEUM, checked_source(asked, MUSEUM, tools), next_run=None, most=1)
        assert run(tools).status == "done"


def test_an_answer_that_is_too_large_is_refused(tmp_path: Path) -> None:
    def answering(_path: str, arguments: dict[str, str], _headers: dict[str, str]) -> Answered:
        return described(arguments) if arguments["verb"] != "ListRecords" else page(entry("1", lido("1", "x" * 9_000)))

    with provider(answering) as other, harvester(tmp_path, max_harvest_page_bytes=8_000) as tools:
        add(tools, other.address)
        stopped = run(tools)
        assert stopped.problem is not None
        assert stopped.problem.status == 413
        assert states(tools) == {}


def test_a_list_has_so_many_pages(tmp_path: Path) -> None:
    def answering(_path: str, arguments: dict[str, str], _headers: dict[str, str]) -> Answered:
        if arguments["verb"] != "ListRecords":
            return described(arguments)
        number = int(arguments.get("resumptionToken", "0"))
        return page(entry(str(number), lido(str(number))), token=str(number + 1))

    with provider(answering) as other, harvester(tmp_path, max_harvest_pages=3) as tools:
        add(tools, other.address)
        stopped = run(tools)
        assert stopped.problem is not None
        assert (stopped.problem.bound, stopped.pages) == ("max_harvest_pages", 3)


def test_a_source_is_what_somebody_can_ask_for(tmp_path: Path) -> None:
    with harvester(tmp_path) as tools:
        for wrong in (
            AskedSource(url="http://127.0.0.1/", kind="file", name="Mon dépôt"),
            AskedSource(url="http://127.0.0.1/", kind="file", schedule="5m"),
            AskedSource(url="http://127.0.0.1/", kind="file", format="papyrus"),
            AskedSource(url="http://127.0.0.1/", kind="file", crosswalk="papyrus"),
            AskedSource(url="http://127.0.0.1/", kind="oai-pmh", from_date="hier"),
            AskedSource(url="http://127.0.0.1/", kind="oai-pmh", from_date="2020", whole=True),
            AskedSource(url="http://127.0.0.1/" + "x" * 3_000, kind="file"),
        ):
            with pytest.raises(InputError):
                checked_source(wrong, MUSEUM, tools)
        with pytest.raises(Unreachable):
            checked_source(AskedSource(url="http://127.0.0.1:1/oai"), MUSEUM, tools)
        named = checked_source(AskedSource(url="http://127.0.0.1/a", kind="file", schedule="Weekly"), MUSEUM, tools)
        assert named == NewSource(name="127-0-0-1", kind="file", url="http://127.0.0.1/a", schedule="weekly")
        assert Harvests(tools).run_due() is False
