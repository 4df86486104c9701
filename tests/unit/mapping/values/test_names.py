"""Names, roles, attributions, biographies, cells of several names."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.mapping.values.names import (
    NameReading,
    read_biography,
    read_name,
    read_names,
    read_qualifier,
    split_comma_names,
)
from tests.shared import ROOT

GOLDEN = ROOT / "tests" / "golden" / "values" / "names.jsonl"


def shown(reading: NameReading) -> dict[str, object]:
    agent = reading.agent
    said: dict[str, object] = {
        "name": agent.name,
        "kind": agent.kind,
        "family": agent.family_name,
        "given": agent.given_name,
        "birth": agent.birth.text if agent.birth else None,
        "death": agent.death.text if agent.death else None,
        "activity": agent.biography,
        "role": reading.role,
        "qualifier": reading.qualifier,
        "uncertain": reading.uncertain or None,
    }
    return {key: value for key, value in said.items() if value is not None}


def in_a_line(said: dict[str, object]) -> str:
    bare = {"name": "", "kind": "", "uncertain": "uncertain"}
    return " | ".join(bare.get(key, f"{key} {value}") or str(value) for key, value in said.items())


def golden(path: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


@pytest.mark.parametrize("case", golden(GOLDEN), ids=lambda case: str(case["text"])[:40])
def test_golden_cells(case: dict[str, object]) -> None:
    assert [shown(reading) for reading in read_names(str(case["text"]))] == case["read"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # order and parts
        ("Blake, Robert", "Robert Blake | person | family Blake | given Robert"),
        ("Moore, Henry, OM, CH", "Henry Moore OM, CH | person | family Moore | given Henry"),
        ("Rutland, Violet, Duchess of", "Violet, Duchess of Rutland | person | family Rutland | given Violet"),
        ("Saint Phalle, Niki de", "Niki de Saint Phalle | person | family Saint Phalle | given Niki"),
        ("Erlanger, Rodolphe d'", "Rodolphe d'Erlanger | person | family Erlanger | given Rodolphe"),
        ("Brown, Sir Arnesby", "Sir Arnesby Brown | person | family Brown | given Arnesby"),
        ("Hilton, William, the Younger", "William Hilton the Younger | person | family Hilton | given William"),
        ("LANTE Louis Marie", "Louis Marie LANTE | person | family LANTE | given Louis Marie"),
        ("Jean-Paul RIOPELLE", "Jean-Paul RIOPELLE | person | family RIOPELLE | given Jean-Paul"),
        (
            "GRASSET DE SAINT-SAUVEUR Jacques",
            "Jacques GRASSET DE SAINT-SAUVEUR | person | family GRASSET DE SAINT-SAUVEUR | given Jacques",
        ),
        ("RENAULT E", "E RENAULT | person | family RENAULT | given E"),
        ("Robert Cary Long, Jr.", "Robert Cary Long Jr."),
        ("Otto Wagner", "Otto Wagner"),
        ("LE TITIEN", "LE TITIEN"),
        ("Dr Jean Tremblay", "Dr Jean Tremblay"),
        # life dates
        ("Wagner, Otto (1841-1918)", "Otto Wagner | person | family Wagner | given Otto | birth 1841 | death 1918"),
        (
            "Rodin, Auguste, 1840-1917.",
            "Auguste Rodin | person | family Rodin | given Auguste | birth 1840 | death 1917",
        ),
        ("Lanté Louis-Marie (1789-18..)", "Lanté Louis-Marie | birth 1789 | death 18.."),
        ("Vagné Marcel (actif 1881-1900)", "Vagné Marcel | activity actif 1881-1900"),
        ("Paul-Émile Borduas (né en 1905, mort en 1960)", "Paul-Émile Borduas | person | birth 1905 | death 1960"),
        # roles
        ("Noury J. (dessinateur, graveur)", "J. Noury | person | family Noury | given J. | role dessinateur, graveur"),
        ("William Notman, photographer", "William Notman | role photographer"),
        ("Photographer: William Notman", "William Notman | role Photographer"),
        ("Jean Dallaire (1916-1965), peintre", "Jean Dallaire | birth 1916 | death 1965 | role peintre"),
        ("Smith, Mason", "Mason Smith | person | family Smith | given Mason"),
        ("GIBELIN Emile (buronnier)", "Emile GIBELIN | person | family GIBELIN | given Emile | role buronnier"),
        ("by John Smith", "John Smith"),
        # attributions
        ("BONNET (atelier)", "BONNET | qualifier studio of"),
        ("attributed to Rembrandt", "Rembrandt | qualifier attributed to"),
        ("Attribué à Antoine Plamondon", "Antoine Plamondon | qualifier attributed to"),
        ("d’après Raphaël", "Raphaël | qualifier after"),
        ("ancienne attribution : Titien", "Titien | qualifier formerly attributed to"),
        ("copie d'après Holbein", "Holbein | qualifier copy of"),
        ("Kopia efter Rembrandt", "Rembrandt | qualifier copy of"),
        ("atelier de Rubens", "Rubens | qualifier studio of"),
        ("Rembrandt van Rijn, workshop of", "Rembrandt van Rijn | qualifier studio of"),
        ("entourage de Jacques-Louis David", "Jacques-Louis David | qualifier circle of"),
        ("manner of Canaletto", "Canaletto | qualifier manner of"),
        ("probablement François Baillairgé", "François Baillairgé | qualifier possibly by"),
        ("Pellerin & Cie (imprimeur, attribué à)", "Pellerin & Cie | group | role imprimeur | qualifier attributed to"),
        # doubt
        ("Topsent Victor (?)", "Topsent Victor | uncertain"),
        ("?British School", "British School | group | uncertain"),
        ("C (atelier, ?)", "C | qualifier studio of | uncertain"),
        # the unknown
        ("anonyme", "anonyme | unknown"),
        ("Artiste inconnu", "Artiste inconnu | unknown"),
        ("Inconnu, fabricant", "Inconnu | unknown | role fabricant"),
        # groups
        ("Iroquois (population)", "Iroquois | group | role population"),
        ("Pequegnat, Arthur Clock Co.", "Pequegnat, Arthur Clock Co. | group"),
        ("JACQUEMIN Frères", "JACQUEMIN Frères | group"),
        ("Atelier TAG", "Atelier TAG | group"),
        ("École des beaux-arts de Montréal", "École des beaux-arts de Montréal | group"),
        ("Ville de Montréal", "Ville de Montréal | group"),
        ("Gilbert & George", "Gilbert & George | group"),
        ("British School 19th century", "British School 19th century | group"),
        # what is not understood stays
        ("Gego (Gertrud Goldschmidt)", "Gego (Gertrud Goldschmidt)"),
        ("Ravaut (Rue De La Paix Paris) (joailler)", "Ravaut (Rue De La Paix Paris) | role joailler"),
    ],
)
def test_names(text: str, expected: str) -> None:
    reading = read_name(text)
    assert reading is not None
    assert in_a_line(shown(reading)) == expected


def test_brackets_may_hold_a_whole_biography() -> None:
    reading = read_name("RIOPELLE, Jean-Paul (Canadien, né à Montréal en 1923, mort en 2002)")
    assert reading is not None
    agent = reading.agent
    assert (agent.name, agent.birth_place) == ("Jean-Paul RIOPELLE", "Montréal")
    assert [term.label for term in agent.nationality] == ["Canadien"]
    assert agent.birth is not None
    assert (agent.birth.earliest, agent.birth.latest) == ("1923-01-01", "1923-12-31")


@pytest.mark.parametrize("text", ["", "  ", " ; "])
def test_a_blank_is_no_name(text: str) -> None:
    assert read_name(text) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("BONNET (atelier);FORNET-DECOURCELLES (atelier)", ["BONNET", "FORNET-DECOURCELLES"]),
        ("Huignard Jules; fabricant", ["Huignard Jules/fabricant"]),
        ("Buquet Narcisse;(graveur);Lamy Frères (imprimeur)", ["Buquet Narcisse/graveur", "Lamy Frères/imprimeur"]),
        ("CASEAUX (cloutier ; lunetier);X", ["CASEAUX/cloutier, lunetier", "X"]),
        ("", []),
    ],
)
def test_cells_of_names(text: str, expected: list[str]) -> None:
    readings = read_names(text)
    assert [f"{r.agent.name}/{r.role}" if r.role else r.agent.name for r in readings] == expected


@pytest.mark.parametrize(
    ("text", "biographies", "expected"),
    [
        (
            "Foreign Office Architects (FOA), London, Farshid Moussavi, Alejandro Zaera-Polo",
            3,
            ("Foreign Office Architects (FOA), London", "Farshid Moussavi", "Alejandro Zaera-Polo"),
        ),
        ("Steina, Woody Vasulka", 2, ("Steina", "Woody Vasulka")),
        ("Intel Corporation, Santa Clara, CA", 1, ("Intel Corporation, Santa Clara, CA",)),
        ("Apple, Inc., Stephen Peart", 2, ("Apple, Inc.", "Stephen Peart")),
        ("Robert Cary Long, Jr.", None, ("Robert Cary Long, Jr.",)),
        ("N. Golubchikov, Gustav Klutsis", 1, ("N. Golubchikov", "Gustav Klutsis")),
        ("Otto Wagner", 1, ("Otto Wagner",)),
        ("P. Rigatti, Empoli, Italy", None, ("P. Rigatti, Empoli, Italy",)),
        ("Steina, Woody Vasulka, Jeffrey Schier", 2, None),
        ("Unknown Designer, Chinese", None, None),
        ("Mourlot, Paris, X", 1, None),
        ("A B, C D", 3, None),
        ("", None, None),
    ],
)
def test_names_parted_by_the_commas_that_names_hold(
    text: str, biographies: int | None, expected: tuple[str, ...] | None
) -> None:
    assert split_comma_names(text, biographies) == expected


@pytest.mark.parametrize(
    ("text", "nationality", "birth", "death", "place", "kind"),
    [
        ("(Austrian, 1841–1918)", ["Austrian"], "1841", "1918", None, None),
        ("(American,1922–1996)", ["American"], "1922", "1996", None, None),
        ("(French and Swiss, born Switzerland 1944)", ["French", "Swiss"], "1944", None, "Switzerland", "person"),
        ("(American, born France. 1911–2010)", ["American"], "1911", "2010", "France", "person"),
        ("(French, born Germany (Alsace). 1886–1966)", ["French"], "1886", "1966", "Germany (Alsace)", "person"),
        ("(British of Palestinian origin, born in Beirut, Lebanon 1952)", ["British"], "1952", None,
         "Beirut, Lebanon", "person"),
        ("(British, died 1858)", ["British"], None, "1858", None, "person"),
        ("(est. 1923)", [], "1923", None, None, "group"),
        ("(USA, est. c. 1980)", ["USA"], "c.1980", None, None, "group"),
        ("né en 1940", [], "1940", None, None, "person"),
        ("né en 1796 ; mort en 1864", [], "1796", "1864", None, "person"),
        ("born 1965", [], "1965", None, None, "person"),
        ("1762–1787", [], "1762", "1787", None, None),
        ("c.1703–71", [], "c.1703", "1771", None, None),
        ("Montpellier, 1841 ; Beaune-la-Rolande, 1870", [], "1841", "1870", "Montpellier", "person"),
        ("GUITTON : Lignières (18), 1817/01/10 ; ?, 1889/03/01 ; nationalité : Française", ["Française"], "1817/01/10",
         "1889/03/01", "Lignières (18)", "person"),
        ("?, 1789 ; ?, ?", [], "1789", None, None, "person"),
        ("born Germany, active United States", [], None, None, "Germany", "person"),
        ("(American)", ["American"], None, None, None, None),
    ],
)  # fmt: skip
def test_biographies(
    text: str, nationality: list[str], birth: str | None, death: str | None, place: str | None, kind: str | None
) -> None:
    told = read_biography(text)
    assert told is not None
    assert [term.label for term in told.nationality] == nationality
    assert (told.birth.text if told.birth else None) == birth
    assert (told.death.text if told.death else None) == death
    assert (told.birth_place, told.kind) == (place, kind)


def test_activity_is_no_life() -> None:
    told = read_biography("active 1920s")
    assert told is not None
    assert (told.birth, told.death, told.activity) == (None, None, "active 1920s")


@pytest.mark.parametrize(
    "text",
    ["", "(Nationality unknown)", "(Various)", "(Iranian, born 1965) (Spanish, born 1963)", "born 1943, born 1942",
     "Maître", "A : Paris, 1789 ; Lyon, 1871#B : ?, 1773", "1914-20",
     "A (x) : Paris, 1789 ; Lyon, 1871 ; B (y) : Caen, 1773 ; 1824"],
)  # fmt: skip
def test_what_tells_nothing_of_one_agent_is_none(text: str) -> None:
    assert read_biography(text) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("after", "after"),
        ("attribué à", "attributed to"),
        ("Attribuerad till", "attributed to"),
        ("Tidigare attribution", "formerly attributed to"),
        ("pupil of", "follower of"),
        ("pseudo", "pseudonym"),
        ("and assistants", "assisted by"),
        ("artist", None),
        ("", None),
    ],
)
def test_qualifiers_of_their_own_column(text: str, expected: str | None) -> None:
    assert read_qualifier(text) == expected


family = st.from_regex(r"[A-ZÉ][a-zé]{2,9}(-[A-Z][a-z]{2,6})?", fullmatch=True)
forename = st.from_regex(r"(Éléonore|Jean|Anna|Louis|Maud)( [A-Z]\.| Marie)?", fullmatch=True)
year = st.integers(1200, 1980)


@given(family, forename, year, st.integers(1, 99))
def test_inverted_names_with_their_dates_come_back(family: str, forename: str, birth: int, age: int) -> None:
    reading = read_name(f"{family}, {forename} ({birth}-{birth + age})")
    assert reading is not None
    agent = reading.agent
    assert agent.birth is not None
    assert agent.death is not None
    assert (agent.birth.earliest, agent.death.latest) == (f"{birth:04}-01-01", f"{birth + age:04}-12-31")
    if agent.family_name is not None:  # a family may be called as a company is
        assert (agent.name, agent.family_name, agent.given_name) == (f"{forename} {family}", family, forename)


@given(year, st.integers(0, 99), st.sampled_from(["Austrian", "Française", "Canadien", "South African"]))
def test_biographies_come_back(birth: int, age: int, nationality: str) -> None:
    told = read_biography(f"({nationality}, {birth}–{birth + age})")
    assert told is not None
    assert [term.label for term in told.nationality] == [nationality]
    assert told.birth is not None
    assert told.birth.earliest == f"{birth:04}-01-01"


_PIECES = (
    "Blake , Robert ( ) (atelier) attribué à d'après ; ? (?) 1841-1918 born né DUPONT Jr. & Cie anonyme peintre "
    "[ ] : after , , of"
)
NAME_PIECES = _PIECES.split(" ")


@given(st.one_of(st.text(max_size=120), st.lists(st.sampled_from(NAME_PIECES), max_size=14).map(" ".join)))
def test_any_text_gives_a_name_and_never_raises(text: str) -> None:
    reading = read_name(text)
    assert reading is not None or not any(character.isalnum() for character in text)
    assert reading is None or reading.agent.name.strip()
    for reading in read_names(text):
        assert reading.agent.name.strip()
    read_biography(text)
    read_qualifier(text)


@given(st.text(max_size=80), st.one_of(st.none(), st.integers(0, 5)))
def test_parted_names_are_pieces_of_the_text(text: str, biographies: int | None) -> None:
    names = split_comma_names(text, biographies)
    assert names is None or all(name.split(",")[0].strip() in text for name in names)


def test_a_colon_after_the_semicolon_ends_no_name() -> None:
    assert read_biography("a ; b : c") is None
