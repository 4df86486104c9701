"""Follow a delivery, and read its report in the form and language of whoever reads it."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query, Request
from starlette.responses import Response

from app.core.errors import NotAllowed, UnknownName
from app.core.finding import Severity
from app.core.text import Text
from app.publication.reports.json_report import ReportDocument
from app.publication.reports.report import ReportProblem
from app.publication.reports.report_format import ReportFormat
from app.storage.submissions import SubmissionState, get_submission, list_submissions
from app.web.access import key_for
from app.web.answers import DeliveryProgress, SubmissionAnswer, SubmissionList, encoded
from app.web.api.examples import REPORT, SUBMISSION
from app.web.api.paths import Slug, institution_address
from app.web.api.tags import DELIVERIES
from app.web.desk import Desk, desk_of, in_thread
from app.web.documentation import JSON, Answer, Content, Example, documented
from app.web.errors import KeyMissing, NotAcceptable, invalid_parameters
from app.web.negotiation import best_media_type
from app.web.pages.page import with_query
from app.web.problems import ParameterError
from app.web.report_answers import (
    ReportQuery,
    form_wanted,
    fraction_read,
    stored_report,
    submission_links,
)

router = APIRouter()
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_MOST = 1_000
SubmissionId = Annotated[str, Path(max_length=100, description="Identifiant de la livraison | Identifier of it")]
_OPEN = Text(
    fr="L'adresse suffit à qui la connaît: son identifiant ne se devine pas (74 bits de hasard).",
    en="Whoever knows the address may read it: its identifier cannot be guessed (74 random bits).",
)


def submission_answer(state: SubmissionState, desk: Desk) -> SubmissionAnswer:
    """Return a submission as it is answered."""
    problem = state.problem
    return SubmissionAnswer(
        id=state.id,
        institution=state.institution,
        status=state.status,
        mode=state.mode,
        file=state.file_name,
        counts=state.counts,
        progress=DeliveryProgress(
            records=state.counts.records,
            bytes_read=state.total_bytes if state.status == "done" else state.position,
            bytes_total=state.total_bytes,
            fraction=1.0 if state.status == "done" else round(fraction_read(state), 4),
        ),
        created=state.created,
        started=state.started,
        finished=state.finished,
        format=state.format,
        crosswalk=state.crosswalk,
        crosswalk_version=state.crosswalk_version,
        seconds={step: round(taken, 6) for step, taken in state.seconds.items()},
        problem=None
        if problem is None
        else ReportProblem(problem.kind, problem.title, problem.detail, problem.advice, problem.bound),
        links=submission_links(state.id, desk),
    )


@router.get(
    "/submissions/{submission_id}",
    **documented(
        "getSubmission",
        DELIVERIES,
        Text(fr="Suivre une livraison", en="Follow a submission"),
        Text(
            fr=f"État, comptes, avancement et durée de chaque étape. Un navigateur reçoit le rapport. {_OPEN.fr}",
            en=f"State, counts, progress and the time of each step. A browser gets the report. {_OPEN.en}",
        ),
        answers=(
            Answer(
                200,
                Text(fr="La livraison", en="The submission"),
                (Content(JSON, SubmissionAnswer, SUBMISSION), Content("text/html")),
            ),
        ),
        refusals=(UnknownName,),
    ),
)
async def get_one(request: Request, submission_id: SubmissionId) -> Response:
    """Answer with the submission as it stands."""
    desk = desk_of(request)
    if best_media_type(request.headers.get("accept"), (JSON, "text/html")) == "text/html":
        return await _report(request, submission_id, desk.reports.get("html"), ReportQuery())
    state = await in_thread(request, "read", get_submission, desk.tools.database, submission_id)
    headers = {"Retry-After": "2"} if state.status in {"waiting", "running"} else {}
    return Response(encoded(submission_answer(state, desk)), 200, {**headers, "Vary": "Accept"}, JSON)


def report_query(
    after: Annotated[str | None, Query(max_length=40, description="Curseur de page | Cursor of a page")] = None,
    limit: Annotated[int, Query(ge=1, le=_MOST, description="Constats par page | Findings a page")] = 200,
    rule: Annotated[str | None, Query(max_length=200, description="Cette règle seulement | This rule only")] = None,
    severity: Annotated[Severity | None, Query(description="Cette gravité seulement | This severity only")] = None,
    record: Annotated[str | None, Query(max_length=512, description="Cette notice | This record only")] = None,
) -> ReportQuery:
    """Return which findings the address asks for."""
    return ReportQuery(after, limit, rule, severity, record)


_REPORT_TEXT = Text(
    fr=(
        "Les constats groupés par règle, puis énumérés page par page. CSV, Excel et Turtle contiennent tous les "
        "constats choisis. Dans le CSV, une valeur qui commencerait une formule est précédée d'une apostrophe; le "
        f"séparateur est le point-virgule en français, la virgule en anglais. {_OPEN.fr}"
    ),
    en=(
        "The findings grouped by rule, then listed page by page. CSV, Excel and Turtle hold all the findings chosen. "
        "In the CSV, a value that would begin a formula has an apostrophe before it; the delimiter is a semicolon in "
        f"French, a comma in English. {_OPEN.en}"
    ),
)
_REPORT_ANSWERS = (
    Answer(
        200,
        Text(fr="Le rapport", en="The report"),
        (
            Content(JSON, ReportDocument, REPORT),
            Content("text/csv"),
            Content(_XLSX),
            Content("text/html"),
            Content("text/turtle"),
        ),
    ),
)


@router.get(
    "/submissions/{submission_id}/report",
    **documented(
        "getReport",
        DELIVERIES,
        Text(fr="Lire le rapport d'une livraison", en="Read the report of a submission"),
        _REPORT_TEXT,
        answers=_REPORT_ANSWERS,
        refusals=(UnknownName, NotAcceptable),
    ),
)
async def get_report(
    request: Request, submission_id: SubmissionId, query: Annotated[ReportQuery, Depends(report_query)]
) -> Response:
    """Answer with the report in the form that the Accept header asks for."""
    return await _report(request, submission_id, form_wanted(request, desk_of(request)), query)


@router.get(
    "/submissions/{submission_id}/report.{suffix}",
    **documented(
        "getReportAs",
        DELIVERIES,
        Text(fr="Lire le rapport sous la forme nommée", en="Read the report in the form named"),
        _REPORT_TEXT,
        answers=_REPORT_ANSWERS,
        refusals=(UnknownName,),
    ),
)
async def get_report_as(
    request: Request,
    submission_id: SubmissionId,
    suffix: Annotated[str, Path(max_length=20, description="json, csv, xlsx, html, ttl")],
    query: Annotated[ReportQuery, Depends(report_query)],
) -> Response:
    """Answer with the report in the form that the address names."""
    return await _report(request, submission_id, desk_of(request).reports.get(suffix), query)


@router.get(
    "/institutions/{slug}/submissions",
    **documented(
        "listSubmissions",
        DELIVERIES,
        Text(fr="Énumérer les livraisons", en="List the submissions"),
        Text(
            fr="Les livraisons d'un établissement, la plus récente d'abord.",
            en="The submissions of an institution, newest first.",
        ),
        answers=(
            Answer(
                200,
                Text(fr="Une page de livraisons", en="A page of submissions"),
                (
                    Content(
                        JSON,
                        SubmissionList,
                        Example(fr={"submissions": [SUBMISSION.fr]}, en={"submissions": [SUBMISSION.en]}),
                    ),
                ),
            ),
        ),
        refusals=(KeyMissing, NotAllowed, UnknownName),
        role="reader",
    ),
)
async def list_of_institution(
    request: Request,
    slug: Slug,
    before: Annotated[str | None, Query(max_length=100, description="Plus anciennes que | Older than")] = None,
    limit: Annotated[int, Query(ge=1, le=200, description="Livraisons par page | Submissions a page")] = 50,
) -> Response:
    """Answer with a page of the institution's submissions."""
    desk = desk_of(request)
    await key_for(request, slug, "reader")
    try:
        states = await in_thread(
            request, "read", list_submissions, desk.tools.database, slug, before=before, limit=limit
        )
    except UnknownName as unknown:
        if before is None:
            raise
        raise invalid_parameters((ParameterError("before", unknown.detail),)) from None
    following = None
    if len(states) == limit:
        address = f"{institution_address(slug)}/submissions"
        following = with_query(address, limit=str(limit), before=states[-1].id)
    answers = tuple(submission_answer(state, desk) for state in states)
    return Response(encoded(SubmissionList(answers, following)), 200, None, JSON)


async def _report(request: Request, submission_id: str, form: ReportFormat, query: ReportQuery) -> Response:
    desk = desk_of(request)

    def work() -> Response:
        return stored_report(request, desk, get_submission(desk.tools.database, submission_id), form, query)

    return await in_thread(request, "report", work)
