"""A node of the stream as a document: Turtle, TriG or JSON-LD; and the shape that its members follow."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

import pyoxigraph

from app.publication.ldes.members import graph, inline
from app.publication.ldes.nodes import Node, hypermedia

TURTLE, TRIG, JSON_LD = "text/turtle", "application/trig", "application/ld+json"

_SHAPE = """@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix schema: <http://schema.org/> .

<{address}> a sh:NodeShape ;
    sh:name "Une version d'une notice"@fr, "A version of a record"@en ;
    sh:property <{address}#record>, <{address}#moment>, <{address}#sequence>, <{address}#institution> .

<{address}#record> a sh:PropertyShape ; sh:path dcterms:isVersionOf ;
    sh:nodeKind sh:IRI ; sh:minCount 1 ; sh:maxCount 1 ;
    sh:message "Une version est celle d'une seule notice."@fr, "A version is of exactly one record."@en .
<{address}#moment> a sh:PropertyShape ; sh:path dcterms:created ;
    sh:datatype xsd:dateTime ; sh:minCount 1 ; sh:maxCount 1 ;
    sh:message "Une version a un seul moment."@fr, "A version has exactly one moment."@en .
<{address}#sequence> a sh:PropertyShape ; sh:path schema:position ;
    sh:datatype xsd:string ; sh:minCount 1 ; sh:maxCount 1 ;
    sh:message "Une version a une seule place dans le journal."@fr, "A version has exactly one place in the log."@en .
<{address}#institution> a sh:PropertyShape ; sh:path dcterms:publisher ;
    sh:nodeKind sh:IRI ; sh:minCount 1 ; sh:maxCount 1 ;
    sh:message "Une version a un seul établissement."@fr, "A version has exactly one institution."@en .
"""


def shape(base: str) -> bytes:
    """Return the SHACL shape of the members, in Turtle."""
    return _SHAPE.replace("{address}", f"{base}/ldes/shape").encode()


def turtle(base: str, node: Node, since: datetime | None) -> bytes:
    """Return a node in Turtle; `since` is the moment of the first change of all."""
    return "".join((hypermedia(base, node, since), *(inline(base, item) for item in node.members))).encode()


def trig(base: str, node: Node, since: datetime | None) -> bytes:
    """Return a node in TriG: each version is a graph of its own."""
    return "".join((hypermedia(base, node, since), *(graph(base, item) for item in node.members))).encode()


def json_ld(base: str, node: Node, since: datetime | None) -> bytes:
    """Return a node in JSON-LD, the same graphs as in TriG."""
    quads = pyoxigraph.parse(trig(base, node, since), format=pyoxigraph.RdfFormat.TRIG)
    written = pyoxigraph.serialize(quads, format=pyoxigraph.RdfFormat.JSON_LD)
    if written is None:
        raise RuntimeError("the serialiser returns bytes where it is given no output")
    return written


# The first is what a client without a wish gets.
WRITERS: Mapping[str, Callable[[str, Node, datetime | None], bytes]] = {TURTLE: turtle, TRIG: trig, JSON_LD: json_ld}
