"""One record at a time: put it, read it, withdraw it; and the list of an institution's records."""

from __future__ import annotations

from http import HTTPStatus
from itertools import islice
from typing import Annotated

import msgspec
import zstandard
from fastapi import APIRouter, Depends, Query, Request
from starlette.responses import Response

from app.core.errors import BoundPassed, NotAllowed, StorageFull, UnknownName, UnreadableFile
from app.core.finding import Finding
from app.core.iri import Namespace
from app.core.json_text import json_bytes
from app.core.outcome import Loss, Outcome
from app.core.outcome import RejectedRecord as Rejected
from app.core.record import CatalogueRecord
from app.core.text import Text
from app.intake.push import UnsupportedCoding
from app.jobs.delivery import tell_slow_records
from app.mapping.canonical import CANONICAL
from app.mapping.linked_art import json_ld
from app.pipeline import judged, plan_for
from app.publication.reports.report import finding_entry
from app.reading.source_format import DeliveredFile
from app.storage.findings import record_findings
from app.storage.institutions import get_institution
from app.storage.keys import Key
from app.storage.records import RecordState, StoredRecord, get_record, list_records
from app.storage.single_records import Precondition, PutResult, VersionMismatch, put_record, withdraw_record
from app.storage.submissions import NewSubmission, get_submission
from app.web.access import key_for
from app.web.answers import RecordAnswer, RecordLine, RecordList, encoded
from app.web.api.examples import DELIVERY_BODIES, RECORD, STORED_RECORD
from app.web.api.paths import LocalIdPath, Slug, institution_address, record_address
from app.web.api.tags import RECORDS
from app.web.delivery_parameters import DeliveryParameters, check_names, delivery_parameters
from app.web.desk import Desk, desk_of, in_thread
from app.web.documentation import JSON, Answer, Content, Example, documented
from app.web.errors import (
    DeliveryCut,
    KeyMissing,
    NotAcceptable,
    NotThisRecord,
    RejectedRecord,
    SlowDelivery,
    Withdrawn,
    invalid_parameters,
)
from app.web.negotiation import best_media_type, entity_tags
from app.web.pages.page import with_query
from app.web.problems import ParameterError
from app.web.received_file import ReceivedFile, received_file
from app.web.report_answers import submission_address
from app.web.request_log import notes_of
from app.workbench import Plan

router = APIRouter()
_JSON_LD = "application/ld+json"
_N_QUADS = "application/n-quads"
_ETAG = {"ETag": Text(fr="La version de la notice", en="The version of the record")}
_IF_MATCH = Text(
    fr="Ne rien faire si la notice n'est plus à cette version",
    en="Do nothing if the record is no longer at this version",
)
_DECODER = msgspec.json.Decoder(CatalogueRecord)


@router.put(
    "/institutions/{slug}/records/{local_id:path}",
    **documented(
        "putRecord",
        RECORDS,
        Text(fr="Enregistrer une notice", en="Store a record"),
        Text(
            fr=(
                "Une seule notice, dont l'identifiant est celui de l'adresse: en JSON canonique (application/json), ou "
                "dans le format et avec la table de correspondance nommés. Une notice qui a un constat bloquant est "
                "enregistrée et retenue."
            ),
            en=(
                "Exactly one record, whose identifier is the one in the address: as canonical JSON (application/json), "
                "or in the format and with the crosswalk that are named. A record with a blocking finding is stored "
                "and withheld."
            ),
        ),
        bodies=(Content(JSON, CatalogueRecord, RECORD), *(body for body in DELIVERY_BODIES if body.media_type != JSON)),
        answers=(
            Answer(
                200,
                Text(fr="La notice est enregistrée.", en="The record is stored."),
                (Content(JSON, RecordAnswer, STORED_RECORD),),
                _ETAG,
            ),
            Answer(
                201,
                Text(fr="La notice est créée.", en="The record is created."),
                (Content(JSON, RecordAnswer, STORED_RECORD),),
                _ETAG,
            ),
        ),
        refusals=(
            KeyMissing,
            NotAllowed,
            UnknownName,
            VersionMismatch,
            DeliveryCut,
            SlowDelivery,
            BoundPassed,
            UnsupportedCoding,
            NotThisRecord,
            RejectedRecord,
            UnreadableFile,
            StorageFull,
        ),
        role="writer",
        headers={
            "If-Match": _IF_MATCH,
            "If-None-Match": Text(fr="« * »: seulement si elle n'existe pas", en="“*”: only if it does not exist"),
        },
    ),
)
async def put_one(
    request: Request,
    slug: Slug,
    local_id: LocalIdPath,
    asked: Annotated[DeliveryParameters, Depends(delivery_parameters)],
) -> Response:
    """Store one record and answer with it and its findings."""
    desk = desk_of(request)
    key = await key_for(request, slug, "writer")
    await in_thread(request, "check", check_names, asked, slug, desk.tools)
    limit = desk.settings.bounds.max_record_bytes
    async with received_file(request, desk.settings, limit=limit, bound="max_record_bytes") as file:
        parameters = _for_one(asked.with_form(file.fields), file).for_file(file, desk)
        async with desk.turns.turn():
            return await in_thread(request, "answer", _put, request, slug, local_id, key, file, parameters)


def _for_one(parameters: DeliveryParameters, file: ReceivedFile) -> DeliveryParameters:
    """Take plain JSON for the canonical form, unless a format or a crosswalk is named."""
    if file.media_type == JSON and parameters.format is None and parameters.crosswalk is None:
        return msgspec.structs.replace(parameters, crosswalk=CANONICAL)
    return parameters


def _put(  # noqa: PLR0913, PLR0917  # runs in a thread: everything it needs is handed over
    request: Request, slug: str, local_id: str, key: Key, file: ReceivedFile, parameters: DeliveryParameters
) -> Response:
    desk, notes = desk_of(request), notes_of(request)
    precondition = _precondition(request, desk, slug, local_id)
    delivered = DeliveredFile(file.path, file.name, desk.settings.bounds, parameters.options)
    language = get_institution(desk.tools.database, slug).language
    plan = plan_for(delivered, slug, parameters.format, parameters.crosswalk, desk.tools, language=language)
    outcome, losses, seconds = _one_outcome(delivered, plan, desk)
    notes.add_seconds(seconds)
    if not isinstance(outcome, Rejected) and outcome.local_id != local_id:
        raise NotThisRecord(
            Text(
                fr=f"L'adresse nomme la notice « {local_id} », et le corps la notice « {outcome.local_id} ».",
                en=f"The address names the record “{local_id}”, and the body the record “{outcome.local_id}”.",
            )
        )
    with notes.step("store"):
        result = put_record(
            desk.tools.database,
            _submission(file, plan, slug, key),
            outcome,
            precondition,
            losses=losses,
            seconds=seconds,
        )
    notes.members["submission"] = result.submission
    return _put_answer(result, outcome, losses, file.name, desk)


def _one_outcome(
    delivered: DeliveredFile, plan: Plan, desk: Desk
) -> tuple[Outcome, tuple[Loss, ...], dict[str, float]]:
    """Return what becomes of the file's only record; raise NotThisRecord when there is none, or a second one."""
    chunks = tuple(islice(judged(delivered, plan, desk.tools), 2))
    outcomes = [outcome for chunk in chunks for outcome in chunk.outcomes]
    if len(outcomes) != 1:
        many = len(outcomes) > 1
        raise NotThisRecord(
            Text(
                fr="Le corps contient plusieurs notices: versez-les par POST." if many else "Le corps est sans notice.",
                en="The body holds several records: push them with POST." if many else "The body holds no record.",
            )
        )
    tell_slow_records(chunks[0])
    return outcomes[0], chunks[0].losses, chunks[0].seconds


def _put_answer(result: PutResult, outcome: Outcome, losses: tuple[Loss, ...], file: str, desk: Desk) -> Response:
    if isinstance(outcome, Rejected) or result.record is None:
        findings = outcome.findings if isinstance(outcome, Rejected) else outcome.verdict.findings
        entries = tuple(finding_entry(one, desk.tools.rules, file) for one in findings)
        detail = entries[0].message if entries else RejectedRecord.title
        raise RejectedRecord(detail, result.submission, entries)
    answer = _answer(result.record, outcome.verdict.findings, file, desk)
    answer = msgspec.structs.replace(answer, change=result.change, loss=losses)
    created = result.change == "created"
    headers = {"ETag": f'"{result.record.version}"', "Location": answer.links["self"]}
    return Response(encoded(answer), HTTPStatus.CREATED if created else HTTPStatus.OK, headers, JSON)


def _submission(file: ReceivedFile, plan: Plan, slug: str, key: Key) -> NewSubmission:
    crosswalk = plan.crosswalk
    return NewSubmission(
        institution=slug,
        file_name=file.name,
        sha256=file.sha256,
        format=plan.format,
        crosswalk=crosswalk.name if crosswalk else CANONICAL,
        crosswalk_version=crosswalk.version if crosswalk else None,
        crosswalk_digest=crosswalk.digest if crosswalk else None,
        total_bytes=file.size,
        key=key.prefix,
    )


@router.get(
    "/institutions/{slug}/records/{local_id:path}",
    **documented(
        "getRecord",
        RECORDS,
        Text(fr="Lire une notice", en="Read a record"),
        Text(
            fr=(
                "La notice telle qu'elle est conservée, avec sa partie privée, pour une clé de l'établissement; ou ses "
                "données liées, sans cette partie: JSON-LD (Linked Art) ou N-Quads, selon « Accept »."
            ),
            en=(
                "The record as it is kept, with its private part, for a key of the institution; or its linked data, "
                "without that part: JSON-LD (Linked Art) or N-Quads, by “Accept”."
            ),
        ),
        answers=(
            Answer(
                200,
                Text(fr="La notice", en="The record"),
                (Content(JSON, RecordAnswer, STORED_RECORD), Content(_JSON_LD), Content(_N_QUADS)),
                _ETAG,
            ),
            Answer(304, Text(fr="La notice n'a pas changé.", en="The record has not changed."), (), _ETAG),
        ),
        refusals=(KeyMissing, NotAllowed, UnknownName, NotAcceptable, Withdrawn),
        role="reader",
        headers={"If-None-Match": Text(fr="La version déjà connue", en="The version that is known already")},
    ),
)
async def get_one(request: Request, slug: Slug, local_id: LocalIdPath) -> Response:
    """Answer with the record in the form that the Accept header asks for."""
    desk = desk_of(request)
    await key_for(request, slug, "reader")
    form = best_media_type(request.headers.get("accept"), (JSON, _JSON_LD, _N_QUADS))
    if form is None:
        listed = f"{JSON}, {_JSON_LD}, {_N_QUADS}"
        raise NotAcceptable(Text(fr=f"Formes offertes: {listed}.", en=f"Forms on offer: {listed}."))
    return await in_thread(request, "read", _get, request, desk, slug, local_id, form)


def _get(request: Request, desk: Desk, slug: str, local_id: str, form: str) -> Response:
    record = get_record(desk.tools.database, slug, local_id)
    if record is None:
        raise UnknownName(
            Text(
                fr=f"L'établissement n'a pas de notice « {local_id[:80]} ».",
                en=f"The institution has no record “{local_id[:80]}”.",
            )
        )
    if record.state == "withdrawn":
        raise Withdrawn(
            Text(
                fr=f"La notice « {local_id[:80]} » a été retirée le {record.updated:%Y-%m-%d}.",
                en=f"The record “{local_id[:80]}” was withdrawn on {record.updated:%Y-%m-%d}.",
            )
        )
    headers = {"ETag": f'"{record.version}"', "Vary": "Accept, Authorization", "Cache-Control": "private, no-cache"}
    known = entity_tags(request.headers.get("if-none-match")) or ()
    if "*" in known or str(record.version) in known:
        return Response(status_code=HTTPStatus.NOT_MODIFIED, headers=headers)
    if form == _N_QUADS:
        return Response(zstandard.decompress(record.content.nquads), 200, headers, _N_QUADS)
    if form == _JSON_LD:
        namespace = Namespace(desk.settings.base_url, slug)
        document = json_ld(_canonical(record), namespace)
        return Response(json_bytes(document), 200, headers, _JSON_LD)
    findings = record_findings(desk.tools.database, slug, local_id)
    answer = _answer(record, findings, get_submission(desk.tools.database, record.submission).file_name, desk)
    return Response(encoded(msgspec.structs.replace(answer, record=_canonical(record))), 200, headers, JSON)


@router.delete(
    "/institutions/{slug}/records/{local_id:path}",
    **documented(
        "withdrawRecord",
        RECORDS,
        Text(fr="Retirer une notice", en="Withdraw a record"),
        Text(
            fr="La notice n'est plus publiée; son adresse ne nommera jamais autre chose. La retirer deux fois ne fait "
            "rien de plus.",
            en="The record is no longer published; its address will never name anything else. Withdrawing it twice "
            "does nothing more.",
        ),
        answers=(
            Answer(
                200,
                Text(fr="La notice est retirée.", en="The record is withdrawn."),
                (Content(JSON, RecordAnswer, STORED_RECORD),),
                _ETAG,
            ),
        ),
        refusals=(KeyMissing, NotAllowed, UnknownName, VersionMismatch, StorageFull),
        role="writer",
        headers={"If-Match": _IF_MATCH},
    ),
)
async def withdraw_one(request: Request, slug: Slug, local_id: LocalIdPath) -> Response:
    """Withdraw the record and answer with what is left of it."""
    desk = desk_of(request)
    key = await key_for(request, slug, "writer")

    def work() -> Response:
        precondition = _precondition(request, desk, slug, local_id)
        record = withdraw_record(desk.tools.database, slug, local_id, precondition, key=key.prefix)
        return Response(encoded(_answer(record, (), "", desk)), 200, {"ETag": f'"{record.version}"'}, JSON)

    return await in_thread(request, "store", work)


@router.get(
    "/institutions/{slug}/records",
    **documented(
        "listRecords",
        RECORDS,
        Text(fr="Énumérer les notices", en="List the records"),
        Text(
            fr="Les notices d'un établissement dans l'ordre de leurs identifiants, page par page.",
            en="The records of an institution in the order of their identifiers, page by page.",
        ),
        answers=(
            Answer(
                200,
                Text(fr="Une page de notices", en="A page of records"),
                (Content(JSON, RecordList, Example(fr={"records": []}, en={"records": []})),),
            ),
        ),
        refusals=(KeyMissing, NotAllowed, UnknownName),
        role="reader",
    ),
)
async def list_of_institution(
    request: Request,
    slug: Slug,
    after: Annotated[str | None, Query(max_length=512, description="Après cet identifiant | After this one")] = None,
    limit: Annotated[int, Query(ge=1, le=1_000, description="Notices par page | Records a page")] = 100,
    state: Annotated[RecordState | None, Query(description="Dans cet état | In this state")] = None,
) -> Response:
    """Answer with a page of the institution's records."""
    desk = desk_of(request)
    await key_for(request, slug, "reader")
    found = await in_thread(
        request, "read", list_records, desk.tools.database, slug, after=after, limit=limit, state=state
    )
    lines = tuple(
        RecordLine(
            local_id=one.local_id,
            label=one.label,
            state=one.state,
            version=one.version,
            updated=one.updated,
            published_version=one.published_version,
            href=record_address(slug, one.local_id),
        )
        for one in found
    )
    following = None
    if len(found) == limit:
        address = f"{institution_address(slug)}/records"
        following = with_query(address, limit=str(limit), state=state, after=found[-1].local_id)
    return Response(encoded(RecordList(lines, following)), 200, None, JSON)


def _precondition(request: Request, desk: Desk, slug: str, local_id: str) -> Precondition:
    """Return what the request supposes of the record; raise VersionMismatch when that is already known to be wrong."""
    refused = entity_tags(request.headers.get("if-none-match"))
    if refused is not None and refused != ("*",):
        message = Text(fr="seul « * » a un sens ici.", en="only “*” has a meaning here.")
        raise invalid_parameters((ParameterError("If-None-Match", message),))
    wanted = entity_tags(request.headers.get("if-match"))
    if wanted is None:
        return Precondition(absent=refused is not None)
    record = get_record(desk.tools.database, slug, local_id)
    if record is not None and record.state != "withdrawn" and ("*" in wanted or str(record.version) in wanted):
        return Precondition(version=record.version, absent=refused is not None)
    now = "-" if record is None or record.state == "withdrawn" else f'"{record.version}"'
    raise VersionMismatch(
        Text(
            fr=f"« If-Match » ne nomme pas la version actuelle de la notice ({now}).",
            en=f"“If-Match” does not name the present version of the record ({now}).",
        )
    )


def _answer(record: StoredRecord, findings: tuple[Finding, ...], file: str, desk: Desk) -> RecordAnswer:
    return RecordAnswer(
        institution=record.institution,
        local_id=record.local_id,
        iri=Namespace(desk.settings.base_url, record.institution).record(record.local_id),
        label=record.label,
        state=record.state,
        version=record.version,
        published_version=record.published_version,
        created=record.created,
        updated=record.updated,
        submission=record.submission,
        tier=record.tier,
        links={
            "self": record_address(record.institution, record.local_id),
            "submission": submission_address(record.submission),
            "report": f"{submission_address(record.submission)}/report",
        },
        findings=tuple(finding_entry(one, desk.tools.rules, file) for one in findings),
    )


def _canonical(record: StoredRecord) -> CatalogueRecord:
    return _DECODER.decode(zstandard.decompress(record.content.canonical))
