"""The addresses of the pages that people read: home, documentation, refusals."""

from __future__ import annotations

from functools import partial

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse, Response

from app.core.errors import UnknownName
from app.core.json_text import json_bytes
from app.core.text import Text
from app.publication.output_format import Publisher
from app.publication.schema_org.pages import site
from app.web.api.institutions import institutions_told
from app.web.desk import desk_of, in_thread
from app.web.errors import every_kind
from app.web.pages.docs_page import docs_page
from app.web.pages.page import html, html_response, reader_of, written_number
from app.web.pages.problem_page import kinds_page
from app.web.pages.public import site_page
from app.web.pages.strings import STRINGS

router = APIRouter(include_in_schema=False)
_KILOBYTE = 1024


@router.get("/")
async def home(request: Request) -> HTMLResponse:
    """Answer with the home page: what the service does, a file to check, the institutions, the addresses."""
    desk = desk_of(request)
    language, here = reader_of(request)
    institutions = await in_thread(request, "read", partial(institutions_told, desk))
    bounds, base = desk.settings.bounds, desk.settings.base_url
    publishers = [Publisher(one.slug, one.name, one.language, one.website) for one in institutions]
    told = site(base, STRINGS["product"], STRINGS["tagline"], publishers)
    public = site_page(request, STRINGS["tagline"], STRINGS["home.lead"], json_bytes(told))
    page = html(
        "home.html",
        language,
        here=here,
        institutions=institutions,
        crosswalks=desk.tools.shipped,
        base=base,
        public=public,
        example=institutions[0].slug if institutions else "musee-des-rives",
        size=_size(bounds.max_body_bytes_inline, language),
        records_inline=bounds.max_records_inline,
    )
    return html_response(page, language, indexed=public is not None)


@router.get("/api/docs")
async def docs(request: Request) -> HTMLResponse:
    """Answer with the documentation of every operation."""
    return docs_page(request.app.openapi(), request)


@router.get("/problems")
async def kinds(request: Request) -> HTMLResponse:
    """Answer with the list of every kind of refusal."""
    return kinds_page(every_kind(), None, request)


@router.get("/problems/{kind}")
async def kind(request: Request, kind: str) -> Response:
    """Answer with what one kind of refusal means: the address that is its type in problem documents."""
    known = every_kind()
    if kind not in known:
        raise UnknownName(Text(fr=f"Aucun refus « {kind[:80]} ».", en=f"There is no refusal “{kind[:80]}”."))
    return kinds_page(known, known[kind], request)


def _size(number: int, language: str) -> str:
    """Return a size in megabytes or kilobytes, with the unit of the language."""
    for unit, bytes_each in (({"fr": "Mo", "en": "MB"}, _KILOBYTE**2), ({"fr": "ko", "en": "kB"}, _KILOBYTE)):
        if number >= bytes_each:
            return f"{written_number(language, number // bytes_each)} {unit[language]}"
    return f"{number} {'octets' if language == 'fr' else 'bytes'}"
