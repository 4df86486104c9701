"""Views of graphs that tests write in Turtle: everything is seen, under the short names of a view."""

from __future__ import annotations

import pyoxigraph
from msgspec import structs

from app.core.graph_view import KEY, OBJECTS, TYPE, GraphView, copy_stem
from app.core.short_names import shortened


def view_of(triples: str, record: str, key: int) -> GraphView:
    """Return the view of the record of this IRI under this key; an IRI that has a short name keeps no copy."""
    names: list[str] = [record]
    copies: dict[str, int] = {}

    def numbered(iri: str) -> int:
        if iri not in names:
            names.append(iri)
        return names.index(iri)

    def written(term: pyoxigraph.NamedNode | pyoxigraph.Literal | pyoxigraph.BlankNode | pyoxigraph.Triple) -> str:
        if not isinstance(term, pyoxigraph.NamedNode):
            return str(term)
        iri = term.value
        if iri == record:
            return f"<{OBJECTS}{KEY}>"
        if iri.startswith(f"{record}#"):
            return f"<{OBJECTS}{KEY}#{numbered(iri)}>"
        if shortened(iri) != iri:
            return f"<{shortened(iri)}>"
        copies.setdefault(copy_stem(iri), numbered(iri))
        return f"<{copy_stem(iri)}~{KEY}>"

    form: list[str] = []
    alone: list[tuple[int, str]] = []
    for quad in pyoxigraph.parse(triples, pyoxigraph.RdfFormat.N_QUADS):
        typed = quad.predicate.value == TYPE
        predicate = f"<{TYPE}>" if typed else f"<{shortened(quad.predicate.value)}>"
        form += (written(quad.subject), f" {predicate} ", written(quad.object))
        subject = quad.subject.value if isinstance(quad.subject, pyoxigraph.NamedNode) else ""
        alone.append((numbered(subject), "".join(form[-2:]).replace(KEY, str(key))))
    view = GraphView(key, "", tuple(form), alone, names, copies)
    return structs.replace(view, text=view.form_text.replace(KEY, str(key)))
