"""What both engines are asked for: union of graphs, the same path, value and datatype, the same refusals."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from rdflib import RDF

from app.core.errors import UnknownName
from app.validation.results import LANG_STRING, XSD_STRING, UnreadableGraph
from app.validation.shacl import load_engine, shapes_text
from tests.shape_examples import SHAPES

PATHS = {
    "Predicate": "ex:p",
    "Inverse": "[ sh:inversePath ex:p ]",
    "Sequence": "( ex:p [ sh:zeroOrMorePath ex:q ] [ sh:inversePath ex:r ] )",
    "Alternative": "[ sh:alternativePath ( ex:p ( ex:q ex:r ) ) ]",
    "Repeated": "[ sh:oneOrMorePath [ sh:zeroOrOnePath ex:p ] ]",
    "Nested": "[ sh:zeroOrMorePath [ sh:alternativePath ( ex:p [ sh:inversePath ( ex:q ex:r ) ] ) ] ]",
    "Lists": "( ( ex:p ex:q ) ex:r )",
}
PREFIXES = "@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix ex: <https://example.org/> .\n"
P = "https://example.org/p"


def shapes_in(folder: Path, turtle: str) -> Path:
    (folder / "some.ttl").write_text(PREFIXES + turtle, encoding="utf-8")
    return folder


@pytest.mark.parametrize(("name", "path"), PATHS.items(), ids=PATHS)
def test_both_write_a_path_alike(name: str, path: str, tmp_path: Path) -> None:
    shapes = shapes_in(
        tmp_path, f"ex:S sh:targetNode ex:n ; sh:property ex:{name} . ex:{name} sh:path {path} ; sh:minCount 9 ."
    )
    data = "<https://example.org/n> <https://example.org/p> <https://example.org/o> .\n"
    compiled, arbiter = (load_engine(engine, shapes).validate(data) for engine in ("shacl", "pyshacl"))
    assert compiled == arbiter
    assert [result.shape for result in compiled] == [f"https://example.org/{name}"]
    assert (compiled[0].path == P) == (name == "Predicate")


@pytest.mark.parametrize("engine", ["shacl", "pyshacl"])
def test_a_value_comes_with_its_datatype_as_it_was_written(engine: str, tmp_path: Path) -> None:
    shapes = shapes_in(tmp_path, "ex:S sh:targetNode ex:n ; sh:property ex:P . ex:P sh:path ex:p ; sh:in () .")
    values = (
        '"a \\"b\\"\\n^^<c>"',
        '"a"@fr-ca',
        '"007"^^<http://www.w3.org/2001/XMLSchema#integer>',
        '"x"^^<http://www.w3.org/2001/XMLSchema#dateTime>',
        "<https://example.org/o>",
    )
    data = "".join(f"<https://example.org/n> <{P}> {value} .\n" for value in values)
    found = {(result.value, result.datatype) for result in load_engine(engine, shapes).validate(data)}
    assert found == {
        ('a "b"\n^^<c>', XSD_STRING),
        ("a", LANG_STRING),
        ("007", "http://www.w3.org/2001/XMLSchema#integer"),
        ("x", "http://www.w3.org/2001/XMLSchema#dateTime"),
        ("https://example.org/o", None),
    }


@pytest.mark.parametrize("engine", ["shacl", "pyshacl"])
def test_named_graphs_are_validated_as_one(engine: str, tmp_path: Path) -> None:
    shapes = shapes_in(
        tmp_path, "ex:S sh:targetClass ex:C ; sh:property ex:P . ex:P sh:path ( ex:p ex:q ) ; sh:minCount 1 ."
    )
    chain = (
        f"<https://example.org/n> <{RDF.type}> <https://example.org/C> <urn:x:1> .\n"
        "<https://example.org/n> <https://example.org/p> <https://example.org/o> <urn:x:2> .\n"
    )
    end = '<https://example.org/o> <https://example.org/q> "end" <urn:x:3> .\n'
    assert len(load_engine(engine, shapes).validate(chain)) == 1
    assert load_engine(engine, shapes).validate(chain + end) == ()


def test_shapes_are_compiled_once() -> None:
    assert load_engine("shacl", SHAPES) is load_engine("shacl", SHAPES)


def test_an_unknown_engine_is_named_with_those_there_are() -> None:
    with pytest.raises(UnknownName) as raised:
        load_engine("chacl", SHAPES)
    assert "shacl, pyshacl" in raised.value.detail.fr


def test_a_file_that_is_no_turtle_is_named(tmp_path: Path) -> None:
    (tmp_path / "broken.ttl").write_text("this is not Turtle", encoding="utf-8")
    with pytest.raises(UnreadableGraph, match=r"broken\.ttl"):
        shapes_text(tmp_path)


def test_a_bound_that_moves_is_the_end_of_next_year() -> None:
    text = shapes_text(SHAPES, date(2031, 5, 1))
    assert '"2032-12-31T23:59:59Z"^^<http://www.w3.org/2001/XMLSchema#dateTime>' in text
    assert '"2027-12-31T23:59:59Z"' not in text
