"""Cells of several values, doubt, what is unknown and what was not recorded, statements of materials."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.mapping.values.terms import is_not_recorded, is_unknown, read_term, split_materials, split_values


@pytest.mark.parametrize(
    ("text", "separators", "expected"),
    [
        ("Bronze; granit", (";",), ("Bronze", "granit")),
        ("a (b; c); d", (";",), ("a (b; c)", "d")),
        ('"d; e" ; f', (";",), ('"d; e"', "f")),
        ('5"; g', (";",), ('5"', "g")),
        ("« un; deux »; trois", (";",), ("« un; deux »", "trois")),
        ("a ( b; c", (";",), ("a ( b", "c")),
        ("((a;b);c", (";",), ("((a;b)", "c")),
        ("Box, salmon;:;Boîte à saumon", (";:;",), ("Box, salmon", "Boîte à saumon")),
        ("a;:;b;c", (";", ";:;"), ("a", "b", "c")),
        (" ; ;a;", (";",), ("a",)),
        ("", (";",), ()),
        ("seul", (";", ","), ("seul",)),
    ],
)
def test_split_values(text: str, separators: tuple[str, ...], expected: tuple[str, ...]) -> None:
    assert split_values(text, separators) == expected


@given(st.lists(st.text(alphabet='abé (),"[]', max_size=12), max_size=6))
def test_values_without_the_separator_lose_nothing(values: list[str]) -> None:
    joined = ";".join(values)
    split = split_values(joined, (";",))
    assert "".join("".join(split).split()) == "".join(joined.replace(";", "").split()) or ";" in "".join(split)


@pytest.mark.parametrize(
    ("text", "label", "uncertain"),
    [
        ("Céramique ?", "Céramique", True),
        ("plomb (?)", "plomb", True),
        ("? oak", "oak", True),
        ("possibly oak", "oak", True),
        ("peut-être du chêne", "du chêne", True),
        ("brass - possible", "brass", True),
        ("  Acier   corten ", "Acier corten", False),
        ("possible worlds", "possible worlds", False),
        ("?", "?", False),
    ],
)
def test_terms(text: str, label: str, uncertain: bool) -> None:  # noqa: FBT001  # an expected value
    term = read_term(text)
    assert term is not None
    assert (term.label, term.uncertain) == (label, uncertain)


def test_a_blank_is_no_term() -> None:
    assert read_term("  ") is None


@pytest.mark.parametrize(
    "text",
    ["Inconnu", "inconnue", "Artiste inconnu", "auteur inconnu", "Unknown", "Artist unknown", "unknown maker",
     "anonyme", "Anonymous", "?", "[unknown]", "(inconnu)", "indéterminé", "Non identifié", "Okänd",
     "Nationality unknown"],
)  # fmt: skip
def test_unknown_is_knowledge(text: str) -> None:
    assert is_unknown(text)
    assert not is_not_recorded(text)


@pytest.mark.parametrize(
    "text",
    ["", " ", "-", "--", "—", "n/a", "N/A", "n.a.", "s.o.", "s/o", "Non renseigné", "non renseignée", "Non précisé",
     "null", "NULL", "None", "\\N", "#N/A", "nan", "not recorded", "(not entered)", "to be determined",
     "à compléter", "..."],
)  # fmt: skip
def test_not_recorded_is_its_absence(text: str) -> None:
    assert is_not_recorded(text)
    assert not is_unknown(text)


@pytest.mark.parametrize(
    "text", ["n.d.", "s.d.", "Bronze", "0", "aucun", "none of these", "Inconnue au bataillon", "non"]
)
def test_values_are_neither(text: str) -> None:
    assert not is_unknown(text)
    assert not is_not_recorded(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Oil on canvas", ("Oil", "canvas")),
        ("Oil on canvas, gilded wooden frame", ("Oil", "canvas", "gilded wooden frame")),
        ("huile sur toile", ("huile", "toile")),
        ("encre et aquarelle sur papier", ("encre", "aquarelle", "papier")),
        ("Gouache, graphite and watercolour on paper", ("Gouache", "graphite", "watercolour", "paper")),
        ("Oil on canvas mounted on wood", ("Oil", "canvas", "wood")),
        ("huile sur toile marouflée sur bois", ("huile", "toile", "bois")),
        ("Olja på duk", ("Olja", "duk")),
        ("métal, acier", ("métal", "acier")),
        ("Bronze coulé; boulonné", ("Bronze coulé", "boulonné")),
        ("Acier; granit; gravier; végétaux.", ("Acier", "granit", "gravier", "végétaux")),
        ("lin (point d'Alençon)", ("lin (point d'Alençon)",)),
        ("argent (appliqué, or)", ("argent (appliqué, or)",)),
        ("cuir (tanné, découpé),fer", ("cuir (tanné, découpé)", "fer")),
        # one thing, or prose: whole
        ("Pen and ink on paper", ("Pen and ink on paper",)),
        ("Photograph, black and white, on paper", ("Photograph, black and white, on paper",)),
        ("Lithograph, printed in color", ("Lithograph, printed in color",)),
        ("Watercolour on paper. Verso: graphite on paper", ("Watercolour on paper. Verso: graphite on paper",)),
        ("Illustrated book with 28 transfer lithographs", ("Illustrated book with 28 transfer lithographs",)),
        ("", ()),
    ],
)
def test_materials(text: str, expected: tuple[str, ...]) -> None:
    assert split_materials(text) == expected


@given(st.text(max_size=200))
def test_any_text_is_read(text: str) -> None:
    for material in split_materials(text):
        assert material.strip() == material != ""
    term = read_term(text)
    assert (term is None) == (not text.split())
    assert not (is_unknown(text) and is_not_recorded(text))
