"""Formats and crosswalks: what there is, an institution's own, and what one makes of a file before it is used."""

from __future__ import annotations

from typing import Annotated

import msgspec
import zstandard
from fastapi import APIRouter, Depends, Query, Request
from msgspec import structs
from starlette.responses import Response

from app.core.errors import BoundPassed, CrosswalkError, NotAllowed, UnknownName, UnreadableFile
from app.core.finding import Cell
from app.core.outcome import RejectedRecord
from app.core.record import CatalogueRecord
from app.core.text import Text
from app.mapping.crosswalk import Crosswalk
from app.mapping.crosswalk_files import LONGEST_BYTES, parse_crosswalk
from app.mapping.engine import CompiledCrosswalk
from app.mapping.loss import tallied
from app.mapping.shipped import extended
from app.pipeline import Tools, judged, plan_for
from app.publication.reports.report import finding_entry, source_cell
from app.reading.source_format import DeliveredFile
from app.storage.crosswalks import StoredCrosswalk, find_crosswalk, list_crosswalks, save_crosswalk
from app.storage.institutions import get_institution
from app.web.access import key_for
from app.web.answers import (
    CrosswalkAnswer,
    CrosswalkLine,
    CrosswalkList,
    FormatAnswer,
    FormatList,
    PreviewAnswer,
    PreviewedRecord,
    encoded,
)
from app.web.api.examples import DELIVERY_BODIES
from app.web.api.paths import CrosswalkName, Slug, institution_address
from app.web.api.tags import CROSSWALKS
from app.web.body import whole_body
from app.web.bundles import unbundled
from app.web.delivery_parameters import DeliveryParameters, delivery_parameters
from app.web.desk import Desk, desk_of, in_thread
from app.web.documentation import JSON, Answer, Content, Example, documented
from app.web.errors import KeyMissing
from app.web.negotiation import media_type_of
from app.web.received_file import received_file

router = APIRouter()
SHIPPED, SHARED = "shipped", "shared"
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_RECORD = msgspec.json.Decoder(CatalogueRecord)
_SUFFIXES = {"text/csv": "csv", "text/tab-separated-values": "tsv", _XLSX: "xlsx"}
_CROSSWALK = Example(
    fr="name: musee-des-rives\nformat: csv\nlanguage: fr\nrules:\n  - {source: Numéro, target: id}\n"
    "  - {source: Titre, target: title}\n  - {source: Date, target: production.date, how: date}\n",
    en="name: musee-des-rives\nformat: csv\nlanguage: en\nrules:\n  - {source: Number, target: id}\n"
    "  - {source: Title, target: title}\n  - {source: Date, target: production.date, how: date}\n",
)


@router.get(
    "/formats",
    **documented(
        "listFormats",
        CROSSWALKS,
        Text(fr="Énumérer les formats lus", en="List the formats that are read"),
        Text(fr="Les formats que « format » peut nommer.", en="The formats that “format” can name."),
        answers=(Answer(200, Text(fr="Les formats", en="The formats"), (Content(JSON, FormatList),)),),
    ),
)
async def formats(request: Request) -> Response:
    """Answer with the source formats."""
    told = tuple(
        FormatAnswer(one.key, one.label, one.suffixes, one.media_types) for one in desk_of(request).tools.formats
    )
    return Response(encoded(FormatList(told)), 200, None, JSON)


@router.get(
    "/crosswalks",
    **documented(
        "listCrosswalks",
        CROSSWALKS,
        Text(fr="Énumérer les tables de correspondance", en="List the crosswalks"),
        Text(
            fr="Celles qui accompagnent le service, et celles que tous les établissements partagent.",
            en="Those that ship with the service, and those that all institutions share.",
        ),
        answers=(Answer(200, Text(fr="Les tables", en="The crosswalks"), (Content(JSON, CrosswalkList),)),),
    ),
)
async def crosswalks(request: Request) -> Response:
    """Answer with the crosswalks that everybody may name."""
    desk = desk_of(request)
    stored = await in_thread(request, "read", list_crosswalks, desk.tools.database)
    lines = tuple(_stored_line(one) for one in stored) + tuple(_shipped_line(one) for one in desk.tools.shipped)
    return Response(encoded(CrosswalkList(lines)), 200, None, JSON)


@router.get(
    "/crosswalks/{name}",
    **documented(
        "getCrosswalk",
        CROSSWALKS,
        Text(fr="Lire une table de correspondance", en="Read a crosswalk"),
        Text(fr="La table et toutes ses lignes.", en="The crosswalk and all of its lines."),
        answers=(Answer(200, Text(fr="La table", en="The crosswalk"), (Content(JSON, CrosswalkAnswer),)),),
        refusals=(UnknownName,),
    ),
)
async def crosswalk(request: Request, name: CrosswalkName) -> Response:
    """Answer with a crosswalk that everybody may name."""
    return await in_thread(request, "read", _crosswalk, desk_of(request), None, name, None)


@router.get(
    "/institutions/{slug}/crosswalks",
    **documented(
        "listInstitutionCrosswalks",
        CROSSWALKS,
        Text(fr="Énumérer les tables d'un établissement", en="List an institution's crosswalks"),
        Text(
            fr="La version la plus récente de chacune des siennes et de celles que tous partagent.",
            en="The newest version of each of its own and of those that all share.",
        ),
        answers=(Answer(200, Text(fr="Les tables", en="The crosswalks"), (Content(JSON, CrosswalkList),)),),
        refusals=(KeyMissing, NotAllowed, UnknownName),
        role="reader",
    ),
)
async def crosswalks_of(request: Request, slug: Slug) -> Response:
    """Answer with the stored crosswalks that the institution may name."""
    desk = desk_of(request)
    await key_for(request, slug, "reader")
    stored = await in_thread(request, "read", list_crosswalks, desk.tools.database, slug)
    return Response(encoded(CrosswalkList(tuple(_stored_line(one) for one in stored))), 200, None, JSON)


@router.get(
    "/institutions/{slug}/crosswalks/{name}",
    **documented(
        "getInstitutionCrosswalk",
        CROSSWALKS,
        Text(fr="Lire une table d'un établissement", en="Read an institution's crosswalk"),
        Text(
            fr="La sienne, sinon celle que tous partagent, sinon celle qui accompagne le service.",
            en="Its own, else the one that all share, else the one that ships with the service.",
        ),
        answers=(Answer(200, Text(fr="La table", en="The crosswalk"), (Content(JSON, CrosswalkAnswer),)),),
        refusals=(KeyMissing, NotAllowed, UnknownName),
        role="reader",
    ),
)
async def crosswalk_of(
    request: Request,
    slug: Slug,
    name: CrosswalkName,
    version: Annotated[
        int | None, Query(ge=1, le=1_000_000, description="Version, sinon la dernière | or newest")
    ] = None,
) -> Response:
    """Answer with the crosswalk that this name means for the institution."""
    await key_for(request, slug, "reader")
    return await in_thread(request, "read", _crosswalk, desk_of(request), slug, name, version)


@router.put(
    "/institutions/{slug}/crosswalks/{name}",
    **documented(
        "putCrosswalk",
        CROSSWALKS,
        Text(fr="Enregistrer une table de correspondance", en="Store a crosswalk"),
        Text(
            fr=(
                "Une nouvelle version, en YAML, JSON, CSV ou Excel (selon Content-Type). Une table identique à la "
                "dernière version n'en fait pas une autre. Une erreur nomme sa ligne."
            ),
            en=(
                "A new version, in YAML, JSON, CSV or Excel (by Content-Type). A crosswalk that is identical to the "
                "newest version makes no other. An error names its line."
            ),
        ),
        bodies=(
            Content("application/yaml", example=_CROSSWALK),
            Content("text/csv"),
            Content(JSON, Crosswalk),
            Content(_XLSX),
        ),
        answers=(
            Answer(200, Text(fr="La table enregistrée", en="The crosswalk stored"), (Content(JSON, CrosswalkAnswer),)),
        ),
        refusals=(KeyMissing, NotAllowed, UnknownName, BoundPassed, CrosswalkError),
        role="writer",
    ),
)
async def put_crosswalk(request: Request, slug: Slug, name: CrosswalkName) -> Response:
    """Store a crosswalk of the institution and answer with it."""
    desk = desk_of(request)
    await key_for(request, slug, "writer")
    body = await whole_body(
        request,
        limit=LONGEST_BYTES,
        bound="crosswalk_bytes",
        patience_s=desk.settings.bounds.receive_timeout_s,
    )
    suffix = _SUFFIXES.get(media_type_of(request.headers.get("content-type")), "yaml")

    def work() -> Response:
        get_institution(desk.tools.database, slug)
        definition = structs.replace(parse_crosswalk(body, f"{name}.{suffix}"), name=name)
        CompiledCrosswalk(_complete(definition, name, desk))  # what cannot be compiled is not stored
        stored = save_crosswalk(desk.tools.database, slug, name, definition.to_json().decode())
        return _crosswalk(desk, slug, name, stored.version)

    return await in_thread(request, "store", work)


@router.post(
    "/institutions/{slug}/crosswalks/{name}/preview",
    **documented(
        "previewCrosswalk",
        CROSSWALKS,
        Text(fr="Essayer une table de correspondance", en="Preview a crosswalk"),
        Text(
            fr="Ce qu'elle fait des premières notices d'un fichier: les valeurs lues, les constats, ce qui n'est pas "
            "placé. Rien n'est conservé. Dans un formulaire, un second fichier nommé « definition » est essayé avant "
            "d'être enregistré.",
            en="What it makes of the first records of a file: the values read, the findings, what is not placed. "
            "Nothing is kept. In a form, a second file named “definition” is tried before it is stored.",
        ),
        bodies=DELIVERY_BODIES,
        answers=(Answer(200, Text(fr="L'essai", en="The preview"), (Content(JSON, PreviewAnswer),)),),
        refusals=(KeyMissing, NotAllowed, UnknownName, BoundPassed, UnreadableFile),
        role="reader",
    ),
)
async def preview(
    request: Request,
    slug: Slug,
    name: CrosswalkName,
    asked: Annotated[DeliveryParameters, Depends(delivery_parameters)],
    limit: Annotated[int, Query(ge=1, le=100, description="Notices essayées | Records previewed")] = 10,
) -> Response:
    """Answer with what the crosswalk makes of the file's first records."""
    desk = desk_of(request)
    await key_for(request, slug, "reader")
    bounds = desk.settings.bounds
    async with received_file(request, desk.settings, limit=bounds.max_check_bytes, bound="max_check_bytes") as file:
        told = asked.with_form(file.fields)
        async with desk.turns.turn():

            def work() -> Response:
                attached = file.attached.get("definition")
                tried = _complete(parse_crosswalk(attached[1], attached[0]), name, desk) if attached else None
                chosen = tried or desk.tools.find_crosswalk(name, slug)
                unbundled(file, chosen, told, desk.tools, most_bytes=bounds.max_check_bytes)
                parameters = told.for_file(file, desk)
                delivered = DeliveredFile(file.path, file.name, bounds, parameters.options)
                return _preview(desk, slug, chosen, delivered, parameters.format, limit)

            return await in_thread(request, "answer", work)


def _complete(definition: Crosswalk, name: str, desk: Desk) -> Crosswalk:
    """Return the crosswalk under this name, with the lines of what it extends; raise CrosswalkError."""
    return extended(structs.replace(definition, name=name), {one.name: one for one in desk.tools.shipped})


def _preview(  # noqa: PLR0913, PLR0917  # what is previewed, for whom, and how much of it
    desk: Desk, slug: str, crosswalk: Crosswalk, file: DeliveredFile, source_format: str | None, limit: int
) -> Response:
    tools = desk.tools
    language = get_institution(tools.database, slug).language
    plan = plan_for(file, slug, source_format, crosswalk, tools, language=language)
    first = next(judged(file, plan, tools), None)
    previewed, unmapped = [], []
    for outcome in first.outcomes[:limit] if first else ():
        found = outcome.findings if isinstance(outcome, RejectedRecord) else outcome.verdict.findings
        findings = tuple(finding_entry(one, tools.rules, file.name) for one in found)
        record = None
        place = found[0].cell if found else Cell()
        if not isinstance(outcome, RejectedRecord):
            record = _RECORD.decode(zstandard.decompress(outcome.canonical))
            place = outcome.cell
            unmapped.append(record.unmapped)
        source = source_cell(Cell(row=place.row, path=place.path), file.name)
        previewed.append(PreviewedRecord(source, record, findings))
    answer = PreviewAnswer(crosswalk.name, plan.format, tuple(previewed), tallied(unmapped))
    return Response(encoded(answer), 200, None, JSON)


def _crosswalk(desk: Desk, institution: str | None, name: str, version: int | None) -> Response:
    definition, owner = _found(desk.tools, institution, name, version)
    answer = CrosswalkAnswer(
        name=name, version=definition.version, owner=owner, digest=definition.digest, definition=definition
    )
    return Response(encoded(answer), 200, {"ETag": f'"{definition.digest}"'}, JSON)


def _found(tools: Tools, institution: str | None, name: str, version: int | None) -> tuple[Crosswalk, str]:
    stored = find_crosswalk(tools.database, institution, name, version)
    definition = tools.find_crosswalk(name, institution, version)
    if stored is None:
        return definition, SHIPPED
    return structs.replace(definition, version=stored.version), stored.institution or SHARED


def _stored_line(stored: StoredCrosswalk) -> CrosswalkLine:
    base = institution_address(stored.institution) if stored.institution else "/api/v1"
    return CrosswalkLine(
        name=stored.name,
        version=stored.version,
        owner=stored.institution or SHARED,
        href=f"{base}/crosswalks/{stored.name}",
    )


def _shipped_line(shipped: Crosswalk) -> CrosswalkLine:
    return CrosswalkLine(
        name=shipped.name,
        version=shipped.version,
        owner=SHIPPED,
        href=f"/api/v1/crosswalks/{shipped.name}",
        label=Text(fr=shipped.label.fr, en=shipped.label.en) if shipped.label else None,
        rules=len(shipped.rules),
    )
