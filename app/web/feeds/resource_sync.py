"""ResourceSync: the source description, and lists and packages cut into parts that are found by their number."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Path, Request
from starlette.responses import Response

from app.core.errors import UnknownName
from app.core.text import Text
from app.publication import resource_sync as written
from app.storage.changes import last_sequence
from app.storage.feeds import Selection, change_bounds, history_page, last_key, published_between
from app.web.api.tags import HARVESTING
from app.web.desk import in_thread
from app.web.documentation import Answer, Content, Documented, documented
from app.web.feeds.answering import Document, answered, made
from app.web.feeds.context import Feeds, feeds_of

router = APIRouter()
_PART = 2_000  # entries: a document of a megabyte; the protocol allows 50,000
_ZIP = "application/zip"
PartNumber = Annotated[int, Path(ge=1, le=2**40, description="Numéro de la partie | Number of the part")]


def _told(operation: str, summary: Text, description: Text, media_type: str = written.MEDIA_TYPE) -> Documented:
    answers = (Answer(200, Text(fr="Le document", en="The document"), (Content(media_type),)),)
    return documented(operation, HARVESTING, summary, description, answers=answers, refusals=(UnknownName,))


async def _answered(request: Request, make: Callable[[Feeds], bytes], media_type: str = written.MEDIA_TYPE) -> Response:
    def work() -> Document:
        return made(make(feeds_of(request)), media_type)

    return answered(request, await in_thread(request, "feed", work))


@router.get(
    written.WELL_KNOWN,
    **_told(
        "getResourceSyncSource",
        Text(fr="Description de la source (ResourceSync)", en="Source description (ResourceSync)"),
        Text(fr="Mène à la liste des capacités.", en="Leads to the capability list."),
    ),
)
async def source(request: Request) -> Response:
    """Answer with the source description."""
    return await _answered(request, lambda feeds: written.source_description(feeds.base))


@router.get(
    written.CAPABILITIES,
    **_told(
        "getResourceSyncCapabilities",
        Text(fr="Liste des capacités (ResourceSync)", en="Capability list (ResourceSync)"),
        Text(
            fr="Liste des ressources, paquets des ressources, liste des changements.",
            en="Resource list, resource dump, change list.",
        ),
    ),
)
async def capabilities(request: Request) -> Response:
    """Answer with the capability list."""
    return await _answered(request, lambda feeds: written.capability_list(feeds.base))


@router.get(
    written.RESOURCES,
    **_told(
        "getResourceList",
        Text(fr="Liste des ressources (ResourceSync)", en="Resource list (ResourceSync)"),
        Text(fr="La liste, ou l'index de ses parties.", en="The list, or the index of its parts."),
    ),
)
async def resources(request: Request) -> Response:
    """Answer with the index of the resource list."""

    def make(feeds: Feeds) -> bytes:
        parts = _parts_of(last_key(feeds.tools.database))
        if len(parts) == 1:
            return _resource_list(feeds, 1, part=False)
        paths = [f"/resourcesync/resourcelist/{number}.xml" for number in parts]
        return written.index(feeds.base, "resourcelist", datetime.now(UTC), paths)

    return await _answered(request, make)


@router.get(
    "/resourcesync/resourcelist/{number}.xml",
    **_told(
        "getResourceListPart",
        Text(fr="Une partie de la liste des ressources", en="A part of the resource list"),
        Text(fr="Les notices publiées à cet instant.", en="The records that are published at this moment."),
    ),
)
async def resource_part(request: Request, number: PartNumber) -> Response:
    """Answer with a part of the resource list."""

    def make(feeds: Feeds) -> bytes:
        _check(number, last_key(feeds.tools.database))
        return _resource_list(feeds, number)

    return await _answered(request, make)


def _resource_list(feeds: Feeds, number: int, *, part: bool = True) -> bytes:
    at = datetime.now(UTC)
    entries = published_between(feeds.tools.database, (number - 1) * _PART + 1, number * _PART)
    return written.resource_list(feeds.base, at, feeds.items(entries), part=part)


@router.get(
    written.DUMP,
    **_told(
        "getResourceDump",
        Text(fr="Paquets des ressources (ResourceSync)", en="Resource dump (ResourceSync)"),
        Text(fr="Les adresses des paquets ZIP.", en="The addresses of the ZIP packages."),
    ),
)
async def dump(request: Request) -> Response:
    """Answer with the list of the packages."""

    def make(feeds: Feeds) -> bytes:
        parts = _parts_of(last_key(feeds.tools.database))
        packages = [(f"/resourcesync/resourcedump/{number}.zip", None) for number in parts]
        return written.dump_list(feeds.base, datetime.now(UTC), packages)

    return await _answered(request, make)


@router.get(
    "/resourcesync/resourcedump/{number}.zip",
    **_told(
        "getResourceDumpPackage",
        Text(fr="Un paquet de ressources", en="A package of resources"),
        Text(fr="Les N-Quads des notices, avec leur manifeste.", en="The N-Quads of records, with their manifest."),
        _ZIP,
    ),
)
async def dump_package(request: Request, number: PartNumber) -> Response:
    """Answer with a package, made now of what is published now."""

    def make(feeds: Feeds) -> bytes:
        at = datetime.now(UTC)
        _check(number, last_key(feeds.tools.database))
        entries = published_between(feeds.tools.database, (number - 1) * _PART + 1, number * _PART)
        return written.package(feeds.base, at, feeds.items(entries))

    return await _answered(request, make, _ZIP)


@router.get(
    written.CHANGES,
    **_told(
        "getChangeList",
        Text(fr="Liste des changements (ResourceSync)", en="Change list (ResourceSync)"),
        Text(fr="La liste, ou l'index de ses parties.", en="The list, or the index of its parts."),
    ),
)
async def change_lists(request: Request) -> Response:
    """Answer with the index of the change list."""

    def make(feeds: Feeds) -> bytes:
        parts = _parts_of(last_sequence(feeds.tools.database))
        if len(parts) == 1:
            return _change_list(feeds, 1, part=False)  # clients that follow changes read no index
        paths = [f"/resourcesync/changelist/{number}.xml" for number in parts]
        bounds = change_bounds(feeds.tools.database)
        return written.change_index(feeds.base, datetime.now(UTC) if bounds is None else bounds[1], paths)

    return await _answered(request, make)


@router.get(
    "/resourcesync/changelist/{number}.xml",
    **_told(
        "getChangeListPart",
        Text(fr="Une partie de la liste des changements", en="A part of the change list"),
        Text(
            fr="Les changements dans l'ordre où ils ont eu lieu.", en="The changes in the order in which they happened."
        ),
    ),
)
async def change_part(request: Request, number: PartNumber) -> Response:
    """Answer with a part of the change list."""

    def make(feeds: Feeds) -> bytes:
        _check(number, last_sequence(feeds.tools.database))
        return _change_list(feeds, number)

    return await _answered(request, make)


def _change_list(feeds: Feeds, number: int, *, part: bool = True) -> bytes:
    database = feeds.tools.database
    newest, last = last_sequence(database), number * _PART
    entries = history_page(database, last - _PART, _PART, Selection(last=min(last, newest)))
    following = change_bounds(database, last) if newest > last else None
    since = entries[0].at if entries else datetime.now(UTC)
    until = None if following is None else following[1]
    return written.change_list(feeds.base, since, until, feeds.items(entries), part=part)


def _parts_of(last: int) -> range:
    return range(1, max(1, (last + _PART - 1) // _PART) + 1)


def _check(number: int, last: int) -> None:
    """Raise UnknownName for a part that does not exist; the first does even while it is empty."""
    if number not in _parts_of(last):
        raise UnknownName(Text(fr=f"Il n'y a pas de partie {number}.", en=f"There is no part {number}."))
