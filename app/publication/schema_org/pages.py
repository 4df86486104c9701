"""Pages that are no records, in schema.org's words: the site with its catalogue, an institution, an entity."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from app.core.absolute_iri import absolute_iri
from app.core.collections import WHOLE
from app.core.iri import Namespace
from app.core.text import Text
from app.publication.output_format import Publisher
from app.publication.schema_org.described import Described, entity
from app.publication.schema_org.nodes import JsonValue, Node, words

_CONTEXT = "https://schema.org"
_LANGUAGES: list[JsonValue] = ["fr", "en"]
_CATALOGUE = Text(
    fr="Catalogue des jeux de données: les notices publiées de chaque établissement",
    en="Catalogue of datasets: the published records of each institution",
)
_DATASET = Text(
    fr="Les notices publiées de la collection, en données liées: {name}",
    en="The published records of the collection, as linked data: {name}",
)


class Mention(NamedTuple):
    """An object that an entity's page leads to: its IRI and what it is called."""

    iri: str
    label: str


def both(text: Text) -> list[JsonValue]:
    """Return a text of ours in both languages."""
    return [words(text.fr, "fr"), words(text.en, "en")]


def catalogue_iri(base: str) -> str:
    """Return the IRI of the catalogue of all datasets; `base` is the public address without a final slash."""
    return f"{base}/catalog"


def site(base: str, name: Text, description: Text, publishers: Iterable[Publisher]) -> Node:
    """Return the site with its search, and the catalogue with the dataset of each institution."""
    search: Node = {"@type": "EntryPoint", "urlTemplate": f"{base}/search?q={{search_term_string}}"}
    website: Node = {
        "@id": f"{base}/",
        "@type": "WebSite",
        "url": f"{base}/",
        "name": both(name),
        "description": both(description),
        "inLanguage": _LANGUAGES,
        # What a search engine asks for beside the action is no property of schema.org, but of its actions' markup.
        "potentialAction": {
            "@type": "SearchAction",
            "target": search,
            "query-input": "required name=search_term_string",
        },
    }
    catalogue: Node = {
        "@id": catalogue_iri(base),
        "@type": "DataCatalog",
        "url": catalogue_iri(base),
        "name": both(name),
        "description": both(_CATALOGUE),
        "inLanguage": _LANGUAGES,
        "dataset": [dataset(Namespace(base, one.slug), one) for one in publishers],
    }
    return {"@context": _CONTEXT, "@graph": [website, catalogue]}


def dataset(namespace: Namespace, publisher: Publisher) -> Node:
    """Return the published records of an institution as a dataset."""
    owner: Node = {"@id": namespace.root, "@type": "Organization", "name": both(publisher.name)}
    return {
        "@id": namespace.set(WHOLE),
        "@type": "Dataset",
        "url": namespace.set(WHOLE),
        "name": both(publisher.name),
        "description": [
            words(_DATASET.fill({"name": publisher.name.fr}).fr, "fr"),
            words(_DATASET.fill({"name": publisher.name.en}).en, "en"),
        ],
        "inLanguage": _LANGUAGES,
        "creator": owner,
        "publisher": {"@id": namespace.root},
        "includedInDataCatalog": {"@id": catalogue_iri(namespace.base)},
        "isAccessibleForFree": True,
    }


def institution(namespace: Namespace, publisher: Publisher) -> Node:
    """Return an institution with its own site, and its dataset."""
    node: Node = {
        "@id": namespace.root,
        "@type": ["Organization", "Museum"],
        "name": both(publisher.name),
        "mainEntityOfPage": namespace.root,
    }
    website = absolute_iri(publisher.website) if publisher.website else None
    node["url"] = website if website is not None else namespace.root
    return {"@context": _CONTEXT, "@graph": [node, dataset(namespace, publisher)]}


def entity_page(  # noqa: PLR0913  # what a page of an entity consists of
    namespace: Namespace,
    publisher: Publisher,
    *,
    iri: str,
    label: str,
    described: Described,
    mentions: Iterable[Mention],
    language: str,
) -> Node:
    """Return the page of an agent, a place, a concept or a set: what it is about, and the objects that it leads to.

    `described` are the statements about the entity, by subject.
    """
    whole = iri == namespace.set(WHOLE)
    about = dataset(namespace, publisher) if whole else entity(iri, label, described)
    return {
        "@context": _CONTEXT,
        "@id": f"{iri}#page",
        "@type": "CollectionPage",
        "url": iri,
        "name": words(label, language if whole else "und"),
        "inLanguage": language,
        "isPartOf": {"@id": f"{namespace.base}/"},
        "publisher": {"@id": namespace.root, "@type": "Organization", "name": both(publisher.name)},
        "mainEntity": about,
        # Without a class: a CreativeWork would have to say here what only its own record can.
        "hasPart": [{"@id": one.iri, "name": words(one.label, "und"), "url": one.iri} for one in mentions],
    }
