"""The institutions, and the schema of the record that they may push as it is."""

from __future__ import annotations

from functools import cache
from typing import Any

import msgspec
from fastapi import APIRouter, Request
from starlette.responses import Response

from app.core.errors import UnknownName
from app.core.iri import Namespace
from app.core.record import CatalogueRecord
from app.core.text import Text
from app.storage.institutions import Institution, get_institution, list_institutions
from app.storage.records import count_records
from app.web.answers import InstitutionAnswer, InstitutionList, encoded
from app.web.api.paths import Slug
from app.web.api.tags import CROSSWALKS, SERVICE
from app.web.desk import Desk, desk_of, in_thread
from app.web.documentation import JSON, Answer, Content, documented

router = APIRouter()
SCHEMA_PATH = "/api/v1/schemas/catalogue-record.json"
_SCHEMA_TYPE = "application/schema+json"


@router.get(
    "/institutions",
    **documented(
        "listInstitutions",
        SERVICE,
        Text(fr="Énumérer les établissements", en="List the institutions"),
        Text(
            fr="Leur nom, leur adresse et le nombre de leurs notices par état.",
            en="Their names, their addresses and how many records they have in each state.",
        ),
        answers=(Answer(200, Text(fr="Les établissements", en="The institutions"), (Content(JSON, InstitutionList),)),),
    ),
)
async def list_all(request: Request) -> Response:
    """Answer with the institutions."""
    told = await in_thread(request, "read", institutions_told, desk_of(request))
    return Response(encoded(InstitutionList(told)), 200, None, JSON)


@router.get(
    "/institutions/{slug}",
    **documented(
        "getInstitution",
        SERVICE,
        Text(fr="Lire un établissement", en="Read an institution"),
        Text(fr="Son nom, et le nombre de ses notices par état.", en="Its name, and its records in each state."),
        answers=(Answer(200, Text(fr="L'établissement", en="The institution"), (Content(JSON, InstitutionAnswer),)),),
        refusals=(UnknownName,),
    ),
)
async def get_one(request: Request, slug: Slug) -> Response:
    """Answer with an institution."""
    desk = desk_of(request)

    def work() -> InstitutionAnswer:
        return _told(get_institution(desk.tools.database, slug), desk)

    return Response(encoded(await in_thread(request, "read", work)), 200, None, JSON)


@router.get(
    "/schemas/catalogue-record.json",
    **documented(
        "getRecordSchema",
        CROSSWALKS,
        Text(fr="Schéma JSON d'une notice", en="JSON Schema of a record"),
        Text(
            fr="La forme canonique d'une notice, champ par champ (JSON Schema 2020-12).",
            en="The canonical form of a record, field by field (JSON Schema 2020-12).",
        ),
        answers=(Answer(200, Text(fr="Le schéma", en="The schema"), (Content(_SCHEMA_TYPE),)),),
    ),
)
async def record_schema(request: Request) -> Response:
    """Answer with the JSON Schema of the CatalogueRecord."""
    return Response(msgspec.json.encode(_schema(desk_of(request).settings.base_url)), 200, None, _SCHEMA_TYPE)


def institutions_told(desk: Desk) -> tuple[InstitutionAnswer, ...]:
    """Return every institution as it is answered."""
    return tuple(_told(one, desk) for one in list_institutions(desk.tools.database))


def _told(institution: Institution, desk: Desk) -> InstitutionAnswer:
    return InstitutionAnswer(
        slug=institution.slug,
        name=institution.name,
        language=institution.language,
        iri=Namespace(desk.settings.base_url, institution.slug).root,
        website=institution.website,
        records=count_records(desk.tools.database, institution.slug),
    )


@cache
def _schema(base: str) -> dict[str, Any]:
    schema = msgspec.json.schema(CatalogueRecord)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "$id": f"{base}{SCHEMA_PATH}", **schema}
