"""`/catalog` and `/.well-known/void`: which datasets there are, in DCAT and VoID, and as a page."""

from __future__ import annotations

import hashlib
import time
from typing import Annotated

import pyoxigraph as ox
from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from app.core.errors import UnknownName
from app.core.json_text import json_bytes
from app.core.text import Text
from app.projections.dumps.shelf import Dump, Shelf
from app.publication.catalogue import Catalogue, CataloguedDataset, Download, serialised
from app.publication.coverage import Coverage
from app.publication.output_format import Publisher
from app.publication.schema_org.pages import site
from app.storage.dumping import published_counts
from app.storage.institutions import list_institutions
from app.web.api.tags import HARVESTING
from app.web.desk import Desk, desk_of, in_thread
from app.web.documentation import Answer, Content, documented
from app.web.dumps.routes import offered_dump
from app.web.errors import NotAcceptable
from app.web.negotiation import best_media_type, entity_tags
from app.web.pages.page import html, html_response, reader_of
from app.web.pages.public import site_page
from app.web.pages.strings import STRINGS

router = APIRouter()
_FORMS = {
    "text/turtle": ox.RdfFormat.TURTLE,
    "application/ld+json": ox.RdfFormat.JSON_LD,
    "application/rdf+xml": ox.RdfFormat.RDF_XML,
    "application/n-triples": ox.RdfFormat.N_TRIPLES,
}
_SUFFIXES = {
    ".ttl": "text/turtle",
    ".jsonld": "application/ld+json",
    ".rdf": "application/rdf+xml",
    ".xml": "application/rdf+xml",
    ".nt": "application/n-triples",
}
_HTML = "text/html"
_FRESH_S = 30.0
_SHARE = 100  # counting reads the newest change of every record: at most one part in so many of the time goes there
_DOCUMENTED = documented(
    "getCatalogue",
    HARVESTING,
    Text(fr="Le catalogue des jeux de données (DCAT-AP, VoID)", en="The catalogue of datasets (DCAT-AP, VoID)"),
    Text(
        fr="Un jeu de données par établissement: licence, étendue, distributions, services; en Turtle sans Accept.",
        en="One dataset an institution: licence, coverage, distributions, services; in Turtle without Accept.",
    ),
    answers=(
        Answer(
            200,
            Text(fr="Le catalogue", en="The catalogue"),
            (*(Content(name) for name in _FORMS), Content(_HTML)),
        ),
    ),
    refusals=(NotAcceptable,),
)


@router.get("/catalog", **_DOCUMENTED)
async def catalogue(
    request: Request,
    page: Annotated[int | None, Query(ge=1, le=1, description="Toujours 1: une page | Always 1: one page")] = None,
) -> Response:
    """Answer with the catalogue in the form that is asked for."""
    del page  # harvesters of Hydra pages ask for the first; the catalogue is one
    return await _answer(request, None)


@router.get("/catalog{suffix}", include_in_schema=False)
async def catalogue_as(request: Request, suffix: str) -> Response:
    """Answer with the catalogue in the form of this suffix, as CKAN asks for `/catalog.ttl`."""
    if suffix not in _SUFFIXES:
        raise UnknownName(Text(fr=f"Il n'y a rien à {request.url.path}.", en=f"Nothing is at {request.url.path}."))
    return await _answer(request, _SUFFIXES[suffix])


@router.get("/.well-known/void", include_in_schema=False)
async def void(request: Request) -> Response:
    """Answer with the same document: every dataset in it is a void:Dataset."""
    return await _answer(request, None)


async def _answer(request: Request, asked: str | None) -> Response:
    wanted = asked or best_media_type(request.headers.get("accept"), (*_FORMS, _HTML))
    told = await in_thread(request, "catalogue", _told, request, desk_of(request))
    if wanted == _HTML:
        return _page(request, told)
    form = _FORMS.get(wanted or "")
    if form is None:
        names = ", ".join((*_FORMS, _HTML))
        raise NotAcceptable(Text(fr=f"Formes offertes: {names}.", en=f"Forms on offer: {names}."))
    body = await in_thread(request, "catalogue", serialised, told, form)
    tag = hashlib.blake2b(body, digest_size=12).hexdigest()
    headers = {"ETag": f'"{tag}"', "Vary": "Accept", "Cache-Control": "no-cache", "Access-Control-Allow-Origin": "*"}
    known = entity_tags(request.headers.get("if-none-match"))
    if known is not None and (tag in known or "*" in known):
        return Response(None, 304, headers)
    return Response(body, 200, headers, wanted)


def _told(request: Request, desk: Desk) -> Catalogue:
    """Return the catalogue, made anew when it is old."""
    state = request.app.state
    until, kept = getattr(state, "catalogue", (float("-inf"), None))
    began = time.monotonic()
    if kept is None or began > until:
        kept = _made(desk)
        ended = time.monotonic()
        state.catalogue = (ended + max(_FRESH_S, _SHARE * (ended - began)), kept)
    found: Catalogue = kept
    return found


def _made(desk: Desk) -> Catalogue:
    settings, shelf = desk.settings, Shelf(desk.settings)
    counts = published_counts(desk.tools.database)
    datasets = []
    for one in list_institutions(desk.tools.database):
        count, dump = counts.get(one.slug), shelf.dump(one.slug)
        if count is None or not count.records:
            continue  # an institution that publishes nothing (yet) has no dataset, and no page of one
        publisher = Publisher(one.slug, one.name, one.language, one.website)
        coverage = None if dump is None else dump.coverage
        downloads = _downloads(dump, settings.base_url)
        datasets.append(CataloguedDataset(publisher, count.records, count.issued, count.modified, coverage, downloads))
    whole = shelf.dump(None)
    coverage = Coverage() if whole is None else whole.coverage
    return Catalogue(
        settings.base_url, settings.contact, tuple(datasets), _downloads(whole, settings.base_url), coverage
    )


def _downloads(dump: Dump | None, base: str) -> tuple[Download, ...]:
    if dump is None:
        return ()
    files = offered_dump(dump, base).files
    return tuple(Download(one.url, one.format, one.compression, one.bytes, one.sha256) for one in files)


def _page(request: Request, told: Catalogue) -> Response:
    language, here = reader_of(request)
    publishers = [one.publisher for one in told.datasets]
    described = site(told.base, STRINGS["product"], STRINGS["tagline"], publishers)
    public = site_page(request, STRINGS["catalogue.title"], STRINGS["catalogue.lead"], json_bytes(described))
    forms = {f"/catalog{suffix}": name for suffix, name in _SUFFIXES.items() if suffix != ".xml"}
    page = html("catalogue.html", language, here=here, catalogue=told, forms=forms, public=public)
    return html_response(page, language, indexed=public is not None)
