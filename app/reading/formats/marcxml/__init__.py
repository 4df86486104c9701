"""MARCXML (MARC 21 in XML, Library of Congress), alone, in a collection, or inside OAI-PMH."""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree.ElementTree import Element  # the type alone

from msgspec import structs

from app.core.source import SourceRecord
from app.core.text import Text
from app.reading.marc_fields import MarcField, marc_tree
from app.reading.oai_envelope import is_oai_record, read_enveloped
from app.reading.source_format import DeliveredFile, ReadOutcome, SourceFormat
from app.reading.xml_reader import XmlForm, local_names, xml_head
from app.reading.xml_records import Frame
from app.reading.xml_tree import Fields, XmlNames

NAMESPACE = "http://www.loc.gov/MARC21/slim"
_FIELDS = frozenset({"leader", "controlfield", "datafield"})
_FIRST_ELEMENTS = 200


def _is_record(local: str, namespace: str | None, around: list[Frame]) -> bool:
    # Catalogues drop the namespace, and some write UNIMARC's; what has no field in it is no record.
    return local == "record" or is_oai_record(local, namespace, around)


def _is_content(element: Element) -> bool:
    return any(child.tag.rpartition("}")[2] in _FIELDS for child in element)


def _fields(element: Element, _names: XmlNames, _max_depth: int) -> Fields:
    leader = ""
    fields: list[MarcField] = []
    for child in element:
        local = child.tag.rpartition("}")[2]
        tag = child.get("tag", "").strip()
        if local == "leader":
            leader = child.text or ""
        elif local == "controlfield" and tag:
            fields.append(MarcField(tag, child.text or ""))
        elif local == "datafield" and tag:
            subfields = tuple((one.get("code", "").strip() or "a", "".join(one.itertext())) for one in child)
            indicators = (child.get("ind1") or " ")[0] + (child.get("ind2") or " ")[0]
            fields.append(MarcField(tag, child.text or "", indicators, subfields))
    return marc_tree(leader, fields)


FORM = XmlForm(is_record=_is_record, main=frozenset({NAMESPACE}), nests=True, build=_fields)


class MarcXmlFormat:
    """MARC 21 in XML."""

    key = "marcxml"
    label = Text(fr="MARCXML", en="MARCXML")
    suffixes = (".xml", ".marcxml", ".mrcx")
    media_types = ("application/marcxml+xml", "application/xml", "text/xml")

    def recognise(self, head: bytes, name: str) -> float:  # noqa: ARG002  # the bytes alone tell
        """Return 0.98 for fields of MARC in its namespace, 0.85 without it, 0.9 for a collection that has none yet."""
        text = xml_head(head)
        if text is None:
            return 0.0
        names = set(local_names(text)[:_FIRST_ELEMENTS])
        if "datafield" in names or {"leader", "controlfield"} <= names:
            return 0.98 if "MARC21/slim" in text else 0.85
        return 0.9 if "MARC21/slim" in text and names & {"collection", "record"} else 0.0

    def read(self, file: DeliveredFile) -> Iterator[ReadOutcome]:
        """Yield the records of a file, whatever is around them; see `read_xml`."""
        for outcome in read_enveloped(file, FORM, _is_content):
            yield structs.replace(outcome, notation="marc") if isinstance(outcome, SourceRecord) else outcome


FORMAT: SourceFormat = MarcXmlFormat()
