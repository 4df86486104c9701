"""A record is in the whole collection of its institution, in its department's set, and in those that it names."""

import pytest

from app.core.collections import WHOLE, CollectionSet, sets_of, slug_of
from app.core.record import CatalogueRecord, Keeper, RelatedRecord


def test_every_record_is_in_the_whole_collection() -> None:
    assert sets_of(CatalogueRecord(local_id="1")) == (CollectionSet(WHOLE, None),)


def test_departments_and_named_sets_are_counted_once() -> None:
    record = CatalogueRecord(
        local_id="1",
        keeper=Keeper(name="Musée des Rives", department="Arts décoratifs"),
        related=(
            RelatedRecord(relation="set", label="Fonds Tremblay"),
            RelatedRecord(relation="set", local_id="F-12", label="Fonds Roy"),
            RelatedRecord(relation="set", label="ARTS DÉCORATIFS"),
            RelatedRecord(relation="set", url="https://elsewhere.example.org/set/1", label="Ailleurs"),
            RelatedRecord(relation="part of", label="Service à thé"),
        ),
    )
    assert sets_of(record)[1:] == (
        CollectionSet("arts-decoratifs", "Arts décoratifs"),
        CollectionSet("fonds-tremblay", "Fonds Tremblay"),
        CollectionSet("F-12", "Fonds Roy"),
    )


@pytest.mark.parametrize(
    ("label", "slug"),
    [("Drawings & Prints", "drawings-prints"), ("Œuvres d'été", "oeuvres-d-ete"), ("版画", "版画"), ("  ", "  ")],
)
def test_labels_as_identifiers(label: str, slug: str) -> None:
    assert slug_of(label) == slug
