"""LIDO 1.0 and 1.1 (Lightweight Information Describing Objects, ICOM-CIDOC), alone, wrapped, or inside OAI-PMH."""

from __future__ import annotations

from collections.abc import Iterator

from app.core.text import Text
from app.reading.source_format import DeliveredFile, ReadOutcome, SourceFormat
from app.reading.xml_reader import XmlForm, local_names, read_xml, xml_head
from app.reading.xml_records import Frame

NAMESPACE = "http://www.lido-schema.org"
_FIRST_ELEMENTS = 200  # enough to come through the envelope of any protocol


def _is_record(local: str, namespace: str | None, _around: list[Frame]) -> bool:
    # Exports leave the namespace out, or write it with a slash or a version at its end.
    return local == "lido" and (namespace is None or "lido" in namespace)


FORM = XmlForm(
    is_record=_is_record,
    main=frozenset({NAMESPACE, NAMESPACE + "/", "http://www.lido-schema.org/v1.0", "urn:prefix:lido"}),
    prefixes={
        "http://www.opengis.net/gml": "gml",
        "http://www.opengis.net/gml/3.2": "gml",
        "http://www.w3.org/2004/02/skos/core#": "skos",
        "http://www.w3.org/1999/02/22-rdf-syntax-ns#": "rdf",
        "http://www.w3.org/2002/07/owl#": "owl",
        "http://www.w3.org/2001/XMLSchema-instance": "xsi",
        "http://www.w3.org/1999/xlink": "xlink",
    },
)


class LidoFormat:
    """LIDO, in one file or in an archive of files."""

    key = "lido"
    label = Text(fr="LIDO (XML)", en="LIDO (XML)")
    suffixes = (".xml", ".lido")
    media_types = ("application/xml", "text/xml")

    def recognise(self, head: bytes, name: str) -> float:  # noqa: ARG002  # the bytes alone tell
        """Return 0.99 where a LIDO record or wrap begins, in its namespace; 0.7 where the namespace is another."""
        text = xml_head(head)
        if text is None:
            return 0.0
        if not {"lido", "lidoWrap"} & set(local_names(text)[:_FIRST_ELEMENTS]):
            return 0.0
        return 0.99 if "lido-schema.org" in text else 0.7

    def read(self, file: DeliveredFile) -> Iterator[ReadOutcome]:
        """Yield the LIDO records of a file, whatever is around them; see `read_xml`."""
        return read_xml(file, FORM)


FORMAT: SourceFormat = LidoFormat()
