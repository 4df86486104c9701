"""From what an engine says of nodes of the graph to findings about cells of the museum's own file."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Final, TypeAlias

from msgspec import Struct, structs

from app.core.finding import Cell, Finding, Rule, Severity
from app.core.text import Text
from app.validation.results import LANG_STRING, XSD_STRING, ShapeResult
from app.validation.shapes import PropertyShape, ShapeSet

Locate: TypeAlias = Callable[[ShapeResult, str], Cell]


class MappedGraph(Struct, frozen=True, gc=False):
    """A record's graph, ready to be judged.

    `iri` names the record and `local_id` is the institution's identifier of it. `quads` is its graph as N-Quads text.
    `locate` says which cell of the source holds the wrong value, or would hold the missing one. It is given a result
    and the field of the CatalogueRecord that its shape speaks of. The result's `focus` is the node to find the cell of:
    the wrong one, or the one that lacks something; where its value is a literal, `path` is the property that has it.
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

IRI: Final = "iri"  # in place of a datatype, where the value that is wrong is an IRI and no literal

_GRAVEST_FIRST: Final = {severity: place for place, severity in enumerate(Severity)}


def findings_of(
    results: Iterable[tuple[MappedGraph, ShapeResult]], shapes: ShapeSet, limit: int
) -> dict[str, tuple[Finding, ...]]:
    """Return the findings that these results are, each beside the record it is about, by the IRI of the record.

    A rule speaks once of one cell, and once of the whole record if it is only an Info. What a shape says of an object
    that the record merely names is left out, and so is what yields to a graver finding about the same node. Of more
    than `limit` findings of one record the gravest are kept, and the last one says how many more there were.
    """
    by_record: dict[str, list[tuple[MappedGraph, ShapeResult]]] = {}
    for graph, result in results:
        by_record.setdefault(graph.iri, []).append((graph, result))
    return {iri: _findings_of_record(about, shapes, limit) for iri, about in by_record.items()}


def _findings_of_record(
    about: Sequence[tuple[MappedGraph, ShapeResult]], shapes: ShapeSet, limit: int
) -> tuple[Finding, ...]:
    said = {(result.focus, result.shape) for _, result in about}
    found: dict[tuple[str, Cell | None], Finding] = {}
    for graph, result in about:
        shape = shapes.by_iri[result.shape]
        if shape.of_object and result.focus != graph.iri:
            continue
        if any((result.focus, other) in said for other in shape.yields_to):
            continue
        once = shape.rule.severity is Severity.INFO
        if once and (shape.rule.id, None) in found:
            continue
        finding = _finding(result, shape, graph)
        found.setdefault((finding.rule, None if once else finding.cell), finding)
    return _bounded(tuple(found.values()), limit)


def unreadable(graph: MappedGraph, reason: str) -> tuple[Finding, ...]:
    """Return the one finding about a graph that no engine can read, for the reason the parser gave."""
    said = {"reason": reason}
    return (Finding(GRAPH_UNREADABLE.id, GRAPH_UNREADABLE.severity, Cell(), said, graph.local_id, graph.iri),)


def _finding(result: ShapeResult, shape: PropertyShape, graph: MappedGraph) -> Finding:
    cell = graph.locate(_aimed(result, graph), shape.field)
    arguments = {}
    if result.value is not None:
        arguments["graph_value"] = result.value
        if result.datatype not in {XSD_STRING, LANG_STRING}:
            arguments["graph_type"] = result.datatype or IRI
        if cell.value is None:
            arguments["value"] = result.value
    rule = shape.rule
    return Finding(rule.id, rule.severity, cell, arguments, graph.local_id, result.focus, result.path)


def _aimed(result: ShapeResult, graph: MappedGraph) -> ShapeResult:
    """Return the result as `locate` wants it: aimed at the node that is wrong, or at the one that lacks something."""
    value = result.value
    if value is None:
        return structs.replace(result, path=None)
    institution = graph.iri.partition("/object/")[0]
    if value.startswith((f"{graph.iri}#", f"{institution}/agent/", f"{institution}/place/", f"{institution}/concept/")):
        return structs.replace(result, focus=value, path=None)
    return result


def _bounded(findings: Sequence[Finding], limit: int) -> tuple[Finding, ...]:
    ordered = sorted(findings, key=lambda finding: _GRAVEST_FIRST[finding.severity])
    if len(ordered) <= limit:
        return tuple(ordered)
    more = {"count": str(len(ordered) - limit + 1)}
    about = ordered[0]
    return (*ordered[: limit - 1], Finding(MORE_FINDINGS.id, MORE_FINDINGS.severity, Cell(), more, about.record))
