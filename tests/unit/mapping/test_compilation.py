"""From lines to functions: what a rule does when it is compiled, and how a line that cannot be is answered."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from app.core.errors import CrosswalkError
from app.core.record import CatalogueRecord
from app.core.source import SourceValue
from app.mapping.compilation import aligned_fields, group_path, paths_read, unit_named
from app.mapping.crosswalk import CrosswalkRule
from app.mapping.crosswalk_files import parse_crosswalk
from app.mapping.engine import CompiledCrosswalk
from tests.unit.mapping.test_engine import mapped, record


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        ("{source: A, target: titel}", "titel"),
        ("{source: A, target: 'title[x]'}", "title[x]"),
        ("{source: A, target: production}", "production"),
        ("{source: A, target: title, how: cut}", "cut"),
        ("{source: A, target: title, how: 'split'}", "split"),
        ("{source: A, target: title, language: klingonesque}", "klingonesque"),
        ("{source: A, target: 'dimension[height]', unit: coudée}", "coudée"),
        ("{target: title}", "source"),
        ("{source: A, target: production.contributor, how: names-with-biographies}", "names-with-biographies"),
        ("{source: A, target: withheld, how: maybe}", "maybe"),
    ],
)
def test_a_line_that_cannot_be_compiled_is_named_in_both_languages(rule: str, said: str) -> None:
    text = f"name: essai\nrules:\n  - {{source: No, target: id}}\n  - {rule}\n"
    with pytest.raises(CrosswalkError) as refused:
        CompiledCrosswalk(parse_crosswalk(text.encode(), "essai.yaml"))
    detail = refused.value.detail
    assert detail.fr.startswith("ligne 4")
    assert detail.en.startswith("line 4")
    assert said in detail.fr
    assert said in detail.en


def labels(made: CatalogueRecord) -> list[str]:
    return [term.label for term in made.materials]


@pytest.mark.parametrize(
    ("rules", "fields", "expected"),
    [
        ("  - {source: M, target: material, how: split ;}\n", {"M": "bois; fer"}, ["bois", "fer"]),
        ("  - {source: M, target: material, values: {Wood: bois}}\n", {"M": " wood "}, ["bois"]),
        ("  - {source: M, target: material}\n  - {constant: os, target: material}\n", {"M": "fer"}, ["fer", "os"]),
        ("  - {constant: os, target: material, when: M}\n", {"M": ""}, []),
        ("  - {constant: os, target: material}\n  - {source: M, target: material}\n", {"M": "fer"}, ["fer", "os"]),
        ("  - {source: M/*/nom, target: material}\n", {"M": [{"nom": "fer"}, {"nom": "or"}]}, ["fer", "or"]),
        ("  - each: M\n    target: material\n    rules:\n      - {source: nom, target: label}\n",
         {"M": [{"nom": "fer"}, {"nom": ""}, {"nom": "or"}]}, ["fer", "or"]),
    ],
)  # fmt: skip
def test_what_rules_place(rules: str, fields: Mapping[str, SourceValue], expected: list[str]) -> None:
    assert labels(record(rules, fields)) == expected


def test_a_second_value_for_a_field_of_one_value_is_counted_as_lost() -> None:
    made = record("  - {source: A, target: web_page}\n  - {source: B, target: web_page}\n",
                  {"A": "https://a.example", "B": "https://b.example"})  # fmt: skip
    assert made.web_page == "https://a.example"
    assert [(value.name, value.value) for value in made.unmapped] == [("B", "https://b.example")]


def test_a_constant_that_describes_a_part_waits_for_it() -> None:
    maker = "production.contributor"
    rules = f"  - {{constant: peintre, target: {maker}.role}}\n  - {{source: A, target: {maker}.name}}\n"
    assert record(rules, {"A": ""}).productions == ()
    (made,) = record(rules, {"A": "Rose Tremblay"}).productions[0].contributions
    assert made.role is not None
    assert made.role.label == "peintre"


ALIGNED = """
  - each: Fabricant & Ville split ;
    target: production
    rules:
      - {source: Fabricant, target: contributor.name}
      - {source: Ville, target: place.name}
"""


@pytest.mark.parametrize(
    ("spoken", "fields"),
    [("constant: en", {"Set": "Public art"}), ("source: L", {"Set": "Public art", "L": "anglais"})],
)
def test_a_language_that_is_said_wins_over_that_of_the_crosswalk_whatever_comes_first(
    spoken: str, fields: Mapping[str, SourceValue]
) -> None:
    place = "related[set]"
    rules = f"  - {{source: Set, target: '{place}.label'}}\n  - {{{spoken}, target: '{place}.language'}}\n"
    made = record(rules, fields)
    assert [(one.label, one.language) for one in made.related] == [("Public art", "en")]
    assert made.unmapped == ()


def test_a_constant_that_gives_way_to_a_value_is_no_loss_of_the_source() -> None:
    rules = "  - {source: Keeper, target: keeper.name}\n  - {constant: Musée, target: keeper.name}\n"
    assert record(rules, {"Keeper": "Le Musée"}).unmapped == ()


def test_parallel_cells_align_by_position_and_say_when_they_do_not() -> None:
    made = mapped(ALIGNED, {"Fabricant": "Roy; Côté", "Ville": "Montréal; Québec"})
    assert made.record is not None
    shown = [
        (event.contributions[0].agent.name, event.places[0].name if event.places else None)
        for event in made.record.productions
    ]
    assert shown == [("Roy", "Montréal"), ("Côté", "Québec")]
    assert made.findings == ()
    unequal = mapped(ALIGNED, {"Fabricant": "Roy; Côté", "Ville": "Montréal"})
    assert [finding.rule for finding in unequal.findings] == ["mapping.unaligned-cells"]
    assert unequal.findings[0].cell.column == "Fabricant"


DATES = """
  - {source: Qui, target: production.contributor}
  - each: dates
    target: production.date
    rules:
      - {source: D, target: text}
  - {source: Culture, target: production.culture}
"""


def test_the_one_date_of_a_list_belongs_to_the_production_that_is_there() -> None:
    made = record(DATES, {"Qui": "Rose Tremblay", "dates": [{"D": "1905"}], "Culture": "innue"})
    (production,) = made.productions
    assert production.date is not None
    assert (production.date.text, len(production.contributions), len(production.cultures)) == ("1905", 1, 1)


def test_each_further_date_is_that_of_another_production() -> None:
    made = record(DATES, {"Qui": "Rose Tremblay", "dates": [{"D": "1905"}, {"D": "1910"}]})
    shown = [(event.date.text if event.date else None, len(event.contributions)) for event in made.productions]
    assert shown == [("1905", 1), ("1910", 0)]


def test_a_companion_s_values_have_the_place_of_their_own_row() -> None:
    rules = "  - each: dates\n    target: production.date\n    rules:\n      - {source: D, target: text}\n"
    made = mapped(rules, {"dates": [{"D": "jadis", "@row": 9, "@file": "Dates.csv"}]})
    (finding,) = made.findings
    assert (finding.cell.file, finding.cell.row, finding.cell.column) == ("Dates.csv", 9, "D")


@pytest.mark.parametrize(
    ("written", "unit"), [("cm", "cm"), ("centimètres", "cm"), ("in.", "in"), ("Pouces", "in"), ("coudée", None)]
)
def test_units_in_words(written: str, unit: str | None) -> None:
    assert unit_named(written) == unit


@pytest.mark.parametrize(
    ("each", "path", "fields"),
    [
        ("", "", []),
        ("makers", "makers/", []),
        ("makers > names", "makers/names/", []),
        ("Fabricant & Ville split ;", "", ["Fabricant", "Ville"]),
    ],
)
def test_where_a_group_reads(each: str, path: str, fields: list[str]) -> None:
    assert group_path(each) == path
    assert aligned_fields(each) == fields


def test_every_field_that_a_rule_reads_is_known() -> None:
    rule = CrosswalkRule(source="A | B + C", target="title", language="from D", when="not E = x", unit="from F")
    assert set(paths_read(rule)) == {"A", "B", "C", "D", "E", "F"}
