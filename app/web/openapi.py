"""The OpenAPI 3.1 document: the operations as documented beside their handlers, the schemas of their bodies."""

from __future__ import annotations

import importlib.metadata
from functools import cache
from typing import Any

import msgspec
from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from app.core.record import CatalogueRecord
from app.core.text import Text
from app.harvesting.sources import AskedSource
from app.mapping.crosswalk import Crosswalk
from app.publication.reports.json_report import ReportDocument
from app.web.answers import (
    CrosswalkAnswer,
    CrosswalkList,
    FormatList,
    HealthAnswer,
    InstitutionAnswer,
    InstitutionList,
    PreviewAnswer,
    RecordAnswer,
    RecordList,
    SubmissionAnswer,
    SubmissionList,
)
from app.web.api.sources import AskedRun, SourceChange
from app.web.api.tags import ORDER
from app.web.documentation import BEARER, in_both
from app.web.dumps.routes import OfferedDumps
from app.web.feeds.subscriptions import NewSubscription, SubscriptionAnswer, SubscriptionList
from app.web.problems import Problem
from app.web.search.answers import CollectionPage, SearchAnswer, Suggestions
from app.web.source_answers import RunList, SourceAnswer, SourceList

PATH = "/api/openapi.json"
_SCHEMAS: tuple[type, ...] = (
    AskedRun,
    AskedSource,
    CatalogueRecord,
    CollectionPage,
    Crosswalk,
    CrosswalkAnswer,
    CrosswalkList,
    FormatList,
    HealthAnswer,
    InstitutionAnswer,
    InstitutionList,
    NewSubscription,
    OfferedDumps,
    PreviewAnswer,
    Problem,
    RecordAnswer,
    RecordList,
    ReportDocument,
    RunList,
    SearchAnswer,
    SourceAnswer,
    SourceChange,
    SourceList,
    SubmissionAnswer,
    SubmissionList,
    SubscriptionAnswer,
    SubscriptionList,
    Suggestions,
)
_DESCRIPTION = Text(
    fr=(
        "Concordance reçoit les notices des musées, dit ce qu'il faut y corriger, et les publie en données liées. Les "
        "messages sont en français et en anglais; « Accept-Language » choisit celui qui vient d'abord. Les refus sont "
        "des documents de problème (RFC 9457)."
    ),
    en=(
        "Concordance receives the records of museums, says what to correct in them, and publishes them as linked data. "
        "Messages are in French and in English; “Accept-Language” chooses which comes first. Refusals are problem "
        "documents (RFC 9457)."
    ),
)
_BEARER = Text(
    fr="Une clé de l'établissement: concordance key add ÉTABLISSEMENT --role writer",
    en="A key of the institution: concordance key add INSTITUTION --role writer",
)


def openapi_document(app: FastAPI, base_url: str) -> dict[str, Any]:
    """Return the document of this application, whose public address is `base_url`."""
    document = get_openapi(
        title="Concordance",
        version=importlib.metadata.version("concordance"),
        openapi_version="3.1.0",
        description=f"{_DESCRIPTION.fr}\n\n{_DESCRIPTION.en}",
        routes=app.routes,
        servers=[{"url": base_url}],
        tags=[{"name": in_both(tag), "x-name": tag.as_dict()} for tag in ORDER],
    )
    components = document.setdefault("components", {})
    components["schemas"] = _schemas()
    components["securitySchemes"] = {BEARER: {"type": "http", "scheme": "bearer", "description": in_both(_BEARER)}}
    document["info"]["license"] = {"name": "MIT", "identifier": "MIT"}
    document["info"]["x-description"] = _DESCRIPTION.as_dict()
    for operations in document["paths"].values():
        for operation in operations.values():
            operation.setdefault("security", [])
    return document


@cache
def _schemas() -> dict[str, Any]:
    """Return the schema of every type that an operation takes or gives, and of their parts."""
    _, components = msgspec.json.schema_components(_SCHEMAS, ref_template="#/components/schemas/{name}")
    return components
