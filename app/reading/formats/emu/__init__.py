"""KE EMu (Axiell EMu): its XML export of tuples, tables and atoms, whose internal DTD is read and never obeyed."""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree.ElementTree import Element  # the type alone

from app.core.source import SourceValue
from app.core.text import Text
from app.reading.source_format import DeliveredFile, ReadOutcome, SourceFormat
from app.reading.xml_reader import XmlForm, local_names, read_xml, xml_head
from app.reading.xml_records import Frame
from app.reading.xml_tree import Fields, TooDeep, XmlNames

_FIRST_ELEMENTS = 3  # table, tuple, and what is in it


def _is_record(local: str, _namespace: str | None, around: list[Frame]) -> bool:
    return local == "tuple" and len(around) == 1 and around[0].local == "table"


def fields_of_tuple(element: Element, names: XmlNames, levels: int) -> Fields:
    """Return a tuple's columns by their names: an atom is a text, a table the list of its rows, a tuple an object.

    A row without anything keeps its place, for parallel tables are read by position. Raises TooDeep.
    """
    if levels < 0:
        raise TooDeep
    fields: Fields = {}
    for child in element:
        name = child.get("name") or child.tag
        value: SourceValue
        if child.tag == "table":
            value = [fields_of_tuple(row, names, levels - 2) for row in child]
        elif child.tag == "tuple":
            value = fields_of_tuple(child, names, levels - 1)
        else:
            text = "".join(child.itertext())
            value = "" if text.isspace() else text
        before = fields.get(name)
        if before is None:
            fields[name] = value
        else:
            fields[name] = [*(before if isinstance(before, list) else [before]), value]
    return fields


FORM = XmlForm(is_record=_is_record, nests=True, notation="named", build=fields_of_tuple)


class EmuFormat:
    """The XML export of EMu."""

    key = "emu"
    label = Text(fr="KE EMu (XML)", en="KE EMu (XML)")
    suffixes = (".xml",)
    media_types = ("application/xml", "text/xml")

    def recognise(self, head: bytes, name: str) -> float:  # noqa: ARG002  # the bytes alone tell
        """Return 0.97 for a table of tuples that holds atoms, 0.6 for one of tuples alone."""
        text = xml_head(head)
        if text is None:
            return 0.0
        names = local_names(text)
        if names[:2] != ["table", "tuple"]:
            return 0.0
        return 0.97 if {"atom", "table"} & set(names[2:_FIRST_ELEMENTS]) else 0.6

    def read(self, file: DeliveredFile) -> Iterator[ReadOutcome]:
        """Yield the tuples of the outermost table; see `read_xml`."""
        return read_xml(file, FORM)


FORMAT: SourceFormat = EmuFormat()
