"""CIDOC CRM and Linked Art as RDF: Turtle, N-Triples, N-Quads, TriG, RDF/XML."""

from __future__ import annotations

from collections.abc import Iterator

from app.core.finding import Cell, Finding
from app.core.source import SourceRecord, UnreadableRecord
from app.core.text import Text
from app.reading.encoding import decoded_head
from app.reading.formats.turtle.graph import syntax_of, triples_of
from app.reading.formats.turtle.objects import MOST_NODES, Objects
from app.reading.linked_art_tree import ObjectTree
from app.reading.outcomes import delivered
from app.reading.rules import NO_OBJECT, NOT_OBJECTS, REFERENCES_LEFT, finding
from app.reading.source_format import DeliveredFile, ReadOutcome, SourceFormat
from app.reading.trees import pointer_step

_MOST_NAMED = 10  # classes that a finding names


class TurtleFormat:
    """The CIDOC CRM as RDF."""

    key = "turtle"
    label = Text(fr="CIDOC CRM (Turtle et autres syntaxes RDF)", en="CIDOC CRM (Turtle and other RDF syntaxes)")
    suffixes = (".ttl", ".nt", ".nq", ".trig", ".rdf")
    media_types = ("text/turtle", "application/n-triples", "application/n-quads", "application/trig")

    def recognise(self, head: bytes, name: str) -> float:  # noqa: ARG002  # the bytes alone tell
        """Return 0.97 for the CIDOC CRM's namespace in a syntax of RDF, unless Europeana's stands beside it."""
        text = decoded_head(head) or ""
        if "cidoc-crm.org/" not in text or "www.europeana.eu/schemas/edm" in text or text.lstrip()[:1] in {"{", "["}:
            return 0.0
        return 0.97 if syntax_of(text) is not None else 0.0

    def read(self, file: DeliveredFile) -> Iterator[ReadOutcome]:
        """Yield the objects of a graph, each a record whose path begins with its name; see `graph.triples_of`."""
        objects = Objects(triples_of(file))
        records: list[ReadOutcome] = list(_records(objects, file))
        others = objects.unreached()
        findings: tuple[Finding, ...] = ()
        named = ", ".join(f"{kind} {count}" for kind, count in others.most_common(_MOST_NAMED))
        if others and not records:
            records = [UnreadableRecord(0, finding(NO_OBJECT, Cell(path=""), found=named))]
        elif others:
            findings = (finding(NOT_OBJECTS, Cell(path=""), found=named),)
        yield from delivered(iter(records), file, findings)


def _records(objects: Objects, file: DeliveredFile) -> Iterator[ReadOutcome]:
    for ordinal, (name, node) in enumerate(objects):
        place = pointer_step(name)
        left = (finding(REFERENCES_LEFT, Cell(path=place), limit=str(MOST_NODES)),) if objects.exhausted else ()
        yield SourceRecord(ordinal, ObjectTree(node, {}).fields(), file.name, None, place, left)


FORMAT: SourceFormat = TurtleFormat()
