"""The triples of a file by their subjects, within a bound; the syntax is told by the beginning of the file."""

from __future__ import annotations

import re
from typing import Final

import pyoxigraph as ox

from app.core.errors import UnreadableFile
from app.core.text import Text
from app.reading.bytes_in import DeliveredBytes
from app.reading.source_format import DeliveredFile

MOST_TRIPLES: Final = 1_000_000  # about a gigabyte of memory
_MOST_BYTES: Final = 256 * 1024 * 1024
_LINE: Final = re.compile(r"^\s*(?:<[^<>\s]*>|_:\S+)\s+<[^<>\s]+>\s+\S.*?(?P<graph>(?:>|\"\S*)\s+<[^<>\s]+>)?\s*\.\s*$")
_GRAPH: Final = re.compile(r"^\s*(?:GRAPH\s+)?(?:<[^<>\s]*>|[\w-]*:[\w.-]*)\s*\{", re.MULTILINE)

Object = ox.NamedNode | ox.BlankNode | ox.Literal
Triples = dict[str, list[tuple[str, Object]]]


def syntax_of(text: str) -> ox.RdfFormat | None:
    """Return the RDF syntax that a text begins in; None where it is none."""
    text = text.lstrip("\ufeff \t\r\n")
    if text.startswith("<?xml") or "<rdf:RDF" in text[:4096]:
        return ox.RdfFormat.RDF_XML if "RDF" in text else None
    if re.search(r"(?im)^\s*@?(?:prefix|base)\b", text):
        return ox.RdfFormat.TRIG if _GRAPH.search(text) else ox.RdfFormat.TURTLE
    lines = [line for line in text.splitlines()[:20] if line.strip() and not line.startswith("#")]
    if lines and _LINE.match(lines[0]):
        return ox.RdfFormat.N_QUADS  # which every file of N-Triples is
    return None


def triples_of(file: DeliveredFile) -> Triples:
    """Return the triples of a file by subject; raises UnreadableFile for bad syntax, entities, or too many of them."""
    content = bytearray()
    for block in DeliveredBytes(file).blocks(1024 * 1024):
        content += block
        if len(content) > _MOST_BYTES:
            raise _unreadable(f"plus de {_MOST_BYTES} octets", f"more than {_MOST_BYTES} bytes")
    syntax = syntax_of(content[:65536].decode("utf-8", "replace"))
    if syntax is None:
        raise _unreadable("ce n'est ni Turtle, ni N-Triples, ni RDF/XML", "it is no Turtle, N-Triples or RDF/XML")
    if syntax == ox.RdfFormat.RDF_XML and b"<!ENTITY" in content:
        raise _unreadable("il définit des entités XML", "it defines XML entities")
    triples: Triples = {}
    try:
        for count, quad in enumerate(ox.parse(bytes(content), format=syntax, base_iri="urn:file:/"), 1):
            if count > MOST_TRIPLES:
                raise _unreadable(f"plus de {MOST_TRIPLES} triplets", f"more than {MOST_TRIPLES} triples")
            if isinstance(quad.object, Object):
                triples.setdefault(_name(quad.subject), []).append((quad.predicate.value, quad.object))
    except (SyntaxError, ValueError) as error:
        raise _unreadable(str(error)[:300], str(error)[:300]) from None
    return triples


def _name(node: object) -> str:
    return node.value if isinstance(node, ox.NamedNode) else str(node)


def name_of(node: Object) -> str:
    """Return the IRI of a node, or the label of a blank one."""
    return _name(node)


def _unreadable(fr: str, en: str) -> UnreadableFile:
    return UnreadableFile(Text(fr=f"Le graphe ne peut être lu: {fr}.", en=f"The graph cannot be read: {en}."))
