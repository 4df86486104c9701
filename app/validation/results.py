"""What any SHACL engine says of one value of one node, in one form, so that two engines can be compared."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from msgspec import Struct

from app.core.errors import ConcordanceError
from app.core.finding import Severity
from app.core.text import Text

SHACL: Final = "http://www.w3.org/ns/shacl#"
XSD_STRING: Final = "http://www.w3.org/2001/XMLSchema#string"
LANG_STRING: Final = "http://www.w3.org/1999/02/22-rdf-syntax-ns#langString"
VOCABULARY: Final = "https://w3id.org/concordance/ns#"

SEVERITY_IRIS: Final = {
    Severity.VIOLATION: f"{SHACL}Violation",
    Severity.WARNING: f"{SHACL}Warning",
    Severity.INFO: f"{SHACL}Info",
}
_SEVERITIES: Final = {iri: severity for severity, iri in SEVERITY_IRIS.items()}


class ShapeResult(Struct, frozen=True, gc=False):
    """One `sh:ValidationResult` (SHACL, section 3.6.2), as plain strings.

    `focus` and `shape` are IRIs. `path` is the IRI of the property, or, where the path is longer, the path as SPARQL
    writes it (SPARQL 1.1, section 9.1); it is None for a constraint on the node itself. `value` is the IRI or the
    lexical form of the value that is wrong, and None where what is wrong is that there is none; `datatype` is the IRI
    of a literal's datatype, and None for an IRI. `component` is the IRI of the constraint component
    (`sh:MinCountConstraintComponent`).
    """

    focus: str
    shape: str
    path: str | None
    value: str | None
    datatype: str | None
    severity: Severity
    component: str


class UnreadableGraph(ConcordanceError):
    """Text that is no N-Quads: an engine can say nothing of any record in it."""

    kind = "unreadable-graph"
    title = Text(fr="Graphe illisible", en="The graph cannot be read")

    def __init__(self, reason: str) -> None:
        """Keep what the parser said."""
        super().__init__(Text(fr=f"Ce texte n'est pas du N-Quads: {reason}", en=f"This is no N-Quads text: {reason}"))
        self.reason = reason


def severity_of(iri: str) -> Severity:
    """Return our severity for this IRI; one that SHACL does not define (section 2.1.4) counts as a Violation."""
    return _SEVERITIES.get(iri, Severity.VIOLATION)


def in_order(results: Iterable[ShapeResult]) -> tuple[ShapeResult, ...]:
    """Return the results in one total order, whatever order the engine found them in."""
    return tuple(sorted(results, key=_place))


def _place(result: ShapeResult) -> tuple[str, ...]:
    missing = "" if result.value is None else "given"
    return (
        result.focus,
        result.shape,
        result.path or "",
        missing,
        result.value or "",
        result.datatype or "",
        result.component,
        result.severity,
    )
