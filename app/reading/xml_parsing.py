"""From the text of one record to its element: by a strict parser, and where that refuses, after repairs that are said.

Nothing is ever fetched: expat gets no DTD at all, libxml2 neither entities nor network.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple
from xml.etree.ElementTree import Element, ParseError, fromstring  # expat is given neither DTD nor entity
from xml.sax.saxutils import quoteattr  # escapes only

from lxml import etree

from app.core.finding import Rule
from app.reading.rules import (
    BARE_AMPERSAND,
    EXTERNAL_ENTITY,
    MALFORMED_XML,
    MENDED_XML,
    RECORD_TOO_LARGE,
    UNDECLARED_ENTITY,
    UNDECLARED_PREFIX,
)
from app.reading.xml_entities import PREDEFINED, REFERENCE, Entities, character_named, expanded_length, with_entities
from app.reading.xml_records import RecordText

# Characters that no XML may hold (section 2.2) travel through the parser in the last private plane, so that they are
# found again, and reported, in the value that holds them.
_PRIVATE = 0x10F000
_FORBIDDEN = [code for code in range(32) if chr(code) not in "\t\n\r"] + [*range(0xDC80, 0xDD00)]
_SHIELD = {code: _PRIVATE + (code & 0xFFF) for code in _FORBIDDEN} | {0xFFFE: 0xFFFD, 0xFFFF: 0xFFFD}
_SHIELD |= {code: 0xFFFD for code in range(0xD800, 0xE000) if code not in _SHIELD}
_UNSHIELD = {_PRIVATE + (code & 0xFFF): code for code in _FORBIDDEN}
_SHIELDED = re.compile("[\U0010f000-\U0010ffff]")

_NUMBER = re.compile(r"&#(?:[xX]([0-9a-fA-F]{1,8})|([0-9]{1,9}));")
_ODD_NUMBER = re.compile(
    r"&#(?:[xX]0*(?:[01]?[0-9a-fA-F]|[89][0-9a-fA-F]|7[fF]|[dD][89a-fA-F]..|[fF]{2}..)|0*1?[0-9]?[0-9]);"
)
_AMPERSAND = re.compile(r"&(?!(?:#[xX][0-9a-fA-F]+|#[0-9]+|[A-Za-z_:][\w.:-]*);)")
_PREFIXES = re.compile(r"[<\s/]([A-Za-z_][\w.-]*):[A-Za-z_][\w.-]*(?=[\s=/>])")
_DECLARED = re.compile(r"xmlns:([A-Za-z_][\w.-]*)\s*=")
_HIGHEST = 0x10FFFF
UNDECLARED = "urn:prefix:"  # the namespace that a prefix of no known sense is given

# What exports use without saying so. Only where a document does not say otherwise.
USUAL_NAMESPACES: Mapping[str, str] = {
    "lido": "http://www.lido-schema.org",
    "gml": "http://www.opengis.net/gml",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "dc": "http://purl.org/dc/elements/1.1/",
    "dcterms": "http://purl.org/dc/terms/",
    "edm": "http://www.europeana.eu/schemas/edm/",
    "ore": "http://www.openarchives.org/ore/terms/",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "owl": "http://www.w3.org/2002/07/owl#",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "oai_dc": "http://www.openarchives.org/OAI/2.0/oai_dc/",
    "oai": "http://www.openarchives.org/OAI/2.0/",
    "marc": "http://www.loc.gov/MARC21/slim",
    "mods": "http://www.loc.gov/mods/v3",
    "ead": "urn:isbn:1-931666-22-9",
    "xsi": "http://www.w3.org/2001/XMLSchema-instance",
    "xlink": "http://www.w3.org/1999/xlink",
    "xml": "http://www.w3.org/XML/1998/namespace",
}


class Repair(NamedTuple):
    """Something that was wrong with a record's text: the rule, and the arguments of its sentences."""

    rule: Rule
    arguments: dict[str, str]


class Unparsable(Exception):
    """A record from whose text no element can be made; the repair says why."""

    def __init__(self, repair: Repair) -> None:
        """Keep what is to be said."""
        super().__init__(repair.rule.id)
        self.repair = repair


@dataclass(slots=True)
class ParsedRecord:
    """A record's element, what was repaired to get it, and whether its values need a look for odd characters."""

    element: Element
    repairs: list[Repair] = field(default_factory=list)
    suspect: bool = False


def parse_record(record: RecordText, entities: Entities, most: int) -> ParsedRecord:
    """Return the element of a record; raise Unparsable when no repair makes one of it, or it grows beyond `most`."""
    text, suspect = record.text, record.suspect
    repairs: list[Repair] = []
    if "&" in text:
        if entities.texts:
            if expanded_length(text, entities) > most:
                raise Unparsable(Repair(RECORD_TOO_LARGE, {"limit": str(most), "bound": "max_record_bytes"}))
            text = with_entities(text, entities)
        suspect = suspect or (_ODD_NUMBER.search(text) is not None)
    if suspect:
        text = text.translate(_SHIELD)
    opening = _opening(tuple(record.namespaces.items()))
    try:
        return ParsedRecord(_first(fromstring(f"{opening}{text}</r>")), repairs, suspect)  # noqa: S314  # as above
    except (ParseError, IndexError):
        pass
    mended = _mended(text, entities, repairs)
    declared = {**record.namespaces, **_missing(mended, record.namespaces, repairs)}
    opening = _opening(tuple(declared.items()))
    try:
        return ParsedRecord(_first(fromstring(f"{opening}{mended}</r>")), repairs, suspect=True)  # noqa: S314  # as above
    except (ParseError, IndexError) as error:
        return _recovered(f"{opening}{mended}</r>", record, repairs, error)


def restored(text: str) -> str:
    """Return a parsed text with the characters in it that XML may not hold, as they were written."""
    return text.translate(_UNSHIELD) if _SHIELDED.search(text) else text


def _first(wrapper: Element) -> Element:
    return wrapper[0]


@lru_cache(maxsize=256)
def _opening(namespaces: tuple[tuple[str, str], ...]) -> str:
    declared = "".join(
        f" xmlns{':' if prefix else ''}{prefix}={quoteattr(uri)}" for prefix, uri in namespaces if prefix != "xml"
    )
    return f"<r{declared}>"


def _mended(text: str, entities: Entities, repairs: list[Repair]) -> str:
    text = _NUMBER.sub(_allowed_number, text)
    said: set[str] = set()

    def named(found: re.Match[str]) -> str:
        name = found[1]
        if name in PREDEFINED:
            return found[0]
        character = None if name in entities.external else character_named(name)
        if name not in said:
            said.add(name)
            rule = EXTERNAL_ENTITY if name in entities.external else UNDECLARED_ENTITY
            repairs.append(Repair(rule, {"entity": found[0], "read": character or found[0]}))
        return "&amp;" + found[0][1:] if character is None else f"&#{ord(character[0])};{character[1:]}"

    text = REFERENCE.sub(named, text)
    text, bare = _AMPERSAND.subn("&amp;", text)
    if bare:
        repairs.append(Repair(BARE_AMPERSAND, {"count": str(bare)}))
    return text


def _allowed_number(found: re.Match[str]) -> str:
    code = int(found[1], 16) if found[1] else int(found[2])
    if code in _SHIELD:
        return chr(_SHIELD[code])
    return found[0] if 0 < code <= _HIGHEST else "\ufffd"


def _missing(text: str, namespaces: Mapping[str, str], repairs: list[Repair]) -> dict[str, str]:
    """Return namespaces for the prefixes that are used and never declared."""
    known = {*namespaces, *_DECLARED.findall(text), "xml", "xmlns"}
    added: dict[str, str] = {}
    for prefix in dict.fromkeys(_PREFIXES.findall(text)):
        if prefix not in known and re.search(rf"</?{re.escape(prefix)}:|\s{re.escape(prefix)}:[\w.-]+\s*=", text):
            added[prefix] = USUAL_NAMESPACES.get(prefix, UNDECLARED + prefix)
            repairs.append(Repair(UNDECLARED_PREFIX, {"prefix": prefix}))
    return added


def _recovered(text: str, record: RecordText, repairs: list[Repair], error: Exception) -> ParsedRecord:
    """Return what libxml2's recovery makes of a text that is not well-formed, with the first thing wrong with it."""
    parser = etree.XMLParser(
        recover=True, resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True,
        remove_pis=True,
    )  # fmt: skip
    arguments = {"line": str(record.line), "problem": str(error)}
    try:
        root = etree.fromstring(text.encode("utf-8", "replace"), parser)
    except etree.XMLSyntaxError as refused:
        raise Unparsable(Repair(MALFORMED_XML, {**arguments, "problem": str(refused)})) from refused
    problem = next(iter(parser.error_log), None)
    if problem is not None:
        arguments = {"line": str(record.line + max(problem.line - 1, 0)), "problem": problem.message}
    if root is None or not len(root) or not len(root[0]):
        raise Unparsable(Repair(MALFORMED_XML, arguments))
    repairs.append(Repair(MENDED_XML, arguments))
    return ParsedRecord(_as_read(root[0]), repairs, suspect=True)


def _as_read(found: etree._Element) -> Element:
    """Return what libxml2 recovered, as an element of the other parser's kind.

    It is copied and not written and read again: libxml2 keeps names that no strict parser takes (`a:b:c`). An
    entity that is still there stays as it is written.
    """
    made = Element(found.tag, {str(name): str(value) for name, value in found.attrib.items()})
    made.text = found.text
    for child in found:
        if isinstance(child, etree._Entity):  # noqa: SLF001  # the only name that lxml has for its class
            _add_text(made, f"{child.text or ''}{child.tail or ''}")
        else:
            made.append(_as_read(child))
            made[-1].tail = child.tail
    return made


def _add_text(element: Element, text: str) -> None:
    if len(element):
        element[-1].tail = (element[-1].tail or "") + text
    else:
        element.text = (element.text or "") + text
