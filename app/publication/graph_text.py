"""A record's graph as it is stored, taken apart: N-Quads text of our own writing into subjects and their statements.

The text has one quad a line, one space between terms, no blank node and no language tag
(`app.mapping.linked_art.n_quads`), so that splitting it is reading it. Terms stay as N-Quads writes them: `<iri>`,
`"words"`, `"5"^^<datatype>`.
"""

from __future__ import annotations

from typing import TypeAlias

import msgspec

TYPE = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"
LABEL = "<http://www.w3.org/2000/01/rdf-schema#label>"
_XSD = "<http://www.w3.org/2001/XMLSchema#"
INTEGER = f"{_XSD}integer>"
DOUBLE = f"{_XSD}double>"

Statements: TypeAlias = list[tuple[str, str]]
"""The predicate and the object of each statement about one subject, in the order they were written."""


def graph_name(n_quads: str) -> str:
    """Return the term that names the graph, which stands last in every line; an empty text where there is no line."""
    return n_quads[: n_quads.find("\n") + 1].rpartition(" .\n")[0].rpartition(" ")[2]


def n_triples(n_quads: str) -> str:
    """Return the triples without the graph's name, as N-Triples; a line end inside a literal is always escaped."""
    return n_quads.replace(f" {graph_name(n_quads)} .\n", " .\n")


def subjects(n_quads: str) -> dict[str, Statements]:
    """Return the statements of each subject; the subject that is described first (the object) stands first."""
    lines = n_quads.split(f" {graph_name(n_quads)} .\n")
    lines.pop()
    found: dict[str, Statements] = {}
    for line in lines:
        subject, predicate, value = line.split(" ", 2)
        statements = found.get(subject)
        if statements is None:
            statements = found[subject] = []
        statements.append((predicate, value))
    return found


def literal(term: str) -> tuple[str, str]:
    """Return the text of a literal, unescaped, and its datatype as `<iri>`, which is empty for plain text.

    The escapes that our own writer makes are those of JSON strings.
    """
    if term.endswith('"'):
        return msgspec.json.decode(term, type=str), ""
    written, _, datatype = term.rpartition("^^")
    return msgspec.json.decode(written, type=str), datatype
