"""The map of the site for search engines: an index, parts of 50,000 records that stay where they are, robots.txt."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated

from fastapi import APIRouter, Path, Request
from starlette.responses import Response

from app.core.errors import UnknownName
from app.core.text import Text
from app.publication import sitemaps as written
from app.storage.feeds import last_key, published_between
from app.web.api.tags import HARVESTING
from app.web.desk import in_thread
from app.web.documentation import Answer, Content, documented
from app.web.feeds.answering import GROWING, Document, answered, made
from app.web.feeds.context import Feeds, feeds_of

router = APIRouter()
PartNumber = Annotated[int, Path(ge=1, le=2**40, description="Numéro de la partie | Number of the part")]
_XML = (Answer(200, Text(fr="Le document", en="The document"), (Content(written.MEDIA_TYPE),)),)


@router.get(
    written.INDEX,
    **documented(
        "getSitemapIndex",
        HARVESTING,
        Text(fr="Plan du site pour les moteurs de recherche", en="Site map for search engines"),
        Text(
            fr="L'index des parties: 50 000 notices publiées au plus dans chacune.",
            en="The index of its parts: at most 50,000 published records in each.",
        ),
        answers=_XML,
    ),
)
async def index(request: Request) -> Response:
    """Answer with the index of the map."""

    def make(feeds: Feeds) -> bytes:
        parts = -(-last_key(feeds.tools.database) // written.MOST_ADDRESSES)
        return written.index(feeds.base, range(parts + 1))

    return await _answered(request, make)


@router.get(
    written.part(0),
    **documented(
        "getSitemapOfPages",
        HARVESTING,
        Text(fr="Les pages qui ne sont pas des notices", en="The pages that are no records"),
        Text(fr="Accueil, établissements et leurs collections.", en="Home, institutions and their collections."),
        answers=_XML,
    ),
)
async def pages(request: Request) -> Response:
    """Answer with the pages of the site and of each institution."""

    def make(feeds: Feeds) -> bytes:
        own = [f"{feeds.base}/", f"{feeds.base}/search", f"{feeds.base}/sparql"]
        theirs = [f"{feeds.base}/{slug}{path}" for slug in feeds.publishers() for path in ("", "/set/collection")]
        return written.sitemap((address, None) for address in (*own, *theirs))

    return await _answered(request, make)


@router.get(
    "/sitemaps/{number}.xml",
    **documented(
        "getSitemapPart",
        HARVESTING,
        Text(fr="Une partie du plan du site", en="A part of the site map"),
        Text(
            fr="Les notices publiées, avec le moment de leur dernier changement.",
            en="The published records, with the moment of their last change.",
        ),
        answers=_XML,
        refusals=(UnknownName,),
    ),
)
async def part(request: Request, number: PartNumber) -> Response:
    """Answer with a part of the map."""

    def make(feeds: Feeds) -> bytes:
        first = (number - 1) * written.MOST_ADDRESSES + 1
        if first > last_key(feeds.tools.database):
            raise UnknownName(
                Text(fr=f"Le plan n'a pas de partie {number}.", en=f"The map has no part {number}."),
            )
        entries = published_between(feeds.tools.database, first, number * written.MOST_ADDRESSES, content=False)
        return written.sitemap((item.iri, item.entry.at) for item in feeds.items(entries))

    return await _answered(request, make)


@router.get("/robots.txt", include_in_schema=False)
async def robots(request: Request) -> Response:
    """Answer with what crawlers are asked."""
    body = written.robots(feeds_of(request).base)
    return answered(request, made(body, "text/plain", GROWING))


async def _answered(request: Request, make: Callable[[Feeds], bytes]) -> Response:
    def work() -> Document:
        return made(make(feeds_of(request)), written.MEDIA_TYPE, GROWING)

    return answered(request, await in_thread(request, "feed", work))
