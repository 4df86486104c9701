"""What the object belongs to: its keeper, the dataset it is part of, the works it is related to."""

from __future__ import annotations

from app.core.absolute_iri import absolute_iri
from app.core.collections import sets_of
from app.core.record import RelatedRecord
from app.publication.output_format import PublishedRecord
from app.publication.schema_org.nodes import JsonValue, Node, add, words

_PROPERTIES = {"part of": "isPartOf", "has part": "hasPart", "described by": "subjectOf", "related to": "mentions"}


def add_keeper(node: Node, published: PublishedRecord, language: str) -> None:
    """Add who keeps the object, as the organization that offers it to be seen (`provider`)."""
    keeper = published.record.keeper
    if keeper is None:
        return
    iri = published.namespace.agent(keeper.id) if keeper.id else f"{published.iri}#keeper"
    organization: Node = {"@id": iri, "@type": "Organization", "name": words(keeper.name, language)}
    if keeper.department:
        organization["department"] = {
            "@id": f"{published.iri}#keeper-department",
            "@type": "Organization",
            "name": words(keeper.department, language),
        }
    if keeper.place:
        organization["location"] = {
            "@id": f"{iri}{'-' if '#' in iri else '#'}place",
            "@type": "Place",
            "name": words(keeper.place, language),
        }
    page = absolute_iri(keeper.web_page) if keeper.web_page else None
    if page is not None:
        organization["url"] = page
    add(organization, "sameAs", [same for one in keeper.same_as if (same := absolute_iri(one)) is not None])
    node["provider"] = organization


def add_relations(node: Node, published: PublishedRecord, language: str) -> None:
    """Add the datasets that the record is part of (the profile wants one), and the works the object is related to."""
    found: dict[str, list[JsonValue]] = {"isPartOf": _datasets(published, language)}
    for number, value in enumerate(published.record.related, 1):
        iri = _address(value, published)
        if value.relation == "same as":
            if iri is not None:
                found.setdefault("sameAs", []).append(iri)
        elif value.relation != "set":
            other = _work(iri or f"{published.iri}#related-{number}", value, language)
            found.setdefault(_PROPERTIES[value.relation], []).append(other)
    for name, values in found.items():
        add(node, name, values)


def _datasets(published: PublishedRecord, language: str) -> list[JsonValue]:
    """Return the sets of the institution that the record is in, the whole collection first."""
    publisher = published.publisher
    whole: list[JsonValue] = [words(publisher.name.fr, "fr"), words(publisher.name.en, "en")]
    return [
        {
            "@id": published.namespace.set(each.id),
            "@type": "Dataset",
            "name": whole if each.label is None else words(each.label, language),
        }
        for each in sets_of(published.record)
    ]


def _work(iri: str, value: RelatedRecord, language: str) -> Node:
    # Without a class: a CreativeWork would have to say here what only its own record can.
    node: Node = {"@id": iri}
    if value.relation == "described by":
        node["@type"] = "WebPage"
    if value.label:
        node["name"] = words(value.label, value.language or language)
    return node


def _address(value: RelatedRecord, published: PublishedRecord) -> str | None:
    if value.local_id:
        return published.namespace.record(value.local_id)
    return absolute_iri(value.url) if value.url else None
