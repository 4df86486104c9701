"""What is harvested for an institution: its sources, how each stands, and its runs."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, TypeVar

import msgspec
from fastapi import APIRouter, Path, Request
from msgspec import UNSET, Struct, UnsetType, structs
from starlette.responses import Response

from app.core.errors import BoundPassed, Conflict, InputError, NotAllowed, UnknownName
from app.core.text import Text
from app.harvesting.sources import AskedSource, checked_source
from app.harvesting.sources import change as change_harvested
from app.harvesting.sources import remove as remove_harvested
from app.intake.safe_http import Unreachable, UnsafeAddress
from app.storage.harvest_runs import list_runs, submissions_of
from app.storage.harvest_sources import (
    HarvestSource,
    SourceKind,
    add_source,
    ask_run,
    get_source,
    list_sources,
)
from app.storage.keys import Key
from app.web.access import key_for
from app.web.answers import encoded
from app.web.api.paths import Slug
from app.web.api.tags import HARVESTING
from app.web.body import whole_body
from app.web.desk import Desk, desk_of, in_thread
from app.web.documentation import JSON, Answer, Content, Example, documented
from app.web.errors import KeyMissing
from app.web.source_answers import RunList, SourceAnswer, SourceList, reports_of, run_told, source_told

router = APIRouter()


_Asked = TypeVar("_Asked", bound=Struct)


_RUNS = 20


class SourceChange(Struct, frozen=True, forbid_unknown_fields=True):
    """What is to change of a source; what is not named stays, null forgets (RFC 7396)."""

    url: str | UnsetType = UNSET
    kind: SourceKind | UnsetType = UNSET
    set_spec: str | UnsetType | None = UNSET
    metadata_prefix: str | UnsetType | None = UNSET
    format: str | UnsetType | None = UNSET
    crosswalk: str | UnsetType | None = UNSET
    schedule: str | UnsetType = UNSET
    whole: bool | UnsetType = UNSET
    allow_private: bool | UnsetType = UNSET
    from_date: str | UnsetType | None = UNSET
    until: str | UnsetType | None = UNSET


class AskedRun(Struct, frozen=True, forbid_unknown_fields=True):
    """How a source is to be harvested now: `whole` asks for everything, whatever was harvested before."""

    whole: bool = False


SourceName = Annotated[str, Path(max_length=63, description="Nom de la source | Name of the source")]


_ONE = (Content(JSON, SourceAnswer),)


_TOLD = Answer(200, Text(fr="La source", en="The source"), _ONE)


_ASKED = {
    "url": "https://depot.example.org/oai",
    "name": "depot",
    "kind": "oai-pmh",
    "set_spec": "estampes",
    "schedule": "daily",
}


_REFUSALS = (KeyMissing, NotAllowed, UnknownName)


@router.get(
    "/institutions/{slug}/sources",
    **documented(
        "listSources",
        HARVESTING,
        Text(fr="Énumérer les sources moissonnées", en="List the sources that are harvested"),
        Text(fr="Où chacune en est, et ce qui l'arrête.", en="How each stands, and what stops it."),
        answers=(Answer(200, Text(fr="Les sources", en="The sources"), (Content(JSON, SourceList),)),),
        refusals=_REFUSALS,
        role="reader",
    ),
)
async def sources(request: Request, slug: Slug) -> Response:
    """Answer with the sources of an institution."""
    await key_for(request, slug, "reader")
    desk = desk_of(request)

    def work() -> SourceList:
        return SourceList(tuple(source_told(one, desk) for one in list_sources(desk.tools.database, slug)))

    return Response(encoded(await in_thread(request, "read", work)), 200, None, JSON)


@router.post(
    "/institutions/{slug}/sources",
    status_code=201,
    **documented(
        "addSource",
        HARVESTING,
        Text(fr="Ajouter une source à moissonner", en="Add a source to harvest"),
        Text(
            fr=(
                "Un dépôt OAI-PMH, un fichier, un plan de site de pages en JSON-LD ou un flux IIIF Change Discovery; "
                "la sorte est reconnue si elle n'est pas dite. L'horaire est never, hourly, daily, weekly ou un "
                "intervalle (45m, 6h, 2d). Seule une clé d'exploitant permet un réseau privé."
            ),
            en=(
                "An OAI-PMH repository, a file, a sitemap of JSON-LD pages or an IIIF Change Discovery stream; the "
                "kind is recognised unless it is said. The schedule is never, hourly, daily, weekly or an interval "
                "(45m, 6h, 2d). Only an operator's key allows a private network."
            ),
        ),
        bodies=(Content(JSON, AskedSource, Example(_ASKED, _ASKED)),),
        answers=(Answer(201, Text(fr="La source", en="The source"), _ONE),),
        refusals=(*_REFUSALS, Conflict, BoundPassed, UnsafeAddress, Unreachable),
        role="writer",
    ),
)
async def add(request: Request, slug: Slug) -> Response:
    """Add a source and answer with it."""
    key = await key_for(request, slug, "writer")
    desk = desk_of(request)
    body = await _body(request, desk)

    def work() -> SourceAnswer:
        asked = _decoded(body, AskedSource)
        _may_go_inside(key, allowed=asked.allow_private)
        new = checked_source(asked, slug, desk.tools)
        due = datetime.now(UTC) if new.schedule else None
        most = desk.settings.bounds.max_sources
        return source_told(add_source(desk.tools.database, slug, new, next_run=due, most=most), desk)

    answer = await in_thread(request, "store", work)
    return Response(encoded(answer), 201, {"Location": answer.links["self"]}, JSON)


@router.get(
    "/institutions/{slug}/sources/{name}",
    **documented(
        "getSource",
        HARVESTING,
        Text(fr="Lire une source", en="Read a source"),
        Text(fr="Ce qu'elle est, et où elle en est.", en="What it is, and how it stands."),
        answers=(_TOLD,),
        refusals=_REFUSALS,
        role="reader",
    ),
)
async def get_one(request: Request, slug: Slug, name: SourceName) -> Response:
    """Answer with a source."""
    await key_for(request, slug, "reader")
    desk = desk_of(request)

    def work() -> SourceAnswer:
        return source_told(get_source(desk.tools.database, slug, name), desk)

    return Response(encoded(await in_thread(request, "read", work)), 200, None, JSON)


@router.patch(
    "/institutions/{slug}/sources/{name}",
    **documented(
        "changeSource",
        HARVESTING,
        Text(fr="Modifier une source", en="Change a source"),
        Text(
            fr="Ce qui n'est pas nommé reste. Une source dont l'adresse, l'ensemble ou le préfixe change recommence au "
            "début.",
            en="What is not named stays. A source whose address, set or prefix changes begins at the beginning.",
        ),
        bodies=(Content(JSON, SourceChange, Example({"schedule": "6h"}, {"schedule": "6h"})),),
        answers=(_TOLD,),
        refusals=(*_REFUSALS, Conflict, UnsafeAddress, Unreachable),
        role="writer",
    ),
)
async def change(request: Request, slug: Slug, name: SourceName) -> Response:
    """Change a source and answer with it."""
    key = await key_for(request, slug, "writer")
    desk = desk_of(request)
    body = await _body(request, desk)

    def work() -> SourceAnswer:
        before = get_source(desk.tools.database, slug, name)
        named = {
            field: value for field, value in structs.asdict(_decoded(body, SourceChange)).items() if value is not UNSET
        }
        asked = structs.replace(_asked(before), **named)
        _may_go_inside(key, allowed=asked.allow_private and not before.allow_private)
        new = checked_source(asked, slug, desk.tools)
        due = before.next_run
        if new.schedule != before.schedule:
            due = datetime.now(UTC) if new.schedule else None
        return source_told(change_harvested(desk.tools, slug, name, new, next_run=due), desk)

    return Response(encoded(await in_thread(request, "store", work)), 200, None, JSON)


@router.delete(
    "/institutions/{slug}/sources/{name}",
    status_code=204,
    **documented(
        "removeSource",
        HARVESTING,
        Text(fr="Retirer une source", en="Remove a source"),
        Text(
            fr="Elle n'est plus moissonnée; ses notices restent, avec leur provenance.",
            en="It is not harvested any more; its records stay, and where they came from.",
        ),
        answers=(Answer(204, Text(fr="La source n'existe plus.", en="The source is gone.")),),
        refusals=(*_REFUSALS, Conflict),
        role="writer",
    ),
)
async def remove(request: Request, slug: Slug, name: SourceName) -> Response:
    """Remove a source."""
    await key_for(request, slug, "writer")
    await in_thread(request, "store", remove_harvested, desk_of(request).tools, slug, name)
    return Response(None, 204)


@router.post(
    "/institutions/{slug}/sources/{name}/run",
    status_code=202,
    **documented(
        "runSource",
        HARVESTING,
        Text(fr="Moissonner une source maintenant", en="Harvest a source now"),
        Text(
            fr="La source est moissonnée dès qu'un processus est libre; suivez-la à son adresse.",
            en="The source is harvested as soon as a process is free; follow it at its address.",
        ),
        bodies=(Content(JSON, AskedRun, Example({"whole": True}, {"whole": True})),),
        answers=(
            Answer(202, Text(fr="La source, qui attend son tour", en="The source, which waits for its turn"), _ONE),
        ),
        refusals=_REFUSALS,
        role="writer",
    ),
)
async def run(request: Request, slug: Slug, name: SourceName) -> Response:
    """Ask for a run, and answer with the source."""
    await key_for(request, slug, "writer")
    desk = desk_of(request)
    body = await _body(request, desk)

    def work() -> SourceAnswer:
        asked = _decoded(body or b"{}", AskedRun)
        return source_told(ask_run(desk.tools.database, slug, name, whole=asked.whole), desk)

    answer = await in_thread(request, "store", work)
    return Response(encoded(answer), 202, {"Location": answer.links["self"]}, JSON)


@router.get(
    "/institutions/{slug}/sources/{name}/runs",
    **documented(
        "listRuns",
        HARVESTING,
        Text(fr="Énumérer les moissonnages d'une source", en="List the runs of a source"),
        Text(
            fr="Les plus récents, avec les rapports de leurs pages.", en="The newest, with the reports of their pages."
        ),
        answers=(Answer(200, Text(fr="Les moissonnages", en="The runs"), (Content(JSON, RunList),)),),
        refusals=_REFUSALS,
        role="reader",
    ),
)
async def runs(request: Request, slug: Slug, name: SourceName) -> Response:
    """Answer with the newest runs of a source."""
    await key_for(request, slug, "reader")
    desk = desk_of(request)
    database = desk.tools.database

    def work() -> RunList:
        found = list_runs(database, get_source(database, slug, name), _RUNS)
        return RunList(tuple(run_told(one, reports_of(submissions_of(database, one), desk)) for one in found))

    return Response(encoded(await in_thread(request, "read", work)), 200, None, JSON)


async def _body(request: Request, desk: Desk) -> bytes:
    bounds = desk.settings.bounds
    return await whole_body(
        request, limit=bounds.max_header_bytes, bound="max_header_bytes", patience_s=bounds.receive_timeout_s
    )


def _decoded(body: bytes, wanted: type[_Asked]) -> _Asked:
    try:
        return msgspec.json.decode(body, type=wanted)
    except msgspec.DecodeError as error:
        raise InputError(
            Text(fr=f"La demande ne se lit pas: {error}.", en=f"The request cannot be read: {error}.")
        ) from error


def _may_go_inside(key: Key, *, allowed: bool) -> None:
    """Raise NotAllowed for leave to go into private networks that is not an operator's."""
    if allowed and key.institution is not None:
        raise NotAllowed(
            Text(
                fr="Seule une clé d'exploitant permet d'aller dans un réseau privé.",
                en="Only an operator's key allows to go into a private network.",
            )
        )


def _asked(source: HarvestSource) -> AskedSource:
    return AskedSource(
        url=source.url,
        name=source.name,
        kind=source.kind,
        set_spec=source.set_spec,
        metadata_prefix=source.metadata_prefix,
        format=source.format,
        crosswalk=source.crosswalk,
        schedule=source.schedule,
        whole=source.whole,
        allow_private=source.allow_private,
    )
