"""The search for people: a form, facets as links, results with the words found marked. It works without a script."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Annotated
from urllib.parse import urlsplit

from fastapi import APIRouter, Depends, Request
from msgspec import Struct
from starlette.responses import HTMLResponse

from app.core.search_document import FACETS, FacetName
from app.core.text import LanguageCode, Text
from app.storage.institutions import list_institutions
from app.storage.search.found import SORTS, Found, Question
from app.web.desk import desk_of, in_thread
from app.web.lag import lag_headers
from app.web.pages.page import html, html_response, reader_of, with_query, written_century
from app.web.pages.public import site_page
from app.web.pages.strings import STRINGS
from app.web.search.addresses import FacetAddresses
from app.web.search.api import found_for
from app.web.search.questions import facet_filters, filtered, question

router = APIRouter(include_in_schema=False)
_ABOUT = Text(
    fr="Chercher dans les notices publiées de tous les établissements: mots, personnes, lieux, années, facettes.",
    en="Search the published records of all institutions: words, people, places, years, facets.",
)
_CENTURY = re.compile(r"-?\d{1,4}")


class Choice(Struct, frozen=True):
    """A value of a facet on the page: what it is called, how many records have it, where choosing it leads."""

    label: str
    records: int
    href: str
    chosen: bool


class FacetShown(Struct, frozen=True):
    """A facet on the page."""

    name: FacetName
    choices: tuple[Choice, ...]

    @property
    def open(self) -> bool:
        """Whether one of its values is chosen: it stays unfolded."""
        return any(choice.chosen for choice in self.choices)


@router.get("/search")
async def search_page(
    request: Request,
    asked: Annotated[Question, Depends(question)],
    chosen: Annotated[Mapping[FacetName, tuple[str, ...]], Depends(facet_filters)],
) -> HTMLResponse:
    """Answer with the page of a search; without a question, with everything, the latest first."""
    language, here = reader_of(request)
    found = await found_for(request, filtered(asked, chosen))
    names = await in_thread(request, "read", _institution_names, request, language)
    public = site_page(request, STRINGS["search.title"], _ABOUT)
    page = html(
        "search.html",
        language,
        here=here,
        public=public,
        question=asked,
        chosen=chosen,
        kept=[(facet, value) for facet, values in chosen.items() for value in values],
        sorts=SORTS,
        found=found,
        institutions=names,
        facets=_facets(found, chosen, here, names, language),
        first=asked.after is None,
        next=None if found.next is None else with_query(here, after=found.next),
        restart=with_query(here, after=None),
        path_of=_path_of,
        meant=None if found.meant is None else with_query(here, q=found.meant, after=None),
    )
    answer = html_response(page, language, indexed=public is not None)
    answer.headers.update(lag_headers(request, "search"))
    return answer


def _path_of(iri: str) -> str:
    """Return the path of an identifier: the page leads to where it is read, whatever name the service has there."""
    return urlsplit(iri).path


def _institution_names(request: Request, language: LanguageCode) -> dict[str, str]:
    return {one.slug: one.name.in_language(language) for one in list_institutions(desk_of(request).tools.database)}


def _facets(
    found: Found,
    chosen: Mapping[FacetName, tuple[str, ...]],
    here: str,
    institutions: Mapping[str, str],
    language: LanguageCode,
) -> tuple[FacetShown, ...]:
    shown: list[FacetShown] = []
    for facet in FACETS:
        values = chosen.get(facet, ())
        addresses = FacetAddresses(here, facet, values)
        counted = {one.value: one.records for one in found.facets.get(facet, ())}
        choices = tuple(
            Choice(
                label=_label(facet, value, institutions, language),
                records=counted.get(value, 0),
                href=addresses.with_one_fewer(value) if value in values else addresses.with_one_more(value),
                chosen=value in values,
            )
            for value in dict.fromkeys((*values, *counted))
        )
        if choices:
            shown.append(FacetShown(facet, choices))
    return tuple(shown)


def _label(facet: FacetName, value: str, institutions: Mapping[str, str], language: LanguageCode) -> str:
    """Return what a value of a facet is called; one that an address asks for and nothing has is called as written."""
    if facet == "institution":
        return institutions.get(value, value)
    if facet == "century" and _CENTURY.fullmatch(value):
        return written_century(language, value)
    named = STRINGS.get(f"facet.{facet}.{value}")
    return value if named is None else named.in_language(language)
