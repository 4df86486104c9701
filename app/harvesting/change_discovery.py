"""IIIF Change Discovery 1.0 as a follower: back to what was seen last, then forward, fetching what changed.

https://iiif.io/api/discovery/1.0/ ; section 3.5 (processing). Pages are looked at backwards until one is older than the
last run, and are then brought in oldest first, so that an interrupted run leaves nothing behind it.
"""

from __future__ import annotations

from typing import Any

import msgspec
from msgspec import Struct, structs

from app.core.config import Bounds
from app.core.text import Text
from app.harvesting.asking import Asking, HarvestRefused, refused
from app.harvesting.datestamps import moment_of
from app.harvesting.documents import AT_ONCE, Wanted, fetch_documents
from app.harvesting.page import End, Moved, Page
from app.storage.harvest_runs import HarvestRun
from app.storage.harvest_sources import HarvestSource

_MOST_PAGES = 20_000  # of a stream that are looked at
_GONE = frozenset({"Delete", "Remove"})
_HERE = frozenset({"Create", "Update", "Add"})
_IIIF = frozenset({"Manifest", "Collection"})


class StreamPlace(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Where a run stands: the page to look at next on the way `back`, those to bring in `forward`, newest first.

    `since` is the end of the newest activity of the run before, `newest` that of this one; `done` counts the objects
    that are done of the page at hand. `sound` that every document came.
    """

    since: str = ""
    newest: str = ""
    back: str = ""
    forward: tuple[str, ...] = ()
    done: int = 0
    pages: int = 0
    begun: bool = False
    sound: bool = True


class StreamHarvest:
    """A source of the kind `change-discovery`."""

    def __init__(self, source: HarvestSource, asking: Asking, bounds: Bounds) -> None:
        """Harvest this source."""
        self._source = source
        self._asking = asking
        self._bounds = bounds
        self._read: tuple[str, dict[str, Any]] | None = None

    def next(self, run: HarvestRun) -> Page | Moved | End:
        """Return the next objects that changed; see `app.harvesting.page.Offer`."""
        place = msgspec.json.decode(run.place or "{}", type=StreamPlace)
        if not place.begun:
            last = _address(self._document(self._source.url).get("last"))
            return Moved(_written(structs.replace(place, begun=True, back=last)))
        if place.back:
            return Moved(_written(self._one_back(place)))
        if not place.forward:
            since = (place.newest or place.since) if place.sound else place.since
            return End(_written(StreamPlace(since=since)))
        changed = _changed(self._document(place.forward[-1]), place.since)
        batch = changed[place.done : place.done + AT_ONCE]
        if not batch:
            return Moved(_written(structs.replace(place, forward=place.forward[:-1], done=0)))
        return self._page(place, batch)

    def _one_back(self, place: StreamPlace) -> StreamPlace:
        page = self._document(place.back)
        forward = (*place.forward, place.back)
        ends = [end for one in _items(page) if (end := str(one.get("endTime") or ""))]
        times = [moment for end in ends if (moment := moment_of(end)) is not None]
        since = moment_of(place.since)
        seen = since is not None and bool(times) and min(times) < since
        previous = _address(page.get("prev"))
        known = seen or previous in forward or len(forward) >= _MOST_PAGES
        return structs.replace(place, forward=forward, back="" if known else previous)

    def _page(self, place: StreamPlace, batch: list[Wanted]) -> Page:
        fetched = fetch_documents(batch, self._asking, self._bounds)
        number = place.pages + 1
        newest = max((place.newest, *(one.datestamp for one in batch)), key=_order)
        after = structs.replace(
            place,
            done=place.done + len(batch),
            pages=number,
            newest=newest,
            sound=place.sound and not fetched.missed,
        )
        return Page(
            content=fetched.archive,
            name=f"{self._source.name}-{number}.zip",
            entries=fetched.entries,
            next_place=_written(after),
            base_url=self._source.url,
            findings=tuple(fetched.findings),
        )

    def _document(self, address: str) -> dict[str, Any]:
        if self._read is None or self._read[0] != address:
            answer = self._asking.get(
                address,
                most_bytes=self._bounds.max_harvest_page_bytes,
                headers={"Accept": "application/ld+json, application/json;q=0.9"},
            )
            if not answer.is_success:
                raise refused(answer)
            self._read = (address, _object(answer.content))
        return self._read[1]


def _object(content: bytes) -> dict[str, Any]:
    try:
        return msgspec.json.decode(content, type=dict[str, Any])
    except msgspec.DecodeError as error:
        raise HarvestRefused(
            Text(fr=f"La réponse n'est pas un objet JSON ({error}).", en=f"The answer is no JSON object ({error}).")
        ) from error


def _items(page: dict[str, Any]) -> list[dict[str, Any]]:
    items = page.get("orderedItems", page.get("items", []))
    return [one for one in items if isinstance(one, dict)] if isinstance(items, list) else []


def _changed(page: dict[str, Any], since: str) -> list[Wanted]:
    """Return the objects that a page's activities changed since, each once, by its newest activity."""
    begin = moment_of(since)
    latest: dict[str, Wanted] = {}
    for activity in _items(page):
        end = str(activity.get("endTime") or "")
        moment = moment_of(end)
        if begin is not None and moment is not None and moment < begin:
            continue
        kind = str(activity.get("type") or "")
        for identifier, address, deleted in _meant(activity, kind):
            latest.pop(identifier, None)
            latest[identifier] = Wanted(address, identifier, end, deleted=deleted)
    return list(latest.values())


def _meant(activity: dict[str, Any], kind: str) -> list[tuple[str, str, bool]]:
    """Return what an activity means for its objects: identifier, address of the document, whether it is gone."""
    thing = activity.get("object")
    if kind == "Move":
        target = activity.get("target")
        gone = [(_address(thing), "", True)] if _address(thing) else []
        return [*gone, *([(_address(target), _best(target), False)] if _address(target) else [])]
    identifier = _address(thing)
    if not identifier or kind not in _HERE | _GONE:
        return []
    return [(identifier, _best(thing), kind in _GONE)]


def _best(thing: object) -> str:
    """Return where an object is described best: at its own address for IIIF, else in the JSON-LD that it refers to."""
    identifier = _address(thing)
    if not isinstance(thing, dict) or thing.get("type") in _IIIF:
        return identifier
    also = thing.get("seeAlso")
    offered = also if isinstance(also, list) else [also]
    for one in offered:
        if isinstance(one, dict) and "json" in str(one.get("format", "")) and one.get("type") not in _IIIF:
            return _address(one) or identifier
    return identifier


def _address(value: object) -> str:
    if isinstance(value, dict):
        value = value.get("id") or value.get("@id") or ""
    return value if isinstance(value, str) else ""


def _order(end: str) -> float:
    moment = moment_of(end) if end else None
    return moment.timestamp() if moment is not None else 0.0


def _written(place: StreamPlace) -> str:
    return msgspec.json.encode(place).decode()
