"""The parts of a description (EAD 2002 and EAD3) as trees: mixed content becomes words; links and dates are kept."""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree.ElementTree import Element  # the type alone

from app.core.places import TEXT
from app.core.source import SourceValue
from app.reading.xml_tree import Fields, TooDeep, XmlNames

# What has parts of its own; anything else below a description is words.
_STRUCTURED = frozenset(
    {
        "did", "controlaccess", "origination", "repository", "physdescset", "physdescstructured", "physdesc",
        "daoset", "daogrp", "dao", "daoloc", "daodesc", "langmaterial", "unitdatestructured", "daterange", "dateset",
        "persname", "corpname", "famname", "geogname", "subject", "genreform", "function", "occupation", "title",
        "name",
        "geographiccoordinates", "address", "descriptivenote", "eadheader", "control", "filedesc", "titlestmt",
        "publicationstmt", "langusage", "profiledesc", "languagedeclaration", "languageset", "maintenanceagency",
    }
)  # fmt: skip
_INSIDE_TITLE = frozenset({"unitdate", "unitdatestructured"})
_HEADINGS = frozenset({"persname", "corpname", "famname", "geogname", "subject", "genreform", "function", "occupation"})


def part_fields(element: Element, names: XmlNames, max_depth: int) -> Fields:
    """Return a part of a description: `did` and headings by elements, a note as `head` and `p`; raises TooDeep."""
    if _local(element) in _STRUCTURED:
        made = _structured(element, names, max_depth)
        return made if isinstance(made, dict) else {TEXT: made}
    return _note(element, names, max_depth)


def _local(element: Element) -> str:
    return element.tag.rpartition("}")[2]


def _words(element: Element) -> str:
    return " ".join(" ".join(element.itertext()).split())


def _attributes(element: Element, names: XmlNames) -> Fields:
    return {"@" + names.of(name): value for name, value in element.attrib.items()}


def _structured(element: Element, names: XmlNames, levels: int) -> SourceValue:
    if levels < 0:
        raise TooDeep
    made = _attributes(element, names)
    local = _local(element)
    mixed = bool((element.text or "").strip()) or any((child.tail or "").strip() for child in element)
    heading = local in _HEADINGS or local in {"title", "name"}
    if local not in _STRUCTURED or mixed or heading or not len(element):
        words = _part_words(element) if heading else _words(element)
        if not made and not len(element):
            return words
        if words:
            made[TEXT] = words
        if local == "unittitle":
            for child in element:
                if _local(child) in _INSIDE_TITLE:
                    _add(made, _local(child), _structured(child, names, levels - 1))
        for link in _links(element, names):
            _add(made, "link", link)
        return made
    for child in element:
        _add(made, _local(child), _structured(child, names, levels - 1))
    return made


def _part_words(element: Element) -> str:
    """Return a heading: in EAD3 its `part`s, joined as a heading is."""
    parts = [_words(child) for child in element if _local(child) == "part"]
    return " -- ".join(filter(None, parts)) if parts else _words(element)


def _note(element: Element, names: XmlNames, levels: int) -> Fields:
    made = _attributes(element, names)
    for words, is_head in _blocks(element, levels):
        _add(made, "head" if is_head else "p", words)
    for link in _links(element, names):
        _add(made, "link", link)
    return made


def _blocks(element: Element, levels: int) -> Iterator[tuple[str, bool]]:
    if levels < 0:
        raise TooDeep
    if not len(element) or (element.text or "").strip():
        if words := _words(element):
            yield words, False
        return
    own = _local(element)
    for child in element:
        local = _local(child)
        if local == own or local.endswith("grp"):
            yield from _blocks(child, levels - 1)
        elif words := _words(child):
            yield words, local == "head"


def _links(element: Element, names: XmlNames) -> Iterator[str]:
    for child in element.iter():
        if child is not element:
            for name, value in child.attrib.items():
                if names.of(name).rpartition(":")[2] == "href" and value.startswith("http"):
                    yield value


def _add(made: Fields, name: str, value: SourceValue) -> None:
    before = made.get(name)
    if before is None:
        made[name] = value
    elif isinstance(before, list):
        before.append(value)
    else:
        made[name] = [before, value]
