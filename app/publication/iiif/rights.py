"""Rights as a manifest states them: by the addresses that the API admits, and by a statement that must be shown."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from app.core.record import CatalogueRecord, Media, Rights
from app.core.text import Text
from app.publication.iiif.words import both, written
from app.publication.licences import canonical

# Presentation API 3.0, section 3.1, `rights`: Creative Commons and RightsStatements.org, both under `http`.
_ADMITTED = (
    "http://creativecommons.org/licenses/",
    "http://creativecommons.org/publicdomain/",
    "http://rightsstatements.org/vocab/",
)
_CREDIT = Text(fr="Mention de source", en="Credit line")


def allowed(rights: Rights | None) -> str | None:
    """Return the address of a licence or statement if the API admits it, else None."""
    iri = None if rights is None else canonical(rights.iri)
    return iri if iri is not None and iri.startswith(_ADMITTED) else None


def rights_of(record: CatalogueRecord, pictures: tuple[tuple[int, Media], ...]) -> str | None:
    """Return the licence or statement that all pictures are under, or None where they differ.

    Where no picture has rights of its own, those of the object are said, as in EDM.
    """
    stated = {allowed(one.rights) for _, one in pictures}
    if any(one.rights is not None for _, one in pictures):
        return stated.pop() if len(stated) == 1 else None
    return allowed(record.object_rights)


def required_statement(record: CatalogueRecord) -> dict[str, Any] | None:
    """Return what clients must show: the credit line and the rights in words; None where the museum asks for nothing.

    An address that `rights` may not hold (an open government licence) is shown here.
    """
    value = written(_required(record))
    return {"label": both(_CREDIT), "value": value} if value else None


def _required(record: CatalogueRecord) -> Iterator[tuple[str, str | None]]:
    credit, rights = record.credit_line, record.object_rights
    if credit is not None:
        yield credit.text, credit.language or record.language
    if rights is not None:
        for text in (rights.text, rights.holder):
            if text:
                yield text, rights.language or record.language
        if rights.iri and allowed(rights) is None:
            yield rights.iri, None
