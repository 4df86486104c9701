"""The followers that the feeds need, each in a thread of its own, started and stopped with the service."""

from __future__ import annotations

import threading
from typing import Protocol

from app.core.text import Text
from app.intake.safe_http import SafeClient
from app.pipeline import Tools
from app.projections.feed_sets import SetFollower
from app.projections.webhooks import WebhookFollower

_TELLERS = 2  # a subscriber that lets us wait does not hold up the others


class Follower(Protocol):
    """Something that follows the change log until it is told to stop."""

    def run(self, stopping: threading.Event) -> None:
        """Follow the log until `stopping` is set."""

    def trouble(self) -> Text | None:
        """Return what keeps it from following, or None."""


class FeedFollowers:
    """The followers of one process."""

    def __init__(self, tools: Tools) -> None:
        """Prepare; nothing is started."""
        self._followers: dict[str, Follower] = {"sets": SetFollower(tools.database)}
        any_host = tools.settings.outgoing_addresses == "any"
        for number in range(1, _TELLERS + 1):
            self._followers[f"webhooks-{number}"] = WebhookFollower(tools, lambda: SafeClient(any_host=any_host))
        self._stopping = threading.Event()
        self._threads: list[threading.Thread] = []

    def start(self) -> None:
        """Begin to follow."""
        for name, follower in self._followers.items():
            thread = threading.Thread(target=follower.run, args=(self._stopping,), name=f"feed-{name}", daemon=True)
            thread.start()
            self._threads.append(thread)

    def stop(self, patience_s: float = 20.0) -> None:
        """Stop after what is being written."""
        self._stopping.set()
        for thread in self._threads:
            thread.join(patience_s)

    def trouble(self) -> Text | None:
        """Return what keeps the first of them from following that does not, or None when all do."""
        if not self._threads:
            return None
        return next((trouble for one in self._followers.values() if (trouble := one.trouble()) is not None), None)
