"""A report as an answer: the form that the reader asked for, a page of findings or all of them."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import quote

from msgspec import Struct, structs
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from app.core.finding import Finding, Severity
from app.core.text import Text
from app.publication.reports.report import Report
from app.publication.reports.report_format import ReportContext, ReportFormat
from app.storage.findings import page, stream
from app.storage.institutions import get_institution
from app.storage.submissions import SubmissionState
from app.web.desk import Desk
from app.web.errors import NotAcceptable
from app.web.negotiation import best_media_type, language_of
from app.web.pages.page import page_headers, with_query
from app.web.reporting import report_of

INLINE_FINDINGS = 200  # listed in the answer to a push; the report has them all, page by page
_TEXT = frozenset({"text/csv", "text/html", "text/turtle"})


class ReportQuery(Struct, frozen=True):
    """Which findings of a report are wanted: a page of so many after a cursor, of a rule, severity or record."""

    after: str | None = None
    limit: int = INLINE_FINDINGS
    rule: str | None = None
    severity: Severity | None = None
    record: str | None = None

    def members(self) -> dict[str, str]:
        """Return what chooses findings as the members of a query, without its page."""
        chosen = {"rule": self.rule, "severity": self.severity and self.severity.value, "record": self.record}
        return {name: value for name, value in chosen.items() if value}


def submission_address(submission_id: str) -> str:
    """Return the path of a submission."""
    return f"/api/v1/submissions/{quote(submission_id, safe='')}"


def submission_links(submission_id: str, desk: Desk) -> dict[str, str]:
    """Return where a submission and its report are, in each form by its suffix."""
    address = submission_address(submission_id)
    forms = {f"report.{form.key}": f"{address}/report.{form.key}" for form in desk.reports}
    return {"self": address, "report": f"{address}/report", **forms}


def form_wanted(request: Request, desk: Desk) -> ReportFormat:
    """Return the form of report that the Accept header wants most; raise NotAcceptable when it is none of ours."""
    offered = {form.media_type: form for form in desk.reports}
    wanted = best_media_type(request.headers.get("accept"), offered)
    if wanted is None:
        listed = ", ".join(offered)
        raise NotAcceptable(Text(fr=f"Formes offertes: {listed}.", en=f"Forms on offer: {listed}."))
    return offered[wanted]


def stored_report(
    request: Request, desk: Desk, state: SubmissionState, form: ReportFormat, query: ReportQuery
) -> Response:
    """Return the report of a submission in this form. Blocks on the database: not for the event loop."""
    report = report_of(state, desk.tools)
    report = structs.replace(
        report,
        institution_name=get_institution(desk.tools.database, state.institution).name,
        fraction=fraction_read(state) if state.status == "running" else None,
        links=submission_links(state.id, desk),
    )
    address = f"{submission_address(state.id)}/report"
    language = language_of(request.headers, request.query_params)
    if not form.paged:
        found = stream(desk.tools.database, state.id, rule=query.rule, severity=query.severity)
        context = ReportContext(desk.tools.rules, language, None, address, query.members())
        written = form.write(report, (one.finding for one in found), context)
        return StreamingResponse(written, headers=_headers(form, report, language), media_type=_content_type(form))
    found_page = page(
        desk.tools.database,
        state.id,
        after=query.after,
        limit=query.limit,
        rule=query.rule,
        severity=query.severity,
        record=query.record,
    )
    following = _following(f"{address}.{form.key}", query, found_page.next, request)
    context = ReportContext(desk.tools.rules, language, following, address, query.members())
    return whole_report(form, report, (one.finding for one in found_page.findings), context)


def whole_report(
    form: ReportFormat, report: Report, findings: Iterable[Finding], context: ReportContext, status: int = 200
) -> Response:
    """Return a report whose findings are at hand, in one piece."""
    content = b"".join(form.write(report, findings, context))
    return Response(content, status, _headers(form, report, context.language), _content_type(form))


def fraction_read(state: SubmissionState) -> float:
    """Return how much of a delivery's file has been read, from 0.0 to 1.0."""
    return min(1.0, state.position / state.total_bytes) if state.total_bytes else 0.0


def _following(address: str, query: ReportQuery, cursor: str | None, request: Request) -> str | None:
    if cursor is None:
        return None
    language = request.query_params.get("language")
    return with_query(address, **query.members(), limit=str(query.limit), after=cursor, language=language)


def _headers(form: ReportFormat, report: Report, language: str) -> dict[str, str]:
    if form.key == "html":
        return page_headers("en" if language == "en" else "fr")
    headers = {"Content-Language": language, "Vary": "Accept, Accept-Language", "X-Robots-Tag": "noindex"}
    if not form.paged:
        stem = report.file.rpartition(".")[0] or report.file
        name = quote(f"{stem}-{Text(fr='rapport', en='report').in_language(language)}.{form.key}", safe="")
        headers["Content-Disposition"] = f"attachment; filename=\"report.{form.key}\"; filename*=UTF-8''{name}"
    return headers


def _content_type(form: ReportFormat) -> str:
    return f"{form.media_type}; charset=utf-8" if form.media_type in _TEXT else form.media_type
