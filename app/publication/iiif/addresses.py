"""The addresses of manifests and collections, and what they are served as."""

from __future__ import annotations

from typing import Final

from app.core.iri import encode_segment

CONTEXT: Final = "http://iiif.io/api/presentation/3/context.json"
MEDIA_TYPE: Final = "application/ld+json"
SERVED_AS: Final = f'{MEDIA_TYPE};profile="{CONTEXT}"'  # Presentation API 3.0, section 6.3
MANIFEST_SUFFIX: Final = "/manifest"


def manifest_address(record: str) -> str:
    """Return the address of the manifest of the object of this IRI."""
    return f"{record}{MANIFEST_SUFFIX}"


def collection_address(base: str, institution: str | None = None, level: int = 0, number: int = 0) -> str:
    """Return the address of a collection: of all institutions, of one, or of one of its parts.

    A part has a level (1: manifests, above: parts of parts) and a number, from 1, within it.
    """
    whole = (
        f"{base}/iiif/collection" if institution is None else f"{base}/iiif/{encode_segment(institution)}/collection"
    )
    return f"{whole}/{level}/{number}" if level else whole
