"""From what an engine says of nodes of the graph to findings about cells of the museum's own file."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from typing import Final, NamedTuple, TypeAlias

from msgspec import Struct

from app.core.finding import Cell, Finding, Rule, Severity
from app.core.graph_view import GraphView
from app.core.short_names import lengthened
from app.core.text import Text
from app.validation.results import LANG_STRING, XSD_STRING, ShapeResult
from app.validation.shapes import PropertyShape, ShapeSet

Locate: TypeAlias = Callable[[int, str | None, str], Cell]


class MappedGraph(Struct, frozen=True, gc=False):
    """A record's graph, ready to be judged.

    `view` is what validation sees of the graph, and `local_id` the institution's identifier of the record. `locate`
    says which cell of the source holds the wrong value, or would hold the missing one. It is given the number (in the
    view) of the node that is wrong or that lacks something, the IRI of the property where the value is a literal, and
    the field of the CatalogueRecord that the shape speaks of.
    """

    view: GraphView
    local_id: str
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
    graph: MappedGraph, results: Iterable[ShapeResult], shapes: ShapeSet, limit: int
) -> tuple[Finding, ...]:
    """Return the findings that these results about one record are, the gravest first.

    A rule speaks once of one cell, and once of the whole record if it is only an Info; an Info that no cell could
    answer is one about the whole file. What a shape says of an object
    that the record merely names is left out, and so is what yields to a graver finding about the same node. Of more
    than `limit` findings the gravest are kept, and the last one says how many more there were.
    """
    named = (_about(graph.view, result) for result in results)
    about = sorted((one for one in named if one is not None), key=_place)
    said = {(one.focus, one.result.shape) for one in about}
    found: dict[tuple[str, Cell | None], Finding] = {}
    for one in about:
        shape = shapes.by_iri[one.result.shape]
        if shape.of_object and one.focus != 0:
            continue
        if any((one.focus, other) in said for other in shape.yields_to):
            continue
        once = shape.rule.severity is Severity.INFO
        if once and (shape.rule.id, None) in found:
            continue
        finding = _finding(one, shape, graph)
        if once and finding.cell.column is None and finding.cell.value is None:
            finding = _of_file(shape.rule.id, one.result.path, table=finding.cell.path is None)
        found.setdefault((finding.rule, None if once else finding.cell), finding)
    return _bounded(tuple(found.values()), limit)


class _About(NamedTuple):
    """A result with the numbers of the nodes it names: `wrong` is that of its value, `value` the value's own name."""

    result: ShapeResult
    focus: int
    wrong: int | None
    value: str | None


def _about(view: GraphView, result: ShapeResult) -> _About | None:
    focus = view.number(result.focus)
    if focus is None:
        return None
    value = result.value
    wrong = None
    if value is not None and result.datatype is None:
        wrong = view.number(value)
        value = lengthened(value) if wrong is None else view.names[wrong]
    return _About(result, focus, wrong, value)


def _place(one: _About) -> tuple[int, str, str]:
    """Return the place of a result among those of one record: in the order in which the record is described."""
    return (one.focus, one.result.shape, one.value or "")


def unreadable(graph: MappedGraph, reason: str) -> tuple[Finding, ...]:
    """Return the one finding about a graph that no engine can read, for the reason the parser gave."""
    said = {"reason": reason}
    return (Finding(GRAPH_UNREADABLE.id, GRAPH_UNREADABLE.severity, Cell(), said, graph.local_id, graph.view.iri),)


def _finding(about: _About, shape: PropertyShape, graph: MappedGraph) -> Finding:
    result = about.result
    if about.value is None:  # it lacks something
        cell = graph.locate(about.focus, None, shape.field)
    elif about.wrong is None:
        cell = graph.locate(about.focus, result.path, shape.field)
    else:
        cell = graph.locate(about.wrong, None, shape.field)
    arguments = {}
    if about.value is not None:
        arguments["graph_value"] = about.value
        if result.datatype not in {XSD_STRING, LANG_STRING}:
            arguments["graph_type"] = result.datatype or IRI
        if cell.value is None:
            arguments["value"] = about.value
    rule = shape.rule
    return Finding(rule.id, rule.severity, cell, arguments, graph.local_id, graph.view.names[about.focus], result.path)


@lru_cache(maxsize=1024)
def _of_file(rule: str, path: str | None, *, table: bool) -> Finding:
    """Return what is said of every record of a file none of whose columns gives what an Info asks for.

    Its cell is the row of the headings, where the column is missing, or the top of a tree.
    """
    cell = Cell(row=1) if table else Cell(path="/")
    return Finding(rule, Severity.INFO, cell, property=path, of_file=True)


def _bounded(findings: Sequence[Finding], limit: int) -> tuple[Finding, ...]:
    ordered = sorted(findings, key=lambda finding: _GRAVEST_FIRST[finding.severity])
    if len(ordered) <= limit:
        return tuple(ordered)
    more = {"count": str(len(ordered) - limit + 1)}
    about = ordered[0]
    return (*ordered[: limit - 1], Finding(MORE_FINDINGS.id, MORE_FINDINGS.severity, Cell(), more, about.record))
