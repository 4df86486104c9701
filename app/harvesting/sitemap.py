"""A sitemap of pages that carry JSON-LD: what was modified since the last run is fetched, as robots.txt allows."""

from __future__ import annotations

from datetime import UTC, datetime

import msgspec
from msgspec import Struct, structs

from app.core.config import Bounds
from app.harvesting.asking import Asking, refused
from app.harvesting.datestamps import moment_of, protocol_date
from app.harvesting.documents import AT_ONCE, Wanted, fetch_documents
from app.harvesting.page import End, Moved, Page
from app.harvesting.robots import Robots
from app.reading.sitemap_page import Listed, Sitemap, read_sitemap
from app.storage.harvest_runs import HarvestRun
from app.storage.harvest_sources import HarvestSource

_MOST_MAPS = 5_000


class SitemapPlace(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Where a run through a sitemap stands: the map it is in, the address it came to, the maps that are left.

    `since` is when the run before began: what was not modified after is passed over. `sound` that every page came.
    """

    since: str = ""
    began: str = ""
    current: str = ""
    came_to: str = ""
    left: tuple[str, ...] = ()
    pages: int = 0
    ended: bool = False
    sound: bool = True


class SitemapHarvest:
    """A source of the kind `sitemap`."""

    def __init__(self, source: HarvestSource, asking: Asking, bounds: Bounds) -> None:
        """Harvest this source."""
        self._source = source
        self._asking = asking
        self._bounds = bounds
        self._robots = Robots(asking)
        self._read: tuple[str, Sitemap] | None = None

    def next(self, run: HarvestRun) -> Page | Moved | End:
        """Return the next pages of the site; see `app.harvesting.page.Offer`."""
        place = msgspec.json.decode(run.place or "{}", type=SitemapPlace)
        if place.ended:
            return End(_written(SitemapPlace(since=place.began if place.sound else place.since)))
        if not place.began:
            began = protocol_date(datetime.now(UTC), day=False)
            return Moved(_written(structs.replace(place, began=began, current=self._source.url)))
        sitemap = self._map(place.current)
        if sitemap.maps:
            newer = tuple(one.address for one in sitemap.maps if _is_newer(one, place.since))
            return Moved(_written(_next_map(structs.replace(place, left=(*place.left, *newer)[:_MOST_MAPS]))))
        batch = _batch(sitemap.pages, place)
        if not batch:
            return Moved(_written(_next_map(place)))
        return self._page(place, batch)

    def _map(self, address: str) -> Sitemap:
        if self._read is None or self._read[0] != address:
            most = self._bounds.max_harvest_page_bytes
            answer = self._asking.get(address, most_bytes=most)
            if not answer.is_success:
                raise refused(answer)
            self._read = (address, read_sitemap(answer.content, most))
        return self._read[1]

    def _page(self, place: SitemapPlace, batch: tuple[Listed, ...]) -> Page:
        wanted = [Wanted(one.address, one.address, one.modified) for one in batch]
        fetched = fetch_documents(wanted, self._asking, self._bounds, self._robots.allow)
        number = place.pages + 1
        after = structs.replace(
            place, came_to=batch[-1].address, pages=number, sound=place.sound and not fetched.missed
        )
        return Page(
            content=fetched.archive,
            name=f"{self._source.name}-{number}.zip",
            entries=fetched.entries,
            next_place=_written(after),
            base_url=self._source.url,
            findings=tuple(fetched.findings),
        )


def _batch(pages: tuple[Listed, ...], place: SitemapPlace) -> tuple[Listed, ...]:
    """Return the next addresses of a map that are to be fetched: those after the one that the run came to."""
    start = next((at + 1 for at, one in enumerate(pages) if one.address == place.came_to), 0) if place.came_to else 0
    found: list[Listed] = []
    for one in pages[start:]:
        if _is_newer(one, place.since):
            found.append(one)
            if len(found) == AT_ONCE:
                break
    return tuple(found)


def _is_newer(one: Listed, since: str) -> bool:
    """Say whether an address was modified since; one without a date, or dated to that very day, may have been."""
    begin, modified = moment_of(since), moment_of(one.modified)
    return begin is None or modified is None or modified.date() >= begin.date()


def _next_map(place: SitemapPlace) -> SitemapPlace:
    if not place.left:
        return structs.replace(place, ended=True)
    return structs.replace(place, current=place.left[0], left=place.left[1:], came_to="")


def _written(place: SitemapPlace) -> str:
    return msgspec.json.encode(place).decode()
