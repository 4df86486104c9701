"""From what an engine says of nodes of the graph to findings about cells of the museum's own file."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Final, TypeAlias

from msgspec import Struct

from app.core.finding import Cell, Finding, Rule, Severity
from app.core.text import Text
from app.validation.results import ShapeResult
from app.validation.shapes import PropertyShape, ShapeSet

Locate: TypeAlias = Callable[[ShapeResult, str], Cell]


class MappedGraph(Struct, frozen=True, gc=False):
    """A record's graph, ready to be judged.

    `iri` names the record and `local_id` is the institution's identifier of it. `quads` is its graph as N-Quads text.
    `locate` says, for a result about this graph and the field of the CatalogueRecord that its shape speaks of, which
    cell of the source holds the wrong value or would hold the missing one.
    """

    iri: str
    local_id: str
    quads: str
    locate: Locate


MORE_FINDINGS: Final = Rule(
    "validation.more-findings",
    Severity.INFO,
    Text(
        fr="Cette notice a {count} constats de plus, qui ne sont pas énumérés.",
        en="This record has {count} more findings, which are not listed.",
    ),
    Text(
        fr="Corrigez d'abord ceux qui sont énumérés, puis renvoyez la notice.",
        en="Correct the listed ones first, then send the record again.",
    ),
)
GRAPH_UNREADABLE: Final = Rule(
    "validation.graph-unreadable",
    Severity.VIOLATION,
    Text(
        fr="Cette notice contient une valeur qui ne peut pas être publiée telle quelle: {reason}",
        en="This record holds a value that cannot be published as it is: {reason}",
    ),
    Text(
        fr="Vérifiez les adresses Web, les identifiants et les codes de langue de la notice.",
        en="Check the web addresses, the identifiers and the language codes of the record.",
    ),
)
RULES: Final = (MORE_FINDINGS, GRAPH_UNREADABLE)

_GRAVEST_FIRST: Final = {severity: place for place, severity in enumerate(Severity)}


def findings_of(
    results: Iterable[tuple[MappedGraph, ShapeResult]], shapes: ShapeSet, limit: int
) -> dict[str, tuple[Finding, ...]]:
    """Return the findings that these results are, each beside the record it is about, by the IRI of the record.

    One rule speaks once of one cell. Of more than `limit` findings of one record the gravest are kept, and the last
    one says how many more there were.
    """
    found: dict[str, dict[tuple[str, Cell], Finding]] = {}
    for graph, result in results:
        finding = _finding(result, shapes.by_iri[result.shape], graph)
        found.setdefault(graph.iri, {}).setdefault((finding.rule, finding.cell), finding)
    return {iri: _bounded(tuple(findings.values()), limit) for iri, findings in found.items()}


def unreadable(graph: MappedGraph, reason: str) -> tuple[Finding, ...]:
    """Return the one finding about a graph that no engine can read, for the reason the parser gave."""
    said = {"reason": reason}
    return (Finding(GRAPH_UNREADABLE.id, GRAPH_UNREADABLE.severity, Cell(), said, graph.local_id, graph.iri),)


def _finding(result: ShapeResult, shape: PropertyShape, graph: MappedGraph) -> Finding:
    cell = graph.locate(result, shape.field)
    arguments = {}
    if result.value is not None:
        arguments["graph_value"] = result.value
        if cell.value is None:
            arguments["value"] = result.value
    rule = shape.rule
    return Finding(rule.id, rule.severity, cell, arguments, graph.local_id, result.focus, result.path)


def _bounded(findings: Sequence[Finding], limit: int) -> tuple[Finding, ...]:
    ordered = sorted(findings, key=lambda finding: _GRAVEST_FIRST[finding.severity])
    if len(ordered) <= limit:
        return tuple(ordered)
    more = {"count": str(len(ordered) - limit + 1)}
    about = ordered[0]
    return (*ordered[: limit - 1], Finding(MORE_FINDINGS.id, MORE_FINDINGS.severity, Cell(), more, about.record))
