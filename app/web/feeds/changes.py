"""The change log itself at /api/v1/changes: JSON lines after a place in it, at once or as soon as there are any."""

from __future__ import annotations

import time
from typing import Annotated
from urllib.parse import urlencode

from anyio import sleep
from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from app.core.errors import UnknownName
from app.core.text import Text
from app.publication.change_lines import MEDIA_TYPE, change_lines
from app.storage.changes import last_sequence
from app.storage.feeds import Selection, history_page
from app.storage.institutions import get_institution
from app.web.api.tags import HARVESTING
from app.web.desk import desk_of, in_thread
from app.web.documentation import Answer, Content, documented
from app.web.feeds.context import feeds_of

router = APIRouter()
_MOST = 2**53
_MOST_LINES = 1_000
_MOST_WAIT_S = 8  # below the patience of any client and of the proxies that stand between
_LOOK_S = 0.25
_LAST = "Concordance-Last-Sequence"
After = Annotated[
    int,
    Query(
        ge=0, le=_MOST, description="Dernière place déjà lue; 0: depuis le début | Last place read; 0: from the start"
    ),
]
Limit = Annotated[int, Query(ge=1, le=_MOST_LINES, description="Nombre de lignes au plus | Most lines")]
Institution = Annotated[
    str | None, Query(max_length=63, description="D'un seul établissement | Of one institution only")
]
Wait = Annotated[
    float,
    Query(ge=0, le=_MOST_WAIT_S, description="Secondes à attendre un changement | Seconds to wait for a change"),
]


@router.get(
    "/api/v1/changes",
    **documented(
        "listChanges",
        HARVESTING,
        Text(fr="Lire le journal des changements", en="Read the change log"),
        Text(
            fr=(
                "Une ligne JSON par changement de ce qui est publié, dans l'ordre. « Link: rel=next » mène à la suite; "
                "avec « wait », la réponse attend qu'il y en ait une."
            ),
            en=(
                "One line of JSON for each change of what is published, in order. “Link: rel=next” leads on; with "
                "“wait”, the answer waits until there is more."
            ),
        ),
        answers=(
            Answer(
                200,
                Text(fr="Les changements", en="The changes"),
                (Content(MEDIA_TYPE),),
                {_LAST: Text(fr="Dernière place du journal", en="The last place of the log")},
            ),
        ),
        refusals=(UnknownName,),
    ),
)
async def changes(
    request: Request, after: After = 0, limit: Limit = 100, institution: Institution = None, wait: Wait = 0
) -> Response:
    """Answer with the changes after a place in the log."""
    deadline = time.monotonic() + wait
    while True:
        body, upto, newest = await in_thread(request, "feed", _page, request, after, limit, institution)
        if body or time.monotonic() >= deadline or await request.is_disconnected():
            break
        await sleep(_LOOK_S)
    query = {"after": upto, "limit": limit} | ({"institution": institution} if institution else {})
    base = desk_of(request).settings.base_url
    headers = {
        _LAST: str(newest),
        "Cache-Control": "no-cache",
        "Link": f'<{base}/api/v1/changes?{urlencode(query)}>; rel="next"',
    }
    return Response(body, 200, headers, MEDIA_TYPE)


def _page(request: Request, after: int, limit: int, institution: str | None) -> tuple[bytes, int, int]:
    """Return the lines of a page, the place they lead to, and the last place of the log when they were read."""
    feeds = feeds_of(request)
    database = feeds.tools.database
    if institution is not None:
        get_institution(database, institution)
    newest = last_sequence(database)
    # What comes in after `newest` was read is left for the next page: no change of it is ever passed over.
    entries = history_page(database, after, limit, Selection(institution, last=newest)) if newest > after else ()
    upto = entries[-1].sequence if len(entries) == limit else max(after, newest)
    return change_lines(feeds.items(entries)), upto, newest
