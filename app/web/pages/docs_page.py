"""The documentation as a page, made from the OpenAPI document: nothing in it is written twice, or fetched elsewhere."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, NamedTuple

from starlette.requests import Request
from starlette.responses import HTMLResponse

from app.core.text import LanguageCode
from app.web.pages.page import html, html_response, reader_of
from app.web.pages.public import site_page
from app.web.pages.strings import STRINGS

_LONGEST_EXAMPLE = 1_600  # characters: enough to recognise the form


class DocumentedParameter(NamedTuple):
    """A parameter of an operation."""

    name: str
    place: str
    required: bool
    meaning: str


class DocumentedBody(NamedTuple):
    """A form that a body may have, the name of its schema, and examples in the reader's language."""

    media_type: str
    schema: str
    examples: list[str]


class DocumentedAnswer(NamedTuple):
    """An answer of an operation."""

    status: str
    meaning: str
    media_types: list[str]


class DocumentedOperation(NamedTuple):
    """An operation, in one language."""

    id: str
    method: str
    path: str
    summary: str
    description: list[str]
    role: str | None
    parameters: list[DocumentedParameter]
    bodies: list[DocumentedBody]
    answers: list[DocumentedAnswer]
    examples: list[str]


class DocumentedSection(NamedTuple):
    """The operations of one family."""

    name: str
    operations: list[DocumentedOperation]


def docs_page(document: dict[str, Any], request: Request) -> HTMLResponse:
    """Return the page that documents every operation of the OpenAPI document in the reader's language."""
    language, here = reader_of(request)
    sections = [
        DocumentedSection(tag["x-name"][language], list(_operations(document, tag["name"], language)))
        for tag in document["tags"]
    ]
    public = site_page(request, STRINGS["docs.title"], STRINGS["docs.lead"])
    page = html("docs.html", language, here=here, sections=sections, public=public)
    return html_response(page, language, indexed=public is not None)


def _operations(document: dict[str, Any], tag: str, language: LanguageCode) -> Iterator[DocumentedOperation]:
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            if tag in operation["tags"]:
                yield _operation(path, method, operation, language)


def _operation(path: str, method: str, operation: dict[str, Any], language: LanguageCode) -> DocumentedOperation:
    responses = operation["responses"]
    contents: dict[str, Any] = operation.get("requestBody", {}).get("content", {})
    success = next(iter(responses.values())).get("content", {})
    return DocumentedOperation(
        id=operation["operationId"],
        method=method,
        path=path,
        summary=operation["x-summary"][language],
        description=operation["x-description"][language].split("\n\n"),
        role=operation.get("x-role"),
        parameters=[_parameter(one, language) for one in operation.get("parameters", [])],
        bodies=[_body(*one, language) for one in contents.items()],
        answers=[
            DocumentedAnswer(status, answer["x-description"][language], list(answer.get("content", {})))
            for status, answer in responses.items()
        ],
        examples=[example for content in success.values() for example in _examples(content, language)],
    )


def _parameter(parameter: dict[str, Any], language: LanguageCode) -> DocumentedParameter:
    french, _, english = str(parameter.get("description", "")).partition(" | ")
    return DocumentedParameter(
        name=parameter["name"],
        place=parameter["in"],
        required=bool(parameter.get("required")),
        meaning=french if language == "fr" else english or french,
    )


def _body(media_type: str, content: dict[str, Any], language: LanguageCode) -> DocumentedBody:
    reference = str(content.get("schema", {}).get("$ref", ""))
    return DocumentedBody(media_type, reference.rpartition("/")[2], _examples(content, language))


def _examples(content: dict[str, Any], language: LanguageCode) -> list[str]:
    example = content.get("examples", {}).get(language)
    if example is None:
        return []
    value = example["value"]
    written = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, indent=2)
    return [written if len(written) <= _LONGEST_EXAMPLE else f"{written[:_LONGEST_EXAMPLE]}\n…"]
