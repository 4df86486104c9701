"""A record's manifest: its pictures in order, what it says to people, who provides it, where programs find more.

IIIF Presentation API 3.0 (https://iiif.io/api/presentation/3.0/), section 5.2.
"""

from __future__ import annotations

import re
from typing import Any

from app.core.absolute_iri import absolute_iri
from app.core.record import CatalogueRecord
from app.core.text import Text
from app.publication.iiif.addresses import CONTEXT, collection_address, manifest_address
from app.publication.iiif.canvases import canvas, pictures_of, renderings, thumbnail
from app.publication.iiif.metadata import metadata
from app.publication.iiif.provider import institution_name, provider
from app.publication.iiif.rights import required_statement, rights_of
from app.publication.iiif.words import LanguageMap, both, uri, written
from app.publication.output_format import OutputFormat, PublishedRecord, query_of
from app.publication.record_words import label_of, productions_of

_PAGE = Text(fr="Notice de l'objet", en="Record of the object")
_MUSEUM_PAGE = Text(fr="Page de l'établissement sur l'objet", en="The institution's page about the object")
_MANIFEST = Text(fr="Manifeste IIIF de l'établissement", en="IIIF manifest of the institution")
_YEAR = re.compile(r"\d{4}-\d\d-\d\d")  # xsd:dateTime without a sign: the years 1 to 9999


def has_manifest(record: CatalogueRecord) -> bool:
    """Say whether a record has a picture to show: a manifest has at least one canvas."""
    return bool(pictures_of(record))


def manifest(published: PublishedRecord, others: tuple[OutputFormat, ...]) -> dict[str, Any]:
    """Return the manifest; `others` are the formats whose forms of the record `seeAlso` names.

    Raise ValueError for a record without a picture.
    """
    record = published.record
    pictures = pictures_of(record)
    if not pictures:
        raise ValueError(f"record {record.local_id} has no picture, so that it has no manifest")
    iri = manifest_address(published.iri)
    shown = next((one for _, one in pictures if one.primary), pictures[0][1])
    node: dict[str, Any] = {
        "@context": CONTEXT,
        "id": iri,
        "type": "Manifest",
        "label": record_label(record),
        "summary": written(
            (note.text, note.language or record.language) for note in record.notes if note.kind == "description"
        ),
        "metadata": metadata(published),
        "rights": rights_of(record, pictures),
        "requiredStatement": required_statement(record),
        "provider": [provider(published.publisher, published.namespace)],
        "thumbnail": [thumbnail(shown)],
        "navDate": nav_date(record),
        "homepage": _homepages(published),
        "rendering": list(renderings(record)),
        "seeAlso": [*(_see_also(published.iri, one) for one in others), *_other_manifests(record)],
        "partOf": [
            {
                "id": collection_address(published.namespace.base, published.namespace.institution),
                "type": "Collection",
                "label": institution_name(published.publisher),
            }
        ],
        "items": [canvas(iri, position, one, record.language) for position, (_, one) in enumerate(pictures, 1)],
    }
    return {name: value for name, value in node.items() if value}


def record_label(record: CatalogueRecord) -> LanguageMap:
    """Return what the object is called: its title and the translations of it, else its name or its number."""
    titles = sorted(
        (title for title in record.titles if title.kind in {"primary", "translated"}),
        key=lambda title: title.kind != "primary",
    )
    if titles:
        return written((title.text, title.language or record.language) for title in titles)
    text, language = label_of(record)
    return written([(text, language)])


def nav_date(record: CatalogueRecord) -> str | None:
    """Return the moment at which a timeline shows the object: the first of its day, month or year of production.

    None where there are several productions, where the date is approximate or wider than a year, or before our era.
    """
    dates = [event.date for _, event in productions_of(record) if event.date is not None]
    if len(dates) != 1 or dates[0].certainty != "certain" or dates[0].precision not in {"day", "month", "year"}:
        return None
    earliest, latest = dates[0].earliest, dates[0].latest
    if earliest is None or latest is None or earliest[:4] != latest[:4] or not _YEAR.fullmatch(earliest):
        return None
    return None if earliest.startswith("0000") else f"{earliest}T00:00:00Z"


def _homepages(published: PublishedRecord) -> list[dict[str, Any]]:
    """Return the page of the object here, and the museum's own where the record names it."""
    ours = {"id": published.iri, "type": "Text", "label": both(_PAGE), "format": "text/html", "language": ["fr", "en"]}
    page = absolute_iri(published.record.web_page) if published.record.web_page else None
    if page is None:
        return [ours]
    return [ours, {"id": uri(page), "type": "Text", "label": both(_MUSEUM_PAGE), "format": "text/html"}]


def _see_also(iri: str, other: OutputFormat) -> dict[str, Any]:
    return {
        "id": f"{iri}?{query_of(other.profile, other.media_type)}",
        "type": "Dataset",
        "label": both(other.label),
        "format": other.media_type,
        "profile": other.profile.iri,
    }


def _other_manifests(record: CatalogueRecord) -> list[dict[str, Any]]:
    """Return the manifests of this object that the museum publishes itself."""
    addresses = (absolute_iri(one.url) for one in record.media if one.kind == "iiif manifest")
    return [
        {"id": uri(address), "type": "Manifest", "label": both(_MANIFEST), "format": "application/ld+json"}
        for address in addresses
        if address is not None
    ]
