"""The list of every form that a thing has, as the alternates profile wants it (W3C, Content Negotiation by Profile)."""

from __future__ import annotations

from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from app.core.json_text import json_bytes
from app.web.data.choice import Asked, Chosen, choose
from app.web.data.forms import ALTERNATES, PAGE_PROFILE, Form
from app.web.data.heading import VARY, alternate_links, link
from app.web.pages.page import html, html_response, reader_of

_JSON = Form("alternates-json", ALTERNATES.label, "application/ld+json", ".jsonld", ALTERNATES)
_PAGE = Form("alternates-page", PAGE_PROFILE.label, "text/html", ".html", ALTERNATES)
# The data model of section 6.2, and how its terms are written in JSON.
_CONTEXT = {
    "@vocab": "http://www.w3.org/ns/dx/connegp/altr#",
    "id": "@id",
    "type": "@type",
    "profile": {"@id": "http://purl.org/dc/terms/conformsTo"},
    "format": "http://purl.org/dc/terms/format",
    "token": "http://www.w3.org/ns/dx/prof/hasToken",
    "label": {"@id": "http://www.w3.org/2000/01/rdf-schema#label", "@container": "@language"},
}


def alternates(request: Request, iri: str, label: str, offered: tuple[Form, ...], asked: Asked) -> Response:
    """Return the list of forms as JSON-LD, or as a page where that is preferred."""
    chosen = choose(asked._replace(profile=None, accept_profile="", suffix=None), (_JSON, _PAGE))
    headers = {
        "Vary": VARY,
        "Content-Profile": f"<{ALTERNATES.iri}>",
        "Link": ", ".join((link(ALTERNATES.iri, "profile"), link(iri, "canonical"), alternate_links(offered))),
    }
    response = _json(iri, offered, chosen) if chosen.form is _JSON else _page(request, iri, label, offered)
    response.headers.update(headers)
    return response


def _json(iri: str, offered: tuple[Form, ...], chosen: Chosen) -> Response:
    told: dict[str, Any] = {
        "@context": _CONTEXT,
        "id": iri,
        "hasDefaultRepresentation": {"id": f"{iri}?{offered[0].query}"},
        "hasRepresentation": [
            {
                "id": f"{iri}?{form.query}",
                "type": "Representation",
                "label": form.label.as_dict(),
                "format": form.media_type,
                "profile": {
                    "id": form.profile.iri,
                    "token": form.profile.token,
                    "label": form.profile.label.as_dict(),
                },
            }
            for form in offered
        ],
    }
    return Response(json_bytes(told), 200, None, chosen.media_type)


def _page(request: Request, iri: str, label: str, offered: tuple[Form, ...]) -> Response:
    language, here = reader_of(request)
    page = html("alternates.html", language, here=here, iri=iri, label=label, forms=offered)
    return html_response(page, language)
