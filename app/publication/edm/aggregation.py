"""The ore:Aggregation and its edm:WebResources: who provides the data, where the object is shown, with which rights."""

from __future__ import annotations

from app.core.absolute_iri import absolute_iri
from app.core.record import Media, Rights
from app.publication.licences import NOT_EVALUATED, canonical
from app.publication.output_format import PublishedRecord
from app.publication.xml_elements import about, resource, words

_TYPES = {
    "image": "IMAGE",
    "iiif image": "IMAGE",
    "video": "VIDEO",
    "audio": "SOUND",
    "document": "TEXT",
    "model": "3D",
}
_IIIF_IMAGE = "http://iiif.io/api/image"


def shown(published: PublishedRecord) -> list[tuple[str, Media]]:
    """Return the reproductions that can be looked at or listened to, with their addresses; the primary one first."""
    found = [(address, media) for media in published.record.media if (address := _address(media)) is not None]
    found.sort(key=lambda entry: not entry[1].primary)
    return list({address: (address, media) for address, media in reversed(found)}.values())[::-1]


def type_of(published: PublishedRecord) -> str | None:
    """Return the edm:type of the object, which is that of what shows it, or None where nothing does."""
    media = shown(published)
    return _TYPES[media[0][1].kind] if media else None


def rights_of(published: PublishedRecord) -> str | None:
    """Return the statement that holds for what is shown: the primary reproduction's own, else the object's."""
    given = [media.rights for _, media in shown(published)[:1]] + [published.record.object_rights]
    return next((iri for rights in given if rights is not None and (iri := canonical(rights.iri)) is not None), None)


def aggregation(published: PublishedRecord) -> str:
    """Return the aggregation; where no rights are stated by an address, that they have not been evaluated."""
    record, publisher = published.record, published.publisher
    institution = publisher.name.in_language(publisher.language)
    media = shown(published)
    content = resource("edm:aggregatedCHO", published.iri)
    content += words("edm:dataProvider", institution, publisher.language)
    content += "".join(resource("edm:hasView", address) for address, _ in media[1:])
    page = absolute_iri(record.web_page) if record.web_page else None
    content += resource("edm:isShownAt", page or published.iri)
    if media:
        content += resource("edm:isShownBy", media[0][0])
        picture = next((address for address, one in media if _TYPES[one.kind] == "IMAGE"), None)
        content += resource("edm:object", picture) if picture else ""
    # The institution gives its data itself: provider and data provider are then the same (EDM Mapping Guidelines).
    content += words("edm:provider", institution, publisher.language)
    content += _said(record.record_rights)
    content += resource("edm:rights", rights_of(published) or NOT_EVALUATED)
    return about("ore:Aggregation", f"{published.iri}#aggregation", content)


def web_resources(published: PublishedRecord) -> str:
    """Return each reproduction with its own rights, and the IIIF services that give some of them."""
    manifests = [
        iri
        for one in published.record.media
        if one.kind == "iiif manifest" and (iri := absolute_iri(one.url)) is not None
    ]
    media = shown(published)
    # A manifest presents pictures; where there is none, whatever there is.
    pictures = {address for address, one in media if _TYPES[one.kind] == "IMAGE"} or {address for address, _ in media}
    resources = "".join(_web_resource(address, one, manifests if address in pictures else []) for address, one in media)
    services = dict.fromkeys(_service(one) for _, one in media if one.kind == "iiif image")
    conforms = resource("dcterms:conformsTo", _IIIF_IMAGE)
    return resources + "".join(about("svcs:Service", service, conforms) for service in services)


def _web_resource(address: str, media: Media, manifests: list[str]) -> str:
    content = words("dc:creator", media.credit, media.language) + words("dc:description", media.caption, media.language)
    content += words("dc:format", media.media_type)
    content += _said(media.rights)
    statement = None if media.rights is None else canonical(media.rights.iri)
    if statement is not None:
        content += resource("edm:rights", statement)
    content += "".join(resource("dcterms:isReferencedBy", manifest) for manifest in manifests)
    if media.kind == "iiif image":
        content += resource("svcs:has_service", _service(media))
    return about("edm:WebResource", address, content)


def _said(rights: Rights | None) -> str:
    """Return what the rights say in words (dc:rights): the statement, the holder, an address that is none."""
    if rights is None:
        return ""
    other = rights.iri if canonical(rights.iri) is None else None
    lines = (words("dc:rights", text, rights.language) for text in (rights.text, rights.holder, other))
    return "".join(dict.fromkeys(lines))


def _address(media: Media) -> str | None:
    if media.kind == "iiif image":
        service = absolute_iri(_service(media))
        return None if service is None else f"{service}/full/max/0/default.jpg"
    return absolute_iri(media.url) if media.kind in _TYPES else None


def _service(media: Media) -> str:
    address = absolute_iri(media.url) or media.url
    return address.removesuffix("/info.json").rstrip("/")
