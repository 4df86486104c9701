"""Which shapes may be answered from less than the whole graph: a mark that is not true is refused."""

from __future__ import annotations

import pytest

from app.validation.shacl import shapes_text
from app.validation.shapes import IncompleteShape
from app.validation.sight import divided, sight_of
from tests.shape_examples import SHAPES, triples_of

CONTENT = "http://www.cidoc-crm.org/cidoc-crm/P190_has_symbolic_content"
PREFIXES = """
@prefix conc: <https://w3id.org/concordance/ns#> .
@prefix crm: <http://www.cidoc-crm.org/cidoc-crm/> .
@prefix ex: <https://example.org/> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
"""


def alone(target: str, path: str, constraint: str) -> str:
    return triples_of(
        f"{PREFIXES} ex:S a sh:NodeShape ; {target} ; sh:property ex:P . "
        f"ex:P a sh:PropertyShape ; conc:ofValue true ; sh:path {path} ; {constraint} ."
    )


def test_the_shapes_of_the_service_are_divided_without_loss() -> None:
    whole = shapes_text(SHAPES)
    parts = divided(whole)
    links = {line for line in whole.splitlines() if "shacl#property>" in line}
    assert links == {line for part in parts for line in part.splitlines() if "shacl#property>" in line}
    assert sight_of(parts.alone).anywhere == {CONTENT}


TARGET = "sh:targetSubjectsOf crm:P190_has_symbolic_content"


@pytest.mark.parametrize("constraint", ['sh:pattern "^x"', "sh:not [ sh:maxLength 3 ]", 'sh:or ( [ sh:in ( "a" ) ] )'])
def test_what_one_statement_answers_may_be_marked(constraint: str) -> None:
    assert "ofValue" in divided(alone(TARGET, "crm:P190_has_symbolic_content", constraint)).alone


@pytest.mark.parametrize(
    ("target", "path", "constraint"),
    [
        ("sh:targetClass crm:E22", "crm:P190_has_symbolic_content", 'sh:pattern "^x"'),
        (f"{TARGET} ; sh:targetClass crm:E22", "crm:P190_has_symbolic_content", 'sh:pattern "^x"'),
        (TARGET, "crm:P2_has_type", 'sh:pattern "^x"'),
        (TARGET, "( crm:P1 crm:P190_has_symbolic_content )", 'sh:pattern "^x"'),
        (TARGET, "crm:P190_has_symbolic_content", "sh:maxCount 1"),
        (TARGET, "crm:P190_has_symbolic_content", "sh:not [ sh:class crm:E55_Type ]"),
        (TARGET, "crm:P190_has_symbolic_content", "sh:or ( [ sh:path crm:P2_has_type ; sh:minCount 1 ] )"),
    ],
)
def test_what_needs_more_than_one_statement_is_refused(target: str, path: str, constraint: str) -> None:
    with pytest.raises(IncompleteShape, match="ofValue"):
        divided(alone(target, path, constraint))
