"""The loss report: what no rule placed, in how many records, with a few examples."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.outcome import Loss
from app.core.record import NamedValue
from app.core.source import SourceRecord, SourceValue
from app.mapping.loss import EXAMPLE_LENGTH, EXAMPLES, Placed, summed, tallied


@pytest.mark.parametrize(
    ("paths", "fields", "left"),
    [
        (["No"], {"No": "1", "Tiroir": "B-12"}, [("Tiroir", "B-12")]),
        (["No"], {"No": "1", "Tiroir": "", "Vide": "  ", "Rien": None}, []),
        (["No"], {"No": "1", "Nombre": 3.0, "Vrai": True}, [("Nombre", "3"), ("Vrai", "true")]),
        (["a/*/b"], {"a": [{"b": "x", "c": "y"}, {"b": "z"}]}, [("a/c", "y")]),
        (["a/*/b"], {"a": [{"c": "y"}, {"c": "z"}]}, [("a/c", "y"), ("a/c", "z")]),
        (["s/**/name"], {"s": {"name": "1", "children": [{"name": "2", "id": 7}]}}, [("s/children/id", "7")]),
        (["s/**"], {"s": {"name": "1", "children": [{"name": "2", "id": 7}]}}, []),
        (["liste"], {"liste": ["a", "b"], "autre": ["c", "", "d"]}, [("autre", "c"), ("autre", "d")]),
        (["a/0/b"], {"a": [{"b": "x"}, {"b": "y"}]}, []),
        (["245/**"], {"245": [{"$a": "x"}], "999": [{"$a": "y"}], "Autre": "z"}, [("999/$a", "y"), ("Autre", "z")]),
        (["245/$a"], {"245": {"$a": "x", "$c": "y"}, "1950": "z"}, [("245/$c", "y"), ("1950", "z")]),
        (["a/**", "c/$x"], {"a": {".": "x"}, "b": {".": "y"}, "c": {".": "z", "$x": "z"}}, [("b", "y"), ("c", "z")]),
        (["a/**"], {"a": ["x", {".": "y"}]}, [("a", "x")]),
        (["a"], {"a": {".": "x"}}, []),
        (["a"], {"a": [{".": "x", "$z": "y"}], "b": "z"}, [("a/$z", "y"), ("b", "z")]),
        (["1950", "245/1/$a"], {"245": [{"$a": "w"}, {"$a": "x"}], "1950": "z"}, []),
    ],
)
def test_what_is_left(paths: list[str], fields: dict[str, SourceValue], left: list[tuple[str, str]]) -> None:
    unplaced = Placed(paths).unplaced(SourceRecord(0, fields, "f", row=7))
    assert [(value.name, value.value) for value in unplaced] == left
    assert all(value.cell is not None and value.cell.value == value.value for value in unplaced)


def test_a_loss_counts_records_and_not_values() -> None:
    twice = [NamedValue(name="c", value="x"), NamedValue(name="c", value="y")]
    assert tallied([twice, [], twice[:1]]) == (Loss("c", 2, ("x",)),)


def test_examples_are_few_short_and_different() -> None:
    values = ["a", "a", "b", "x" * 500, "d"]
    (loss,) = tallied([[NamedValue(name="c", value=value)] for value in values])
    assert loss.records == 5
    assert loss.examples == ("a", "b", "x" * (EXAMPLE_LENGTH - 1) + "…")
    assert len(loss.examples) == EXAMPLES


def test_losses_of_chunks_are_summed_the_most_frequent_first() -> None:
    one, other = (Loss("a", 1, ("x",)), Loss("b", 2, ("y",))), (Loss("a", 5, ("x", "z")),)
    assert summed(one, other) == (Loss("a", 6, ("x", "z")), Loss("b", 2, ("y",)))
    assert summed((), one) == (Loss("b", 2, ("y",)), Loss("a", 1, ("x",)))


records = st.lists(st.lists(st.builds(NamedValue, name=st.sampled_from("abc"), value=st.text(max_size=3)), max_size=4))


@given(records, st.integers(0, 10))
def test_how_a_delivery_is_cut_does_not_change_its_losses(values: list[list[NamedValue]], cut: int) -> None:
    together = {loss.column: loss.records for loss in tallied(values)}
    apart = summed(tallied(values[:cut]), tallied(values[cut:]))
    assert {loss.column: loss.records for loss in apart} == together
