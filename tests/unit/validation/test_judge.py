"""A batch in, each record's own findings out, whatever else is in the batch."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from itertools import count

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from app.core.finding import Cell, Finding, Severity
from app.core.graph_view import GraphView
from app.core.iri import Namespace
from app.validation.findings import GRAPH_UNREADABLE, MORE_FINDINGS, MappedGraph
from app.validation.judge import Judge, load_judge
from tests.shape_examples import SHAPES, triples_of
from tests.views import view_of

NAMESPACE = Namespace("https://example.org", "musee")
CRM = "http://www.cidoc-crm.org/cidoc-crm/"
PREFIXES = f"""
@prefix crm: <{CRM}> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix la: <https://linked.art/ns/terms/> .
"""


@pytest.fixture(params=["shacl", "pyshacl"])
def judge(request: pytest.FixtureRequest) -> Judge:
    return load_judge(str(request.param), SHAPES, 200)


COMPILED = load_judge("shacl", SHAPES, 200)


KEYS = count()


def cell_of(view: GraphView, node: int, path: str | None, field: str) -> Cell:
    return Cell(column=field, path=f"{view.names[node]} {path}")


def always(cell: Cell, _node: int, _path: str | None, _field: str) -> Cell:
    return cell


def graph(local_id: str, turtle: str) -> MappedGraph:
    iri = NAMESPACE.record(local_id)
    body = f"<{iri}> a crm:E22_Human-Made_Object . {turtle}".replace("<R", f"<{iri}")
    view = view_of(triples_of(PREFIXES + body), iri, next(KEYS))
    return MappedGraph(view, local_id, partial(cell_of, view))


def broken(local_id: str) -> MappedGraph:
    view = structs.replace(graph(local_id, "").view, text="<https://example.org/a b> <urn:x:p> <urn:x:o> .\n")
    return MappedGraph(view, local_id, partial(cell_of, view))


def rules_of(findings: Sequence[Finding]) -> set[str]:
    return {finding.rule for finding in findings}


def of_rule(findings: Sequence[Finding], rule: str) -> list[Finding]:
    return [finding for finding in findings if finding.rule == rule]


BACKWARDS = """<R#production-timespan> a crm:E52_Time-Span ;
    crm:P82a_begin_of_the_begin "1950-01-01T00:00:00Z"^^xsd:dateTime ;
    crm:P82b_end_of_the_end "1945-12-31T23:59:59Z"^^xsd:dateTime ."""
IMPOSSIBLE = BACKWARDS.replace("1950-01-01", "1950-02-30")


def test_each_record_gets_its_own_findings_in_the_order_of_the_batch(judge: Judge) -> None:
    found = judge.judge([graph("1", ""), graph("2", BACKWARDS), graph("3", "")])
    assert [bool(of_rule(findings, "shape.time-span-order")) for findings in found] == [False, True, False]
    assert {finding.record for finding in found[1]} == {"2"}


def test_a_finding_knows_its_node_its_property_its_value_and_its_cell(judge: Judge) -> None:
    (finding,) = of_rule(judge.judge([graph("2", BACKWARDS)])[0], "shape.time-span-order")
    timespan = f"{NAMESPACE.record('2')}#production-timespan"
    assert finding.severity is Severity.VIOLATION
    assert (finding.focus, finding.property) == (timespan, f"{CRM}P82a_begin_of_the_begin")
    assert finding.arguments["graph_value"] == "1950-01-01T00:00:00Z"
    assert finding.cell == Cell("productions.date", None, None, f"{timespan} {CRM}P82a_begin_of_the_begin")


def test_the_cell_of_what_is_missing_is_asked_of_the_node_that_lacks_it(judge: Judge) -> None:
    (finding,) = of_rule(judge.judge([graph("1", "")])[0], "shape.object-date")
    assert finding.cell == Cell("productions.date", None, None, f"{NAMESPACE.record('1')} None")


def test_the_cell_of_a_node_that_is_wrong_is_asked_of_that_node(judge: Judge) -> None:
    agent = NAMESPACE.agent("12")
    made = f'<R#production> a crm:E12_Production ; crm:P14_carried_out_by <{agent}> . <{agent}> rdfs:label "A" .'
    (finding,) = of_rule(judge.judge([graph("1", made)])[0], "shape.maker-authority")
    assert finding.cell.path == f"{agent} None"
    assert finding.arguments["graph_value"] == agent


def test_what_yields_to_a_graver_finding_is_left_out(judge: Judge) -> None:
    rules = rules_of(judge.judge([graph("1", IMPOSSIBLE)])[0])
    assert "shape.time-span-begin" in rules
    assert not rules & {"shape.time-span-order", "shape.time-span-future"}
    assert not rules & {"shape.object-accession-number", "shape.object-type"}


def test_an_object_that_is_merely_named_is_left_to_its_own_record(judge: Judge) -> None:
    whole = NAMESPACE.record("0")
    named = f"""<R#related-1> a crm:E22_Human-Made_Object .
        <{whole}> a crm:E22_Human-Made_Object ; rdfs:label "Service" .
        <https://elsewhere.example/1> a crm:E22_Human-Made_Object ."""
    (findings,) = judge.judge([graph("1", named)])
    assert {finding.focus for finding in findings} == {NAMESPACE.record("1")}


def test_an_info_is_said_once_of_a_record_and_a_warning_once_of_a_cell() -> None:
    names = " ".join(f'<R#agent-{n}> a crm:E21_Person ; rdfs:label "?" .' for n in (1, 2))
    makers = "<R#production> a crm:E12_Production ; crm:P14_carried_out_by <R#agent-1> , <R#agent-2> ."
    (findings,) = COMPILED.judge([graph("1", names + makers)])
    assert len(of_rule(findings, "shape.maker-authority")) == 1
    assert len(of_rule(findings, "shape.agent-name")) == 2
    one_cell = graph("1", names + makers)
    one_cell = structs.replace(one_cell, locate=partial(always, Cell("Artist", "?; ?", 7)))
    (findings,) = COMPILED.judge([one_cell])
    assert [finding.cell.row for finding in of_rule(findings, "shape.agent-name")] == [7]


def test_the_value_written_in_the_cell_comes_before_that_of_the_graph() -> None:
    locates = {None: "?", "12 ?": None}
    for written, argument in locates.items():
        one = graph("1", '<R#agent-1> a crm:E21_Person ; rdfs:label "?" .')
        cell = Cell("Artist", written, 7)
        one = structs.replace(one, locate=partial(always, cell))
        (finding,) = of_rule(COMPILED.judge([one])[0], "shape.agent-name")
        assert finding.arguments.get("value") == argument


def test_of_too_many_findings_the_gravest_are_kept_and_the_rest_are_counted() -> None:
    judge = load_judge("shacl", SHAPES, 4)
    everything = len(COMPILED.judge([graph("1", BACKWARDS)])[0])
    (findings,) = judge.judge([graph("1", BACKWARDS)])
    assert [finding.severity for finding in findings[:3]] == [Severity.VIOLATION] * 3
    assert (findings[3].rule, findings[3].arguments) == (MORE_FINDINGS.id, {"count": str(everything - 3)})
    assert len(findings) == 4


@pytest.mark.parametrize("place", [0, 3, 6])
def test_a_graph_that_cannot_be_read_is_reported_and_the_others_are_judged(place: int, judge: Judge) -> None:
    batch = [graph(str(number), "") for number in range(7)]
    batch[place] = broken(str(place))
    found = judge.judge(batch)
    assert [rules_of(findings) == {GRAPH_UNREADABLE.id} for findings in found] == [n == place for n in range(7)]
    assert found[place][0].record == str(place)
    assert found[place][0].arguments["reason"]
    assert all("shape.object-name" in rules_of(findings) for n, findings in enumerate(found) if n != place)


def test_two_records_of_one_identifier_are_judged_apart(judge: Judge) -> None:
    title = """<R> crm:P1_is_identified_by <R#title-1> . <R#title-1> crm:P2_has_type
        <http://vocab.getty.edu/aat/300404670> ."""
    found = judge.judge([graph("1", ""), graph("1", title), graph("1", "")])
    assert ["shape.object-name" in rules_of(findings) for findings in found] == [True, False, True]


MARKED_UP = '<R#title-1> crm:P190_has_symbolic_content "<b>Navire</b>" . '
SOUND = '<R#title-2> crm:P190_has_symbolic_content "Navire" . '


def test_the_same_words_are_told_again_of_every_record_and_node_that_has_them(judge: Judge) -> None:
    twice = MARKED_UP + MARKED_UP.replace("title-1", "title-3") + SOUND
    first, second = judge.judge([graph("1", MARKED_UP + SOUND), graph("2", twice)])
    (later,) = judge.judge([graph("3", SOUND + MARKED_UP)])
    told = [of_rule(findings, "shape.text-markup") for findings in (first, second, later)]
    assert [[one.focus for one in findings] for findings in told] == [
        [f"{NAMESPACE.record('1')}#title-1"],
        [f"{NAMESPACE.record('2')}#title-1", f"{NAMESPACE.record('2')}#title-3"],
        [f"{NAMESPACE.record('3')}#title-1"],
    ]
    assert {one.arguments["graph_value"] for findings in told for one in findings} == {"<b>Navire</b>"}


def test_an_empty_batch_has_no_findings() -> None:
    assert COMPILED.judge([]) == ()


AGENT = NAMESPACE.agent("12")
CONCEPT = NAMESPACE.concept("c")
SHARED = "http://vocab.example.org/terms#innu"
CULTURE = "http://vocab.getty.edu/aat/300055768"
WHOLE = NAMESPACE.record("0")
SAME_AS = f"<{AGENT}> la:equivalent <http://vocab.getty.edu/ulan/500016082> ."
MADE = f"<R#production> a crm:E12_Production ; crm:P14_carried_out_by <{AGENT}> . <{AGENT}> a crm:E21_Person ."
VARIANTS = (
    MADE,
    MADE + SAME_AS,
    MADE + f'<{AGENT}> rdfs:label "?" .',
    MADE + f'<{AGENT}> rdfs:label "A; B" , "A" .',
    f'<{NAMESPACE.place("p")}> a crm:E53_Place ; crm:P168_place_is_defined_by "POINT(0 0)" .',
    f"<R> crm:P2_has_type <{CONCEPT}> .",
    f"<R> crm:P2_has_type <{CONCEPT}> . <{CONCEPT}> crm:P2_has_type <{CULTURE}> .",
    f"<R> crm:P2_has_type <{SHARED}> .",
    f"<R> crm:P2_has_type <{SHARED}> . <{SHARED}> crm:P2_has_type <{CULTURE}> .",
    f"<R> crm:P2_has_type <{SHARED}> . <{SHARED}> crm:P2_has_type <{CULTURE.replace('055768', '015646')}> .",
    f'<R> crm:P46i_forms_part_of <{WHOLE}> . <{WHOLE}> a crm:E22_Human-Made_Object ; rdfs:label "Service" .',
    MADE + f"<{AGENT}> crm:P1_is_identified_by <{AGENT}#name> . <{AGENT}#name> crm:P190_has_symbolic_content 'A <b>' .",
    BACKWARDS,
    "",
)


@given(st.lists(st.sampled_from(VARIANTS), min_size=1, max_size=8), st.data())
def test_what_a_record_is_told_does_not_depend_on_how_the_records_are_cut(
    variants: list[str], data: st.DataObject
) -> None:
    batch = [graph(str(number), turtle) for number, turtle in enumerate(variants)]
    cut = data.draw(st.integers(0, len(batch)))
    together = COMPILED.judge(batch)
    assert COMPILED.judge(batch[:cut]) + COMPILED.judge(batch[cut:]) == together
    assert tuple(COMPILED.judge([one])[0] for one in batch) == together


def test_a_part_of_an_agent_keeps_its_name() -> None:
    named = (
        f"<{AGENT}> a crm:E21_Person . <{AGENT}#birth-timespan> a crm:E52_Time-Span ; crm:P82a_begin_of_the_begin 'x' ."
    )
    (finding,) = of_rule(COMPILED.judge([graph("1", named)])[0], "shape.time-span-begin")
    assert finding.focus == f"{AGENT}#birth-timespan"
    assert finding.record == "1"


def test_the_findings_name_rules_of_the_judge() -> None:
    known = {rule.id for rule in COMPILED.rules}
    batch = [graph(str(number), turtle) for number, turtle in enumerate(VARIANTS)]
    assert {finding.rule for findings in COMPILED.judge(batch) for finding in findings} <= known
    assert {GRAPH_UNREADABLE.id, MORE_FINDINGS.id} <= known


def test_a_judge_is_made_once() -> None:
    assert load_judge("shacl", SHAPES, 200) is COMPILED
