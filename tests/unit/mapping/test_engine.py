"""A crosswalk at work: what is placed, how parts come together, and that nothing is lost in silence."""

from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.record import CatalogueRecord
from app.core.source import SourceRecord, SourceValue
from app.mapping.crosswalk_files import parse_crosswalk
from app.mapping.engine import CompiledCrosswalk, Mapped
from app.mapping.shipped import shipped_crosswalks
from tests.shared import ROOT

FORMATS = ROOT / "app" / "reading" / "formats"


def mapped(rules: str, fields: Mapping[str, SourceValue], *, row: int | None = 42, path: str | None = None) -> Mapped:
    text = f"name: essai\nlanguage: fr\nrules:\n  - {{source: No, target: id}}\n{rules}"
    crosswalk = CompiledCrosswalk(parse_crosswalk(text.encode(), "essai.yaml"))
    return crosswalk.apply(SourceRecord(0, {"No": "1", **fields}, "f.csv", row, path))


def record(rules: str, fields: Mapping[str, SourceValue], **place: str | int | None) -> CatalogueRecord:
    made = mapped(rules, fields, **place).record  # type: ignore[arg-type]  # row or path, as mapped has them
    assert made is not None
    return made


def test_every_value_has_its_cell() -> None:
    made = record("  - {source: Titre, target: title}\n", {"Titre": " Source "})
    (title,) = made.titles
    assert (title.text, title.language) == ("Source", "fr")
    assert title.cell is not None
    assert (title.cell.row, title.cell.column, title.cell.value) == (42, "Titre", " Source ")


def test_a_value_that_cannot_be_read_is_kept_and_reported_with_its_cell() -> None:
    made = mapped("  - {source: Date, target: production.date}\n", {"Date": "31/02/1850"})
    (finding,) = made.findings
    assert (finding.rule, finding.cell.row, finding.cell.column, finding.cell.value) == (
        "mapping.unread-date",
        42,
        "Date",
        "31/02/1850",
    )
    assert made.record is not None
    date = made.record.productions[0].date
    assert date is not None
    assert (date.text, date.earliest) == ("31/02/1850", None)


@pytest.mark.parametrize(
    ("rules", "fields", "expected"),
    [
        ("{source: 'Titre | Title', target: title}", {"Titre": " ", "Title": "b"}, ["b"]),
        ("{source: Prenom + Nom, target: title}", {"Prenom": "Denise", "Nom": "Roy"}, ["Denise Roy"]),
        ("{source: T, target: title, how: 'split ; | before ('}", {"T": "a (x); b"}, ["a", "b"]),
        ("{source: T, target: title, when: D = peinture}", {"T": "a", "D": "Peinture"}, ["a"]),
        ("{source: T, target: title, when: D = peinture}", {"T": "a", "D": "dessin"}, []),
        ("{constant: Sans titre, target: title, when: not T}", {"T": ""}, ["Sans titre"]),
        ("{source: T, target: title, values: {s.t.: Sans titre}}", {"T": "S.T."}, ["Sans titre"]),
        ("{source: T, target: title, how: plain}", {"T": "<em>Portrait</em> &amp; fond"}, ["Portrait & fond"]),
    ],
)
def test_how_values_are_found(rules: str, fields: Mapping[str, SourceValue], expected: list[str]) -> None:
    assert [title.text for title in record(f"  - {rules}\n", fields).titles] == expected


@pytest.mark.parametrize(("written", "tag"), [("none", None), ("en", "en"), ("anglais", "en"), ("from L", "de")])
def test_languages(written: str, tag: str | None) -> None:
    made = record(f"  - {{source: T, target: title, language: {written}}}\n", {"T": "a", "L": "allemand"})
    assert made.titles[0].language == tag


def test_each_item_of_a_list_makes_a_contributor_of_its_own() -> None:
    rules = """
  - each: makers
    target: production.contributor
    rules:
      - {source: id, target: id}
      - {source: name, target: name}
      - {source: role, target: role}
      - {constant: person, target: kind}
"""
    makers: list[SourceValue] = [
        {"id": 7, "name": "Blake, Robert", "role": "graveur"},
        {"name": "Turner"},
        {"role": "imprimeur"},
    ]
    made = mapped(rules, {"makers": makers}, row=None, path="/3")
    assert made.record is not None
    (production,) = made.record.productions
    first, second = production.contributions
    assert (first.agent.name, first.agent.id, first.role and first.role.label) == ("Robert Blake", "7", "graveur")
    assert (second.agent.name, second.agent.id, second.role, second.agent.kind) == ("Turner", None, None, "person")
    assert first.cell is not None
    assert first.cell.path == "/3/makers/0/name"
    assert [finding.rule for finding in made.findings] == ["mapping.incomplete"], "a role without a name is said"


def test_parallel_cells_align_and_say_when_they_do_not() -> None:
    rules = """
  - each: Fabricant & Ville split ;
    target: production#2
    rules:
      - {source: Fabricant, target: contributor}
      - {source: Ville, target: place}
"""
    made = mapped(rules, {"Fabricant": "Dubois; Gagné; Roy", "Ville": "Québec; Montréal"})
    assert made.record is not None
    found = [
        (event.contributions[0].agent.name, [place.name for place in event.places]) for event in made.record.productions
    ]
    assert found == [("Dubois", ["Québec"]), ("Gagné", ["Montréal"]), ("Roy", [])]
    assert [finding.rule for finding in made.findings] == ["mapping.unaligned-cells"]


def test_a_group_of_groups() -> None:
    rules = """
  - each: tree
    rules:
      - each: children
        target: subject
        rules:
          - {source: name, target: label}
"""
    tree: list[SourceValue] = [{"children": [{"name": "a"}, {"name": "b"}]}, {"children": [{"name": "c"}]}]
    made = record(rules, {"tree": tree}, row=None, path="")
    assert [(term.label, term.language) for term in made.subjects] == [("a", "fr"), ("b", "fr"), ("c", "fr")]


def test_a_joined_row_keeps_its_own_place() -> None:
    rules = "  - each: makers\n    target: production.contributor\n    rules:\n      - {source: Maker, target: name}\n"
    made = record(rules, {"makers": [{"Maker": "Abeyta, Tony", "@file": "Makers.csv", "@row": 9}]})
    cell = made.productions[0].contributions[0].cell
    assert cell is not None
    assert (cell.file, cell.row, cell.column) == ("Makers.csv", 9, "Maker")


def test_begin_and_end_bound_the_date_and_the_text_is_kept() -> None:
    rules = "".join(
        f"  - {{source: {source}, target: production.date.{part}}}\n"
        for source, part in (("T", "text"), ("A", "earliest"), ("B", "latest"))
    )
    date = record(rules, {"T": "c. 1880s", "A": "1880", "B": "1889"}).productions[0].date
    assert date is not None
    assert (date.text, date.earliest, date.latest) == ("c. 1880s", "1880-01-01", "1889-12-31")
    reversed_dates = mapped(rules, {"A": "1889", "B": "1880"})
    assert [finding.rule for finding in reversed_dates.findings] == ["mapping.reversed-dates"]


def test_units_are_fixed_or_read_from_a_field() -> None:
    made = record("  - {source: H, target: 'dimension[height]', unit: cm}\n", {"H": "12,5"})
    (measure,) = made.dimensions[0].dimensions
    assert (measure.kind, measure.value, measure.unit) == ("height", 12.5, "cm")
    made = record("  - {source: H, target: 'dimension[height]', unit: from U}\n", {"H": "12", "U": "centimètres"})
    (measure,) = made.dimensions[0].dimensions
    assert (measure.value, measure.unit) == (12, "cm")


def test_private_stays_private_and_nothing_else_is_placed_there() -> None:
    made = record("  - {source: V, target: 'private[valeur]'}\n", {"V": "450 $"})
    assert [(value.name, value.value) for value in made.private] == [("valeur", "450 $")]
    assert made.unmapped == ()


def test_a_second_value_for_one_place_is_left_over_and_not_lost() -> None:
    rules = "  - {source: A, target: credit_line}\n  - {source: B, target: credit_line}\n"
    made = record(rules, {"A": "Don", "B": "Achat"})
    assert made.credit_line is not None
    assert made.credit_line.text == "Don"
    assert [(value.name, value.value) for value in made.unmapped] == [("B", "Achat")]


@pytest.mark.parametrize(
    ("number", "rule"), [("", "mapping.missing-identifier"), ("9" * 600, "mapping.long-identifier")]
)
def test_a_record_without_a_usable_identifier_is_refused(number: str, rule: str) -> None:
    made = mapped("  - {source: T, target: title}\n", {"No": number, "T": "a"})
    assert made.record is None
    assert [finding.rule for finding in made.findings] == [rule]


def test_absent_columns_are_named_once() -> None:
    crosswalk = CompiledCrosswalk(
        parse_crosswalk(
            b"name: a\nrules:\n  - {source: No, target: id}\n  - {source: Titre, target: title}\n", "a.yaml"
        )
    )
    (finding,) = crosswalk.absent_columns(SourceRecord(0, {"No": "1"}, "f.csv", 2))
    assert (finding.rule, finding.cell.column, finding.arguments["line"]) == ("mapping.absent-column", "Titre", "4")


CELLS = st.text(max_size=60)
SHIPPED = [one for one in shipped_crosswalks(FORMATS) if not one.companions]


@pytest.mark.parametrize("name", [one.name for one in SHIPPED])
@given(data=st.data())
def test_whatever_a_table_holds_nothing_is_lost_in_silence(name: str, data: st.DataObject) -> None:
    crosswalk = next(one for one in SHIPPED if one.name == name)
    columns = sorted(
        {rule.source for rule in crosswalk.rules if rule.source and "/" not in rule.source and "|" not in rule.source}
    )
    chosen = data.draw(st.dictionaries(st.sampled_from([*columns, "Inconnue", "Autre"]), CELLS, max_size=12))
    fields = {
        name: "1" for rule in crosswalk.rules if rule.target == "id" for name in rule.source.split(" + ")
    } | chosen
    compiled = CompiledCrosswalk(crosswalk)
    made = compiled.apply(SourceRecord(0, fields, "f", 2))
    for finding in made.findings:
        written = fields.get(finding.cell.column or "", "")
        assert finding.cell.value is None or finding.cell.value in written, "a finding quotes its cell as written"
    if made.record is not None:
        unplaced = {value.name for value in made.record.unmapped}
        for column in ("Inconnue", "Autre"):
            assert (column in unplaced) is bool(fields.get(column, "").strip())
