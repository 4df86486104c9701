"""How a graph that is no record's (an entity's, an institution's) is written: in the forms of a record's graph."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from app.core.json_text import json_bytes
from app.publication.graph_text import n_triples
from app.publication.linked_art_json import object_document, whole_graph
from app.publication.rdf_xml_text import rdf_xml
from app.publication.turtle_text import trig, turtle
from app.web.data.forms import Form, forms

_WRITERS: Mapping[str, Callable[[str], bytes]] = {
    "linked-art": lambda n_quads: json_bytes(object_document(n_quads)),
    "turtle": lambda n_quads: turtle(n_quads).encode(),
    "trig": lambda n_quads: trig(n_quads).encode(),
    "ntriples": lambda n_quads: n_triples(n_quads).encode(),
    "nquads": str.encode,
    "rdfxml": lambda n_quads: rdf_xml(n_quads).encode(),
}


def graph_forms() -> tuple[Form, ...]:
    """Return the forms of a graph: the page, and those output formats that say the graph itself."""
    return tuple(form for form in forms() if form.is_page or form.key in {"jsonld", *_WRITERS})


def written(form: Form, n_quads: str, included: Iterable[str] = ()) -> bytes:
    """Return a graph in this form.

    `included` are graphs within it that lead to its subject and not from it; the tree of JSON-LD holds them beside it
    (JSON-LD 1.1, section 4.7).
    """
    if form.key != "jsonld":
        return _WRITERS[form.key](n_quads)
    document = whole_graph(n_quads)
    trees = [whole_graph(one) for one in included]
    for tree in trees:
        del tree["@context"]
    return json_bytes({**document, "@included": trees} if trees else document)
