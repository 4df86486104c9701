"""From any node of the graph back to the cell of the museum's file."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings

from app.core.finding import Cell
from app.core.iri import Namespace
from app.core.linked_art import CRM
from app.core.record import Agent, CatalogueRecord, Contribution, Event, Place, Term, TimeSpan, Title
from app.mapping.linked_art import cell_of, n_quads
from tests.unit.mapping import linked_art_graphs as graphs
from tests.unit.mapping.linked_art_records import records

NAMESPACE = Namespace("https://data.example.org", "musee")
RECORD = NAMESPACE.record("42")
TITLE = Cell("Titre", "Chaise", 42)
MAKER = Cell("Fabricant", "Roy", 42)
DATE = Cell("Date", "1896-02-30", 42)
PLACE = Cell("Lieu", "Lévis", 42)
MATERIAL = Cell("Matériaux", "pin?", 42)
record = CatalogueRecord(
    local_id="42",
    titles=(Title(text="Chaise", cell=TITLE),),
    productions=(
        Event(
            contributions=(
                Contribution(agent=Agent(name="Roy", id="r1", cell=MAKER), cell=MAKER),
                Contribution(agent=Agent(name="Roy"), qualifier="studio of", cell=MAKER),
            ),
            date=TimeSpan(text="1896-02-30", earliest="1896-02-30", latest="1896-02-30", cell=DATE),
            places=(Place(name="Lévis", broader=("Québec",), cell=PLACE),),
        ),
    ),
    materials=(Term(label="pin", uncertain=True, cell=MATERIAL),),
)


@pytest.mark.parametrize(
    ("focus", "prop", "expected"),
    [
        ("#production-timespan", "P82a_begin_of_the_begin", DATE),
        ("#production-timespan", "P82b_end_of_the_end", DATE),
        ("#production-timespan", None, DATE),
        ("#production-timespan-name", "P190_has_symbolic_content", DATE),
        ("#production", "P4_has_time-span", DATE),
        ("#production", "P7_took_place_at", PLACE),
        ("#production", "P14_carried_out_by", MAKER),
        ("#production-place-1-broader-1", None, PLACE),
        ("#production-contribution-2-group-formation", None, MAKER),
        ("#production-agent-2", None, MAKER),
        ("#title-1", "P72_has_language", TITLE),
        ("", "P1_is_identified_by", TITLE),
        ("", "P108i_was_produced_by", MAKER),
        ("#material-1", None, MATERIAL),
        ("#material-1-attribution", None, MATERIAL),
        # what is missing from the object as a whole stands nowhere
        ("", None, None),
        ("", "P50_has_current_keeper", None),
        ("#title-2", None, None),
    ],
)
def test_the_cell_is_the_one_that_the_value_was_read_from(focus: str, prop: str | None, expected: Cell | None) -> None:
    assert cell_of(record, NAMESPACE, f"{RECORD}{focus}", None if prop is None else f"{CRM}{prop}") == expected


def test_an_agent_with_an_address_of_its_own_has_its_cell_too() -> None:
    assert cell_of(record, NAMESPACE, NAMESPACE.agent("r1"), None) == MAKER
    assert cell_of(record, NAMESPACE, NAMESPACE.agent("r2"), None) is None


@settings(max_examples=30, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(records)
def test_any_node_may_be_asked_for(any_record: CatalogueRecord) -> None:
    triples, _ = graphs.quads_by_oxigraph(n_quads(any_record, NAMESPACE))
    for subject, predicate, _ in triples[:40]:
        assert isinstance(cell_of(any_record, NAMESPACE, subject, predicate), Cell | None)
