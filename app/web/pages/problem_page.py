"""The pages of refusals: one that just happened, and what each kind of them means."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import HTMLResponse

from app.core.errors import ConcordanceError
from app.web.pages.page import html, html_response, reader_of
from app.web.pages.public import site_page
from app.web.pages.strings import STRINGS
from app.web.problems import Problem


def problem_page(problem: Problem, request: Request) -> HTMLResponse:
    """Return the page that tells a refusal to whoever reads with a browser."""
    language, here = reader_of(request)
    page = html("problem.html", language, here=here if request.method == "GET" else "/", problem=problem)
    return html_response(page, language, problem.status)


def kinds_page(
    kinds: dict[str, type[ConcordanceError]], chosen: type[ConcordanceError] | None, request: Request
) -> HTMLResponse:
    """Return the page that explains one kind of refusal, or lists them all."""
    language, here = reader_of(request)
    ordered = sorted(kinds.values(), key=lambda kind: (kind.status, kind.kind))
    public = site_page(request, STRINGS["problem.kinds"], STRINGS["problem.kinds.lead"]) if chosen is None else None
    page = html("kinds.html", language, here=here, kinds=ordered, chosen=chosen, public=public)
    return html_response(page, language, indexed=public is not None)
