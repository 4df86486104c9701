"""IIIF Change Discovery at /activity: the change log as a collection of activities."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated

import msgspec
from fastapi import APIRouter, Path, Request
from starlette.responses import Response

from app.core.errors import UnknownName
from app.core.text import Text
from app.publication import change_discovery
from app.publication.change_discovery import former_ids
from app.publication.feed_item import FeedItem
from app.storage.publications import publications
from app.web.api.tags import HARVESTING
from app.web.desk import in_thread
from app.web.documentation import Answer, Content, documented
from app.web.feeds.answering import Document, answered, made
from app.web.feeds.context import Feeds, feeds_of
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
            fr="Cent changements au plus, dans l'ordre où ils ont eu lieu: Create, Update, Delete, Move, Refresh.",
            en="A hundred changes at most, in the order in which they happened: Create, Update, Delete, Move, Refresh.",
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
    changes = feeds.changes_in_all()
    # The first page begins with a Refresh, which is no change of any record.
    return made(change_discovery.collection(feeds.base, changes + 1 if changes else 0, first, last), _TYPE)


def _page(request: Request, number: int) -> Document:
    feeds = feeds_of(request)
    engine = feeds.tools.database
    entries = entries_of(engine, number)
    if not entries:
        raise UnknownName(Text(fr=f"Il n'y a pas de page {number}.", en=f"There is no page {number}."))
    before, after = neighbours(engine, number)
    items = feeds.items(entries)
    return made(change_discovery.page(feeds.base, number, items, before, after, _moved(feeds, items)), _TYPE)


def _moved(feeds: Feeds, items: Iterable[FeedItem]) -> dict[int, str]:
    """Return the former IRIs of these new records that took the place of withdrawn ones, by their sequences."""
    said = {item.entry.sequence: (item, former_ids(item)) for item in items}
    found: dict[int, str] = {}
    for institution in {item.entry.institution for item, former in said.values() if former}:
        own = {at: (one, ids) for at, (one, ids) in said.items() if one.entry.institution == institution}
        named = {local_id for _, former in own.values() for local_id in former}
        states = publications(feeds.tools.database, institution, named)
        for sequence, (item, former) in own.items():
            gone = [one for one in former if one in states and states[one].canonical is None]
            if gone:
                found[sequence] = item.namespace.record(gone[0])
    return found


def _one(request: Request, sequence: int) -> Document:
    feeds = feeds_of(request)
    entries = one_change(feeds.tools.database, sequence)
    if not entries:
        raise UnknownName(Text(fr=f"Il n'y a pas de changement {sequence}.", en=f"There is no change {sequence}."))
    items = feeds.items(tuple(entries))
    told = change_discovery.activity(feeds.base, items[0], _moved(feeds, items).get(sequence))
    return made(msgspec.json.encode({"@context": change_discovery.PROFILE, **told}), _TYPE)
