"""Check a delivery: the answer that storing it would give, and nothing is stored."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from msgspec import structs
from starlette.responses import Response

from app.core.text import Text
from app.pipeline import plan_for
from app.publication.reports.json_report import ReportDocument
from app.publication.reports.report_format import ReportContext, ReportFormat
from app.reading.source_format import DeliveredFile
from app.storage.institutions import get_institution
from app.storage.keys import require
from app.web.access import key_given
from app.web.api.examples import DELIVERY_BODIES, REPORT
from app.web.api.push import REFUSED_DELIVERY
from app.web.api.tags import CHECKING
from app.web.bundles import named_crosswalk, unbundled
from app.web.delivery_parameters import DeliveryParameters, check_names, delivery_parameters
from app.web.desk import Desk, desk_of, in_thread
from app.web.documentation import JSON, Answer, Content, Example, documented
from app.web.errors import KeyMissing, NotAcceptable
from app.web.inspection import inspect
from app.web.negotiation import language_of
from app.web.received_file import ReceivedFile, received_file
from app.web.report_answers import form_wanted, whole_report
from app.web.request_log import notes_of

router = APIRouter()
NOBODY = "verification"  # whose records those of a check are, when it names no institution


def _unstored(report: dict[str, object]) -> dict[str, object]:
    return {name: value for name, value in report.items() if name not in {"submission", "status", "mode", "links"}}


@router.post(
    "/check",
    **documented(
        "checkDelivery",
        CHECKING,
        Text(fr="Vérifier une livraison", en="Check a delivery"),
        Text(
            fr=(
                "La même réponse qu'un versement, sans rien conserver. Sans clé, jusqu'à max_body_bytes_inline et les "
                "max_records_inline premières notices; avec une clé, jusqu'à max_check_bytes."
            ),
            en=(
                "The same answer as a push, and nothing is kept. Without a key, up to max_body_bytes_inline and the "
                "first max_records_inline records; with a key, up to max_check_bytes."
            ),
        ),
        bodies=DELIVERY_BODIES,
        answers=(
            Answer(
                200,
                Text(fr="Le rapport", en="The report"),
                (
                    Content(JSON, ReportDocument, Example(fr=_unstored(REPORT.fr), en=_unstored(REPORT.en))),
                    Content("text/html"),
                    Content("text/csv"),
                    Content("text/turtle"),
                    Content("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
                ),
            ),
        ),
        refusals=(*REFUSED_DELIVERY, KeyMissing, NotAcceptable),
    ),
)
async def check_delivery(
    request: Request,
    asked: Annotated[DeliveryParameters, Depends(delivery_parameters)],
    institution: Annotated[
        str | None,
        Query(
            max_length=63,
            description="Établissement dont la table sert (avec sa clé) | Institution whose crosswalk is used (with "
            "its key)",
        ),
    ] = None,
) -> Response:
    """Answer with the report that storing the delivery would give."""
    desk = desk_of(request)
    key = await key_given(request)
    if institution is not None:
        require(key, institution, "reader")
    form = form_wanted(request, desk)
    await in_thread(request, "check", check_names, asked, institution, desk.tools)
    bounds = desk.settings.bounds
    limit, bound = bounds.max_body_bytes_inline, "max_body_bytes_inline"
    most = bounds.max_records_inline
    if key is not None:
        limit, bound, most = bounds.max_check_bytes, "max_check_bytes", bounds.max_records
    async with received_file(request, desk.settings, limit=limit, bound=bound) as file:
        told = asked.with_form(file.fields)
        await in_thread(request, "unpack", _unpack, file, told, institution, desk)
        parameters = told.for_file(file, desk)
        async with desk.turns.turn():
            return await in_thread(request, "answer", _check, request, file, parameters, institution, most, form)


def _unpack(file: ReceivedFile, told: DeliveryParameters, institution: str | None, desk: Desk) -> None:
    crosswalk = named_crosswalk(told.crosswalk, institution, desk.tools)
    unbundled(file, crosswalk, told, desk.tools, most_bytes=desk.settings.bounds.max_check_bytes)


def _check(  # noqa: PLR0913, PLR0917  # runs in a thread: everything it needs is handed over
    request: Request,
    file: ReceivedFile,
    parameters: DeliveryParameters,
    institution: str | None,
    most_records: int,
    form: ReportFormat,
) -> Response:
    desk = desk_of(request)
    check_names(parameters, institution, desk.tools)
    delivered = DeliveredFile(file.path, file.name, desk.settings.bounds, parameters.options)
    language = get_institution(desk.tools.database, institution).language if institution else ""
    owner = institution or NOBODY
    plan = plan_for(delivered, owner, parameters.format, parameters.crosswalk, desk.tools, language=language)
    found = inspect(delivered, plan, desk.tools, most_records)
    notes_of(request).add_seconds(found.seconds)
    notes_of(request).members["records"] = found.report.records
    context = ReportContext(desk.tools.rules, language_of(request.headers, request.query_params))
    return whole_report(form, structs.replace(found.report, institution=institution), found.findings, context)
