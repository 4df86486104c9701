"""Rights of the work, the record itself, and the reproductions with their own rights."""

from __future__ import annotations

from app.core.absolute_iri import absolute_iri
from app.core.record import Media, Note, Rights
from app.publication.lido.parts import LOCAL, URI, appellation, identifier, named
from app.publication.output_format import PublishedRecord
from app.publication.xml_elements import attribute, element, words, wrapped
from app.publication.xml_text import utc_seconds

_ITEM_LEVEL = "http://terminology.lido-schema.org/lido00141"
_KINDS = {
    "image": ("image", "image"),
    "audio": ("audio", "son"),
    "video": ("video", "vidéo"),
    "document": ("document", "document"),
    "model": ("model", "modèle 3D"),
    "iiif manifest": ("iiif manifest", "manifeste IIIF"),
    "iiif image": ("iiif image", "image IIIF"),
}


def administration(published: PublishedRecord) -> str:
    """Return the content of lido:administrativeMetadata."""
    record = published.record
    work = _rights("lido:rightsWorkSet", record.object_rights, record.credit_line)
    primary_first = sorted(record.media, key=lambda media: not media.primary)
    resources = "".join(_resource(number, media) for number, media in enumerate(primary_first, 1))
    return wrapped("lido:rightsWorkWrap", work) + _record(published) + wrapped("lido:resourceWrap", resources)


def _record(published: PublishedRecord) -> str:
    record, publisher = published.record, published.publisher
    kind = element("lido:conceptID", _ITEM_LEVEL, attributes=URI) + words("lido:term", "Item-level record", "en")
    source = element("lido:legalBodyID", published.namespace.root, attributes=URI)
    source += "".join(
        appellation("lido:legalBodyName", name, language)
        for language, name in (("fr", publisher.name.fr), ("en", publisher.name.en))
    )
    source += words("lido:legalBodyWeblink", publisher.website)
    page = absolute_iri(record.web_page) if record.web_page else None
    info = words("lido:recordInfoLink", page, None, attribute("lido:formatResource", "text/html"))
    dated = utc_seconds(published.updated)
    info += element("lido:recordMetadataDate", dated, attributes=attribute("lido:type", "modified"))
    return wrapped(
        "lido:recordWrap",
        element("lido:recordID", record.local_id, attributes=LOCAL)
        + wrapped("lido:recordType", kind)
        + wrapped("lido:recordSource", source, attribute("lido:type", "publisher"))
        + _rights("lido:recordRights", record.record_rights, None)
        + wrapped("lido:recordInfoSet", info),
    )


def _resource(number: int, media: Media) -> str:
    link = words(
        "lido:linkResource",
        media.url,
        None,
        attribute("lido:formatResource", media.media_type) + attribute("lido:label", _label(media)),
    )
    content = wrapped("lido:resourceRepresentation", link)
    content += named("lido:resourceType", *_KINDS[media.kind])
    content += words("lido:resourceDescription", media.caption, media.language)
    credit = None if media.credit is None else Note(text=media.credit, language=media.language)
    content += _rights("lido:rightsResource", media.rights, credit)
    return wrapped("lido:resourceSet", content, attribute("lido:sortorder", str(number)))


def _label(media: Media) -> str | None:
    said = (("primary",) if media.primary else ()) + ((media.kind,) if media.kind.startswith("iiif") else ())
    return " ".join(said) or None


def _rights(name: str, value: Rights | None, credit: Note | None) -> str:
    content = ""
    if value is not None:
        kind = identifier("lido:conceptID", value.iri) if value.iri else ""
        content += wrapped("lido:rightsType", kind + words("lido:term", value.text, value.language))
        if value.holder:
            content += wrapped("lido:rightsHolder", appellation("lido:legalBodyName", value.holder, value.language))
    if credit is not None:
        content += words("lido:creditLine", credit.text, credit.language)
    return wrapped(name, content)
