"""Parts of addresses that several operations share."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import quote

from fastapi import Path

from app.core.iri import encode_segment

Slug = Annotated[str, Path(max_length=63, description="Nom court de l'établissement | Short name of the institution")]
LocalIdPath = Annotated[
    str,
    Path(
        max_length=512,
        description="Identifiant de la notice, encodé (%2F pour /) | Identifier of the record, encoded (%2F for /)",
    ),
]
CrosswalkName = Annotated[
    str, Path(max_length=200, description="Nom de la table de correspondance | Name of the crosswalk")
]


def institution_address(slug: str) -> str:
    """Return the path of an institution's own operations."""
    return f"/api/v1/institutions/{quote(slug, safe='')}"


def record_address(slug: str, local_id: str) -> str:
    """Return the path of a record, whatever characters its identifier has."""
    return f"{institution_address(slug)}/records/{encode_segment(local_id)}"
