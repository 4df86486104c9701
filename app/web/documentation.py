"""How an operation is documented: beside its handler, in both languages, with its bodies, answers and refusals."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any, TypedDict

import msgspec

from app.core.errors import ConcordanceError, InputError
from app.core.text import LANGUAGES, Text
from app.storage.keys import Role
from app.web.errors import Busy, InvalidParameters
from app.web.problems import MEDIA_TYPE, Problem

JSON = "application/json"
BEARER = "key"
_EXAMPLE_BASE = "https://concordance.example.org"


@dataclass(frozen=True, slots=True)
class Example:
    """An example in French and one in English; each is JSON where the media type is, else text."""

    fr: Any
    en: Any


@dataclass(frozen=True, slots=True)
class Content:
    """A body or an answer in one media type: the type whose schema it follows, if any, and its examples."""

    media_type: str
    schema: type | None = None
    example: Example | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer that is no refusal: its status, what it means, its forms, its headers by name."""

    status: int
    meaning: Text
    contents: tuple[Content, ...] = ()
    headers: Mapping[str, Text] = field(default_factory=dict)


class Documented(TypedDict):
    """The documentation of an operation, as the framework's decorators take it."""

    operation_id: str
    summary: str
    description: str
    tags: list[str | Enum]
    responses: dict[int | str, dict[str, Any]]
    openapi_extra: dict[str, Any]


def documented(  # noqa: PLR0913  # the parts that a documented operation has
    operation: str,
    tag: Text,
    summary: Text,
    description: Text,
    *,
    answers: Iterable[Answer],
    refusals: Iterable[type[ConcordanceError]] = (),
    bodies: Iterable[Content] = (),
    role: Role | None = None,
    headers: Mapping[str, Text] | None = None,
) -> Documented:
    """Return the documentation of an operation for its decorator.

    `operation` is its unique name, `role` that of the key it needs; `headers` are those it reads beside the usual ones.
    What every operation may answer (a parameter that is wrong, a fault, a database that is away) is added here.
    """
    extra: dict[str, Any] = {
        "x-summary": summary.as_dict(),
        "x-description": description.as_dict(),
        "parameters": [_header(name, meaning) for name, meaning in (headers or {}).items()],
    }
    contents = {body.media_type: _content(body) for body in bodies}
    if contents:
        extra["requestBody"] = {"required": True, "content": contents}
    if role is not None:
        extra["security"] = [{BEARER: []}]
        extra["x-role"] = role
    responses: dict[int | str, dict[str, Any]] = {one.status: _answer(one) for one in answers}
    responses |= _refusals((*refusals, InputError, InvalidParameters, ConcordanceError, Busy), taken=set(responses))
    return Documented(
        operation_id=operation,
        summary=in_both(summary),
        description=f"{description.fr}\n\n{description.en}",
        tags=[in_both(tag)],
        responses=responses,
        openapi_extra=extra,
    )


def schema_reference(of: type) -> dict[str, str]:
    """Return the reference to the schema of this type among the components of the document."""
    return {"$ref": f"#/components/schemas/{of.__name__}"}


def problem_example(error: type[ConcordanceError], language: str) -> Any:
    """Return the problem document of this kind as a reader of this language gets it."""
    problem = Problem(
        type=f"{_EXAMPLE_BASE}/problems/{error.kind}",
        title=error.title.in_language(language),
        status=error.status,
        detail=error.title.in_language(language),
        advice=error.advice.in_language(language),
        titles=error.title,
        details=error.title,
        advices=error.advice,
        request_id="4be1c02e8a0f4d0c9a7d5e21",
    )
    return msgspec.to_builtins(problem)


def in_both(text: Text) -> str:
    """Return the text in French, then in English, as one line; once where both are the same."""
    return text.fr if text.fr == text.en else f"{text.fr} | {text.en}"


def _header(name: str, meaning: Text) -> dict[str, Any]:
    return {
        "name": name,
        "in": "header",
        "required": False,
        "description": in_both(meaning),
        "schema": {"type": "string"},
    }


def _content(content: Content) -> dict[str, Any]:
    told: dict[str, Any] = {"schema": schema_reference(content.schema) if content.schema else _free(content.media_type)}
    if content.example is not None:
        told["examples"] = {language: {"value": getattr(content.example, language)} for language in LANGUAGES}
    return told


def _free(media_type: str) -> dict[str, Any]:
    """Return the schema of a body that JSON Schema does not describe."""
    if media_type == "multipart/form-data":
        names = ("format", "crosswalk", "mode", "encoding", "delimiter", "sheet", "records", "main")
        texts = {name: {"type": "string"} for name in names}
        file = {"type": "string", "contentMediaType": "application/octet-stream"}
        return {"type": "object", "required": ["file"], "properties": {"file": file, **texts}}
    return {"type": ["object", "array"]} if media_type.endswith("json") else {"type": "string"}


def _answer(answer: Answer) -> dict[str, Any]:
    told: dict[str, Any] = {"description": in_both(answer.meaning), "x-description": answer.meaning.as_dict()}
    if answer.contents:
        told["content"] = {content.media_type: _content(content) for content in answer.contents}
    if answer.headers:
        told["headers"] = {
            name: {"description": in_both(meaning), "schema": {"type": "string"}}
            for name, meaning in answer.headers.items()
        }
    return told


def _refusals(errors: tuple[type[ConcordanceError], ...], taken: set[int | str]) -> dict[int | str, dict[str, Any]]:
    by_status: dict[int, list[type[ConcordanceError]]] = {}
    for error in errors:
        if error.status not in taken and error not in by_status.setdefault(error.status, []):
            by_status[error.status].append(error)
    return {status: _refusal(kinds) for status, kinds in sorted(by_status.items())}


def _refusal(kinds: list[type[ConcordanceError]]) -> dict[str, Any]:
    meaning = Text(
        fr=" ; ".join(dict.fromkeys(kind.title.fr for kind in kinds)),
        en="; ".join(dict.fromkeys(kind.title.en for kind in kinds)),
    )
    examples = {
        (language if kind is kinds[0] else f"{language}-{kind.kind}"): {"value": problem_example(kind, language)}
        for kind in kinds
        for language in LANGUAGES
    }
    content = {"schema": schema_reference(Problem), "examples": examples}
    return {
        "description": in_both(meaning),
        "x-description": meaning.as_dict(),
        "content": {MEDIA_TYPE: content, "text/html": {"schema": {"type": "string"}}},
    }
