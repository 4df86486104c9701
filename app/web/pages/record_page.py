"""The page of a record, its tombstone, and the list of its forms."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import HTMLResponse

from app.core.text import LanguageCode
from app.publication.output_format import PublishedRecord
from app.storage.publications import Publication
from app.web.data.forms import Form
from app.web.pages.page import html, html_response, reader_of
from app.web.record_page.view import record_view

# What ends a script element, or begins a comment in one, must not be read as such (HTML, section 4.12.1.3).
_ESCAPES = str.maketrans({"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"})


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
        embedded=None if schema_org is None else script_safe(schema_org),
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


def script_safe(json: bytes) -> Markup:
    """Return JSON as the content of a script element that no value in it can leave."""
    return Markup(json.decode("utf-8", "replace").translate(_ESCAPES))  # noqa: S704  # every < > & was just escaped
