"""OAI-PMH at /oai, and at /{institution}/oai for one institution: the six verbs over the change log."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qsl

from fastapi import APIRouter, Request
from starlette.responses import Response

from app.core.errors import UnknownName
from app.core.text import Text
from app.publication.oai_pmh import documents
from app.publication.oai_pmh.faults import Fault
from app.publication.oai_pmh.requests import OaiRequest, read_request
from app.publication.oai_pmh.sets import institution_spec
from app.storage.feeds import change_bounds
from app.web.api.paths import Slug
from app.web.api.tags import HARVESTING
from app.web.desk import in_thread
from app.web.documentation import Answer, Content, documented
from app.web.errors import Busy
from app.web.feeds.context import Feeds, feeds_of
from app.web.feeds.form import form_arguments
from app.web.feeds.oai_lists import OaiLists

router = APIRouter()
_XML = "text/xml; charset=utf-8"
# A change is dated just before it is committed: whoever asks next time from the date of this answer must still meet
# one that was on its way. Nothing is on its way for longer, but the withdrawal of a very large collection.
_SETTLING = timedelta(seconds=3)
_DOCUMENTED = Text(
    fr=(
        "OAI-PMH 2.0: verb=Identify, ListMetadataFormats, ListSets, ListIdentifiers, ListRecords, GetRecord, par GET "
        "ou POST. Les notices retirées sont « deleted » pour toujours; les jetons de reprise n'expirent pas. Les "
        "erreurs du protocole sont des réponses 200."
    ),
    en=(
        "OAI-PMH 2.0: verb=Identify, ListMetadataFormats, ListSets, ListIdentifiers, ListRecords, GetRecord, by GET or "
        "POST. Withdrawn records are “deleted” for ever; resumption tokens do not expire. The protocol's errors are "
        "answers of status 200."
    ),
)
_ANSWERS = (Answer(200, Text(fr="Le document OAI-PMH", en="The OAI-PMH document"), (Content("text/xml"),)),)
_FORM = (Content("application/x-www-form-urlencoded"),)
_ALL = Text(fr="Moissonner par OAI-PMH", en="Harvest by OAI-PMH")
_ONE = Text(fr="Moissonner un établissement par OAI-PMH", en="Harvest one institution by OAI-PMH")


@router.get("/oai", **documented("harvestOai", HARVESTING, _ALL, _DOCUMENTED, answers=_ANSWERS, refusals=(Busy,)))
async def harvest(request: Request) -> Response:
    """Answer a request of the protocol over all institutions."""
    return await _answered(request, None, _query(request))


@router.post(
    "/oai",
    **documented("harvestOaiByForm", HARVESTING, _ALL, _DOCUMENTED, answers=_ANSWERS, bodies=_FORM, refusals=(Busy,)),
)
async def harvest_by_form(request: Request) -> Response:
    """Answer the same, its arguments in a form."""
    return await _answered(request, None, await form_arguments(request))


@router.get(
    "/{slug}/oai",
    **documented(
        "harvestInstitutionOai", HARVESTING, _ONE, _DOCUMENTED, answers=_ANSWERS, refusals=(UnknownName, Busy)
    ),
)
async def harvest_one(request: Request, slug: Slug) -> Response:
    """Answer a request of the protocol over one institution."""
    return await _answered(request, slug, _query(request))


@router.post(
    "/{slug}/oai",
    **documented(
        "harvestInstitutionOaiByForm",
        HARVESTING,
        _ONE,
        _DOCUMENTED,
        answers=_ANSWERS,
        bodies=_FORM,
        refusals=(UnknownName, Busy),
    ),
)
async def harvest_one_by_form(request: Request, slug: Slug) -> Response:
    """Answer the same, its arguments in a form."""
    return await _answered(request, slug, await form_arguments(request))


def _query(request: Request) -> list[tuple[str, str]]:
    return parse_qsl(request.url.query, keep_blank_values=True)


async def _answered(request: Request, slug: str | None, arguments: list[tuple[str, str]]) -> Response:
    body = await in_thread(request, "feed", _answer, request, slug, arguments)
    return Response(body, 200, {"Cache-Control": "no-cache"}, _XML)


def _answer(request: Request, slug: str | None, arguments: Sequence[tuple[str, str]]) -> bytes:
    feeds = feeds_of(request)
    if slug is not None and slug not in feeds.publishers({slug}):
        raise UnknownName(Text(fr=f"L'établissement « {slug} » n'existe pas.", en=f"There is no institution “{slug}”."))
    path = "/oai" if slug is None else f"/{slug}/oai"
    address = feeds.base + path
    responded = datetime.now(UTC) - _SETTLING
    asked: OaiRequest | None = None
    try:
        asked = read_request(arguments)
        body = _VERBS[asked.verb](OaiLists(feeds, slug, path), asked)
    except Fault as fault:
        return documents.refusal(asked, address, responded, fault)
    return documents.answer(asked, address, responded, body)


def _identify(lists: OaiLists, _asked: OaiRequest) -> str:
    feeds, slug = lists.feeds, lists.institution
    bounds = change_bounds(feeds.tools.database)
    return documents.identify(
        documents.Repository(
            address=feeds.base + lists.path,
            name=Text("Concordance", "Concordance") if slug is None else feeds.publishers()[slug].name,
            description=_description(feeds, slug),
            mail=feeds.tools.settings.contact,
            earliest=datetime.now(UTC) if bounds is None else bounds[1],
        )
    )


def _description(feeds: Feeds, slug: str | None) -> Text:
    if slug is not None:
        name = feeds.publishers()[slug].name
        return Text(
            fr=f"Les notices publiées de: {name.fr}. Ensemble: {institution_spec(slug)}.",
            en=f"The published records of: {name.en}. Set: {institution_spec(slug)}.",
        )
    return Text(
        fr="Les notices de collections que des établissements culturels publient ici en données liées.",
        en="The collection records that cultural institutions publish here as linked data.",
    )


def _list_metadata_formats(lists: OaiLists, asked: OaiRequest) -> str:
    identifier = asked.get("identifier")
    if identifier is not None:
        lists.found(identifier)
    return documents.list_metadata_formats(lists.feeds.formats.values())


_VERBS: dict[str, Callable[[OaiLists, OaiRequest], str | bytes]] = {
    "Identify": _identify,
    "ListMetadataFormats": _list_metadata_formats,
    "ListSets": OaiLists.sets,
    "GetRecord": OaiLists.record,
    "ListIdentifiers": OaiLists.identifiers,
    "ListRecords": OaiLists.records,
}
