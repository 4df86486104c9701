"""Refusals become answers: every error of this service and of its framework, as a problem document or a page."""

from __future__ import annotations

from dataclasses import asdict
from http import HTTPStatus
from typing import Any

import structlog
from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from msgspec import structs
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from app.core.errors import ConcordanceError, InputError
from app.core.text import Text
from app.web.desk import desk_of
from app.web.errors import (
    Busy,
    InvalidParameters,
    KeyMissing,
    MethodNotAllowed,
    NoSuchPage,
    NoSuchThing,
    RejectedRecord,
    StoppedDelivery,
    invalid_parameters,
)
from app.web.negotiation import best_media_type, language_of
from app.web.pages.problem_page import problem_page
from app.web.parameter_errors import parameter_error
from app.web.problems import MEDIA_TYPE, Problem, Refusal, encoded, problem_of
from app.web.report_answers import submission_address
from app.web.request_log import notes_of

_log = structlog.get_logger("app.web")


def refuse(request: Request, error: ConcordanceError) -> Response:
    """Return the answer that tells this error: a problem document, or a page for whoever reads with a browser."""
    desk = desk_of(request)
    problem = problem_of(
        _refusal(error),
        language_of(request.headers, request.query_params),
        base=desk.settings.base_url,
        request_id=notes_of(request).request_id,
        bounds=asdict(desk.settings.bounds),
    )
    notes_of(request).members["problem"] = problem.type.rpartition("/")[2]
    return problem_response(request, problem)


def _refusal(error: ConcordanceError) -> Refusal:
    told = Refusal(
        kind=error.kind,
        status=error.status,
        title=error.title,
        detail=error.detail,
        advice=error.advice,
        bound=error.bound,
    )
    if isinstance(error, InvalidParameters):
        return structs.replace(told, errors=error.errors)
    if isinstance(error, NoSuchThing):
        return structs.replace(told, suggestions=error.suggestions)
    if isinstance(error, RejectedRecord):
        return structs.replace(
            told, findings=error.findings, submission=error.submission, report=_report_address(error.submission)
        )
    if not isinstance(error, StoppedDelivery) or error.state.problem is None:
        return told
    problem, state = error.state.problem, error.state
    return Refusal(
        kind=problem.kind,
        status=problem.status,
        title=problem.title,
        detail=problem.detail,
        advice=problem.advice,
        bound=problem.bound,
        submission=state.id,
        report=_report_address(state.id),
        records=state.counts.records,
    )


def _report_address(submission_id: str) -> str:
    return f"{submission_address(submission_id)}/report"


def problem_response(request: Request, problem: Problem) -> Response:
    """Return a problem as JSON, or as a page where the Accept header prefers HTML."""
    headers = {
        "Content-Language": language_of(request.headers, request.query_params),
        "Vary": "Accept, Accept-Language",
    }
    if problem.status == HTTPStatus.UNAUTHORIZED:
        headers["WWW-Authenticate"] = 'Bearer realm="concordance"'
    if problem.status == HTTPStatus.SERVICE_UNAVAILABLE:
        headers["Retry-After"] = "5"
    if problem.status in {HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.REQUEST_ENTITY_TOO_LARGE}:
        headers["Connection"] = "close"  # what is left of the body is not worth reading
    if best_media_type(request.headers.get("accept"), (MEDIA_TYPE, "application/json", "text/html")) == "text/html":
        page = problem_page(problem, request)
        page.headers.update(headers)
        return page
    return Response(encoded(problem), problem.status, headers, MEDIA_TYPE)


def unforeseen(request: Request) -> Response:
    """Return the answer to a request that failed for a reason nobody foresaw; it says nothing of the reason."""
    detail = Text(
        fr="Une faute du service a empêché de répondre. Rien de plus n'a été enregistré.",
        en="A fault of the service kept it from answering. Nothing more was stored.",
    )
    return refuse(request, ConcordanceError(detail))


def register(app: FastAPI) -> None:
    """Make every error of the application, of the framework and of the database an answer of this kind."""

    async def ours(request: Request, error: Exception) -> Response:
        return refuse(request, error) if isinstance(error, ConcordanceError) else unforeseen(request)

    async def parameters(request: Request, error: Exception) -> Response:
        found: list[dict[str, Any]] = list(error.errors()) if isinstance(error, RequestValidationError) else []
        return refuse(request, invalid_parameters(tuple(parameter_error(one) for one in found)))

    async def framework(request: Request, error: Exception) -> Response:
        if not isinstance(error, HTTPException):
            return unforeseen(request)
        answer = refuse(request, _of_status(request, error))
        for name, value in (error.headers or {}).items():
            answer.headers.setdefault(name, value)
        return answer

    async def database(request: Request, error: Exception) -> Response:
        _log.warning("database does not answer", cause=type(error).__name__)
        return refuse(
            request,
            Busy(Text(fr="La base de données ne répond pas.", en="The database does not answer.")),
        )

    app.add_exception_handler(ConcordanceError, ours)
    app.add_exception_handler(RequestValidationError, parameters)
    app.add_exception_handler(HTTPException, framework)
    for lost in (OperationalError, InterfaceError, PoolTimeout):
        app.add_exception_handler(lost, database)


def _of_status(request: Request, error: HTTPException) -> ConcordanceError:
    path = request.url.path[:200]
    if error.status_code == HTTPStatus.NOT_FOUND:
        return NoSuchPage(Text(fr=f"Il n'y a rien à l'adresse {path}.", en=f"There is nothing at {path}."))
    if error.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
        return MethodNotAllowed(
            Text(
                fr=f"L'adresse {path} n'accepte pas la méthode {request.method[:20]}.",
                en=f"The address {path} does not take the method {request.method[:20]}.",
            )
        )
    if error.status_code == HTTPStatus.UNAUTHORIZED:
        return KeyMissing(Text(fr="Il faut une clé.", en="A key is needed."))
    return InputError(
        Text(
            fr="La demande n'a pas la forme attendue.",
            en="The request does not have the form expected.",
        )
    )
