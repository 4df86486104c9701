"""A crosswalk is the same whatever it is written in, and a mistake in it is answered with its line."""

import io

import openpyxl
import pytest

from app.core.errors import CrosswalkError
from app.mapping.crosswalk import CompanionFile, from_json
from app.mapping.crosswalk_files import parse_crosswalk
from app.mapping.engine import CompiledCrosswalk

YAML = """
name: essai
language: fr
companions:
  - {name: makers, file: Makers.csv, key: No}
rules:
  - {source: No, target: id}
  - {source: Titre, target: title}
  - each: makers
    target: production.contributor
    rules:
      - {source: Maker, target: name}
      - {source: Role, target: role, values: {a: artiste}}
"""
CSV = """source;cible;pour chaque;valeurs;constante
;@language;;;fr
;@companion;;;makers = Makers.csv on No
No;id;;;
Titre;title;;;
Maker;production.contributor.name;makers;;
Role;production.contributor.role;makers;a = artiste;
"""


def xlsx(text: str) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.create_sheet(index=0)
    for row in text.splitlines():
        sheet.append([cell or None for cell in row.split(";")])
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def shape(content: bytes, name: str) -> tuple[object, ...]:
    crosswalk = parse_crosswalk(content, name)
    rules = tuple((rule.source, rule.target, rule.each, tuple(rule.values.items())) for rule in crosswalk.rules)
    return crosswalk.language, crosswalk.companions, rules


def test_yaml_csv_and_xlsx_say_the_same() -> None:
    written = shape(YAML.encode(), "essai.yaml")
    assert shape(CSV.encode("utf-8-sig"), "essai.csv") == written
    assert shape(xlsx(CSV), "essai.xlsx") == written
    assert written[1] == (CompanionFile("makers", "Makers.csv", "No"),)


def test_json_gives_the_same_crosswalk_back() -> None:
    crosswalk = parse_crosswalk(YAML.encode(), "essai.yaml")
    assert from_json(crosswalk.to_json()) == crosswalk
    assert len(crosswalk.digest) == 32


def yaml_rules(*lines: str) -> str:
    return "name: essai\nrules:\n  - {source: No, target: id}\n" + "".join(f"  - {line}\n" for line in lines)


@pytest.mark.parametrize(
    ("text", "line", "word"),
    [
        ("", 1, "vide"),
        ("name: [", 1, "YAML"),
        ("- 1", 1, "rules"),
        ("name: a\nbogus: 1\nrules: []", 2, "bogus"),
        ("name: a\nrules: {}", 2, "rules"),
        ("name: a\nrules: []", 1, "aucune règle"),
        (yaml_rules("{source: A, target: titel}"), 4, "titel"),
        (yaml_rules("{source: A, target: 'title[wrong]'}"), 4, "title[wrong]"),
        (yaml_rules("{source: A, target: dimension}"), 4, "dimension[height]"),
        (yaml_rules("{source: A, target: production}"), 4, "production.date"),
        (yaml_rules("{source: A}"), 4, "cible"),
        (yaml_rules("{target: title}"), 4, "source"),
        (yaml_rules("{source: A, target: title, how: shuffle}"), 4, "shuffle"),
        (yaml_rules("{source: A, target: title, how: 'split'}"), 4, "split"),
        (yaml_rules("{source: A, target: title, language: klingonais}"), 4, "klingonais"),
        (yaml_rules("{source: A, target: 'dimension[height]', unit: empan}"), 4, "empan"),
        (yaml_rules("{source: A, target: title, colour: red}"), 4, "colour"),
        ("name: a\nrules:\n  - {source: A, target: title}", 0, "id"),
        ("name: a\nrules:\n  - {constant: '1', target: id}", 3, "identifiant"),
        ("a: " + "[" * 40 + "]" * 40, 1, "niveaux"),
    ],
)
def test_a_mistake_names_its_line(text: str, line: int, word: str) -> None:
    with pytest.raises(CrosswalkError) as raised:
        CompiledCrosswalk(parse_crosswalk(text.encode(), "essai.yaml"))
    said = raised.value.detail
    assert said.fr.startswith(f"ligne {line}:")
    assert said.en.startswith(f"line {line}:")
    assert word in said.fr
    assert said.fr != said.en


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("source;colour\nA;b\n", 1),
        ("source;note\nA;b\n", 1),
        ("source;target\nA;@bogus\n", 2),
        ('source;target\n"A;b\n', 1),
    ],
)
def test_a_mistake_in_a_table_names_its_line(text: str, line: int) -> None:
    with pytest.raises(CrosswalkError) as raised:
        parse_crosswalk(text.encode(), "essai.csv")
    assert raised.value.detail.fr.startswith(f"ligne {line}:")


def test_aliases_cannot_make_it_grow_without_bound() -> None:
    layers = "\n".join(f"l{n}: &l{n} [*l{n - 1}, *l{n - 1}]" for n in range(1, 30))
    with pytest.raises(CrosswalkError):
        parse_crosswalk(f"l0: &l0 [x]\n{layers}\nrules: *l29".encode(), "bombe.yaml")


def test_too_long() -> None:
    with pytest.raises(CrosswalkError) as raised:
        parse_crosswalk(b"#" * 2_000_000, "long.yaml")
    assert raised.value.bound == "crosswalk_bytes"
