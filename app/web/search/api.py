"""The search for programs: `/api/v1/search` and `/api/v1/search/suggest`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Query, Request
from starlette.responses import Response

from app.core.errors import BoundPassed, InputError
from app.core.json_text import json_bytes
from app.core.search_document import FacetName
from app.core.text import Text
from app.storage.search.found import FacetValue, Found, Question
from app.storage.search.index import SearchIndex
from app.web.api.tags import LINKED_DATA
from app.web.desk import desk_of, in_thread
from app.web.documentation import JSON, Answer, Content, documented
from app.web.errors import NotAcceptable
from app.web.lag import lag_headers
from app.web.negotiation import best_media_type
from app.web.pages.page import with_query
from app.web.search.addresses import FacetAddresses
from app.web.search.answers import (
    HYDRA,
    CollectionPage,
    FacetCount,
    SearchAnswer,
    Suggestions,
    collection_page,
    hydra_collection,
    search_hit,
)
from app.web.search.questions import facet_filters, filtered, question

router = APIRouter(prefix="/api/v1")
JSON_LD = "application/ld+json"
LINKED_ART = "https://linked.art/ns/v1/search.json"
_PROJECTION = "search"
_OPEN_TO_ALL = {"Access-Control-Allow-Origin": "*", "Vary": "Accept"}


def index_of(request: Request) -> SearchIndex:
    """Return the index of the application that this request came to."""
    index: SearchIndex = request.app.state.search
    return index


async def found_for(request: Request, asked: Question) -> Found:
    """Return what the index answers."""
    return await in_thread(request, "search", index_of(request).search, asked)


@router.get(
    "/search",
    **documented(
        "search",
        LINKED_DATA,
        Text(fr="Chercher des notices", en="Search records"),
        Text(
            fr=(
                "Texte libre en français ou en anglais, expressions entre guillemets, champs (`titre:`, `artiste:`), "
                "facettes avec leurs comptes, années, cadre géographique. La page suivante est à l'adresse `next`. "
                "Une question qui n'en est pas une est lue comme des mots. Le JSON-LD est paginé comme celui de Linked "
                f'Art, ou comme le fait Hydra avec `Accept: {JSON_LD};profile="{HYDRA}"`.'
            ),
            en=(
                "Free text in French or in English, phrases in quotes, fields (`title:`, `maker:`), facets with their "
                "counts, years, a bounding box. The following page is at the address `next`. What is no query is read "
                "as words. JSON-LD is paged as Linked Art does it, or as Hydra does with "
                f'`Accept: {JSON_LD};profile="{HYDRA}"`.'
            ),
        ),
        answers=(
            Answer(
                200,
                Text(fr="Les notices trouvées", en="The records found"),
                (Content(JSON, SearchAnswer), Content(JSON_LD, CollectionPage)),
            ),
        ),
        refusals=(InputError, BoundPassed, NotAcceptable),
    ),
)
async def search(
    request: Request,
    asked: Annotated[Question, Depends(question)],
    chosen: Annotated[Mapping[FacetName, tuple[str, ...]], Depends(facet_filters)],
) -> Response:
    """Answer with a page of records, as JSON or as JSON-LD."""
    form = best_media_type(request.headers.get("accept"), (JSON, JSON_LD))
    if form is None:
        raise NotAcceptable(
            Text(
                fr=f"La recherche répond en {JSON} et en {JSON_LD}.", en=f"The search answers in {JSON} and {JSON_LD}."
            )
        )
    found = await found_for(request, filtered(asked, chosen))
    here = _here(request)
    following = None if found.next is None else with_query(here, after=found.next)
    headers = {**_OPEN_TO_ALL, **lag_headers(request, _PROJECTION)}
    if following is not None:
        headers["Link"] = f'<{following}>; rel="next"'
    if form == JSON_LD:
        links = {"here": here, "whole": with_query(here, after=None), "next": following}
        hydra = HYDRA in request.headers.get("accept", "")
        page = hydra_collection(found, links) if hydra else collection_page(found, links)
        profile = HYDRA if hydra else LINKED_ART
        return Response(json_bytes(page), 200, headers, f'{JSON_LD};profile="{profile}"')
    return Response(json_bytes(_answer(found, chosen, here, following)), 200, headers, JSON)


@router.get(
    "/search/suggest",
    **documented(
        "suggest",
        LINKED_DATA,
        Text(fr="Compléter une recherche", en="Complete a search"),
        Text(
            fr="Titres, auteurs et types qui commencent ainsi, les plus fréquents d'abord.",
            en="Titles, makers and types that begin so, the most frequent first.",
        ),
        answers=(Answer(200, Text(fr="Des suggestions", en="Suggestions"), (Content(JSON, Suggestions),)),),
    ),
)
async def suggest(
    request: Request,
    q: Annotated[str, Query(max_length=200, description="Début du texte | Beginning of the text")] = "",
    limit: Annotated[int, Query(ge=1, le=20, description="Suggestions au plus | Suggestions at most")] = 8,
) -> Response:
    """Answer with what may be meant."""
    found = await in_thread(request, "search", index_of(request).suggestions, q, limit)
    headers = {**_OPEN_TO_ALL, **lag_headers(request, _PROJECTION)}
    return Response(json_bytes(Suggestions(found)), 200, headers, JSON)


def _here(request: Request) -> str:
    """Return the address asked for, below the public one."""
    query = urlencode(request.query_params.multi_items())
    address = f"{desk_of(request).settings.base_url}/api/v1/search"
    return f"{address}?{query}" if query else address


def _answer(
    found: Found, chosen: Mapping[FacetName, tuple[str, ...]], here: str, following: str | None
) -> SearchAnswer:
    return SearchAnswer(
        total=found.total,
        records=tuple(search_hit(one) for one in found.records),
        facets={
            facet: _counts(values, FacetAddresses(here, facet, chosen.get(facet, ())))
            for facet, values in found.facets.items()
        },
        next=following,
        meant=None if found.meant is None else with_query(here, q=found.meant, after=None),
    )


def _counts(values: Iterable[FacetValue], addresses: FacetAddresses) -> tuple[FacetCount, ...]:
    return tuple(FacetCount(one.value, one.records, addresses.with_one_more(one.value)) for one in values)
