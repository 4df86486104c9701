"""A record while it is made: parts filled by several rules, then built, and what they lack said."""

from __future__ import annotations

import pytest

from app.core.finding import Cell
from app.mapping.draft import Draft, later
from app.mapping.targets import resolve


def put(draft: Draft, target: str, value: object, column: str = "C") -> bool:
    found = resolve(target)
    cell = Cell(column, str(value), 2)
    return draft.put(found.chain, found.field.name, value, cell, several=found.field.several)


def test_several_rules_fill_one_part() -> None:
    draft = Draft()
    put(draft, "keeper.department", "Textiles", "Service")
    put(draft, "keeper.name", "Musée", "Nom")
    keeper = draft.finish("1", "fr").keeper
    assert keeper is not None
    assert (keeper.name, keeper.department) == ("Musée", "Textiles")
    assert keeper.cell == Cell("Nom", "Musée", 2)  # its name stands for it, whatever was read before


def test_a_field_of_one_value_keeps_its_first() -> None:
    draft = Draft()
    assert put(draft, "keeper.name", "Musée")
    assert not put(draft, "keeper.name", "Autre")
    assert put(draft, "keeper.same_as", "https://a.example")
    assert put(draft, "keeper.same_as", "https://b.example")
    keeper = draft.finish("1", None).keeper
    assert keeper is not None
    assert (keeper.name, keeper.same_as) == ("Musée", ("https://a.example", "https://b.example"))


def test_numbered_parts_are_apart_and_named_ones_have_their_kind() -> None:
    draft = Draft()
    put(draft, "title.text", "Le moulin")
    put(draft, "title#2.text", "La roue")
    put(draft, "title[former].text", "Le vieux moulin")
    titles = draft.finish("1", None).titles
    assert [(title.text, title.kind) for title in titles] == [
        ("Le moulin", "primary"),
        ("La roue", "primary"),
        ("Le vieux moulin", "former"),
    ]


def test_a_closed_part_is_begun_anew() -> None:
    draft = Draft()
    for name in ("Or", "Argent"):
        put(draft, "material.label", name)
        draft.close(["material"])
    assert [term.label for term in draft.finish("1", None).materials] == ["Or", "Argent"]


@pytest.mark.parametrize(
    ("target", "missing"),
    [
        ("title.language", "text"),
        ("identifier.kind", "value"),
        ("keeper.department", "name"),
        ("media.caption", "url"),
        ("production.contributor.role.label", "name"),
    ],
)
def test_a_part_without_what_it_cannot_be_without_is_reported(target: str, missing: str) -> None:
    draft = Draft()
    put(draft, target, "accession number", "Colonne")
    record = draft.finish("1", None)
    (finding,) = draft.findings
    assert (finding.rule, finding.arguments["missing"], finding.cell.column) == (
        "mapping.incomplete",
        missing,
        "Colonne",
    )
    assert (record.titles, record.identifiers, record.media, record.keeper) == ((), (), (), None)


@pytest.mark.parametrize(
    ("text", "begin", "end", "expected", "rule"),
    [
        ("vers 1875", None, None, ("1875-01-01", "1875-12-31"), None),
        (None, "1870", "1875", ("1870-01-01", "1875-12-31"), None),
        ("vers 1875", "1870", "1880", ("1870-01-01", "1880-12-31"), None),
        (None, "1880", "1870", (None, None), "mapping.reversed-dates"),
        (None, "jadis", "1870", (None, None), "mapping.unread-date"),
        ("jadis", None, None, (None, None), "mapping.unread-date"),
        ("vers 1875", "1880", "1870", ("1875-01-01", "1875-12-31"), "mapping.reversed-dates"),
        ("no date", "no date", None, (None, None), None),
        ("vers 1875", "s.d.", "1880", (None, "1880-12-31"), None),
        (None, "inconnu", "inconnu", (None, None), None),
    ],
)
def test_a_date_of_a_text_and_two_years(
    text: str | None, begin: str | None, end: str | None, expected: tuple[str | None, str | None], rule: str | None
) -> None:
    draft = Draft()
    for part, value in (("text", text), ("earliest", begin), ("latest", end)):
        if value is not None:
            put(draft, f"production.date.{part}", value)
    date = draft.finish("1", None).productions[0].date
    assert date is not None
    assert (date.earliest, date.latest) == expected
    assert [finding.rule for finding in draft.findings] == ([] if rule is None else [rule])


def test_who_dies_before_being_born_is_reported_and_kept() -> None:
    draft = Draft()
    put(draft, "depicted_agent.family_name", "Roy")
    put(draft, "depicted_agent.birth.text", "1890")
    put(draft, "depicted_agent.death.text", "1820")
    (agent,) = draft.finish("1", None).depicted_agents
    assert agent.name == "Roy"
    assert [finding.rule for finding in draft.findings] == ["mapping.life-dates"]


@pytest.mark.parametrize(("values", "withheld"), [([], False), ([False], False), ([False, True], True), ([True], True)])
def test_one_reason_to_keep_a_record_back_is_enough(values: list[bool], *, withheld: bool) -> None:
    draft = Draft()
    for value in values:
        put(draft, "withheld", value)
    assert draft.finish("1", None).withheld is withheld


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("1900-01-01", "1899-12-31", True),
        ("1900-01-01", "1900-01-01", False),
        ("-0043-01-01", "0001-01-01", False),
        ("-0043-12-31", "-0044-01-01", True),
        ("10000-01-01", "9999-12-31", True),
    ],
)
def test_days_are_compared_as_days(one: str, other: str, *, expected: bool) -> None:
    assert later(one, other) is expected
