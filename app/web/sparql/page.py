"""The page for people: an editor, the results as a table, and examples. It works without any script."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

import msgspec
from starlette.requests import Request
from starlette.responses import HTMLResponse

from app.core.errors import ConcordanceError
from app.storage.sparql.query_text import QueryForm
from app.web.desk import Desk
from app.web.pages.page import html, html_response, reader_of
from app.web.pages.public import site_page
from app.web.pages.strings import STRINGS
from app.web.sparql.examples import example_queries
from app.web.sparql.result_forms import forms_of


class Cell(msgspec.Struct, frozen=True):
    """A value of the table: its text, its address where it is an IRI, its language where it has one."""

    text: str
    iri: str | None = None
    language: str | None = None

    @property
    def link(self) -> str | None:
        """The address to go to, where the IRI is one of the web."""
        return self.iri if self.iri is not None and self.iri.startswith(("http://", "https://")) else None


class Table(msgspec.Struct, frozen=True):
    """The first rows of a result, or the answer to ASK."""

    columns: tuple[str, ...] = ()
    rows: tuple[tuple[Cell | None, ...], ...] = ()
    more: bool = False
    boolean: bool | None = None


def page_of(  # noqa: PLR0913  # the states that one page has
    request: Request,
    desk: Desk,
    *,
    query: str | None,
    form: QueryForm | None = None,
    table: bytes | None = None,
    error: ConcordanceError | None = None,
) -> HTMLResponse:
    """Return the page with this query in its editor, and its results or the reason why there are none."""
    language, here = reader_of(request)
    examples = example_queries()
    public = site_page(request, STRINGS["sparql.title"], STRINGS["sparql.lead"])
    page = html(
        "sparql.html",
        language,
        here=here if request.method == "GET" else "/sparql",
        public=public,
        endpoint=f"{desk.settings.base_url}/sparql",
        query=query if query is not None else examples[0].query,
        examples=[(one, _address(one.query, language)) for one in examples],
        table=msgspec.json.decode(table, type=Table) if table is not None else None,
        downloads=_downloads(query, form),
        error=error,
        bounds=desk.settings.bounds,
    )
    return html_response(page, language, error.status if error is not None else 200, indexed=public is not None)


def _downloads(query: str | None, form: QueryForm | None) -> list[tuple[str, str]]:
    if query is None or form is None:
        return []
    return [(one.key, _address(query, None, format=one.key)) for one in forms_of(form)]


def _address(query: str, language: str | None, **more: str) -> str:
    members: dict[str, Any] = {"query": query, **more}
    if language is not None:
        members["language"] = language
    return f"/sparql?{urlencode(members)}"
