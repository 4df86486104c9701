"""MODS 3.x (Metadata Object Description Schema, Library of Congress): alone, in a collection, or inside OAI-PMH."""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree.ElementTree import Element  # the type alone

from app.core.text import Text
from app.reading.oai_envelope import is_oai_record, read_enveloped
from app.reading.source_format import DeliveredFile, ReadOutcome, SourceFormat
from app.reading.xml_reader import XmlForm, local_names, xml_head
from app.reading.xml_records import Frame

NAMESPACE = "http://www.loc.gov/mods/v3"
_FIRST_ELEMENTS = 200


def _is_record(local: str, namespace: str | None, around: list[Frame]) -> bool:
    return (local == "mods" and (namespace is None or "mods" in namespace)) or is_oai_record(local, namespace, around)


def _is_content(element: Element) -> bool:
    return element.tag.rpartition("}")[2] == "mods"


FORM = XmlForm(
    is_record=_is_record,
    main=frozenset({NAMESPACE, NAMESPACE + "/", "http://www.loc.gov/mods/"}),
    prefixes={
        "http://www.w3.org/1999/xlink": "xlink",
        "http://www.w3.org/2001/XMLSchema-instance": "xsi",
        "http://www.openarchives.org/OAI/2.0/": "oai",
        "http://www.cdlib.org/inside/diglib/copyrightMD": "copyrightMD",
    },
)


class ModsFormat:
    """MODS in XML."""

    key = "mods"
    label = Text(fr="MODS (XML)", en="MODS (XML)")
    suffixes = (".xml", ".mods")
    media_types = ("application/mods+xml", "application/xml", "text/xml")

    def recognise(self, head: bytes, name: str) -> float:  # noqa: ARG002  # the bytes alone tell
        """Return 0.98 where a MODS record or collection begins in its namespace, 0.7 where it has none."""
        text = xml_head(head)
        if text is None or not {"mods", "modsCollection"} & set(local_names(text)[:_FIRST_ELEMENTS]):
            return 0.0
        return 0.98 if "loc.gov/mods" in text else 0.7

    def read(self, file: DeliveredFile) -> Iterator[ReadOutcome]:
        """Yield the MODS records of a file, whatever is around them; see `read_xml`."""
        return read_enveloped(file, FORM, _is_content)


FORMAT: SourceFormat = ModsFormat()
