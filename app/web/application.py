"""The application: its operations and pages, how it refuses, and what surrounds each request."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import msgspec
from anyio import to_thread
from fastapi import FastAPI, Request
from starlette.responses import Response

from app.jobs import Jobs
from app.pipeline import Tools
from app.projections.dumps.watch import DumpWatch
from app.projections.feed_followers import FeedFollowers
from app.projections.followers import Followers
from app.projections.search import search_folder
from app.projections.targets import targets_of
from app.storage.search.index import SearchIndex
from app.storage.sparql.store import sparql_store
from app.web import refusals
from app.web.api import router as api_router
from app.web.catalogue import router as catalogue_router
from app.web.data.quad_links import QuadLinks
from app.web.data.routes import router as data_router
from app.web.desk import Desk, Turns
from app.web.dumps import router as dumps_router
from app.web.feeds import router as feeds_router
from app.web.lag import LagHeaders
from app.web.openapi import PATH, openapi_document
from app.web.pages.routes import router as pages_router
from app.web.published import Publishers
from app.web.report_forms import served_forms
from app.web.request_log import RequestLog
from app.web.search import router as search_router
from app.web.sparql import router as sparql_router


def create_application(tools: Tools, *, works: bool = True) -> FastAPI:
    """Return the ASGI application over these tools; `works` says whether it also works on queued deliveries."""
    jobs = Jobs(tools, works=works)
    feed_followers = FeedFollowers(tools)
    followers = Followers(tools.database, targets_of(tools))
    dumps = DumpWatch(tools)

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        await to_thread.run_sync(jobs.start)
        feed_followers.start()
        followers.start()
        dumps.start()
        await app.state.desk.sparql.start()
        yield
        await app.state.desk.sparql.stop()
        await to_thread.run_sync(dumps.stop)
        await to_thread.run_sync(followers.stop)
        await to_thread.run_sync(feed_followers.stop)
        await to_thread.run_sync(jobs.stop)
        tools.database.dispose()

    app = FastAPI(
        title="Concordance",
        lifespan=lifespan,
        openapi_url=None,  # the document is our own: the operations, and the schemas of the record
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        telemetry={"tracing": False, "metrics": False, "logs": False, "auto_configure": False},
    )
    app.state.desk = _desk(tools, jobs)
    app.state.feed_followers = feed_followers
    app.state.followers = followers
    app.state.dumps = dumps
    app.state.search = SearchIndex(search_folder(tools.settings), tools.settings.bounds.max_search_window)
    # With a remote store there are no quads on this machine; the index knows which records mention what, too.
    remote = tools.settings.sparql_query_url
    app.state.linking = app.state.search if remote else QuadLinks(tools.settings.data_dir / "quads")
    refusals.register(app)
    app.include_router(api_router())
    app.include_router(pages_router)
    app.include_router(feeds_router())
    app.include_router(sparql_router)
    app.include_router(search_router)
    app.include_router(dumps_router)
    app.include_router(catalogue_router)
    _serve_openapi(app, tools.settings.base_url)
    app.include_router(data_router)  # last: its addresses begin with any institution's name
    app.add_middleware(LagHeaders, followers=followers)
    app.add_middleware(RequestLog, refuse=refusals.unforeseen)
    return app


def _desk(tools: Tools, jobs: Jobs) -> Desk:
    return Desk(
        tools=tools,
        jobs=jobs,
        reports=served_forms(tools),
        publishers=Publishers(tools.database),
        sparql=sparql_store(tools.settings),
        turns=Turns(tools.settings.processes, tools.settings.bounds.max_pushes_waiting),
        media_types=_media_types(tools),
    )


def _media_types(tools: Tools) -> dict[str, str]:
    """Return the source format that each media type means, where it can mean only one."""
    claims: dict[str, list[str]] = {}
    for one in tools.formats:
        for media_type in one.media_types:
            claims.setdefault(media_type.lower(), []).append(one.key)
    return {media_type: keys[0] for media_type, keys in claims.items() if len(keys) == 1}


def _serve_openapi(app: FastAPI, base_url: str) -> None:
    made: list[dict[str, Any]] = []

    def document() -> dict[str, Any]:
        if not made:
            made.append(openapi_document(app, base_url))
        return made[0]

    app.openapi = document  # type: ignore[method-assign]  # the framework's documented way to replace it

    @app.get(PATH, include_in_schema=False)
    async def openapi(_request: Request) -> Response:
        return Response(msgspec.json.encode(document()), media_type="application/json")
