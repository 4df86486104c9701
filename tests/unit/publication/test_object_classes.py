"""What an object is, by its museum's words: said only where a word or a concept says so."""

from __future__ import annotations

import pytest

from app.core.record import CatalogueRecord, Term
from app.publication.object_classes import classes_of


@pytest.mark.parametrize(
    ("label", "expected"),
    [
        ("Tableau", ["CreativeWork", "VisualArtwork", "Painting"]),
        ("peinture à l'huile", ["CreativeWork", "VisualArtwork", "Painting"]),
        ("Photographs", ["CreativeWork", "VisualArtwork", "Photograph"]),
        ("Bas-relief", ["CreativeWork", "VisualArtwork", "Sculpture"]),
        ("estampe", ["CreativeWork", "VisualArtwork"]),
        ("manuscrit", ["CreativeWork", "Manuscript"]),
        ("pot de peinture", ["CreativeWork"]),
        ("printing press", ["CreativeWork"]),
        ("charrue", ["CreativeWork"]),
        ("", ["CreativeWork"]),
    ],
)
def test_the_first_word_of_a_name_says_the_class(label: str, expected: list[str]) -> None:
    names = (Term(label=label),) if label else ()
    assert classes_of(CatalogueRecord(local_id="1", object_names=names)) == expected


def test_a_concept_says_it_in_any_language_and_a_doubt_does_not() -> None:
    concept = Term(label="絵画", id="https://vocab.getty.edu/aat/300033618")
    doubt = Term(label="sculpture", uncertain=True)
    record = CatalogueRecord(local_id="1", object_types=(concept,), object_names=(doubt,))
    assert classes_of(record) == ["CreativeWork", "VisualArtwork", "Painting"]
