"""The page of a record, its tombstone, and the list of its forms."""

from __future__ import annotations

from collections.abc import Sequence

from starlette.requests import Request
from starlette.responses import HTMLResponse

from app.core.text import LanguageCode
from app.publication.output_format import PublishedRecord
from app.storage.publications import Publication
from app.web.data.forms import Form
from app.web.pages.page import html, html_response, reader_of
from app.web.pages.public import PublicPage, script_safe
from app.web.record_page.view import record_view


def record_html(
    published: PublishedRecord, label: str, language: LanguageCode, forms: Sequence[Form], schema_org: bytes | None
) -> bytes:
    """Return the page of a record; `schema_org` is its JSON-LD for search engines, which the page carries."""
    view = record_view(published, language, label)
    address = view.iri.removeprefix(published.namespace.base)
    page = html(
        "record.html",
        language,
        here=address,
        view=view,
        address=address,
        publisher=published.publisher,
        root=published.namespace.root.removeprefix(published.namespace.base),
        updated=published.updated,
        forms=[form for form in forms if not form.is_page],
        public=PublicPage(
            iri=view.iri,
            title=view.title,
            description=view.summary,
            json_ld=None if schema_org is None else script_safe(schema_org),
            kind="article",
            picture=view.preview,
        ),
    )
    return page.encode("utf-8", "replace")


def tombstone_page(request: Request, publication: Publication, institution: str, root: str) -> HTMLResponse:
    """Return what is left of a withdrawn record, for people."""
    language, here = reader_of(request)
    page = html(
        "tombstone.html",
        language,
        here=here,
        local_id=publication.local_id,
        institution=institution,
        root=root,
        withdrawn=publication.updated,
    )
    return html_response(page, language, 410)
