"""What the feeds are answered with: the institutions as publishers, the secret of tokens, the formats, the sets."""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from starlette.requests import Request

from app.core.feed import FeedEntry
from app.pipeline import Tools
from app.projections.feed_sets import SetFollower
from app.publication.feed_item import FeedItem, feed_items
from app.publication.oai_pmh.metadata_formats import MetadataFormat, metadata_formats
from app.publication.output_format import Publisher
from app.storage.changes import last_sequence
from app.storage.feeds import Selection, count_changes, count_latest
from app.storage.institutions import list_institutions
from app.storage.secret_keys import secret_named
from app.web.desk import desk_of

_FRESH_S = 5.0  # an institution that changes its name shows it in feeds after this long
_COUNTED_S = 60.0  # counting 300,000 records takes longer than a page of them; the protocol takes an estimate
_SIZES = 1_000  # lists whose size is remembered


@dataclass(slots=True)
class Feeds:
    """Made once with the application, at the first request for a feed."""

    tools: Tools
    sets: SetFollower
    formats: Mapping[str, MetadataFormat]
    secret: bytes
    _publishers: dict[str, Publisher] = field(default_factory=dict)
    _read_at: float = float("-inf")
    _changes: tuple[int, int] = (0, 0)
    _sizes: dict[Selection, tuple[float, int]] = field(default_factory=dict)

    @property
    def base(self) -> str:
        """The public address of the service, without a final slash."""
        return self.tools.settings.base_url

    def publishers(self, needed: Iterable[str] = ()) -> Mapping[str, Publisher]:
        """Return the institutions by their slugs, read again when they are old or when one of these is not there."""
        stale = time.monotonic() - self._read_at > _FRESH_S
        if stale or any(slug not in self._publishers for slug in needed):
            self._publishers = {
                one.slug: Publisher(one.slug, one.name, one.language, one.website)
                for one in list_institutions(self.tools.database)
            }
            self._read_at = time.monotonic()
        return self._publishers

    def size(self, selection: Selection) -> int:
        """Return how many records a list of these has: counted now, or within the last minute."""
        counted_at, size = self._sizes.get(selection, (float("-inf"), 0))
        if time.monotonic() - counted_at > _COUNTED_S:
            size = count_latest(self.tools.database, selection)
            if len(self._sizes) >= _SIZES:
                self._sizes.clear()
            self._sizes[selection] = (time.monotonic(), size)
        return size

    def changes_in_all(self) -> int:
        """Return how many changes the log has: those since the last time are counted, and added."""
        upto, counted = self._changes
        newest = last_sequence(self.tools.database)
        self._changes = (newest, counted + count_changes(self.tools.database, upto, newest))
        return self._changes[1]

    def items(self, entries: tuple[FeedEntry, ...]) -> tuple[FeedItem, ...]:
        """Return these entries with what the public may see of their records."""
        return feed_items(entries, self.publishers({entry.institution for entry in entries}), self.base)


def feeds_of(request: Request) -> Feeds:
    """Return the feeds of the application that this request came to; call it where waiting is allowed."""
    state = request.app.state
    found: Feeds | None = getattr(state, "feeds", None)
    if found is None:
        tools = desk_of(request).tools
        secret = secret_named(tools.database, "resumption tokens")
        found = state.feeds = Feeds(tools, SetFollower(tools.database), metadata_formats(), secret)
    return found
