"""How those who are harvested are asked: not too often, again when they fail, as late as they say."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.core.errors import BoundPassed
from app.harvesting.asking import Asking, ComeBackLater, HarvestRefused
from app.harvesting.robots import Robots
from app.intake.safe_http import SafeClient, Unreachable
from tests.harvested import Answered, Answering, provider


class _Pauses:
    """Takes the place of sleeping: what was to be waited, in seconds."""

    def __init__(self) -> None:
        self.waited: list[float] = []

    def __call__(self, seconds: float) -> None:
        if seconds:
            self.waited.append(seconds)


def _always(answered: Answered) -> Answering:
    return lambda _path, _arguments, _headers: answered


def test_there_is_a_pause_between_two_requests_to_one_host_and_none_before_the_first() -> None:
    waited = _Pauses()
    with provider(_always(Answered(b"x"))) as first, provider(_always(Answered(b"y"))) as second:
        with SafeClient(any_host=True) as client:
            asking = Asking(client, waited, pause_s=60.0)
            asking.get(first.address, most_bytes=10)
            asking.get(second.address, most_bytes=10)
            assert waited.waited == []
            asking.get(first.address, most_bytes=10)
        (pause,) = waited.waited
        assert 0 < pause <= 60


def test_who_asks_for_patience_gets_it_and_who_fails_is_asked_later_and_later() -> None:
    answers = [Answered(b"done"), Answered(b"", 500), Answered(b"", 429), Answered(b"", 503, {"Retry-After": "77"})]
    waited = _Pauses()
    with provider(lambda _path, _arguments, _headers: answers.pop()) as other, SafeClient(any_host=True) as client:
        answer = Asking(client, waited, pause_s=0.0, retries_s=(1.0, 2.0, 4.0)).get(other.address, most_bytes=10)
    assert (answer.content, waited.waited) == (b"done", [77.0, 2.0, 4.0])


@pytest.mark.parametrize("retry_after", ["3600", "Fri, 01 Jan 2100 00:00:00 GMT"])
def test_who_asks_for_more_patience_than_a_run_has_is_left_for_later(retry_after: str) -> None:
    waited = _Pauses()
    busy = _always(Answered(b"", 503, {"Retry-After": retry_after}))
    with provider(busy) as other, SafeClient(any_host=True) as client:
        with pytest.raises(ComeBackLater) as later:
            Asking(client, waited, pause_s=0.0).get(other.address, most_bytes=10)
        assert len(other.asked) == 1
    assert later.value.after_s >= 3600
    assert waited.waited == []


def test_who_goes_on_failing_is_given_up_with_the_reason() -> None:
    waited = _Pauses()
    with provider(_always(Answered(b"", 500))) as other, SafeClient(any_host=True) as client:
        asking = Asking(client, waited, pause_s=0.0, retries_s=(1.0, 2.0))
        with pytest.raises(HarvestRefused, match="500"):
            asking.get(other.address, most_bytes=10)
        assert len(other.asked) == 3
        with pytest.raises(Unreachable):
            asking.get("http://127.0.0.1:1/", most_bytes=10)
    assert waited.waited == [1.0, 2.0, 1.0, 2.0]


def test_a_file_that_is_cut_off_is_fetched_again_whole_and_one_too_large_is_not_kept(tmp_path: Path) -> None:
    answers = [Answered(b"all of it"), Answered(b"all", cut=True)]
    with provider(lambda _path, _arguments, _headers: answers.pop()) as other, SafeClient(any_host=True) as client:
        asking = Asking(client, _Pauses(), pause_s=0.0, retries_s=(1.0,))
        answer, file = asking.fetch(other.address, tmp_path, most_bytes=100)
        assert (answer.status_code, file.path.read_bytes()) == (200, b"all of it")
        file.discard()
        answers.append(Answered(b"x" * 200))
        with pytest.raises(BoundPassed):
            asking.fetch(other.address, tmp_path, most_bytes=100)
    assert not list((tmp_path / "deliveries").glob("*/*"))


def test_robots_are_asked_once_and_obeyed() -> None:
    def answering(path: str, _arguments: dict[str, str], _headers: dict[str, str]) -> Answered:
        if path == "/robots.txt":
            return Answered(
                b"User-agent: Concordance\nCrawl-delay: 7\nDisallow: /private\n\nUser-agent: *\nDisallow: /\n"
            )
        return Answered(b"x")

    with provider(answering) as other, SafeClient(any_host=True) as client:
        asking = Asking(client, _Pauses(), pause_s=0.5)
        robots = Robots(asking)
        assert robots.allow(f"{other.address}/public/1")
        assert not robots.allow(f"{other.address}/private/1")
        assert (asking.pause_s, len(other.asked)) == (7.0, 1)


def test_a_host_without_robots_allows_and_one_that_cannot_say_does_not() -> None:
    with provider(_always(Answered(b"", 404))) as other, SafeClient(any_host=True) as client:
        assert Robots(Asking(client, _Pauses(), pause_s=0.0)).allow(f"{other.address}/a")
    with (
        provider(_always(Answered(b"", 500))) as other,
        SafeClient(any_host=True) as client,
        pytest.raises(HarvestRefused),
    ):
        Robots(Asking(client, _Pauses(), pause_s=0.0)).allow(f"{other.address}/a")
