"""An answer of an OAI-PMH repository, read even where it is damaged: headers, token, errors, what it says of itself.

The elements are found by their tags alone, as every XML reader here finds its records: so the place of a header is the
beginning of the paths that a reader of the metadata gives to the cells of its record.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple
from xml.etree.ElementTree import Element  # the type alone

from lxml import etree
from msgspec import Struct

from app.core.config import Bounds
from app.reading.bytes_in import DeliveredBytes
from app.reading.source_format import DeliveredFile
from app.reading.xml_parsing import Unparsable, parse_record
from app.reading.xml_records import Frame, RecordText, RecordTexts
from app.reading.xml_text import XmlWindow, xml_encoding

NAMESPACE = "http://www.openarchives.org/OAI/2.0/"
_PARTS = frozenset(
    {
        "header", "resumptionToken", "error", "responseDate", "metadataFormat", "set",
        "granularity", "deletedRecord", "repositoryName", "earliestDatestamp",
    }
)  # fmt: skip
_FREE = frozenset({"metadata", "about", "description", "setDescription"})  # what is in them is not the protocol's
_TOKEN = re.compile(rb"<(?:[\w.-]+:)?resumptionToken\b[^>]*>([^<]{1,4000})<")
_LONGEST_PROBLEM = 300


class Header(NamedTuple):
    """The header of a record: the repository's name for it, its datestamp as written, where the record stands."""

    identifier: str
    datestamp: str
    deleted: bool
    place: str


class MetadataFormat(NamedTuple):
    """A form that records are offered in."""

    prefix: str
    namespace: str


class OaiPage(Struct, frozen=True, kw_only=True):
    """What a page says. `token` is empty on the last page of a list, None where the page has none.

    `errors` are (code, text); `damage` says what a strict parser has against the page, None when nothing; `records`
    counts those that are not deleted.
    """

    headers: tuple[Header, ...] = ()
    token: str | None = None
    errors: tuple[tuple[str, str], ...] = ()
    formats: tuple[MetadataFormat, ...] = ()
    sets: tuple[str, ...] = ()
    response_date: str = ""
    granularity: str = ""
    deleted_record: str = ""
    repository: str = ""
    damage: str | None = None

    @property
    def live(self) -> int:
        """How many headers are of records that exist."""
        return sum(not header.deleted for header in self.headers)


def read_oai_page(content: bytes, bounds: Bounds) -> OaiPage:
    """Return what an answer says, from whatever of it can be read; raise BoundPassed for its DTD or its depth."""
    headers: list[Header] = []
    errors: list[tuple[str, str]] = []
    formats: list[MetadataFormat] = []
    sets: list[str] = []
    words: dict[str, str] = {}
    for local, place, element in _parts(content, bounds):
        if local == "header":
            headers.append(_header(element, place))
        elif local == "error":
            errors.append((element.get("code", ""), _text(element)))
        elif local == "metadataFormat":
            formats.append(MetadataFormat(_below(element, "metadataPrefix"), _below(element, "metadataNamespace")))
        elif local == "set":
            sets.append(_below(element, "setSpec"))
        else:
            words[local] = _text(element)
    damage = _damage(content)
    return OaiPage(
        headers=tuple(headers),
        token=_token(words, content, damaged=damage is not None),
        errors=tuple(errors),
        formats=tuple(formats),
        sets=tuple(sets),
        response_date=words.get("responseDate", ""),
        granularity=words.get("granularity", ""),
        deleted_record=words.get("deletedRecord", ""),
        repository=words.get("repositoryName", ""),
        damage=damage,
    )


def _parts(content: bytes, bounds: Bounds) -> Iterator[tuple[str, str, Element]]:
    """Yield the elements of the protocol's own that are wanted: local name, path of what is around, element."""
    file = DeliveredFile(Path("page.xml"), "page.xml", bounds, content=content)
    source = DeliveredBytes(file)
    texts = RecordTexts(XmlWindow(source, xml_encoding(source, None)), _is_part, bounds, nests=False)
    for record in texts:
        parsed = _parsed(record, texts, bounds)
        if parsed is not None:
            yield parsed.tag.rpartition("}")[2], record.path.rpartition("/")[0], parsed


def _parsed(record: RecordText, texts: RecordTexts, bounds: Bounds) -> Element | None:
    if record.problem is not None:
        return None
    try:
        return parse_record(record, texts.entities, bounds.max_record_bytes).element
    except Unparsable:
        return None  # a strict parser's complaint about the page says it


def _is_part(local: str, namespace: str | None, around: list[Frame]) -> bool:
    return (
        local in _PARTS
        and (namespace is None or "openarchives.org/OAI" in namespace)
        and all(frame.local not in _FREE for frame in around)
    )


def _header(element: Element, place: str) -> Header:
    return Header(
        _below(element, "identifier"),
        _below(element, "datestamp"),
        element.get("status", "").strip() == "deleted",
        place,
    )


def _below(element: Element, local: str) -> str:
    return next((_text(child) for child in element if child.tag.rpartition("}")[2] == local), "")


def _text(element: Element) -> str:
    return "".join(element.itertext()).strip()


def _token(words: dict[str, str], content: bytes, *, damaged: bool) -> str | None:
    if "resumptionToken" in words:
        return words["resumptionToken"]
    found = _TOKEN.search(content) if damaged else None
    return found[1].decode("utf-8", "replace").strip() if found else None


def _damage(content: bytes) -> str | None:
    """Return what a strict parser has against the page, which goes nowhere for entities or a DTD."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        return str(error)[:_LONGEST_PROBLEM] or "?"
    if etree.QName(root).localname != "OAI-PMH":
        return f"<{etree.QName(root).localname}>"
    return None
