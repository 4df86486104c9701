"""The results of a query as bytes, in the worker: standard serialisations by the engine, and the rows of a page."""

from __future__ import annotations

import json
from collections.abc import Iterable
from itertools import islice
from typing import Any, Final

import pyoxigraph as ox

from app.storage.sparql.outlet import Outlet

TABLE: Final = "table"  # the first rows, for a page that people read
TABLE_ROWS: Final = 500

_RESULTS: Final = {
    "json": ox.QueryResultsFormat.JSON,
    "xml": ox.QueryResultsFormat.XML,
    "csv": ox.QueryResultsFormat.CSV,
    "tsv": ox.QueryResultsFormat.TSV,
}
_GRAPHS: Final = {
    "turtle": ox.RdfFormat.TURTLE,
    "ntriples": ox.RdfFormat.N_TRIPLES,
    "nquads": ox.RdfFormat.N_QUADS,
    "trig": ox.RdfFormat.TRIG,
    "rdfxml": ox.RdfFormat.RDF_XML,
    "jsonld": ox.RdfFormat.JSON_LD,
}
_NOTHING: Final = ox.Store()
_WITH_PREFIXES: Final = frozenset({"turtle", "trig", "rdfxml"})

Results = ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples


def serialise(results: Results, form: str, outlet: Outlet, prefixes: dict[str, str]) -> None:
    """Write the results in this form; `prefixes` shorten a graph where its form has prefixes.

    Raises ValueError for a form that these results do not have, and what the engine and the outlet raise.
    """
    if form == TABLE:
        outlet.write(_encoded(_table(results)))
    elif isinstance(results, ox.QueryTriples):
        if form in _WITH_PREFIXES and prefixes:
            serialise_quads(results, form, outlet, prefixes)
        else:
            results.serialize(outlet.file, _GRAPHS[form])
    else:
        results.serialize(outlet.file, _RESULTS[form])


def serialise_quads(
    graph: Iterable[ox.Triple] | Iterable[ox.Quad], form: str, outlet: Outlet, prefixes: dict[str, str]
) -> None:
    """Write a graph in this form as it comes, or its first triples as a table; raises as `serialise`."""
    if form == TABLE:
        outlet.write(_encoded(_triples_table(graph)))
    else:
        shortened = prefixes if form in _WITH_PREFIXES else None
        ox.serialize(graph, outlet.file, _GRAPHS[form], prefixes=shortened or None)


def serialise_boolean(answer: bool, form: str, outlet: Outlet) -> None:  # noqa: FBT001  # the answer is a truth value
    """Write the answer to ASK in this form."""
    if form == TABLE:
        outlet.write(_encoded({"boolean": answer}))
        return
    told = _NOTHING.query("ASK {}" if answer else "ASK { FILTER(false) }")
    told.serialize(outlet.file, _RESULTS[form])  # type: ignore[arg-type]  # ASK has the formats of results


def _encoded(table: dict[str, Any]) -> bytes:
    return json.dumps(table, ensure_ascii=False).encode("utf-8", "replace")


def _triples_table(graph: Iterable[ox.Triple] | Iterable[ox.Quad]) -> dict[str, Any]:
    triples: list[ox.Triple | ox.Quad] = list(islice(graph, TABLE_ROWS + 1))
    return {
        "columns": ["s", "p", "o"],
        "rows": [[_cell(t.subject), _cell(t.predicate), _cell(t.object)] for t in triples[:TABLE_ROWS]],
        "more": len(triples) > TABLE_ROWS,
    }


def _table(results: Results) -> dict[str, Any]:
    """Return the first rows as columns and cells, and whether there are more."""
    if isinstance(results, ox.QueryBoolean):
        return {"boolean": bool(results)}
    if isinstance(results, ox.QueryTriples):
        return _triples_table(results)
    rows = list(islice(results, TABLE_ROWS + 1))
    return {
        "columns": [variable.value for variable in results.variables],
        "rows": [[_cell(term) for term in row] for row in rows[:TABLE_ROWS]],
        "more": len(rows) > TABLE_ROWS,
    }


def _cell(term: Any) -> dict[str, str | None] | None:
    if term is None:
        return None
    if isinstance(term, ox.NamedNode):
        return {"iri": term.value, "text": term.value}
    if isinstance(term, ox.Literal):
        return {"text": term.value, "language": term.language}
    return {"text": str(term)}
