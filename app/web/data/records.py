"""The address of an object: every form of its record, and a tombstone once it is withdrawn."""

from __future__ import annotations

import importlib.metadata
import zlib
from functools import cache, partial
from urllib.parse import quote

from fastapi import APIRouter, Request
from starlette.responses import Response

from app.core.absolute_iri import absolute_iri
from app.core.collections import WHOLE
from app.core.errors import UnknownName
from app.core.iri import Namespace
from app.core.record import CatalogueRecord
from app.core.text import LanguageCode, Text
from app.publication.output_format import PublishedRecord, Publisher
from app.storage.publications import Publication
from app.web.api.tags import LINKED_DATA
from app.web.data.alternates import alternates
from app.web.data.choice import Asked, choose
from app.web.data.doors import IdPath, LanguageQuery, MediaTypeQuery, ProfileQuery, SlugPath, asked_of, open_address
from app.web.data.forms import Form, forms, forms_of
from app.web.data.found import find_record, read
from app.web.data.heading import VARY, alternate_links, link
from app.web.data.representation import Subject, represented
from app.web.data.tombstone import tombstone
from app.web.desk import desk_of, in_thread
from app.web.documentation import Answer, Content, Example, documented, problem_example
from app.web.errors import NotAcceptable, Withdrawn
from app.web.negotiation import language_of
from app.web.pages.page import page_headers
from app.web.pages.record_page import record_html, tombstone_page
from app.web.problems import MEDIA_TYPE, Problem
from app.web.published import published_record
from app.web.refusals import refuse

router = APIRouter()
_LARGE_BYTES = 48 * 1024  # compressed; writing a larger record takes so long that others would wait for it
REPRESENTATION_HEADERS = {
    "ETag": Text(fr="L'état de cette forme", en="The state of this form"),
    "Link": Text(fr="Les autres formes, le profil, la licence", en="The other forms, the profile, the licence"),
}
_GONE = Content(MEDIA_TYPE, Problem, Example(fr=problem_example(Withdrawn, "fr"), en=problem_example(Withdrawn, "en")))
DOCUMENTED_FORMS = tuple(
    Content(media_type) for media_type in dict.fromkeys(name for form in forms() for name in form.names)
)


async def get_object(  # noqa: PLR0913, PLR0917  # the parameters of the query are declared for the documentation
    request: Request,
    slug: SlugPath,
    identifier: IdPath,
    profile: ProfileQuery = None,  # noqa: ARG001  # read with the headers
    media_type: MediaTypeQuery = None,  # noqa: ARG001  # the same
    language: LanguageQuery = None,  # noqa: ARG001  # the same
) -> Response:
    """Answer with the form of the record that is asked for."""
    desk = desk_of(request)
    publisher, publication, suffix = await read(request, find_record, desk, slug, identifier)
    asked = asked_of(request, suffix)
    if publication.canonical is None:
        return _withdrawn(request, publication, publisher, asked)
    work = partial(_represented, request, publication, publisher, asked)
    if len(publication.canonical) > _LARGE_BYTES:
        return await in_thread(request, "write", work)
    return work()


def _represented(request: Request, publication: Publication, publisher: Publisher, asked: Asked) -> Response:
    base = desk_of(request).settings.base_url
    published = published_record(publication, publisher, base)
    if published is None:
        raise UnknownName(Text(fr="Notice retirée.", en="Record withdrawn."))
    offered = forms_of(published.record)
    if asked.alternates:
        return alternates(request, published.iri, publication.label, offered, asked)
    chosen = choose(asked, offered)
    language = language_of(request.headers, request.query_params)
    subject = Subject(
        iri=published.iri,
        state=_state(publication, publisher),
        modified=publication.updated,
        dataset=published.namespace.set(WHOLE),
        licence=_licence(published.record),
    )
    write = partial(_page, published, publication.label, language, offered) if chosen.form.is_page else None
    answer = represented(request, subject, chosen, offered, write or partial(_data, published, chosen.form), language)
    if chosen.form.is_page:
        answer.headers.update({**page_headers(language, indexed=True), "Vary": VARY})
    return answer


def _data(published: PublishedRecord, form: Form) -> bytes:
    return b"" if form.format is None else form.format.write(published)


def _page(published: PublishedRecord, label: str, language: LanguageCode, offered: tuple[Form, ...]) -> bytes:
    schema_org = next((form.format for form in offered if form.key == "schema-org" and form.format is not None), None)
    embedded = None if schema_org is None else schema_org.write(published)
    return record_html(published, label, language, offered, embedded)


def _state(publication: Publication, publisher: Publisher) -> str:
    """Return what the bytes of every form follow from: the version, its graph, this program, who publishes it."""
    digest = publication.digest.hex()[:12] if publication.digest is not None else ""
    return f"{publication.version}-{digest}-{_program(publisher)}"


@cache
def _program(publisher: Publisher) -> str:
    said = f"{importlib.metadata.version('concordance')} {publisher}"
    return f"{zlib.crc32(said.encode('utf-8', 'replace')):08x}"


def _licence(record: CatalogueRecord) -> str | None:
    """Return the licence of the record itself as a header can carry it, or None."""
    rights = record.record_rights
    iri = absolute_iri(rights.iri) if rights is not None and rights.iri else None
    return None if iri is None else quote(iri, safe="%/:?#[]@!$&'()*+,;=-._~")


def _withdrawn(request: Request, publication: Publication, publisher: Publisher, asked: Asked) -> Response:
    """Answer 410: a page, a tombstone in RDF, or a problem document, whichever is asked for."""
    namespace = Namespace(desk_of(request).settings.base_url, publication.institution)
    iri = namespace.record(publication.local_id)
    try:
        chosen = choose(asked, forms())
    except NotAcceptable:
        chosen = None
    language = language_of(request.headers, request.query_params)
    body = None if chosen is None else tombstone(iri, publication.updated, chosen.media_type)
    if chosen is not None and chosen.form.is_page:
        root = namespace.root.removeprefix(namespace.base)
        answer: Response = tombstone_page(request, publication, publisher.name.in_language(language), root)
    elif chosen is not None and body is not None and _asks_for_rdf(asked):
        answer = Response(body, Withdrawn.status, None, chosen.media_type)
    else:
        answer = refuse(request, Withdrawn(_gone(publication)))
    answer.headers.update({"Vary": VARY, "Link": ", ".join((link(iri, "canonical"), alternate_links(forms())))})
    answer.headers["Cache-Control"] = "no-cache"  # a withdrawn record may return
    return answer


def _asks_for_rdf(asked: Asked) -> bool:
    """Say whether RDF was asked for by name: a client that takes anything is told the problem."""
    named = asked.media_type or asked.accept
    return asked.suffix is not None or (named not in {"", "*/*"} and "application/json" not in named)


def _gone(publication: Publication) -> Text:
    shown = publication.local_id[:80]
    return Text(
        fr=f"La notice « {shown} » a été retirée le {publication.updated:%Y-%m-%d}.",
        en=f"The record “{shown}” was withdrawn on {publication.updated:%Y-%m-%d}.",
    )


open_address(
    router,
    "/{slug:institution}/object/{identifier:path}",
    get_object,
    documented(
        "getObject",
        LINKED_DATA,
        Text(fr="Un objet", en="An object"),
        Text(
            fr=(
                "L'objet que décrit une notice publiée, dans la forme demandée par « Accept », « Accept-Profile », le "
                "suffixe ou « _profile » et « _mediatype ». 410 et une pierre tombale pour une notice retirée."
            ),
            en=(
                "The object that a published record describes, in the form asked for by “Accept”, “Accept-Profile”, "
                "the suffix or “_profile” and “_mediatype”. 410 and a tombstone for a record that was withdrawn."
            ),
        ),
        answers=(
            Answer(200, Text(fr="L'objet", en="The object"), DOCUMENTED_FORMS, REPRESENTATION_HEADERS),
            Answer(
                304, Text(fr="Cette forme n'a pas changé.", en="This form has not changed."), (), REPRESENTATION_HEADERS
            ),
            Answer(
                410,
                Text(fr="La notice a été retirée.", en="The record was withdrawn."),
                (*DOCUMENTED_FORMS, _GONE),
            ),
        ),
        refusals=(UnknownName, NotAcceptable),
        headers={
            "Accept-Profile": Text(fr="Profils voulus", en="Profiles wanted"),
            "If-None-Match": Text(fr="L'état déjà connu", en="The state that is known already"),
        },
    ),
)
