"""The addresses of agents, places, concepts and sets: what records say of them together, and which records do."""

from __future__ import annotations

import hashlib
from datetime import datetime
from functools import partial
from typing import Annotated, Literal, NamedTuple, TypeAlias

import zstandard
from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from app.core.collections import WHOLE
from app.core.errors import UnknownName
from app.core.iri import Namespace, encode_segment
from app.core.text import LanguageCode, Text
from app.projections.quads import NAME as QUADS
from app.publication.output_format import Publisher
from app.storage.publications import publications
from app.web.api.tags import LINKED_DATA
from app.web.data.alternates import alternates
from app.web.data.choice import choose
from app.web.data.doors import IdPath, LanguageQuery, MediaTypeQuery, ProfileQuery, SlugPath, asked_of, open_address
from app.web.data.entity_graph import EntityGraph, RecordGraph, entity_graph
from app.web.data.forms import Form, without_suffix
from app.web.data.graph_forms import graph_forms, written
from app.web.data.heading import VARY, link
from app.web.data.linking import LinkedPage, Linking, linking_of
from app.web.data.records import DOCUMENTED_FORMS, REPRESENTATION_HEADERS
from app.web.data.representation import Subject, represented
from app.web.desk import Desk, desk_of, in_thread
from app.web.documentation import Answer, documented
from app.web.errors import NoSuchThing, NotAcceptable
from app.web.lag import lag_headers
from app.web.negotiation import language_of
from app.web.pages.entity_page import entity_html
from app.web.pages.page import page_headers, with_query

router = APIRouter()
EntityKind: TypeAlias = Literal["agent", "place", "concept", "set"]
AfterQuery = Annotated[
    str | None, Query(description="Curseur de la page suivante des notices | Cursor of the next page of records")
]
_COLLECTION = Text(fr="Collection: {name}", en="Collection: {name}")
_PAGE = 24  # records of a page; also how many of them an entity is described from
_LONGEST_ID = 600


class Entity(NamedTuple):
    """An entity as it was found: whose it is, its graph with a page of mentions, and the form its suffix asks for."""

    publisher: Publisher
    namespace: Namespace
    graph: EntityGraph
    total: int
    next: str | None
    modified: datetime
    suffix: Form | None


async def get_entity(kind: EntityKind, request: Request, slug: str, identifier: str, after: str | None) -> Response:
    """Answer with the form of the entity that is asked for."""
    linking = linking_of(request)
    entity = await in_thread(request, "read", _find, desk_of(request), linking, kind, slug, identifier, after)
    asked, offered = asked_of(request, entity.suffix), graph_forms()
    graph = entity.graph
    label = graph.label or _unnamed(entity, kind, identifier, language_of(request.headers, request.query_params))
    if asked.alternates:
        return alternates(request, graph.iri, label, offered, asked)
    chosen = choose(asked, offered)
    language = language_of(request.headers, request.query_params)
    subject = Subject(
        iri=graph.iri,
        state=hashlib.blake2b(f"{graph.n_quads}{entity.total}{entity.next}".encode(), digest_size=9).hexdigest(),
        modified=entity.modified if after is None else None,
        dataset=entity.namespace.set(WHOLE),
    )
    write = partial(written, chosen.form, graph.n_quads, [one.n_quads for one in graph.mentions])
    if chosen.form.is_page:
        write = partial(entity_html, entity, kind, label, language, offered)
    answer = represented(request, subject, chosen, offered, write, language)
    if chosen.form.is_page:
        answer.headers.update({**page_headers(language, indexed=after is None), "Vary": VARY})
    answer.headers.update(lag_headers(request, QUADS))
    if entity.next is not None:
        following = with_query(f"?{request.url.query}", after=entity.next)
        answer.headers["Link"] = f"{link(following, 'next')}, {answer.headers['Link']}"
    return answer


def _unnamed(entity: Entity, kind: EntityKind, identifier: str, language: LanguageCode) -> str:
    """Return what an entity without a label is called: the whole collection is its institution's."""
    if kind == "set" and entity.graph.iri == entity.namespace.set(WHOLE):
        return _COLLECTION.fill({"name": entity.publisher.name.in_language(language)}).in_language(language)
    return identifier


def _find(  # noqa: PLR0913, PLR0917  # runs in a thread: everything it needs is handed over
    desk: Desk, linking: Linking, kind: EntityKind, slug: str, identifier: str, after: str | None
) -> Entity:
    publisher = desk.publishers.get(slug)
    namespace = Namespace(desk.settings.base_url, slug)
    tried: list[tuple[str, Form | None]] = [(identifier, None)]
    stem = without_suffix(identifier)
    if stem is not None:
        tried.append(stem)
    for local_id, suffix in tried if len(identifier) <= _LONGEST_ID else ():
        iri = f"{namespace.root}/{kind}/{encode_segment(local_id)}"
        first = linking.records_linking(iri, after=None, limit=_PAGE)
        page = first if after is None else linking.records_linking(iri, after=after, limit=_PAGE)
        found = _described(desk, namespace, iri, first, page)
        if found is not None:
            return Entity(publisher, namespace, found[0], page.total, page.next, found[1], suffix)
    raise NoSuchThing(
        Text(
            fr=f"Aucune notice publiée de cet établissement ne mentionne « {identifier[:80]} ».",
            en=f"No published record of this institution mentions “{identifier[:80]}”.",
        )
    )


def _described(
    desk: Desk, namespace: Namespace, iri: str, first: LinkedPage, page: LinkedPage
) -> tuple[EntityGraph, datetime] | None:
    """Return the entity's graph, from what is published now: the index may lag behind, and never decides what is seen.

    All records of both pages are read at once. Those changed last describe the entity first.
    """
    wanted = dict.fromkeys(hit.local_id for hit in (*first.hits, *page.hits))
    found = {
        local_id: one
        for local_id, one in publications(desk.tools.database, namespace.institution, wanted).items()
        if one.nquads is not None
    }
    graphs = {
        local_id: RecordGraph(namespace.record(local_id), zstandard.decompress(one.nquads or b"").decode())
        for local_id, one in found.items()
    }
    latest = sorted(
        (hit.local_id for hit in first.hits if hit.local_id in found),
        key=lambda local_id: (-found[local_id].updated.timestamp(), local_id),
    )
    mentioning = [graphs[hit.local_id] for hit in page.hits if hit.local_id in graphs]
    graph = entity_graph(iri, [graphs[local_id] for local_id in latest], mentioning)
    if graph is None:
        return None
    return graph, max(one.updated for one in found.values())


async def get_agent(  # noqa: PLR0913, PLR0917  # the parameters of the query are declared for the documentation
    request: Request,
    slug: SlugPath,
    identifier: IdPath,
    profile: ProfileQuery = None,  # noqa: ARG001  # read with the headers
    media_type: MediaTypeQuery = None,  # noqa: ARG001  # the same
    language: LanguageQuery = None,  # noqa: ARG001  # the same
    after: AfterQuery = None,
) -> Response:
    """Answer with a person or group."""
    return await get_entity("agent", request, slug, identifier, after)


async def get_place(  # noqa: PLR0913, PLR0917  # the same
    request: Request,
    slug: SlugPath,
    identifier: IdPath,
    profile: ProfileQuery = None,  # noqa: ARG001  # the same
    media_type: MediaTypeQuery = None,  # noqa: ARG001  # the same
    language: LanguageQuery = None,  # noqa: ARG001  # the same
    after: AfterQuery = None,
) -> Response:
    """Answer with a place."""
    return await get_entity("place", request, slug, identifier, after)


async def get_concept(  # noqa: PLR0913, PLR0917  # the same
    request: Request,
    slug: SlugPath,
    identifier: IdPath,
    profile: ProfileQuery = None,  # noqa: ARG001  # the same
    media_type: MediaTypeQuery = None,  # noqa: ARG001  # the same
    language: LanguageQuery = None,  # noqa: ARG001  # the same
    after: AfterQuery = None,
) -> Response:
    """Answer with a concept."""
    return await get_entity("concept", request, slug, identifier, after)


async def get_set(  # noqa: PLR0913, PLR0917  # the same
    request: Request,
    slug: SlugPath,
    identifier: IdPath,
    profile: ProfileQuery = None,  # noqa: ARG001  # the same
    media_type: MediaTypeQuery = None,  # noqa: ARG001  # the same
    language: LanguageQuery = None,  # noqa: ARG001  # the same
    after: AfterQuery = None,
) -> Response:
    """Answer with a set: a collection, a department's, the whole institution's."""
    return await get_entity("set", request, slug, identifier, after)


_NAMES = {
    "agent": (get_agent, "getAgent", Text("Une personne ou un groupe", "A person or group")),
    "place": (get_place, "getPlace", Text("Un lieu", "A place")),
    "concept": (get_concept, "getConcept", Text("Un concept", "A concept")),
    "set": (get_set, "getSet", Text("Un ensemble de notices", "A set of records")),
}
_SAID = Text(
    fr=(
        "Ce que les notices publiées de l'établissement en disent ensemble, et celles qui le mentionnent, par pages "
        "(« Link: rel=next »), dans la forme demandée."
    ),
    en=(
        "What the published records of the institution say of it together, and the records that mention it, page by "
        "page (“Link: rel=next”), in the form asked for."
    ),
)
for _kind, (_answer, _operation, _name) in _NAMES.items():
    open_address(
        router,
        f"/{{slug:institution}}/{_kind}/{{identifier:path}}",
        _answer,
        documented(
            _operation,
            LINKED_DATA,
            _name,
            _SAID,
            answers=(
                Answer(200, _name, DOCUMENTED_FORMS, REPRESENTATION_HEADERS),
                Answer(304, Text("Cette forme n'a pas changé.", "This form has not changed."), ()),
            ),
            refusals=(UnknownName, NotAcceptable),
        ),
    )
