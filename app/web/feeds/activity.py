"""IIIF Change Discovery at /activity: the change log as a collection of activities."""

from __future__ import annotations

from typing import Annotated

import msgspec
from fastapi import APIRouter, Path, Request
from starlette.responses import Response

from app.core.errors import UnknownName
from app.core.text import Text
from app.publication import change_discovery
from app.web.api.tags import HARVESTING
from app.web.desk import in_thread
from app.web.documentation import Answer, Content, documented
from app.web.feeds.answering import Document, answered, made
from app.web.feeds.context import feeds_of
from app.web.feeds.log_pages import ends, entries_of, neighbours, one_change

router = APIRouter()
_TYPE = f'{change_discovery.MEDIA_TYPE};profile="{change_discovery.PROFILE}"'
_MOST = 2**53  # beyond, JSON clients lose digits; no log comes near
PageNumber = Annotated[int, Path(ge=1, le=_MOST, description="Numéro de la page | Number of the page")]
Sequence = Annotated[int, Path(ge=1, le=_MOST, description="Place dans le journal | Place in the log")]
_CONTENTS = (Content(change_discovery.MEDIA_TYPE),)


@router.get(
    "/activity",
    **documented(
        "getActivityStream",
        HARVESTING,
        Text(fr="Suivre les changements (IIIF Change Discovery)", en="Follow changes (IIIF Change Discovery)"),
        Text(
            fr="La collection des activités, IIIF Change Discovery 1.0, niveau 2: sa première et sa dernière page.",
            en="The collection of activities, IIIF Change Discovery 1.0, level 2: its first and its last page.",
        ),
        answers=(Answer(200, Text(fr="La collection", en="The collection"), _CONTENTS),),
    ),
)
async def collection(request: Request) -> Response:
    """Answer with the collection."""
    return answered(request, await in_thread(request, "feed", _collection, request))


@router.get(
    "/activity/page/{number}",
    **documented(
        "getActivityPage",
        HARVESTING,
        Text(fr="Lire une page de changements", en="Read a page of changes"),
        Text(
            fr="Cent activités au plus, dans l'ordre où elles ont eu lieu: Create, Update, Delete.",
            en="A hundred activities at most, in the order in which they happened: Create, Update, Delete.",
        ),
        answers=(Answer(200, Text(fr="La page", en="The page"), _CONTENTS),),
        refusals=(UnknownName,),
    ),
)
async def page(request: Request, number: PageNumber) -> Response:
    """Answer with a page of the collection."""
    return answered(request, await in_thread(request, "feed", _page, request, number))


@router.get(
    "/activity/change/{sequence}",
    **documented(
        "getActivity",
        HARVESTING,
        Text(fr="Lire un changement", en="Read one change"),
        Text(fr="Une seule activité.", en="One activity alone."),
        answers=(Answer(200, Text(fr="L'activité", en="The activity"), _CONTENTS),),
        refusals=(UnknownName,),
    ),
)
async def one(request: Request, sequence: Sequence) -> Response:
    """Answer with one activity."""
    return answered(request, await in_thread(request, "feed", _one, request, sequence))


def _collection(request: Request) -> Document:
    feeds = feeds_of(request)
    pages = ends(feeds.tools.database)
    first, last = pages if pages is not None else (None, None)
    return made(change_discovery.collection(feeds.base, feeds.changes_in_all(), first, last), _TYPE)


def _page(request: Request, number: int) -> Document:
    feeds = feeds_of(request)
    engine = feeds.tools.database
    entries = entries_of(engine, number)
    if not entries:
        raise UnknownName(Text(fr=f"Il n'y a pas de page {number}.", en=f"There is no page {number}."))
    before, after = neighbours(engine, number)
    return made(change_discovery.page(feeds.base, number, feeds.items(entries), before, after), _TYPE)


def _one(request: Request, sequence: int) -> Document:
    feeds = feeds_of(request)
    entries = one_change(feeds.tools.database, sequence)
    if not entries:
        raise UnknownName(Text(fr=f"Il n'y a pas de changement {sequence}.", en=f"There is no change {sequence}."))
    told = change_discovery.activity(feeds.base, feeds.items(tuple(entries))[0])
    return made(msgspec.json.encode({"@context": change_discovery.PROFILE, **told}), _TYPE)
