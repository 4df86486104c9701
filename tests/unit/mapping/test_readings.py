"""From a written value to a part of the record: nothing that a name or a biography tells is dropped."""

from __future__ import annotations

import pytest

from app.core.finding import Cell, Finding
from app.core.record import Agent, Contribution
from app.mapping.readings import (
    Aim,
    as_agent,
    as_contributions_with_biographies,
    as_published,
    as_withheld,
    with_biography,
)
from app.mapping.values.names import read_name

CELL = Cell("Auteur", "x", 7)


def agent(text: str) -> Agent:
    (made,) = as_agent(text, CELL, Aim(), [])
    assert isinstance(made, Agent)
    return made


def test_an_agent_keeps_all_that_its_name_tells() -> None:
    made = agent("Rose Tremblay (Canadian, born Baie-Saint-Paul, 1861-1929)")
    assert made.cell == CELL
    assert made.name == "Rose Tremblay"
    assert [term.label for term in made.nationality] == ["Canadian"]
    assert made.birth is not None
    assert made.death is not None
    assert (made.birth.earliest, made.death.latest) == ("1861-01-01", "1929-12-31")
    read = read_name("Rose Tremblay (Canadian, born Baie-Saint-Paul, 1861-1929)")
    assert read is not None
    assert made.birth_place == read.agent.birth_place


def test_a_biography_adds_to_a_name_and_takes_nothing_from_it() -> None:
    read = read_name("Tremblay, Rose (Canadian, 1861-1929), attribué à")
    assert read is not None
    told = with_biography(read, "died Montréal")
    assert (told.agent.family_name, told.agent.given_name) == ("Tremblay", "Rose")
    assert told.agent.nationality == read.agent.nationality != ()
    assert told.agent.birth == read.agent.birth is not None
    assert (told.qualifier, told.role, told.uncertain) == (read.qualifier, read.role, read.uncertain)
    other = with_biography(read, "American, 1870-1950")
    assert [term.label for term in other.agent.nationality] == ["American"]
    assert other.agent.biography == "American, 1870-1950"


def test_names_and_biographies_that_do_not_align_stay_together() -> None:
    findings: list[Finding] = []
    aim = Aim(beside="(American) (Canadian) (French)")
    (made,) = as_contributions_with_biographies("A. Roy, B. Côté", CELL, aim, findings)
    assert isinstance(made, Contribution)
    assert (made.agent.name, made.agent.biography) == ("A. Roy, B. Côté", "(American) (Canadian) (French)")
    assert [finding.rule for finding in findings] == ["mapping.unsplit-names"]


@pytest.mark.parametrize(
    ("text", "withheld", "published", "understood"),
    [
        ("oui", True, False, True),
        (" YES ", True, False, True),
        ("non", False, True, True),
        ("No", False, True, True),
        ("0", False, True, True),
        ("à voir", True, True, False),
        ("", True, True, False),
    ],
)
def test_what_decides_whether_a_record_is_published(
    text: str, *, withheld: bool, published: bool, understood: bool
) -> None:
    findings: list[Finding] = []
    assert as_withheld(text, CELL, Aim(), findings) == (withheld,)
    assert as_published(text, CELL, Aim(), findings) == (published,)
    assert [finding.rule for finding in findings] == ([] if understood else ["mapping.undecided-publication"] * 2)
