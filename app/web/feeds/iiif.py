"""IIIF collections: of every institution, of one, and its parts down to the manifests, each at the same cost."""

from __future__ import annotations

from collections.abc import Callable
from operator import attrgetter
from typing import Annotated

from fastapi import APIRouter, Path, Request
from starlette.responses import Response

from app.core.errors import UnknownName
from app.core.iri import Namespace
from app.core.text import Text
from app.publication.iiif import collections as written
from app.publication.iiif.addresses import MEDIA_TYPE, SERVED_AS
from app.publication.iiif.collections import Part
from app.publication.oai_pmh.sets import pictures_spec
from app.storage.feed_ranges import filled_ranges, set_bounds, specs_beginning
from app.storage.feeds import last_key, published_between
from app.web.api.tags import HARVESTING
from app.web.data.doors import SlugPath, open_address
from app.web.desk import desk_of, in_thread
from app.web.documentation import Answer, Content, documented
from app.web.feeds.answering import GROWING, Document, answered, made
from app.web.feeds.context import Feeds, feeds_of

router = APIRouter()
_HIGHEST = 9  # level: a hundred to the ninth is more than any log holds
Level = Annotated[int, Path(ge=1, le=_HIGHEST, description="Niveau; 1: des manifestes | Level; 1: of manifests")]
Number = Annotated[int, Path(ge=1, le=2**53, description="Numéro de la partie | Number of the part")]
_ANSWERS = (Answer(200, Text(fr="La collection", en="The collection"), (Content(MEDIA_TYPE),)),)


async def everybody(request: Request) -> Response:
    """Answer with the collection of every institution that has pictures."""

    def make(feeds: Feeds) -> bytes:
        pictured = set(specs_beginning(feeds.tools.database, pictures_spec("")))
        found = [one for slug, one in sorted(feeds.publishers().items()) if pictures_spec(slug) in pictured]
        return written.everybody(feeds.base, found)

    return await _answered(request, make)


async def institution(request: Request, slug: SlugPath) -> Response:
    """Answer with the collection of an institution: its manifests while they are few, else the widest parts."""

    def make(feeds: Feeds) -> bytes:
        bounds = set_bounds(feeds.tools.database, pictures_spec(slug))
        return _collection(feeds, slug, Part(), bounds or (1, 0))

    return await _answered(request, make, slug)


async def part(request: Request, slug: SlugPath, level: Level, number: Number) -> Response:
    """Answer with a part of an institution's collection."""

    def make(feeds: Feeds) -> bytes:
        first = (number - 1) * written.WIDTH**level + 1
        if first > last_key(feeds.tools.database):
            raise UnknownName(
                Text(
                    fr=f"Cette collection n'a pas de partie {level}/{number}.",
                    en=f"This collection has no part {level}/{number}.",
                )
            )
        return _collection(feeds, slug, Part(level, number), (first, number * written.WIDTH**level))

    return await _answered(request, make, slug)


def _collection(feeds: Feeds, slug: str, asked: Part, bounds: tuple[int, int]) -> bytes:
    """Return the collection of the records with keys between these, both inclusive."""
    database, spec = feeds.tools.database, pictures_spec(slug)
    publisher, namespace = feeds.publishers((slug,))[slug], Namespace(feeds.base, slug)
    first, last = bounds
    level = 0
    while (last - 1) // written.WIDTH**level - (first - 1) // written.WIDTH**level >= written.WIDTH:
        level += 1
    if level == 0:
        found = sorted(published_between(database, first, last, in_set=spec), key=attrgetter("key"))
        return written.manifests(namespace, publisher, asked, feeds.items(tuple(found)))
    width = written.WIDTH**level
    numbers = filled_ranges(database, spec, width, range((first - 1) // width + 1, (last - 1) // width + 2))
    return written.parts(namespace, publisher, asked, level, numbers)


async def _answered(request: Request, make: Callable[[Feeds], bytes], slug: str | None = None) -> Response:
    def work() -> Document:
        if slug is not None:
            desk_of(request).publishers.get(slug)  # refuses an institution that there is not
        return made(make(feeds_of(request)), SERVED_AS, GROWING)

    return answered(request, await in_thread(request, "feed", work))


open_address(
    router,
    "/iiif/collection",
    everybody,
    documented(
        "getManifestCollections",
        HARVESTING,
        Text(fr="Manifestes de tous les établissements", en="Manifests of all institutions"),
        Text(
            fr="Collection IIIF Presentation 3 des collections de chaque établissement qui publie des images.",
            en="IIIF Presentation 3 collection of the collections of each institution that publishes pictures.",
        ),
        answers=_ANSWERS,
    ),
)
open_address(
    router,
    "/iiif/{slug}/collection",
    institution,
    documented(
        "getManifestCollection",
        HARVESTING,
        Text(fr="Manifestes d'un établissement", en="Manifests of an institution"),
        Text(
            fr="Collection IIIF Presentation 3: les manifestes, ou les parties où ils sont quand ils sont nombreux.",
            en="IIIF Presentation 3 collection: the manifests, or the parts that hold them when there are many.",
        ),
        answers=_ANSWERS,
        refusals=(UnknownName,),
    ),
)
open_address(
    router,
    "/iiif/{slug}/collection/{level}/{number}",
    part,
    documented(
        "getManifestCollectionPart",
        HARVESTING,
        Text(fr="Une partie des manifestes d'un établissement", en="A part of the manifests of an institution"),
        Text(
            fr="Cent manifestes, ou cent parties, au plus.",
            en="A hundred manifests, or a hundred parts, at most.",
        ),
        answers=_ANSWERS,
        refusals=(UnknownName,),
    ),
)
