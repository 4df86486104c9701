from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from app.core.finding import Severity
from app.validation.results import SHACL, ShapeResult, in_order, severity_of


def result(focus: str, value: str | None, shape: str = "s") -> ShapeResult:
    return ShapeResult(focus, shape, None, value, None, Severity.INFO, "c")


RESULTS = [result(focus, value, shape) for focus in "ab" for value in (None, "", "x") for shape in "st"]


@given(st.permutations(RESULTS))
def test_the_order_is_one_whatever_order_the_results_come_in(results: list[ShapeResult]) -> None:
    assert in_order(results) == in_order(RESULTS)
    assert len(set(in_order(results))) == len(RESULTS)


def test_no_value_is_not_an_empty_value() -> None:
    assert result("a", None) != result("a", "")


def test_a_severity_of_somebody_elses_own_is_a_violation() -> None:
    assert severity_of(f"{SHACL}Warning") is Severity.WARNING
    assert severity_of("https://example.org/Catastrophe") is Severity.VIOLATION
