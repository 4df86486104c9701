"""Each picture as a canvas with its image painted on it; what is no picture is offered beside (`rendering`).

Presentation API 3.0, sections 5.3 (Canvas) and 5.6 (Content resources).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, TypeAlias
from urllib.parse import urlsplit

from app.core.absolute_iri import absolute_iri
from app.core.record import CatalogueRecord, Media
from app.core.text import Text
from app.publication.iiif.image_service import image_service
from app.publication.iiif.rights import allowed
from app.publication.iiif.words import LanguageMap, both, uri, written

Node: TypeAlias = "dict[str, Any]"

PICTURES = frozenset({"image", "iiif image"})
# Where nobody tells how large a picture is: asking its server would make our answer wait. A canvas has a shape,
# not a resolution: a square is the least that can be said, and clients show the picture in it by its own shape.
UNKNOWN_SIDE = 1000
_PICTURE = Text(fr="Image {number}", en="Picture {number}")
_OTHERS: Mapping[str, tuple[str, Text]] = {
    "audio": ("Sound", Text(fr="Enregistrement sonore", en="Sound recording")),
    "video": ("Video", Text(fr="Vidéo", en="Video")),
    "document": ("Text", Text(fr="Document", en="Document")),
    "model": ("Model", Text(fr="Modèle en trois dimensions", en="Three-dimensional model")),
}
_FORMATS = {
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "png": "image/png",
    "gif": "image/gif",
    "webp": "image/webp",
    "tif": "image/tiff",
    "tiff": "image/tiff",
    "jp2": "image/jp2",
    "svg": "image/svg+xml",
}


def pictures_of(record: CatalogueRecord) -> tuple[tuple[int, Media], ...]:
    """Return the pictures that have an address, each with its number among the reproductions (from 1)."""
    return tuple(
        (number, one)
        for number, one in enumerate(record.media, 1)
        if one.kind in PICTURES and absolute_iri(one.url) is not None
    )


def canvas(manifest: str, position: int, media: Media, language: str | None) -> Node:
    """Return the canvas of a picture; `position` is its place in the manifest, from 1.

    The painting annotation says what is shown; rights are those of this picture alone.
    """
    iri = f"{manifest}/canvas/{position}"
    node: Node = {
        "id": iri,
        "type": "Canvas",
        "label": _label(media, position, language),
        **(_size(media) or {"height": UNKNOWN_SIDE, "width": UNKNOWN_SIDE}),
        "thumbnail": [thumbnail(media)],
    }
    licence = allowed(media.rights)
    if licence is not None:
        node["rights"] = licence
    statement = _statement(media, language)
    if statement:
        node["requiredStatement"] = {"label": both(Text(fr="Crédit", en="Credit")), "value": statement}
    painting = {"id": f"{iri}/image", "type": "Annotation", "motivation": "painting", "body": _image(media)}
    node["items"] = [{"id": f"{iri}/page", "type": "AnnotationPage", "items": [{**painting, "target": iri}]}]
    return node


def thumbnail(media: Media) -> Node:
    """Return the small picture: made by the image service, else the picture itself, since nobody makes it smaller."""
    service = image_service(media)
    if service is None:
        return _image(media)
    small = {"id": service.thumbnail(), "type": "Image", "format": "image/jpeg"}
    return {**small, "service": [service.described()]}


def renderings(record: CatalogueRecord) -> Iterator[Node]:
    """Return the reproductions that are no pictures: sound, film, documents, models."""
    for one in record.media:
        known = _OTHERS.get(one.kind)
        address = absolute_iri(one.url)
        if known is not None and address is not None:
            kind, name = known
            label = written([(one.caption, one.language or record.language)]) if one.caption else both(name)
            node: Node = {"id": uri(address), "type": kind, "label": label}
            if one.media_type and "/" in one.media_type:
                node["format"] = one.media_type.lower()
            yield node


def _image(media: Media) -> Node:
    service = image_service(media)
    if service is not None:
        whole = {"id": service.picture(), "type": "Image", "format": "image/jpeg"}
        return {**whole, **_size(media), "service": [service.described()]}
    node: Node = {"id": uri(absolute_iri(media.url) or ""), "type": "Image", **_size(media)}
    image_format = _format(media)
    if image_format is not None:
        node["format"] = image_format
    return node


def _size(media: Media) -> Node:
    """Return how large the picture is, in pixels, where the record tells both sides."""
    if media.width is None or media.height is None:
        return {}
    return {"height": media.height, "width": media.width}


def _format(media: Media) -> str | None:
    """Return the media type: as the source says it, else as the ending of the address does."""
    if media.media_type and media.media_type.lower().startswith("image/"):
        return media.media_type.lower()
    return _FORMATS.get(urlsplit(media.url).path.rpartition(".")[2].lower())


def _label(media: Media, position: int, language: str | None) -> LanguageMap:
    if media.caption:
        return written([(media.caption, media.language or language)])
    return both(_PICTURE.fill({"number": str(position)}))


def _statement(media: Media, language: str | None) -> LanguageMap:
    """Return what has to be shown with this picture: its credit, the words of its rights and who holds them."""
    said = [(media.credit, media.language)] if media.credit else []
    if media.rights is not None:
        said += [(text, media.rights.language) for text in (media.rights.text, media.rights.holder) if text]
        if allowed(media.rights) is None and media.rights.iri:
            said.append((media.rights.iri, "und"))
    return written((text, spoken or language) for text, spoken in said)
