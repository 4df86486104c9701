"""schema.org to the letter: every property is one of its class, every value of its range; SCHEMA-AP-NDE beside it."""

from __future__ import annotations

import functools
import gzip
import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from pyld import jsonld

from app.core.collections import sets_of
from app.core.record import CatalogueRecord, Media
from app.publication.output_format import output_formats
from tests.golden.output import renew
from tests.shared import SHARED, needs_shared
from tests.unit.mapping.linked_art_records import records

FORMATS = output_formats()
_many = settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)
_TRIPLE = re.compile(r"<https?://schema\.org/(\w+)> <[^>]*[/#](\w+)> <https?://schema\.org/(\w+)>")
_LITERAL = {"Text", "URL", "Number", "Date", "DateTime", "Boolean", "Integer"}
_NDE_DATE = re.compile(r"-?\d{4,}(-\d\d(-\d\d)?)?")


class Vocabulary:
    """schema.org's own statements about its terms."""

    def __init__(self) -> None:
        assert SHARED is not None
        self.domains: dict[str, set[str]] = {}
        self.ranges: dict[str, set[str]] = {}
        self.above: dict[str, set[str]] = {}
        tables = {"domainIncludes": self.domains, "rangeIncludes": self.ranges, "subClassOf": self.above}
        with gzip.open(SHARED / "data/vocab/schema-org.nq.gz", "rt", encoding="utf-8") as lines:
            for line in lines:
                found = _TRIPLE.match(line)
                if found is not None and found[2] in tables:
                    tables[found[2]].setdefault(found[1], set()).add(found[3])

    def classes(self, name: str) -> set[str]:
        """Return a class with those above it."""
        return {name}.union(*(self.classes(above) for above in self.above.get(name, ())))


@functools.cache
def vocabulary() -> Vocabulary:
    return Vocabulary()


def _node(record: CatalogueRecord, key: str = "schema-org") -> Any:
    return json.loads(FORMATS.get(key).write(renew.published(record)))


def _nodes(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, list):
        for each in value:
            yield from _nodes(each)
    elif isinstance(value, dict) and "@value" not in value:
        yield value
        for name, each in value.items():
            if not name.startswith("@"):
                yield from _nodes(each)


def _values(node: dict[str, Any], name: str) -> list[Any]:
    found = node.get(name, [])
    return found if isinstance(found, list) else [found]


def _types(node: dict[str, Any]) -> list[str]:
    return [str(name) for name in _values(node, "@type")]


@needs_shared
@_many
@given(records)
def test_every_property_belongs_to_the_class_and_every_value_to_the_range(record: CatalogueRecord) -> None:
    for node in _nodes(_node(record)):
        if not _types(node):
            continue
        classes = set().union(*(vocabulary().classes(name) for name in _types(node)))
        for name in node:
            if name.startswith("@"):
                continue
            assert vocabulary().domains[name] & classes, (name, classes)
            for value in _values(node, name):
                _in_range(name, value)


def _in_range(name: str, value: Any) -> None:
    allowed = vocabulary().ranges[name]
    if not isinstance(value, dict) or "@value" in value:
        assert allowed & _LITERAL, name
    elif _types(value):
        classes = set().union(*(vocabulary().classes(each) for each in _types(value)))
        assert allowed & classes, (name, classes)


@_many
@given(records)
def test_what_schema_ap_nde_asks_of_every_work_is_there(record: CatalogueRecord) -> None:
    work = _node(record)
    assert _types(work)[0] == "CreativeWork"
    names = _values(work, "name")
    assert names
    assert len({name["@language"].lower() for name in names}) == len(names)
    datasets = [part["@id"] for part in _values(work, "isPartOf") if _types(part) == ["Dataset"]]
    assert datasets == [renew.NAMESPACE.set(each.id) for each in sets_of(record)]
    assert re.fullmatch(r"\d{4}-\d\d-\d\d", work["sdDatePublished"])
    for node in _nodes(work):
        _well_named(node)


def _well_named(node: dict[str, Any]) -> None:
    for name in ("name", "description", "copyrightNotice", "text", "temporal"):
        assert all(value["@language"] and value["@value"] for value in _values(node, name))
    if {"Person", "Organization", "DefinedTerm"} & set(_types(node)):
        assert "name" in node
    if {"Person", "Organization", "MediaObject", "CreativeWork"} & set(_types(node)):
        assert node["@id"].startswith("http")
    for name in ("dateCreated", "birthDate", "deathDate"):
        assert all(_NDE_DATE.fullmatch(value) for value in _values(node, name))
    for name in ("license", "contentUrl", "thumbnailUrl"):
        assert all(re.match("https?://", value, re.IGNORECASE) for value in _values(node, name))


def test_a_full_record_has_all_that_the_profile_requires() -> None:
    work = _node(renew.published_case(renew.FOLDER / "full").record)
    assert _types(work) == ["CreativeWork", "VisualArtwork", "Painting"]
    assert [person["name"]["@value"] for person in work["creator"]] == ["Marie-Ève Tremblay", "Atelier Leclerc"]
    assert _types(work["creator"][1]) == ["Organization"]
    picture = work["associatedMedia"][0]
    assert _types(picture) == ["MediaObject", "ImageObject"]
    assert picture["license"] == "https://creativecommons.org/licenses/by/4.0/"
    assert work["locationCreated"]["geo"]["latitude"] == 47.4413
    assert work["dateCreated"] == "1895"
    assert work["temporal"] == {"@language": "fr", "@value": "vers 1895"}


def test_the_year_44_before_the_common_era_is_astronomical() -> None:
    assert _node(renew.published_case(renew.FOLDER / "antiquity").record)["dateCreated"] == "-0043"


def test_nobody_is_the_creator_by_an_opinion_or_by_having_been_copied() -> None:
    work = _node(renew.published_case(renew.FOLDER / "several-makers").record)
    names = [person["name"]["@value"] for person in work["creator"]]
    assert names == ["attribué à Jean Roy", "Paul Roy (?)", "Fonderie du Nord", "atelier d'Anne Roy", "Léo"]
    assert work["disambiguatingDescription"]["@value"] == "d'après Auguste Rodin\n\nautrefois attribué à Luc Roy"


@pytest.mark.parametrize("case", renew.cases(), ids=lambda case: case.name)
def test_the_profile_s_form_needs_nothing_from_the_network_and_speaks_of_https(case: Any) -> None:
    document = _node(renew.published_case(case).record, "schema-ap-nde")

    def refused(url: str, _options: Any = None) -> Any:
        raise AssertionError(url)

    graph = jsonld.to_rdf(document, {"documentLoader": refused})["@default"]
    predicates = {triple["predicate"]["value"] for triple in graph}
    schema = {iri for iri in predicates if "schema.org" in iri}
    assert schema
    assert all(iri.startswith("https://schema.org/") for iri in schema)
    plain = _node(renew.published_case(case).record)
    assert plain.pop("@context") == "https://schema.org"
    document.pop("@context")
    assert plain == document


def test_a_picture_says_all_that_search_engines_show_of_its_licence() -> None:
    picture = _node(renew.published_case(renew.FOLDER / "full").record)["associatedMedia"][0]
    assert picture["acquireLicensePage"].startswith("https://www.museedecharlevoix.qc.ca/")
    assert picture["creditText"]["@value"] == "Photo: Anne Roy"
    assert picture["creator"]["name"]["@value"] == "Anne Roy"
    assert picture["copyrightNotice"]["@value"] == "CC BY 4.0"
    assert picture["thumbnailUrl"] == picture["contentUrl"]
    assert picture["isBasedOn"]["@id"].endswith("/object/1994.12.1-3/manifest")


@pytest.mark.parametrize(
    ("credit", "name"),
    [
        ("Photo : Idra Labrie", "Idra Labrie"),
        ("Photograph by Rose Roy", "Rose Roy"),
        ("Photographie par Jean Côté", "Jean Côté"),
        ("MNBAQ, Idra Labrie", None),
        ("© Musée d'essai", None),
        ("Photothèque du musée", None),
    ],
)
def test_a_photographer_is_named_only_where_the_credit_names_one(credit: str, name: str | None) -> None:
    media = (Media(url="https://images.example.org/1.jpg", credit=credit),)
    picture = _node(CatalogueRecord(local_id="1", media=media))["associatedMedia"]
    assert (picture["creator"]["name"]["@value"] if "creator" in picture else None) == name
