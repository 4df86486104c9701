"""Subscribers are told of changes: in order, one notification at a time each, and later again when they fail."""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http import HTTPStatus

import structlog

from app.core.errors import ConcordanceError
from app.core.text import Text
from app.intake.safe_http import SafeClient
from app.pipeline import Tools
from app.publication.feed_item import feed_items
from app.publication.notifications import notification, signed_headers
from app.publication.output_format import Publisher
from app.storage.changes import last_sequence
from app.storage.feeds import Selection, history_page
from app.storage.institutions import list_institutions
from app.storage.subscriptions import Subscription, not_told, passed_over, take_due, told

_MOST_CHANGES = 100  # in one notification: some 30 kB
_MOST_ANSWER = 64 * 1024  # bytes of an answer that are read; nothing is made of them
_WITHIN_S = 20.0
_LEASE_MS = 120_000  # longer than an attempt may take in all
_IDLE_S = 0.5
_LATE_S = 180.0
_FIRST_MS, _LONGEST_MS = 5_000, 3_600_000  # between attempts: doubled from the first on, up to an hour
_GIVEN_UP_AFTER = 120  # attempts: some five days
_log = structlog.get_logger("app.projections")


@dataclass(slots=True)
class WebhookFollower:
    """Tells the subscribers of one database, one notification after the other."""

    tools: Tools
    client: Callable[[], SafeClient]
    _looked: float = field(default_factory=time.monotonic)

    def run(self, stopping: threading.Event) -> None:
        """Tell whoever waits until `stopping` is set."""
        with self.client() as client:
            while not stopping.is_set():
                try:
                    worked = self.step(client)
                except Exception:  # noqa: BLE001  # the database may be back at the next look; /healthz tells of a late one
                    _log.exception("telling subscribers failed")
                    stopping.wait(5.0)
                    continue
                self._looked = time.monotonic()
                if not worked:
                    stopping.wait(_IDLE_S)

    def step(self, client: SafeClient) -> bool:
        """Tell the one who has waited longest; return False when nobody waits."""
        subscription = take_due(self.tools.database, _LEASE_MS)
        if subscription is None:
            return False
        newest = last_sequence(self.tools.database)
        chosen = Selection(subscription.institution, last=newest)
        entries = history_page(self.tools.database, subscription.sequence, _MOST_CHANGES, chosen)
        if not entries:
            passed_over(self.tools.database, subscription.id, newest)
            return True
        publishers = {
            one.slug: Publisher(one.slug, one.name, one.language, one.website)
            for one in list_institutions(self.tools.database)
        }
        items = feed_items(entries, publishers, self.tools.settings.base_url)
        upto = entries[-1].sequence if len(entries) == _MOST_CHANGES else newest
        # Named by what it tells: a subscriber that has it already knows it, and takes one that tells more for another.
        identifier = f"{subscription.id}-{subscription.sequence}-{upto}"
        problem, gone = self._send(client, subscription, identifier, notification(items, upto, datetime.now(UTC)))
        if problem is None:
            told(self.tools.database, subscription.id, upto)
        else:
            self._failed(subscription, problem, gone=gone)
        return True

    def trouble(self) -> Text | None:
        """Return what keeps subscribers from being told, or None when they are."""
        late_s = time.monotonic() - self._looked
        if late_s < _LATE_S:
            return None
        return Text(
            fr=f"Les abonnés ne sont plus avisés depuis {late_s:.0f} s.",
            en=f"Subscribers have not been told for {late_s:.0f} s.",
        )

    def _send(
        self, client: SafeClient, subscription: Subscription, identifier: str, body: bytes
    ) -> tuple[str | None, bool]:
        """Return what went wrong, None when nothing did; and whether the subscriber says that it has gone for ever."""
        headers = signed_headers(identifier, datetime.now(UTC), body, subscription.secret)
        try:
            answer = client.request(
                "POST",
                subscription.url,
                content=body,
                headers=headers,
                most_bytes=_MOST_ANSWER,
                within_s=_WITHIN_S,
                redirects=False,
            )
        except ConcordanceError as error:
            return f"{error.detail.fr} | {error.detail.en}", False
        if answer.is_success:
            return None, False
        return f"HTTP {answer.status_code}", answer.status_code == HTTPStatus.GONE

    def _failed(self, subscription: Subscription, problem: str, *, gone: bool) -> None:
        stop = gone or subscription.failures + 1 >= _GIVEN_UP_AFTER
        wait_ms = min(_FIRST_MS * 2 ** min(subscription.failures, 20), _LONGEST_MS)
        # A little earlier or later, so that those who failed together do not come back together.
        wait_ms = int(wait_ms * random.uniform(0.8, 1.2))  # noqa: S311  # no secret
        not_told(self.tools.database, subscription.id, problem, again_in_ms=wait_ms, stop=stop)
        _log.warning("subscriber not told", subscription=subscription.id, problem=problem, stopped=stop)
