"""A record's graph for people to read: subject by subject, with prefixes (RDF 1.1 Turtle and TriG)."""

from __future__ import annotations

from collections.abc import Callable

from app.publication.graph_text import DOUBLE, INTEGER, TYPE, Statements, graph_name, subjects
from app.publication.namespaces import PREFIXES, is_local_name, short_name


def turtle(n_quads: str) -> str:
    """Return the graph as Turtle; the parts of the record have the empty prefix (`:title-1`)."""
    described = subjects(n_quads)
    term = _shortening(graph_name(n_quads)[1:-1])
    body = "\n".join(_subject(term(subject), statements, term, "") for subject, statements in described.items())
    return f"{_heading(n_quads)}\n{body}"


def trig(n_quads: str) -> str:
    """Return the named graph as TriG: the same, in the braces of the graph's name."""
    described = subjects(n_quads)
    graph = graph_name(n_quads)
    term = _shortening(graph[1:-1])
    body = "\n".join(_subject(term(subject), statements, term, "  ") for subject, statements in described.items())
    return f"{_heading(n_quads)}\n{graph} {{\n{body}}}\n"


def _heading(n_quads: str) -> str:
    used = [f"@prefix {prefix}: <{iri}> .\n" for iri, prefix in PREFIXES.items() if f"<{iri}" in n_quads]
    return "".join((f"@prefix : <{graph_name(n_quads)[1:-1]}#> .\n", *used))


def _subject(subject: str, statements: Statements, term: Callable[[str], str], indent: str) -> str:
    """Return all statements about one subject; what has the same predicate stands together, after one writing of it."""
    grouped: dict[str, list[str]] = {}
    for predicate, value in statements:
        grouped.setdefault(predicate, []).append(term(value))
    lines = [
        f"{'a' if predicate == TYPE else term(predicate)} {' , '.join(values)}" for predicate, values in grouped.items()
    ]
    return f"{indent}{subject} {f' ;{chr(10)}{indent}    '.join(lines)} .\n"


def _shortening(record: str) -> Callable[[str], str]:
    """Return the function that writes a term of N-Quads as Turtle has it, for the record of this IRI."""
    below = f"{record}#"

    def term(written: str) -> str:
        if written.startswith("<"):
            iri = written[1:-1]
            if iri.startswith(below):
                name = iri[len(below) :]
                return f":{name}" if is_local_name(name) else written
            return short_name(iri) or written
        if written.endswith('"'):
            return written
        value, _, datatype = written.rpartition("^^")
        if datatype in {INTEGER, DOUBLE}:
            return value[1:-1]  # the shorthand of both: 25 and 4.535E2 (Turtle, section 2.5.2)
        return f"{value}^^{term(datatype)}"

    return term
