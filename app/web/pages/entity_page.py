"""The pages of entities and of institutions: what they are, and the objects that lead to them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from app.core.absolute_iri import absolute_iri
from app.core.iri import Namespace
from app.core.json_text import json_bytes
from app.core.text import LanguageCode, Text
from app.publication.output_format import Publisher
from app.publication.schema_org.pages import Mention, entity_page, institution
from app.web.data.forms import Form
from app.web.pages.page import html, with_query
from app.web.pages.public import PublicPage, script_safe
from app.web.pages.strings import STRINGS
from app.web.record_page.entity_facts import entity_facts, relation_words

if TYPE_CHECKING:
    from app.web.data.entities import Entity

_SAID = Text(
    fr="{kind}: {name}. Notices publiées qui en parlent: {number}.",
    en="{kind}: {name}. Published records that speak of it: {number}.",
)


def entity_html(entity: Entity, kind: str, label: str, language: LanguageCode, forms: Sequence[Form]) -> bytes:
    """Return the page of an entity: its facts, and one page of the objects that mention it."""
    base, graph = entity.namespace.base, entity.graph
    address = graph.iri.removeprefix(base)
    page = html(
        "entity.html",
        language,
        here=address,
        iri=graph.iri,
        address=address,
        kind=kind,
        label=label,
        publisher=entity.publisher,
        root=entity.namespace.root.removeprefix(base),
        facts=entity_facts(graph.iri, graph.described),
        mentions=[(one.iri.removeprefix(base), one.label, relation_words(one.relations)) for one in graph.mentions],
        total=entity.total,
        next=None if entity.next is None else with_query(address, language=language, after=entity.next),
        forms=[form for form in forms if not form.is_page],
        public=_public_entity(entity, kind, label, language),
    )
    return page.encode("utf-8", "replace")


def _public_entity(entity: Entity, kind: str, label: str, language: LanguageCode) -> PublicPage:
    graph, publisher = entity.graph, entity.publisher
    json_ld = entity_page(
        entity.namespace,
        publisher,
        iri=graph.iri,
        label=label,
        described=graph.described,
        mentions=[Mention(one.iri, one.label) for one in graph.mentions],
        language=language,
    )
    said = _SAID.fill(
        {"kind": STRINGS[f"entity.{kind}"].in_language(language), "name": label, "number": str(entity.total)}
    )
    return PublicPage(
        iri=graph.iri,
        title=label,
        description=f"{said.in_language(language)} {publisher.name.in_language(language)}",
        json_ld=script_safe(json_bytes(json_ld)),
        kind="profile" if kind == "agent" else "website",
    )


def institution_html(
    publisher: Publisher, namespace: Namespace, count: int, language: LanguageCode, forms: Sequence[Form]
) -> bytes:
    """Return the page of an institution; `count` is how many records it publishes."""
    address = namespace.root.removeprefix(namespace.base)
    page = html(
        "institution.html",
        language,
        here=address,
        iri=namespace.root,
        address=address,
        publisher=publisher,
        website=absolute_iri(publisher.website) if publisher.website else None,
        count=count,
        forms=[form for form in forms if not form.is_page],
        public=PublicPage(
            iri=namespace.root,
            title=publisher.name.in_language(language),
            description=f"{publisher.name.in_language(language)}: {STRINGS['institution.lead'].in_language(language)}",
            json_ld=script_safe(json_bytes(institution(namespace, publisher))),
        ),
    )
    return page.encode("utf-8", "replace")
