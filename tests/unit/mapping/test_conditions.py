"""When a rule applies."""

from __future__ import annotations

import pytest

from app.mapping.conditions import compile_condition
from app.mapping.sources import Scope

ROW = Scope({"Domaine": "Peinture ", "Titre": "Le moulin", "Vide": " ", "Type": "Artist", "a = b": "x"}, 2, None)
TREE = Scope({"roles": [{"name": "artist"}, {"name": "after"}], "n": 0}, None, "/0")


@pytest.mark.parametrize(
    ("expression", "holds"),
    [
        ("Domaine", True),
        ("Vide", False),
        ("Absent", False),
        ("not Domaine", False),
        ("not Vide", True),
        ("Vide | Titre", True),
        ("Domaine = peinture", True),
        ("Domaine = PEINTURE", True),
        ('Domaine = "peinture"', True),
        ("Domaine = dessin", False),
        ("Absent = peinture", False),
        ("Domaine != dessin", True),
        ("Domaine != peinture", False),
        ("Absent != peinture", True),
        ("not Domaine = dessin", True),
        ("Domaine in dessin, peinture", True),
        ("Domaine in dessin, estampe", False),
        ("Domaine not in dessin, estampe", True),
        ("Domaine not in dessin, peinture", False),
        ("Absent in dessin", False),
        ("Titre contains MOULIN", True),
        ("Titre contains eau", False),
        ("Titre begins with le", True),
        ("Titre begins with moulin", False),
        ("  Domaine  ", True),
    ],
)
def test_of_a_row(expression: str, *, holds: bool) -> None:
    assert compile_condition(expression)(ROW) is holds


@pytest.mark.parametrize(
    ("expression", "holds"),
    [
        ("roles/*/name = after", True),
        ("roles/*/name = engraver", False),
        ("roles/1/name = artist", False),
        ("roles/0/name in artist, maker", True),
        ("n", True),
        ("n = 0", True),
    ],
)
def test_of_a_tree_any_value_will_do(expression: str, *, holds: bool) -> None:
    assert compile_condition(expression)(TREE) is holds
