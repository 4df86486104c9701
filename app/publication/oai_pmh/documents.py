"""The documents of the protocol, as its schema has them (OAI-PMH 2.0, section 3.2; OAI-PMH.xsd)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from app.core.text import Text
from app.publication.feed_item import FeedItem
from app.publication.oai_pmh.faults import Fault
from app.publication.oai_pmh.metadata_formats import MetadataFormat
from app.publication.oai_pmh.requests import OaiRequest
from app.publication.xml_text import utc_seconds, without_declaration, xml_attribute, xml_text

_OAI = "http://www.openarchives.org/OAI/2.0/"
_XSI = "http://www.w3.org/2001/XMLSchema-instance"
_RIGHTS = "http://www.openarchives.org/OAI/2.0/rights/"
_RIGHTS_XSD = "http://www.openarchives.org/OAI/2.0/rights.xsd"
_OPENING = (
    f'<?xml version="1.0" encoding="UTF-8"?>\n<OAI-PMH xmlns="{_OAI}" xmlns:xsi="{_XSI}" '
    f'xsi:schemaLocation="{_OAI} http://www.openarchives.org/OAI/2.0/OAI-PMH.xsd">\n'
)
_ECHOED = ("verb", "identifier", "metadataPrefix", "from", "until", "set", "resumptionToken")


@dataclass(frozen=True, slots=True)
class Repository:
    """What Identify tells of a repository: of the whole service, or of one institution."""

    address: str
    name: Text
    description: Text
    mail: str
    earliest: datetime


def answer(request: OaiRequest, address: str, responded: datetime, body: str | bytes) -> bytes:
    """Return the document that answers this request: what it asked, and the body of its verb.

    `address` is the base URL of the repository, `responded` the moment of the answer.
    """
    asked = "".join(
        f' {name}="{xml_attribute(request.arguments[name])}"' for name in _ECHOED if name in request.arguments
    )
    head = f"{_OPENING}{_responded(responded)}<request{asked}>{xml_text(address)}</request>\n"
    inner = body if isinstance(body, bytes) else body.encode()
    return b"".join((head.encode(), f"<{request.verb}>\n".encode(), inner, f"</{request.verb}>\n</OAI-PMH>\n".encode()))


def refusal(request: OaiRequest | None, address: str, responded: datetime, fault: Fault) -> bytes:
    """Return the document of an error; `request` is None where its arguments are not to be repeated (section 3.6)."""
    known = request if request is not None and fault.code not in {"badVerb", "badArgument"} else None
    asked = "".join(
        f' {name}="{xml_attribute(known.arguments[name])}"' for name in _ECHOED if known and name in known.arguments
    )
    sentence = xml_text(f"{fault.detail.fr} | {fault.detail.en}")
    return (
        f"{_OPENING}{_responded(responded)}<request{asked}>{xml_text(address)}</request>\n"
        f'<error code="{fault.code}">{sentence}</error>\n</OAI-PMH>\n'
    ).encode()


def identify(repository: Repository) -> str:
    """Return the body of Identify, with a description in both languages (an oai_dc container)."""
    dc, oai_dc = "http://purl.org/dc/elements/1.1/", "http://www.openarchives.org/OAI/2.0/oai_dc/"
    told = "".join(
        f'<dc:{name} xml:lang="{language}">{xml_text(text.in_language(language))}</dc:{name}>\n'
        for name, text in (("title", repository.name), ("description", repository.description))
        for language in ("fr", "en")
    )
    name = repository.name
    both = name.fr if name.fr == name.en else f"{name.fr} | {name.en}"
    return (
        f"<repositoryName>{xml_text(both)}</repositoryName>\n<baseURL>{xml_text(repository.address)}</baseURL>\n"
        f"<protocolVersion>2.0</protocolVersion>\n<adminEmail>{xml_text(repository.mail)}</adminEmail>\n"
        f"<earliestDatestamp>{utc_seconds(repository.earliest)}</earliestDatestamp>\n"
        "<deletedRecord>persistent</deletedRecord>\n<granularity>YYYY-MM-DDThh:mm:ssZ</granularity>\n"
        f'<description>\n<oai_dc:dc xmlns:oai_dc="{oai_dc}" xmlns:dc="{dc}" '
        f'xsi:schemaLocation="{oai_dc} http://www.openarchives.org/OAI/2.0/oai_dc.xsd">\n{told}</oai_dc:dc>\n'
        "</description>\n"
    )


def list_metadata_formats(formats: Iterable[MetadataFormat]) -> str:
    """Return the body of ListMetadataFormats."""
    return "".join(
        f"<metadataFormat><metadataPrefix>{one.prefix}</metadataPrefix><schema>{one.schema}</schema>"
        f"<metadataNamespace>{one.namespace}</metadataNamespace></metadataFormat>\n"
        for one in formats
    )


def list_sets(sets: Iterable[tuple[str, Text]], token: str) -> str:
    """Return the body of ListSets, of (spec, name in both languages); `token` is the element that ends the page."""
    return (
        "".join(
            f"<set><setSpec>{xml_text(spec)}</setSpec><setName>{xml_text(_in_both(name))}</setName></set>\n"
            for spec, name in sets
        )
        + token
    )


def header(item: FeedItem, sets: Sequence[str]) -> str:
    """Return the header of a record: its identifier (the object's IRI), its datestamp, its sets (section 2.5)."""
    status = ' status="deleted"' if item.entry.kind == "withdrawn" else ""
    specs = "".join(f"<setSpec>{spec}</setSpec>" for spec in sets)
    return (
        f"<header{status}><identifier>{xml_text(item.iri)}</identifier>"
        f"<datestamp>{utc_seconds(item.entry.at)}</datestamp>{specs}</header>"
    )


def record(item: FeedItem, sets: Sequence[str], one: MetadataFormat, about: Sequence[bytes] = ()) -> bytes:
    """Return a record in this format, with its rights and what else is said about it; of a deleted one, its header."""
    if item.record is None:
        return b"<record>" + header(item, sets).encode() + b"</record>\n"
    metadata = without_declaration(one.output.write(item.published()))
    said = b"".join(b"<about>" + each + b"</about>\n" for each in (*_rights(item), *about))
    return b"".join(
        (
            *(b"<record>", header(item, sets).encode(), b"\n<metadata>\n", metadata),
            *(b"\n</metadata>\n", said, b"</record>\n"),
        )
    )


def list_identifiers(items: Iterable[FeedItem], sets: Mapping[int, Sequence[str]], token: str) -> str:
    """Return the body of ListIdentifiers; `sets` has the specs of each record by its entry's key."""
    return "".join(f"{header(item, sets.get(item.entry.key, ()))}\n" for item in items) + token


def list_records(
    items: Iterable[FeedItem],
    sets: Mapping[int, Sequence[str]],
    one: MetadataFormat,
    token: str,
    abouts: Mapping[int, Sequence[bytes]],
) -> bytes:
    """Return the body of ListRecords; `sets` has the specs of each record by its entry's key, `abouts` what is said.

    What is said about a record are whole elements, beside its rights.
    """
    parts = [record(item, sets.get(item.entry.key, ()), one, abouts.get(item.entry.key, ())) for item in items]
    return b"".join((*parts, token.encode()))


def resumption_token(token: str, cursor: int, size: int | None) -> str:
    """Return the element that ends an incomplete list; empty of text, the one that ends its last page (section 3.5)."""
    whole = "" if size is None else f' completeListSize="{size}"'
    return f'<resumptionToken{whole} cursor="{cursor}">{xml_text(token)}</resumptionToken>\n'


def _rights(item: FeedItem) -> tuple[bytes, ...]:
    # "Conveying rights expressions about metadata in the OAI-PMH framework", section 2: a reference, about the record.
    if item.rights is None:
        return ()
    reference = xml_attribute(item.rights)
    return (
        f'<rights xmlns="{_RIGHTS}" xsi:schemaLocation="{_RIGHTS} {_RIGHTS_XSD}">'
        f'<rightsReference ref="{reference}"/></rights>'.encode(),
    )


def _responded(at: datetime) -> str:
    return f"<responseDate>{utc_seconds(at)}</responseDate>\n"


def _in_both(text: Text) -> str:
    return text.fr if text.fr == text.en else f"{text.fr} | {text.en}"
