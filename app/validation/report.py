"""Findings as a SHACL validation report in Turtle, with the source cells that SHACL knows nothing of."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

import pyoxigraph

from app.core.finding import Cell, Finding, Rule, explain
from app.core.iri import Namespace
from app.core.text import Text
from app.validation.findings import IRI
from app.validation.results import SEVERITY_IRIS, SHACL, VOCABULARY
from app.validation.shapes import ShapeSet

_PREFIXES: Final = f"@prefix sh: <{SHACL}> .\n@prefix conc: <{VOCABULARY}> .\n"
# What is found before there is a graph, while reading and mapping, is no constraint of a shape.
_FOUND_IN_SOURCE: Final = "conc:SourceConstraintComponent"


@dataclass(frozen=True, slots=True)
class ReportScope:
    """What a report is written with.

    `rules` are the sentences of every rule, by identifier; `namespace` that of the institution; `file` what the museum
    calls the delivered file; `address` the address of the report itself, below which its results stand.
    """

    rules: Mapping[str, Rule]
    shapes: ShapeSet
    namespace: Namespace
    file: str
    address: str


def shacl_report(findings: Iterable[Finding], scope: ReportScope) -> Iterator[str]:
    """Yield a sh:ValidationReport (SHACL, section 3.6) in Turtle, one finding at a time; none of them is held.

    A finding that comes from a shape says which (`sh:sourceShape`); any other has conc:SourceConstraintComponent for
    its component. The source cell stands in conc:sourceFile, sourceRow, sourcePath, sourceColumn and sourceValue. A
    rule that `rules` does not hold any more is left without a sentence.
    """
    report = f"<{scope.address}#report>"
    yield f"{_PREFIXES}\n{report} a sh:ValidationReport .\n"
    conforms = True
    for number, finding in enumerate(findings, 1):
        conforms = False
        result = f"<{scope.address}#finding-{number}>"
        said = " ;\n    ".join(_statements(finding, scope))
        yield f"\n{report} sh:result {result} .\n{result} a sh:ValidationResult ;\n    {said} .\n"
    yield f"\n{report} sh:conforms {'true' if conforms else 'false'} .\n"


def _statements(finding: Finding, scope: ReportScope) -> Iterator[str]:
    yield f"sh:focusNode <{_focus(finding, scope)}>"
    yield f"sh:resultSeverity <{SEVERITY_IRIS[finding.severity]}>"
    yield f"conc:rule {_literal(finding.rule)}"
    shape = scope.shapes.by_rule.get(finding.rule)
    if shape is None:
        yield f"sh:sourceConstraintComponent {_FOUND_IN_SOURCE}"
    else:
        yield f"sh:sourceConstraintComponent <{shape.component}>"
        yield f"sh:sourceShape <{shape.iri}>"
        yield f"sh:resultPath {shape.path}"
    if "graph_value" in finding.arguments:
        yield f"sh:value {_value(finding.arguments)}"
    rule = scope.rules.get(finding.rule)
    if rule is not None:
        message, remedy = explain(finding, rule)
        yield f"sh:resultMessage {_both(message)}"
        yield f"conc:remedy {_both(remedy)}"
    yield from _cell(finding.cell, scope.file)


def _focus(finding: Finding, scope: ReportScope) -> str:
    if finding.focus is not None:
        return finding.focus
    return scope.namespace.record(finding.record) if finding.record else scope.address


def _value(arguments: Mapping[str, str]) -> str:
    value, datatype = arguments["graph_value"], arguments.get("graph_type")
    if datatype == IRI:
        return f"<{value}>"
    return _literal(value) if datatype is None else f"{_literal(value)}^^<{datatype}>"


def _cell(cell: Cell, file: str) -> Iterator[str]:
    yield f"conc:sourceFile {_literal(cell.file or file)}"
    if cell.row is not None:
        yield f"conc:sourceRow {cell.row}"
    for name, written in (("Path", cell.path), ("Column", cell.column), ("Value", cell.value)):
        if written is not None:
            yield f"conc:source{name} {_literal(written)}"


def _both(text: Text) -> str:
    return f"{_literal(text.fr)}@fr , {_literal(text.en)}@en"


def _literal(text: str) -> str:
    # A lone surrogate, which a broken JSON file can hold, has no UTF-8 and so no place in Turtle.
    return str(pyoxigraph.Literal(text.encode("utf-8", "replace").decode()))
