"""A file at an address: fetched when it has changed, brought in whole."""

from __future__ import annotations

from http import HTTPStatus
from urllib.parse import unquote, urlsplit

import httpx
import msgspec
from msgspec import Struct

from app.core.config import Settings
from app.harvesting.asking import Asking, refused
from app.harvesting.page import End, Page
from app.storage.harvest_runs import HarvestRun
from app.storage.harvest_sources import HarvestSource

_LONGEST_NAME = 200


class FilePlace(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What is known of the file that was fetched last (RFC 9110, section 8.8): by this it is not fetched again."""

    etag: str = ""
    modified: str = ""
    sha256: str = ""
    ended: bool = False


class FileHarvest:
    """A source of the kind `file`."""

    def __init__(self, source: HarvestSource, asking: Asking, settings: Settings) -> None:
        """Harvest this source."""
        self._source = source
        self._asking = asking
        self._settings = settings

    def next(self, run: HarvestRun) -> Page | End:
        """Return the file, or the end when it is as it was; see `app.harvesting.page.Offer`."""
        place = msgspec.json.decode(run.place or "{}", type=FilePlace)
        if place.ended:
            return End(_written(place, ended=False))
        answer, file = self._asking.fetch(
            self._source.url,
            self._settings.data_dir,
            most_bytes=self._settings.bounds.max_upload_bytes,
            headers=_conditions(place),
        )
        after = FilePlace(
            etag=answer.headers.get("etag", ""), modified=answer.headers.get("last-modified", ""), sha256=file.sha256
        )
        if not answer.is_success or file.sha256 == place.sha256:
            file.discard()
        if answer.status_code == HTTPStatus.NOT_MODIFIED:
            return End(run.place)
        if not answer.is_success:
            raise refused(answer)
        if file.sha256 == place.sha256:  # a server without conditions sends what it sent before
            return End(_written(after, ended=False))
        return Page(
            content=file,
            name=_name(answer, self._source.name),
            entries=None,
            next_place=_written(after, ended=True),
            base_url=self._source.url,
        )


def _conditions(place: FilePlace) -> dict[str, str]:
    asked = {"If-None-Match": place.etag, "If-Modified-Since": place.modified}
    return {name: value for name, value in asked.items() if value}


def _name(answer: httpx.Response, otherwise: str) -> str:
    """Return what the file is called: its ending helps to tell its format."""
    last = unquote(urlsplit(str(answer.request.url)).path).rpartition("/")[2]
    return last[-_LONGEST_NAME:] or otherwise


def _written(place: FilePlace, *, ended: bool) -> str:
    return msgspec.json.encode(msgspec.structs.replace(place, ended=ended)).decode()
