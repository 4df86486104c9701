"""`/sparql`: queries by GET, by form and by body; the description of the service; CORS; refusals."""

from __future__ import annotations

from typing import Final

from fastapi import APIRouter, Request
from starlette.responses import Response

from app.core.errors import ConcordanceError
from app.core.text import Text
from app.storage.sparql.question import Question, question_from
from app.storage.sparql.serialisations import TABLE
from app.web.desk import Desk, desk_of
from app.web.errors import MethodNotAllowed
from app.web.lag import lag_headers
from app.web.refusals import refuse
from app.web.request_log import notes_of
from app.web.sparql.answering import Arriving, ClientGone, opened
from app.web.sparql.description import FORMS as DESCRIPTION_FORMS
from app.web.sparql.description import description
from app.web.sparql.operations import ASK_BY_GET, ASK_BY_POST
from app.web.sparql.page import page_of
from app.web.sparql.protocol import Asked, asked
from app.web.sparql.result_forms import HTML, ResultForm, chosen, forms_of

router = APIRouter()
_METHODS: Final = "GET, HEAD, POST, OPTIONS"
# Fetch, "CORS protocol": a page of any other origin may ask, and read these headers of the answer.
_OPEN: Final = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": (
        "Allow, Concordance-Lag-Changes, Concordance-Lag-Seconds, Content-Language, X-Request-Id"
    ),
}
_CLIENT_GONE: Final = 499  # nobody reads it; the log does


@router.get("/sparql", **ASK_BY_GET)
async def sparql_get(request: Request) -> Response:
    """Answer a query of the address; without one, describe the service, or give the page for people."""
    return await _answer(request)


@router.head("/sparql", include_in_schema=False)
async def sparql_head(request: Request) -> Response:
    """Answer as GET would, without a body."""
    return await _answer(request)


@router.post("/sparql", **ASK_BY_POST)
async def sparql_post(request: Request) -> Response:
    """Answer a query of a form, or of a body that is the query itself."""
    return await _answer(request)


@router.options("/sparql", include_in_schema=False)
async def sparql_options(_request: Request) -> Response:
    """Say what may be done here, and from where (everywhere)."""
    preflight = {
        "Allow": _METHODS,
        "Access-Control-Allow-Methods": _METHODS,
        "Access-Control-Allow-Headers": "Accept, Accept-Language, Content-Type, User-Agent, X-Request-Id",
        "Access-Control-Max-Age": "86400",
    }
    return Response(status_code=204, headers={**_OPEN, **preflight})


@router.api_route("/sparql", methods=["PUT", "DELETE", "PATCH"], include_in_schema=False)
async def sparql_other(request: Request) -> Response:
    """Refuse what is neither a query nor a question about the service, and name the methods there are."""
    error = MethodNotAllowed(
        Text(fr=f"/sparql n'accepte pas la méthode {request.method}.", en=f"/sparql does not take {request.method}.")
    )
    answer = refuse(request, error)
    answer.headers.update({**_OPEN, "Allow": _METHODS})
    return answer


async def _answer(request: Request) -> Response:
    desk = desk_of(request)
    headers = {**_OPEN, **lag_headers(request, "quads"), "Vary": "Accept, Accept-Language"}
    it: Asked | None = None
    form: ResultForm | None = None
    try:
        it = await asked(request, desk.settings.bounds)
        if it.query is None and request.method != "POST":
            form, content_type = chosen(DESCRIPTION_FORMS, request.headers.get("accept"), it.format)
            answer = _described(request, desk, form, content_type)
        else:
            question = _question(desk, it)
            form, content_type = chosen(forms_of(question.text.form), request.headers.get("accept"), it.format)
            notes_of(request).members["query_form"] = question.text.form
            answer = await _queried(request, desk, question, form, content_type)
    except ConcordanceError as error:
        answer = refuse(request, error)
        if it is not None and it.query is not None and answer.media_type == HTML:
            answer = page_of(request, desk, query=it.query, error=error)
    except ClientGone:
        answer = Response(status_code=_CLIENT_GONE)
    answer.headers.update({name: value for name, value in headers.items() if name not in answer.headers})
    return answer


def _question(desk: Desk, it: Asked) -> Question:
    return question_from(
        it.query or "",
        default_graphs=it.default_graphs,
        named_graphs=it.named_graphs,
        allowed=desk.settings.sparql_services.split(),
        bounds=desk.settings.bounds,
    )


def _described(request: Request, desk: Desk, form: ResultForm, content_type: str) -> Response:
    if form.media_type == HTML:
        return page_of(request, desk, query=None)
    federates = bool(desk.settings.sparql_services.split())
    return Response(description(desk.settings.base_url, form, federates=federates), media_type=content_type)


async def _queried(request: Request, desk: Desk, question: Question, form: ResultForm, content_type: str) -> Response:
    people = form.media_type == HTML
    with notes_of(request).step("query"):
        query = await desk.sparql.ask(question, TABLE if people else form.key)
        await opened(request, query)
    whole = query.whole
    if whole is None:
        return Arriving(request, query, content_type, {}, desk.settings.bounds.receive_timeout_s)
    query.end()
    if people:
        return page_of(request, desk, query=question.query, form=question.text.form, table=whole)
    return Response(whole, media_type=content_type)
