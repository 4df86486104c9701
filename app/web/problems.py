"""A refusal as a problem document in the reader's language, with both languages always present (RFC 9457)."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec
from msgspec import Struct

from app.core.errors import ConcordanceError
from app.core.text import LanguageCode, Text

MEDIA_TYPE = "application/problem+json"
_ENCODER = msgspec.json.Encoder()


class ParameterError(Struct, frozen=True):
    """One parameter that cannot be used: its name, and what is wrong with it."""

    parameter: str
    message: Text


class Problem(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A problem document (RFC 9457, section 3.1), with these extension members.

    `titles`, `details` and `advices` say the same in French and in English; `title`, `detail` and `advice` are in the
    reader's language. `bound` names the setting that was passed, `limit` is its value. `request_id` is to be given to
    whoever operates the service.
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


def problem_of(
    error: ConcordanceError, language: LanguageCode, *, base: str, request_id: str, bounds: Mapping[str, int]
) -> Problem:
    """Return the document that tells this error; `base` is the public address, below which `type` has its page."""
    errors = getattr(error, "errors", ())
    return Problem(
        type=f"{base}/problems/{error.kind}",
        title=error.title.in_language(language),
        status=error.status,
        detail=error.detail.in_language(language),
        advice=error.advice.in_language(language),
        titles=error.title,
        details=error.detail,
        advices=error.advice,
        request_id=request_id,
        bound=error.bound,
        limit=bounds.get(error.bound or ""),
        errors=errors,
    )


def encoded(problem: Problem) -> bytes:
    """Return the document as JSON."""
    return _ENCODER.encode(problem)
