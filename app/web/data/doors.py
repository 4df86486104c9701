"""How the addresses of linked data are opened: to every origin, to GET, HEAD and OPTIONS, refusals included."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from functools import wraps
from typing import Annotated, Any, Concatenate, ParamSpec

from fastapi import APIRouter, Path, Query
from starlette.convertors import Convertor, register_url_convertor
from starlette.requests import Request
from starlette.responses import Response

from app.core.errors import ConcordanceError
from app.core.reserved import RESERVED_SLUGS
from app.core.text import LANGUAGES, Text
from app.web.data.choice import Asked
from app.web.data.forms import Form
from app.web.data.heading import OPEN, VARY, options
from app.web.documentation import Documented
from app.web.errors import invalid_parameters
from app.web.problems import ParameterError
from app.web.refusals import refuse

Arguments = ParamSpec("Arguments")
Answering = Callable[Concatenate[Request, Arguments], Coroutine[Any, Any, Response]]


class _InstitutionSegment(Convertor[str]):
    """A first segment that can be an institution's: the service's own addresses never fall through to it."""

    regex = f"(?!(?:{'|'.join(sorted(RESERVED_SLUGS))})(?:/|$))[^/]+"

    def convert(self, value: str) -> str:
        return value

    def to_string(self, value: str) -> str:
        return value


register_url_convertor("institution", _InstitutionSegment())

SlugPath = Annotated[str, Path(description="Nom court de l'établissement | Short name of the institution")]
IdPath = Annotated[
    str,
    Path(
        description="Identifiant dans l'établissement, encodé (%2F pour /), avec ou sans suffixe de forme (.ttl) | "
        "Identifier within the institution, encoded (%2F for /), with or without the suffix of a form (.ttl)"
    ),
]
ProfileQuery = Annotated[
    str | None,
    Query(
        alias="_profile",
        description="Profil voulu: son nom court ou son IRI; « alternates » les énumère | "
        "Profile wanted: its token or its IRI; “alternates” lists them",
    ),
]
MediaTypeQuery = Annotated[str | None, Query(alias="_mediatype", description="Type de média voulu | Media type wanted")]
LanguageQuery = Annotated[str | None, Query(description="Langue de la page: fr ou en | Language of the page: fr or en")]


def open_address(router: APIRouter, path: str, answer: Answering[Arguments], documentation: Documented) -> None:
    """Let an address answer GET, HEAD and OPTIONS; GET alone is in the documentation.

    The first route takes every request, so that a refused method is told all three; the second is what is documented.
    """
    opened = _opened(answer)
    router.add_api_route(path, opened, methods=["GET", "HEAD", "OPTIONS"], include_in_schema=False)
    router.add_api_route(path, opened, methods=["GET"], **documentation)


def _opened(answer: Answering[Arguments]) -> Callable[..., Coroutine[Any, Any, Response]]:
    @wraps(answer)
    async def opened(request: Request, *args: Arguments.args, **kwargs: Arguments.kwargs) -> Response:
        if request.method == "OPTIONS":
            return options()
        try:
            response = await answer(request, *args, **kwargs)
        except ConcordanceError as error:
            response = refuse(request, error)
            response.headers["Vary"] = VARY
        response.headers.update(OPEN)
        return response

    return opened


def asked_of(request: Request, suffix: Form | None = None) -> Asked:
    """Return what the request asks for; raise InvalidParameters for a language that no page has."""
    query, headers = request.query_params, request.headers
    language = query.get("language")
    if language is not None and language not in LANGUAGES:
        said = Text(
            fr=f"« {language[:40]} » n'est pas une langue du service; il y a: {', '.join(LANGUAGES)}.",
            en=f"“{language[:40]}” is not a language of this service; there are: {', '.join(LANGUAGES)}.",
        )
        raise invalid_parameters((ParameterError("language", said),))
    return Asked(
        # A header may be sent in several lines; together they are one list (RFC 9110, section 5.3).
        accept=", ".join(headers.getlist("accept")),
        accept_profile=", ".join(headers.getlist("accept-profile")),
        profile=query.get("_profile") or None,
        media_type=query.get("_mediatype") or None,
        suffix=suffix,
    )
