"""A museum pushes records: a small delivery is brought in and answered at once, a large one goes to the queue."""

from __future__ import annotations

from contextlib import suppress
from itertools import islice
from typing import Annotated

import structlog
from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from app.core.errors import (
    BoundPassed,
    ConcordanceError,
    Conflict,
    NotAllowed,
    StorageFull,
    UnknownName,
    UnreadableFile,
)
from app.core.text import Text
from app.intake.push import UnsupportedCoding, make_lasting
from app.jobs.delivery import fault, tell_slow_records
from app.mapping.canonical import CANONICAL
from app.pipeline import ingest, plan_for
from app.publication.reports.json_report import ReportDocument
from app.reading.source_format import DeliveredFile
from app.storage.institutions import get_institution
from app.storage.keys import Key
from app.storage.submissions import NewSubmission, create_submission, fail_submission
from app.web.access import key_for
from app.web.answers import SubmissionAnswer, encoded
from app.web.api.examples import DELIVERY_BODIES, REPORT, SUBMISSION
from app.web.api.paths import Slug
from app.web.api.submissions import submission_answer
from app.web.api.tags import DELIVERIES
from app.web.bundles import named_crosswalk, unbundled
from app.web.delivery_parameters import DeliveryParameters, check_names, delivery_parameters
from app.web.desk import Desk, desk_of, in_thread
from app.web.documentation import JSON, Answer, Content, documented
from app.web.errors import DeliveryCut, KeyMissing, SlowDelivery, StoppedDelivery
from app.web.idempotency import once
from app.web.negotiation import preferences
from app.web.received_file import ReceivedFile, received_file
from app.web.report_answers import ReportQuery, form_wanted, stored_report, submission_address
from app.web.request_log import notes_of
from app.workbench import Plan

router = APIRouter()
_COUNT_FROM = 4  # bytes a record at least: a smaller body cannot hold more records than the bound, and is not counted
_log = structlog.get_logger("app.web")

REFUSED_DELIVERY: tuple[type[ConcordanceError], ...] = (
    KeyMissing, NotAllowed, UnknownName, SlowDelivery, DeliveryCut, Conflict, BoundPassed, UnsupportedCoding,
    UnreadableFile, StorageFull,
)  # fmt: skip


@router.post(
    "/institutions/{slug}/records",
    **documented(
        "pushRecords",
        DELIVERIES,
        Text(fr="Verser des notices", en="Push records"),
        Text(
            fr=(
                "Le corps est une notice ou un fichier entier, tel quel, compressé (Content-Encoding: gzip) ou dans un "
                "formulaire. Le format vient de « format », du type de média, ou est reconnu. Une petite livraison est "
                "traitée aussitôt: la réponse est le rapport, dans la forme que veut « Accept ». Une grande est mise "
                "en file (202), et « Location » dit où suivre son avancement. La même livraison envoyée deux fois ne "
                "change rien."
            ),
            en=(
                "The body is one record or a whole file, as it is, compressed (Content-Encoding: gzip) or in a form. "
                "The format comes from “format”, from the media type, or is recognised. A small delivery is worked on "
                "at once: the answer is the report, in the form that “Accept” asks for. A large one is queued (202), "
                "and “Location” says where to follow it. The same delivery sent twice changes nothing."
            ),
        ),
        bodies=DELIVERY_BODIES,
        answers=(
            Answer(
                200,
                Text(fr="La livraison est enregistrée; voici son rapport.", en="The delivery is stored; its report."),
                (
                    Content(JSON, ReportDocument, REPORT),
                    Content("text/html"),
                    Content("text/csv"),
                    Content("text/turtle"),
                    Content("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
                ),
                {"Location": Text(fr="La livraison", en="The submission")},
            ),
            Answer(
                202,
                Text(fr="La livraison est mise en file.", en="The delivery is queued."),
                (Content(JSON, SubmissionAnswer, SUBMISSION),),
                {"Location": Text(fr="Où suivre la livraison", en="Where to follow the submission")},
            ),
        ),
        refusals=REFUSED_DELIVERY,
        role="writer",
        headers={
            "Idempotency-Key": Text(
                fr="Une clé de votre choix: la même demande envoyée deux fois n'est faite qu'une fois",
                en="A key of your choice: the same request sent twice is done once",
            ),
            "Prefer": Text(
                fr="respond-async met en file même une petite livraison; respond-sync répond aussitôt jusqu'à "
                "max_body_bytes_inline, quel que soit le nombre de notices",
                en="respond-async queues even a small delivery; respond-sync answers at once up to "
                "max_body_bytes_inline, however many records there are",
            ),
        },
    ),
)
async def push_records(
    request: Request,
    slug: Slug,
    asked: Annotated[DeliveryParameters, Depends(delivery_parameters)],
) -> Response:
    """Receive a delivery; answer with its report, or with where it will be."""
    desk = desk_of(request)
    key = await key_for(request, slug, "writer")
    form_wanted(request, desk)  # a form that is not on offer is refused before anything is received
    await in_thread(request, "check", check_names, asked, slug, desk.tools)
    bounds = desk.settings.bounds
    async with received_file(request, desk.settings, limit=bounds.max_upload_bytes, bound="max_upload_bytes") as file:
        with notes_of(request).step("check"):
            told = asked.with_form(file.fields)
        await in_thread(request, "unpack", _unpack, file, told, slug, desk)
        parameters = told.for_file(file, desk)

        async def answer() -> Response:
            plan = await in_thread(request, "check", _plan, file, parameters, slug, desk)
            new = _submission(file, parameters, plan, slug, key)
            if await _is_small(request, file, parameters, plan, desk):
                return await _bring_in_now(request, desk, new)
            return await _queue(request, desk, new, file)

        return await once(request, desk, key, (file.sha256, repr(parameters)), answer)


def _unpack(file: ReceivedFile, told: DeliveryParameters, slug: str, desk: Desk) -> None:
    unbundled(file, named_crosswalk(told.crosswalk, slug, desk.tools), told, desk.tools)


def _plan(file: ReceivedFile, parameters: DeliveryParameters, slug: str, desk: Desk) -> Plan:
    check_names(parameters, slug, desk.tools)
    delivered = DeliveredFile(file.path, file.name, desk.settings.bounds, parameters.options)
    language = get_institution(desk.tools.database, slug).language
    return plan_for(delivered, slug, parameters.format, parameters.crosswalk, desk.tools, language=language)


def _submission(file: ReceivedFile, parameters: DeliveryParameters, plan: Plan, slug: str, key: Key) -> NewSubmission:
    return NewSubmission(
        institution=slug,
        file_name=file.name,
        stored_path=str(file.path),
        sha256=file.sha256,
        format=plan.format,
        crosswalk=plan.crosswalk.name if plan.crosswalk else CANONICAL,
        crosswalk_version=plan.crosswalk.version if plan.crosswalk else None,
        crosswalk_digest=plan.crosswalk.digest if plan.crosswalk else None,
        mode=parameters.mode,
        options=dict(parameters.options),
        total_bytes=file.size,
        key=key.prefix,
    )


async def _is_small(
    request: Request, file: ReceivedFile, parameters: DeliveryParameters, plan: Plan, desk: Desk
) -> bool:
    """Say whether the delivery is answered at once: its bytes, and its records, are within the bounds for that."""
    bounds = desk.settings.bounds
    wishes = preferences(request.headers.get("prefer"))
    if "respond-async" in wishes or file.size > bounds.max_body_bytes_inline:
        return False
    if "respond-sync" in wishes or file.size < bounds.max_records_inline * _COUNT_FROM:
        return True
    delivered = DeliveredFile(file.path, file.name, bounds, parameters.options)
    return await in_thread(request, "count", _has_few_records, delivered, plan, desk)


def _has_few_records(delivered: DeliveredFile, plan: Plan, desk: Desk) -> bool:
    most = desk.settings.bounds.max_records_inline
    with suppress(ConcordanceError):  # a file that breaks off is told of when it is brought in
        return sum(1 for _ in islice(desk.tools.formats.get(plan.format).read(delivered), most + 1)) <= most
    return True


async def _bring_in_now(request: Request, desk: Desk, new: NewSubmission) -> Response:
    async with desk.turns.turn():
        return await in_thread(request, "answer", _bring_in, request, desk, new)


def _bring_in(request: Request, desk: Desk, new: NewSubmission) -> Response:
    """Create the submission, bring it in and return its report; raise StoppedDelivery when it ended with a problem."""
    notes = notes_of(request)
    created = create_submission(desk.tools.database, new)
    notes.members["submission"] = created.id
    try:
        ended = ingest(created.id, desk.tools, noticed=tell_slow_records)
    except ConcordanceError:
        raise
    except Exception:
        fail_submission(desk.tools.database, created.id, fault())
        raise
    notes.add_seconds(ended.seconds)
    notes.members["records"] = ended.counts.records
    if ended.problem is not None:
        raise StoppedDelivery(ended)
    with notes.step("report"):
        answer = stored_report(request, desk, ended, form_wanted(request, desk), ReportQuery())
    answer.headers["Location"] = submission_address(ended.id)
    return answer


async def _queue(request: Request, desk: Desk, new: NewSubmission, file: ReceivedFile) -> Response:
    await in_thread(request, "store", make_lasting, file.path)
    state = await in_thread(request, "store", create_submission, desk.tools.database, new)
    file.kept = True
    notes_of(request).members["submission"] = state.id
    try:
        await in_thread(request, "queue", desk.jobs.enqueue_ingest, state.id)
    except Exception:  # noqa: BLE001  # the delivery is stored: the sweep of the queue takes it up when it works again
        _log.exception("delivery not queued yet", submission=state.id)
    headers = {"Location": submission_address(state.id), "Retry-After": "2"}
    if "respond-async" in preferences(request.headers.get("prefer")):
        headers["Preference-Applied"] = "respond-async"
    return Response(encoded(submission_answer(state, desk)), 202, headers, JSON)
