"""The address of an institution: who it is, how many records it publishes, and where its collection begins."""

from __future__ import annotations

import hashlib
import json
from functools import partial

from fastapi import APIRouter, Request
from starlette.responses import Response

from app.core import linked_art as la
from app.core.absolute_iri import absolute_iri
from app.core.collections import WHOLE
from app.core.errors import UnknownName
from app.core.iri import Namespace
from app.core.text import Text
from app.publication.graph_text import LABEL
from app.publication.output_format import Publisher
from app.storage.records import count_records
from app.web.api.tags import LINKED_DATA
from app.web.data.alternates import alternates
from app.web.data.choice import choose
from app.web.data.doors import LanguageQuery, MediaTypeQuery, ProfileQuery, SlugPath, asked_of, open_address
from app.web.data.forms import Form, without_suffix
from app.web.data.found import read
from app.web.data.graph_forms import graph_forms, written
from app.web.data.heading import VARY
from app.web.data.records import DOCUMENTED_FORMS, REPRESENTATION_HEADERS
from app.web.data.representation import Subject, represented
from app.web.desk import Desk, desk_of
from app.web.documentation import Answer, documented
from app.web.errors import NotAcceptable
from app.web.negotiation import language_of
from app.web.pages.entity_page import institution_html
from app.web.pages.page import page_headers

router = APIRouter()
_LANGUAGES = {"fr": "300388306", "en": "300388277"}  # the AAT's concepts of French and English
_SEE_ALSO = "<http://www.w3.org/2000/01/rdf-schema#seeAlso>"


async def get_institution(
    request: Request,
    slug: SlugPath,
    profile: ProfileQuery = None,  # noqa: ARG001  # read with the headers
    media_type: MediaTypeQuery = None,  # noqa: ARG001  # the same
    language: LanguageQuery = None,  # noqa: ARG001  # the same
) -> Response:
    """Answer with the form of the institution that is asked for."""
    desk = desk_of(request)
    publisher, count, suffix = await read(request, _find, desk, slug)
    asked, offered = asked_of(request, suffix), graph_forms()
    namespace = Namespace(desk.settings.base_url, publisher.slug)
    reader = language_of(request.headers, request.query_params)
    if asked.alternates:
        return alternates(request, namespace.root, publisher.name.in_language(reader), offered, asked)
    chosen = choose(asked, offered)
    n_quads = institution_graph(publisher, namespace)
    state = hashlib.blake2b(f"{n_quads}{count}".encode("utf-8", "replace"), digest_size=9).hexdigest()
    subject = Subject(namespace.root, state, None, namespace.set(WHOLE))
    write = partial(written, chosen.form, n_quads)
    if chosen.form.is_page:
        write = partial(institution_html, publisher, namespace, count, reader, offered)
    answer = represented(request, subject, chosen, offered, write, reader)
    if chosen.form.is_page:
        answer.headers.update({**page_headers(reader, indexed=True), "Vary": VARY})
    return answer


def _find(desk: Desk, slug: str) -> tuple[Publisher, int, Form | None]:
    """Return the institution, how many records it publishes, and the form that the suffix asks for.

    No short name holds a dot, so what follows one is a suffix.
    """
    stem = without_suffix(slug)
    found, suffix = stem if stem is not None else (slug, None)
    publisher = desk.publishers.get(found)
    return publisher, count_records(desk.tools.database, found).get("published", 0), suffix


def institution_graph(publisher: Publisher, namespace: Namespace) -> str:
    """Return the institution as a graph in N-Quads: a group with its names and its page, and its collection."""
    root = namespace.root
    lines = [
        f"<{root}>{la.GROUP.quad}",
        f"<{root}> {LABEL} {_literal(publisher.name.fr)}",
    ]
    for language, number in _LANGUAGES.items():
        name, concept = f"<{root}#name-{language}>", f"<http://vocab.getty.edu/aat/{number}>"
        lines += [
            f"<{root}>{la.IDENTIFIED_BY.quad}{name}",
            f"{name}{la.NAME.quad}",
            f"{name}{la.CONTENT.quad}{_literal(publisher.name.in_language(language))}",
            f"{name}{la.IN_LANGUAGE.quad}{concept}",
            f"{concept}{la.LANGUAGE.quad}",
        ]
    page = absolute_iri(publisher.website) if publisher.website else None
    if page is not None:
        text, document = f"<{root}#web-page>", f"<{root}#web-page-document>"
        lines += [
            f"<{root}>{la.SUBJECT_OF.quad}{text}",
            f"{text}{la.TEXT.quad}",
            f"{text}{la.CARRIED_BY.quad}{document}",
            f"{document}{la.DIGITAL_OBJECT.quad}",
            f"{document}{la.ACCESS_POINT.quad}<{page}>",
            f"<{page}>{la.DIGITAL_OBJECT.quad}",
        ]
    lines.append(f"<{root}> {_SEE_ALSO} <{root}/set/collection>")
    return "".join(f"{line} <{root}> .\n" for line in lines)


def _literal(text: str) -> str:
    """Return a literal; the escapes of JSON are all escapes of N-Quads."""
    return json.dumps(text.encode("utf-8", "replace").decode(), ensure_ascii=False)


open_address(
    router,
    "/{slug:institution}",
    get_institution,
    documented(
        "getInstitutionPage",
        LINKED_DATA,
        Text(fr="Un établissement", en="An institution"),
        Text(
            fr="L'établissement et sa collection publiée, dans la forme demandée.",
            en="The institution and its published collection, in the form asked for.",
        ),
        answers=(
            Answer(200, Text("L'établissement", "The institution"), DOCUMENTED_FORMS, REPRESENTATION_HEADERS),
            Answer(304, Text("Cette forme n'a pas changé.", "This form has not changed."), ()),
        ),
        refusals=(UnknownName, NotAcceptable),
    ),
)
