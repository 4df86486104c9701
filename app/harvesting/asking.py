"""Requests to those who are harvested: with pauses, again when they fail for the moment, as late as they ask."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import structlog

from app.core.errors import ConcordanceError, InputError
from app.core.text import Text
from app.intake.push import DeliverySink
from app.intake.safe_http import SafeClient, Unreachable

RETRIES_S = (2.0, 5.0, 15.0, 45.0, 120.0)  # pauses after the first failures of one request
_LONGEST_WAIT_S = 300.0  # whoever asks for more is asked again in another run
_PASSING = frozenset(
    {
        HTTPStatus.REQUEST_TIMEOUT,
        HTTPStatus.TOO_MANY_REQUESTS,
        HTTPStatus.INTERNAL_SERVER_ERROR,
        HTTPStatus.BAD_GATEWAY,
        HTTPStatus.SERVICE_UNAVAILABLE,
        HTTPStatus.GATEWAY_TIMEOUT,
    }
)
_WITHIN_S = 180.0  # for one answer: slow repositories take a minute to make a page
_log = structlog.get_logger("app.harvesting")


class ComeBackLater(ConcordanceError):
    """The other side asks for more patience than a run has: it goes on after so many seconds."""

    kind = "come-back-later"
    status = 503
    title = Text(fr="Serveur occupé", en="The server is busy")
    advice = Text(fr="Le moissonnage reprendra de lui-même.", en="The harvest will go on by itself.")

    def __init__(self, after_s: float) -> None:
        """Keep after how many seconds to come back."""
        super().__init__(
            Text(
                fr=f"Le serveur demande d'attendre {after_s:.0f} secondes.",
                en=f"The server asks to wait {after_s:.0f} seconds.",
            )
        )
        self.after_s = after_s


class HarvestRefused(InputError):
    """The other side does not give what is asked for, or gives something else."""

    kind = "harvest-refused"
    status = 502
    title = Text(fr="La source ne répond pas comme elle devrait", en="The source does not answer as it should")
    advice = Text(
        fr="Vérifiez l'adresse, l'ensemble et le préfixe; parlez-en à qui tient la source.",
        en="Check the address, the set and the prefix; tell whoever keeps the source.",
    )


class Asking:
    """Asks one source. `wait` sleeps so many seconds, and may raise to end the run; `pause_s` is between requests."""

    def __init__(
        self,
        client: SafeClient,
        wait: Callable[[float], None],
        *,
        pause_s: float,
        retries_s: tuple[float, ...] = RETRIES_S,
    ) -> None:
        """Ask with this client."""
        self._client = client
        self._wait = wait
        self._retries_s = retries_s
        self._asked: dict[str, float] = {}
        self.pause_s = pause_s

    def get(self, url: str, *, most_bytes: int, headers: dict[str, str] | None = None) -> httpx.Response:
        """Return the answer, whatever its status, once it is not one of a passing trouble.

        Raises ComeBackLater, Unreachable after the last attempt, and at once UnsafeAddress and BoundPassed.
        """
        return self._until_answered(
            url,
            lambda: self._client.request(
                "GET", url, headers=headers, most_bytes=most_bytes, within_s=_WITHIN_S, redirects=True
            ),
        )

    def fetch(
        self, url: str, data_dir: Path, *, most_bytes: int, headers: dict[str, str] | None = None
    ) -> tuple[httpx.Response, DeliverySink]:
        """Return the answer to a request for a file, and the file, which is empty unless the answer is a good one.

        Raises what `get` raises, and StorageFull; there is no file then.
        """
        sinks: list[DeliverySink] = []

        def once() -> httpx.Response:
            while sinks:
                sinks.pop().discard()
            sinks.append(DeliverySink(data_dir))
            return self._client.fetch(url, _Watched(sinks[-1], self._wait), headers=headers, most_bytes=most_bytes)

        try:
            answer = self._until_answered(url, once)
            sinks[-1].close()
        except BaseException:
            for sink in sinks:
                sink.discard()
            raise
        return answer, sinks[-1]

    def _until_answered(self, url: str, once: Callable[[], httpx.Response]) -> httpx.Response:
        for attempt in range(len(self._retries_s) + 1):
            self._be_polite(url)
            last = attempt == len(self._retries_s)
            try:
                answer = once()
            except Unreachable as error:
                if last:
                    raise
                _log.info("asked again", url=url, cause=error.detail.en)
                self._wait(self._retries_s[attempt])
                continue
            asked_s = retry_after_s(answer, datetime.now(UTC))
            if answer.status_code not in _PASSING and not (asked_s and answer.status_code >= HTTPStatus.BAD_REQUEST):
                return answer
            pause_s = max(asked_s or 0.0, 0.0 if last else self._retries_s[attempt])
            if last or pause_s > _LONGEST_WAIT_S:
                raise ComeBackLater(pause_s) if asked_s else refused(answer)
            _log.info("asked again", url=url, status=answer.status_code, after_s=pause_s)
            self._wait(pause_s)
        raise AssertionError("the last attempt returns or raises")

    def _be_polite(self, url: str) -> None:
        host = urlsplit(url).netloc
        before = self._asked.get(host)
        if before is not None and (left := before + self.pause_s - time.monotonic()) > 0:
            self._wait(left)
        self._asked[host] = time.monotonic()


class _Watched:
    """A sink that says at each piece that somebody is at it still: a large file takes longer than a lease."""

    def __init__(self, sink: DeliverySink, wait: Callable[[float], None]) -> None:
        self._sink = sink
        self._wait = wait

    def write(self, data: bytes) -> None:
        self._wait(0.0)
        self._sink.write(data)

    def close(self) -> None:
        self._sink.close()


def refused(answer: httpx.Response) -> HarvestRefused:
    """Return the error that says with which status a request was refused."""
    status = answer.status_code
    return HarvestRefused(
        Text(fr=f"Le serveur répond avec l'état HTTP {status}.", en=f"The server answers with HTTP status {status}.")
    )


def retry_after_s(answer: httpx.Response, now: datetime) -> float | None:
    """Return the seconds that `Retry-After` asks for (RFC 9110, section 10.2.3), None where it is not readable."""
    written = answer.headers.get("retry-after", "").strip()
    if written.isascii() and written.isdecimal():
        return float(written[:9])
    try:
        at = parsedate_to_datetime(written)
    except ValueError:
        return None
    if at.tzinfo is None:
        at = at.replace(tzinfo=UTC)
    return max((at - now).total_seconds(), 0.0)
