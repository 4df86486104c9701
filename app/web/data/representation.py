"""One representation of a record or of an entity as an answer: its bytes, and all that its headers say of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from starlette.requests import Request
from starlette.responses import Response

from app.core.text import LanguageCode
from app.web.data.choice import Chosen
from app.web.data.forms import Form
from app.web.data.heading import IN_DATASET, VARY, alternate_links, http_date, is_known, link, not_modified


@dataclass(frozen=True, slots=True)
class Subject:
    """What is represented: its IRI, the state that it is in (for entity tags), the dataset and the licence it has."""

    iri: str
    state: str
    modified: datetime | None
    dataset: str
    licence: str | None = None


def represented(  # noqa: PLR0913, PLR0917  # what an answer is made of
    request: Request,
    subject: Subject,
    chosen: Chosen,
    offered: tuple[Form, ...],
    write: Callable[[], bytes],
    language: LanguageCode,
) -> Response:
    """Return the representation with its headers, or 304 where the client has it already.

    The object's IRI answers with 200: what is sent has its own address, which Content-Location names, so that the
    object and the document about it stay two things. `write` is called only when there is something to send.
    """
    form = chosen.form
    headers = {
        "ETag": _entity_tag(subject, chosen, language),
        "Vary": VARY,
        "Content-Location": f"{subject.iri}?{form.query}",
        "Content-Profile": f"<{form.profile.iri}>",
        "Link": _links(subject, form, offered),
    }
    if subject.modified is not None:
        headers["Last-Modified"] = http_date(subject.modified)
    if is_known(request, headers["ETag"], subject.modified):
        return not_modified(headers)
    if form.is_page:
        headers["Content-Language"] = language
    return Response(write(), 200, headers, _content_type(chosen))


def _entity_tag(subject: Subject, chosen: Chosen, language: LanguageCode) -> str:
    """Return a strong tag for data, whose bytes follow from the record; a weak one for the page, which is dressed."""
    form = chosen.form
    if form.is_page:
        return f'W/"{subject.state}.{form.key}.{language}"'
    nickname = "" if chosen.media_type == form.media_type else ".as-" + chosen.media_type.replace("/", "-")
    return f'"{subject.state}.{form.key}{nickname}"'


def _links(subject: Subject, form: Form, offered: tuple[Form, ...]) -> str:
    members = [link(form.profile.iri, "profile"), link(subject.iri, "canonical")]
    if subject.licence is not None:
        members.append(link(subject.licence, "license"))
    members += [link(subject.dataset, IN_DATASET), link(subject.dataset, "collection"), alternate_links(offered)]
    return ", ".join(members)


def _content_type(chosen: Chosen) -> str:
    """Return the Content-Type; JSON-LD says its profile there too (JSON-LD 1.1, appendix C)."""
    media_type = chosen.media_type
    if media_type == "application/ld+json":
        return f'{media_type};profile="{chosen.form.profile.iri}"'
    # These are UTF-8 by their own specification; text/* is said so once more, for old programs.
    return f"{media_type}; charset=utf-8" if media_type.startswith("text/") else media_type
