"""Reproductions as MediaObjects with their licence, as SCHEMA-AP-NDE and search engines ask for it."""

from __future__ import annotations

import re

from app.core.absolute_iri import absolute_iri
from app.core.record import Media, Rights
from app.publication.iiif.addresses import manifest_address
from app.publication.iiif.canvases import PICTURES
from app.publication.licences import secure
from app.publication.output_format import PublishedRecord
from app.publication.schema_org.nodes import JsonValue, Node, add, words

_CLASSES = {"image": "ImageObject", "iiif image": "ImageObject", "audio": "AudioObject", "video": "VideoObject"}
_MODEL = "3DModel"
# How credits name who took a picture; any other words name an institution as often as a person.
_PHOTOGRAPHER = re.compile(
    r"photo(?:graph(?:ie|e|er|y)?)?s?\.?\s*(?::|\bby\b|\bpar\b)\s*(?P<name>[^:;|©]{2,80})$", re.IGNORECASE
)
_IIIF = "application/ld+json;profile='http://iiif.io/api/{}/3/context.json'"


def media_object(iri: str, value: Media, language: str, shop: str | None = None) -> Node | None:
    """Return a reproduction, or None where its address is none. Without a known licence it says none.

    `shop` is the page where a licence for a picture is asked for.
    """
    address = absolute_iri(value.url)
    if address is None:
        return None
    language = value.language or language
    narrower = _MODEL if value.kind == "model" else _CLASSES.get(value.kind)
    node: Node = {"@id": iri, "@type": ["MediaObject", narrower] if narrower else "MediaObject"}
    _add_address(node, value.kind, address)
    if value.media_type:
        node["encodingFormat"] = {"@value": value.media_type}
    for side, pixels in (("width", value.width), ("height", value.height)):
        if pixels is not None:
            unit: JsonValue = {"@value": "E37"}  # UN/CEFACT: pixel
            node[side] = {"@type": "QuantitativeValue", "value": pixels, "unitCode": unit, "unitText": "px"}
    if value.caption:
        name = "caption" if narrower in {"ImageObject", "AudioObject", "VideoObject"} else "description"
        node[name] = words(value.caption, language)
    if value.credit:
        node["creditText"] = words(value.credit, language)
        _add_photographer(node, iri, value.credit, language)
    if shop is not None and value.kind in PICTURES:
        node["acquireLicensePage"] = shop
    if value.rights is not None:
        add_rights(node, f"{iri}-rights-holder", value.rights, language)
    return node


def add_rights(node: Node, holder: str, rights: Rights, language: str) -> None:
    """Add the licence or statement by its IRI, the notice in words, and who holds the rights (at the IRI `holder`)."""
    licence = secure(rights.iri)
    if licence is not None:
        node["license"] = licence
    notice = rights.text or (rights.iri if licence is None else None)
    if notice:
        node["copyrightNotice"] = words(notice, rights.language or language)
    if rights.holder:
        node["copyrightHolder"] = {
            "@id": holder,
            "@type": "Organization",
            "name": words(rights.holder, rights.language or language),
        }


def _add_address(node: Node, kind: str, address: str) -> None:
    if kind == "iiif image":
        service = address.removesuffix("/info.json").rstrip("/")
        node["contentUrl"] = f"{service}/full/max/0/default.jpg"
        node["thumbnailUrl"] = f"{service}/full/!400,400/0/default.jpg"
        node["isBasedOn"] = _api(f"{service}/info.json", "image")
    elif kind == "iiif manifest":
        node["url"] = address
        node["isBasedOn"] = _api(address, "presentation")
    else:
        node["contentUrl"] = address
        if kind == "image":
            node["thumbnailUrl"] = address  # nobody makes it smaller


def _add_photographer(node: Node, iri: str, credit: str, language: str) -> None:
    found = _PHOTOGRAPHER.match(credit.strip())
    if found is not None:
        name = words(found["name"].strip(), language)
        node["creator"] = {"@id": f"{iri}-photographer", "@type": "Person", "name": name}


def _api(address: str, name: str) -> JsonValue:
    # Without a class: a CreativeWork would have to have a name and a creator, by the profile.
    return {"@id": address, "encodingFormat": {"@value": _IIIF.format(name)}}


def add_media(node: Node, published: PublishedRecord, language: str) -> None:
    """Add the reproductions to the object, and which of its pictures stands for it."""
    objects: list[JsonValue] = []
    pictures: list[JsonValue] = []
    record = published.record
    shop = absolute_iri(record.web_page or published.publisher.website or "")
    for number, value in enumerate(record.media, 1):
        each = media_object(f"{published.iri}#media-{number}", value, language, shop)
        if each is None:
            continue
        objects.append(each)
        if value.kind in PICTURES:
            # SCHEMA-AP-NDE, MediaObject: where a picture stands in a manifest, `isBasedOn` names it.
            manifest = _api(manifest_address(published.iri), "presentation")
            each["isBasedOn"] = [each["isBasedOn"], manifest] if "isBasedOn" in each else manifest
            reference: JsonValue = {"@id": f"{published.iri}#media-{number}"}
            pictures.insert(0 if value.primary else len(pictures), reference)
    add(node, "associatedMedia", objects)
    add(node, "image", pictures)
