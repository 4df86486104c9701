"""The institution as the provider of a manifest (Presentation 3.0, section 3.1, `provider`)."""

from __future__ import annotations

from typing import Any

from app.core.absolute_iri import absolute_iri
from app.core.iri import Namespace
from app.core.text import Text
from app.publication.iiif.words import LanguageMap, both, uri
from app.publication.output_format import Publisher

_DESCRIPTION = Text(fr="Description de l'établissement (Linked Art)", en="Description of the institution (Linked Art)")
_LINKED_ART = "https://linked.art/ns/v1/linked-art.json"


def institution_name(publisher: Publisher) -> LanguageMap:
    """Return the name of an institution in both languages."""
    return both(publisher.name)


def provider(publisher: Publisher, namespace: Namespace) -> dict[str, Any]:
    """Return the institution as an Agent with its own page, or where it has none, its page here.

    No logo: institutions give none.
    """
    site = absolute_iri(publisher.website) if publisher.website else None
    homepage: dict[str, Any] = {
        "id": namespace.root if site is None else uri(site),
        "type": "Text",
        "label": institution_name(publisher),
        "format": "text/html",
    }
    return {
        "id": namespace.root,
        "type": "Agent",
        "label": institution_name(publisher),
        "homepage": [homepage],
        "seeAlso": [
            {
                "id": f"{namespace.root}.json",
                "type": "Dataset",
                "label": both(_DESCRIPTION),
                "format": "application/ld+json",
                "profile": _LINKED_ART,
            }
        ],
    }
