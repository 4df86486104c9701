"""What a graph is made of before it is written: nodes, their statements, and the concepts that every record shares.

One description of a record is built out of these, and both writers (N-Quads and JSON-LD) read it: the two
serialisations cannot say different things.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from msgspec import Struct

from app.core.finding import Cell
from app.core.iri import Namespace
from app.core.linked_art import Kind, Property
from app.core.short_names import shortened
from app.mapping.linked_art.ntriples import octets, quote

LABEL = " <http://www.w3.org/2000/01/rdf-schema#label> "


class Concept(Struct, frozen=True):
    """A concept that every record shares: a kind of title, a unit. Its quads, of octets, are written in advance."""

    iri: str
    kind: Kind
    label: str
    metatype: Concept | None
    reference: str
    quads: tuple[str, ...]
    short: str

    @classmethod
    def of(cls, iri: str, kind: Kind, label: str, classified_as: Property, metatype: Concept | None = None) -> Concept:
        """Return the concept with its quads, each without the graph's name."""
        subject = f"<{iri}>"
        quads = [f"{subject}{kind.quad}", f"{subject}{LABEL}{octets(quote(label))}"]
        if metatype is not None:
            quads.append(f"{subject}{classified_as.quad}{metatype.reference}")
        return cls(iri, kind, label, metatype, subject, tuple(quads), f"<{shortened(iri)}>")


class Node(Struct, gc=False):
    """A thing of one record's graph: its IRI, class, label, statements, and the cell of the museum's file it came from.

    `shared` marks an IRI that did not come from the record's own position names (an agent's, a vocabulary's): it may
    occur more than once, and only then can a triple occur twice.
    """

    iri: str
    kind: Kind
    label: str | None
    statements: list[Statement]
    cell: Cell | None = None
    shared: bool = False


class Mention(Struct, gc=False):
    """A node that is described elsewhere in the same graph, and here only pointed at."""

    node: Node


Value: TypeAlias = Node | Concept | Mention | Property | str | int | float
Statement: TypeAlias = tuple[Property, Value]


@dataclass(frozen=True, slots=True)
class Scope:
    """Where the description of one record stands: its IRI, and the addresses of its institution."""

    record: str
    namespace: Namespace


def part(iri: str, name: str) -> str:
    """Return the IRI of a part of a node: a fragment of an address, or a longer fragment below a fragment."""
    return f"{iri}-{name}" if "#" in iri else f"{iri}#{name}"
