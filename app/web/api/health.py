"""Whether the service works, part by part, for whoever watches over it."""

from __future__ import annotations

import importlib.metadata
import shutil

from fastapi import APIRouter, Request
from starlette.responses import Response

from app.core.errors import ConcordanceError
from app.core.text import Text
from app.projections.dumps.watch import DumpWatch
from app.projections.feed_followers import FeedFollowers
from app.projections.followers import Followers
from app.projections.lag import Lag
from app.storage.database import check
from app.validation.judge import load_judge
from app.web.answers import HealthAnswer, HealthPart, encoded
from app.web.api.tags import SERVICE
from app.web.desk import Desk, desk_of, in_thread
from app.web.documentation import JSON, Answer, Content, documented
from app.web.lag import followers_of

router = APIRouter()
_ROOM_BYTES = 256 * 1024 * 1024  # below, the next large delivery will not fit
_WORKS = HealthPart(works=True)


@router.get(
    "/healthz",
    **documented(
        "getHealth",
        SERVICE,
        Text(fr="État du service", en="State of the service"),
        Text(
            fr="Base de données, travaux, moteur de validation, disque, projections. 503 si une partie ne va pas.",
            en="Database, jobs, validation engine, disk, projections. 503 as soon as one part does not work.",
        ),
        answers=(
            Answer(200, Text(fr="Tout fonctionne.", en="Everything works."), (Content(JSON, HealthAnswer),)),
            Answer(503, Text(fr="Une partie ne va pas.", en="A part does not work."), (Content(JSON, HealthAnswer),)),
        ),
    ),
)
async def healthz(request: Request) -> Response:
    """Answer with what works and what does not."""
    answer = await in_thread(
        request,
        "check",
        _health,
        desk_of(request),
        request.app.state.feed_followers,
        followers_of(request),
        request.app.state.dumps,
    )
    return Response(encoded(answer), 200 if answer.status == "works" else 503, {"Cache-Control": "no-store"}, JSON)


def _health(desk: Desk, followers: FeedFollowers, projections: Followers, dumps: DumpWatch) -> HealthAnswer:
    parts = {"database": _database(desk), "jobs": _jobs(desk), "validation": _validation(desk), "disk": _disk(desk)}
    parts["feeds"] = _feeds(followers)
    parts["dumps"] = _dumps(dumps)
    parts["sparql"] = _sparql(desk)
    parts.update({name: _projection(name, lag, projections) for name, lag in projections.lags().items()})
    works = all(part.works for part in parts.values())
    return HealthAnswer("works" if works else "impaired", importlib.metadata.version("concordance"), parts)


def _database(desk: Desk) -> HealthPart:
    health = check(desk.tools.database)
    return HealthPart(health.works, health.problem)


def _jobs(desk: Desk) -> HealthPart:
    trouble = desk.jobs.trouble()
    return HealthPart(trouble is None, trouble)


def _feeds(followers: FeedFollowers) -> HealthPart:
    trouble = followers.trouble()
    return HealthPart(trouble is None, trouble)


def _dumps(dumps: DumpWatch) -> HealthPart:
    trouble = dumps.trouble()
    return HealthPart(trouble is None, trouble)


def _projection(name: str, lag: Lag, projections: Followers) -> HealthPart:
    trouble = projections.trouble(name)
    return HealthPart(trouble is None, trouble, lag.changes, round(lag.seconds, 1))


def _sparql(desk: Desk) -> HealthPart:
    trouble = desk.sparql.trouble()
    return HealthPart(trouble is None, trouble)


def _validation(desk: Desk) -> HealthPart:
    settings = desk.settings
    try:
        load_judge(settings.validation_engine, desk.tools.shapes, settings.bounds.max_findings_per_record)
    except (ConcordanceError, ImportError, OSError) as error:
        kind = type(error).__name__
        return HealthPart(
            works=False,
            detail=Text(
                fr=f"Le moteur de validation ne se charge pas ({kind}).",
                en=f"The validation engine does not load ({kind}).",
            ),
        )
    return _WORKS


def _disk(desk: Desk) -> HealthPart:
    free = shutil.disk_usage(desk.settings.data_dir).free
    if free >= _ROOM_BYTES:
        return _WORKS
    megabytes = free // (1024 * 1024)
    return HealthPart(
        works=False,
        detail=Text(
            fr=f"Il ne reste que {megabytes} Mo sur le disque des données.",
            en=f"Only {megabytes} MB are left on the disk of the data.",
        ),
    )
