"""What the shapes say of themselves, and what is refused."""

from __future__ import annotations

import re

import pyoxigraph
import pytest
from rdflib import Graph
from rdflib.compare import isomorphic

from app.core.finding import Severity
from app.core.record import CatalogueRecord
from app.mapping.targets import TARGETS, Field
from app.validation.results import SHACL
from app.validation.shacl import shapes_text
from app.validation.shapes import IncompleteShape, read_shapes, rule_id
from tests.shape_examples import SHAPES, triples_of

SHAPE_SET = read_shapes(shapes_text(SHAPES))

# What the description of an agent or a place may be held to. Several records describe the same one, each with what its
# own cells say: nothing may depend on how many values there are, or on there being no other.
MONOTONE = {"minCount", "hasValue", "pattern", "not", "in", "datatype", "nodeKind", "class", "minLength", "maxLength"}

COMPLETE = """
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix conc: <https://w3id.org/concordance/ns#> .
@prefix shape: <https://w3id.org/concordance/shapes#> .
shape:Some sh:property shape:SomeName .
shape:SomeName sh:path ( shape:p [ sh:zeroOrMorePath shape:q ] ) ;
    sh:minCount 1 ;
    sh:severity sh:Warning ;
    sh:name "Nom"@fr , "Name"@en ;
    sh:message "Pas de nom"@fr , "No name"@en ;
    conc:remedy "Nommez"@fr , "Name it"@en ;
    conc:field "titles" .
"""


def test_a_complete_shape_is_a_rule() -> None:
    shape = read_shapes(triples_of(COMPLETE)).by_rule["shape.some-name"]
    assert shape.rule.severity is Severity.WARNING
    assert (shape.rule.message.fr, shape.rule.remedy.en, shape.name.en) == ("Pas de nom", "Name it", "Name")
    assert (shape.field, shape.component) == ("titles", f"{SHACL}MinCountConstraintComponent")
    written = Graph().parse(data=f"<urn:x:s> <{SHACL}path> {shape.path} .")
    path = "( <https://w3id.org/concordance/shapes#p> [ sh:zeroOrMorePath <https://w3id.org/concordance/shapes#q> ] )"
    asked = Graph().parse(data=f"@prefix sh: <{SHACL}> . <urn:x:s> sh:path {path} .")
    assert isomorphic(written, asked)


@pytest.mark.parametrize(
    ("written", "instead", "reason"),
    [
        (' , "No name"@en', "", "in French and in English"),
        ('"Nommez"@fr , ', "", "in French and in English"),
        ("    sh:severity sh:Warning ;\n", "", "severity"),
        ('conc:field "titles"', 'conc:field "titles" , "notes"', "2 values"),
        ("sh:minCount 1", "sh:minCount 1 ; sh:maxCount 1", "2 constraints"),
        ("    sh:minCount 1 ;\n", "", "0 constraints"),
        ("sh:path ( shape:p [ sh:zeroOrMorePath shape:q ] ) ;", "", "path"),
        ("shape:SomeName", "<https://example.org/SomeName>", "not below"),
        ("sh:property shape:SomeName", "sh:property [ sh:path shape:p ]", "not below"),
    ],
)
def test_an_incomplete_shape_is_refused(written: str, instead: str, reason: str) -> None:
    assert written in COMPLETE
    with pytest.raises(IncompleteShape, match=reason):
        read_shapes(triples_of(COMPLETE.replace(written, instead)))


def test_the_identifier_of_a_rule_is_made_of_the_shapes_name() -> None:
    assert rule_id("https://w3id.org/concordance/shapes#TimeSpanOrder") == "shape.time-span-order"


def fields_of(words: dict[str, Field], above: str = "") -> set[str]:
    found = set()
    for field in words.values():
        found |= {above + field.name} | {f"{above}{field.name}[{kind}]" for kind in field.kinds}
        found |= fields_of(field.parts, f"{above}{field.name}.")
    return found


def test_every_field_is_one_that_a_crosswalk_can_feed() -> None:
    fields = set(SHAPE_SET.fields.values())
    assert fields <= fields_of(TARGETS)
    assert {re.split(r"[.\[]", field)[0] for field in fields} <= set(CatalogueRecord.__struct_fields__)


def test_a_shape_yields_to_shapes_there_are_that_are_as_grave_or_graver() -> None:
    gravity = list(Severity)
    yielding = [shape for shape in SHAPE_SET.by_iri.values() if shape.yields_to]
    assert yielding
    for shape in yielding:
        for other in shape.yields_to:
            grave = SHAPE_SET.by_iri[other].rule.severity
            assert gravity.index(grave) <= gravity.index(shape.rule.severity), shape.iri


@pytest.mark.parametrize("file", ["agent", "place"])
def test_shapes_of_what_several_records_describe_are_monotone(file: str) -> None:
    quads = list(pyoxigraph.parse((SHAPES / f"{file}.ttl").read_bytes(), pyoxigraph.RdfFormat.TURTLE))
    shapes = {quad.object for quad in quads if quad.predicate.value == f"{SHACL}property"}
    assert shapes
    for quad in quads:
        name = quad.predicate.value.removeprefix(SHACL)
        described = {"path", "severity", "name", "message", "property", "targetClass"}
        if quad.predicate.value.startswith(SHACL) and name not in described:
            assert name in MONOTONE, f"sh:{name}"


def test_few_rules_keep_a_record_from_being_published() -> None:
    graves = {rule.id for rule in SHAPE_SET.rules if rule.severity is Severity.VIOLATION}
    assert graves == {
        "shape.object-name",
        "shape.object-identifier",
        "shape.media-address",
        "shape.dimension-sign",
        "shape.time-span-begin",
        "shape.time-span-end",
        "shape.time-span-order",
    }
