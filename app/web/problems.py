"""A refusal as a problem document in the reader's language, with both languages always present (RFC 9457)."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

from app.core.json_text import json_bytes
from app.core.text import LanguageCode, Text
from app.publication.reports.report import FindingEntry

MEDIA_TYPE = "application/problem+json"


class ParameterError(Struct, frozen=True):
    """One parameter that cannot be used: its name, and what is wrong with it."""

    parameter: str
    message: Text


class Suggestion(Struct, frozen=True):
    """Something that exists and may have been meant: what it is called, and where it is."""

    label: str
    href: str


class Problem(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A problem document (RFC 9457, section 3.1), with these extension members.

    `titles`, `details` and `advices` say the same in French and in English; `title`, `detail` and `advice` are in the
    reader's language. `bound` names the setting that was passed, `limit` is its value. `request_id` is to be given to
    whoever operates the service. Where a delivery stopped after its beginning, `submission` and `report` are where
    what landed before is told, and `records` says how many; `findings` say why a single record was rejected.
    `suggestions` are what may have been meant by an address that leads nowhere.
    """

    type: str
    title: str
    status: int
    detail: str
    advice: str
    titles: Text
    details: Text
    advices: Text
    request_id: str
    bound: str | None = None
    limit: int | None = None
    errors: tuple[ParameterError, ...] = ()
    submission: str | None = None
    report: str | None = None
    records: int | None = None
    findings: tuple[FindingEntry, ...] = ()
    suggestions: tuple[Suggestion, ...] = ()


class Refusal(Struct, frozen=True, kw_only=True):
    """What is refused and why, whoever says it: an error of this request, or the problem that a delivery ended with."""

    kind: str
    status: int
    title: Text
    detail: Text
    advice: Text
    bound: str | None = None
    errors: tuple[ParameterError, ...] = ()
    submission: str | None = None
    report: str | None = None
    records: int | None = None
    findings: tuple[FindingEntry, ...] = ()
    suggestions: tuple[Suggestion, ...] = ()


def problem_of(
    refusal: Refusal, language: LanguageCode, *, base: str, request_id: str, bounds: Mapping[str, int]
) -> Problem:
    """Return the document that tells this refusal; `base` is the public address, below which `type` has its page."""
    return Problem(
        type=f"{base}/problems/{refusal.kind}",
        title=refusal.title.in_language(language),
        status=refusal.status,
        detail=refusal.detail.in_language(language),
        advice=refusal.advice.in_language(language),
        titles=refusal.title,
        details=refusal.detail,
        advices=refusal.advice,
        request_id=request_id,
        bound=refusal.bound,
        limit=bounds.get(refusal.bound or ""),
        errors=refusal.errors,
        submission=refusal.submission,
        report=refusal.report,
        records=refusal.records,
        findings=refusal.findings,
        suggestions=refusal.suggestions,
    )


def encoded(problem: Problem) -> bytes:
    """Return the document as JSON."""
    return json_bytes(problem)
