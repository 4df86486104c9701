"""The profile documents what the graphs are made of: no class, property or shared concept more, and none less."""

from __future__ import annotations

import types
import typing
from typing import Any

import msgspec
import rdflib
from msgspec import Struct
from rdflib.namespace import RDF, RDFS, SKOS

from app.core import linked_art as terms
from app.core.config import resources
from app.core.linked_art import Kind, Property
from app.core.record import CatalogueRecord
from app.mapping.linked_art import n_quads, vocabulary
from app.mapping.linked_art.graph import Concept
from tests.golden.linked_art.renew import NAMESPACE, cases, record_of
from tests.unit.mapping import linked_art_graphs as graphs

CONC = rdflib.Namespace("https://w3id.org/concordance/ns#")
_RDF_TYPE = str(RDF.type)


def _turtle(path: str) -> rdflib.Graph:
    graph = rdflib.Graph()
    graph.parse(resources() / "ontology" / path)
    return graph


PROFILE = _turtle("profile.ttl")
SHARED_TERMS = _turtle("vocabularies/terms.ttl")


def _documented(kind: rdflib.URIRef) -> set[str]:
    return {str(subject) for subject in PROFILE.subjects(RDF.type, kind)}


def _emitted() -> list[graphs.Triple]:
    return [triple for case in cases() for triple in graphs.quads_by_oxigraph(n_quads(record_of(case), NAMESPACE))[0]]


def test_every_class_that_is_written_is_documented_and_no_other() -> None:
    assert {value for _, predicate, value in _emitted() if predicate == _RDF_TYPE} == _documented(RDFS.Class)
    kinds = {each.iri for each in vars(terms).values() if isinstance(each, Kind)}
    assert kinds == _documented(RDFS.Class)


def test_every_property_that_is_written_is_documented_and_no_other() -> None:
    emitted = _emitted()
    named = {value for _, predicate, value in emitted if predicate == terms.ASSIGNED_PROPERTY.iri}
    assert {predicate for _, predicate, _ in emitted} | named == _documented(RDF.Property)
    properties = {each.iri for each in vars(terms).values() if isinstance(each, Property)}
    assert properties | {_RDF_TYPE, str(RDFS.label)} == _documented(RDF.Property)


def test_every_entry_speaks_both_languages_and_says_how_often() -> None:
    for subject in (*PROFILE.subjects(RDF.type, RDFS.Class), *PROFILE.subjects(RDF.type, RDF.Property)):
        for predicate in (RDFS.label, RDFS.comment):
            languages = sorted(getattr(value, "language", "") or "" for value in PROFILE.objects(subject, predicate))
            assert languages == ["en", "fr"], (subject, predicate)
        assert PROFILE.value(subject, CONC.cardinality) is not None, subject


def test_every_field_that_the_profile_names_exists_and_no_public_field_is_forgotten() -> None:
    fields = {str(value) for value in PROFILE.objects(None, CONC.field)}
    for path in fields:
        owner: Any = CatalogueRecord
        for step in path.split("."):
            owner = _struct_of(typing.get_type_hints(owner)[step])
    unseen = {"private", "unmapped", "withheld"}
    public = {field.name for field in msgspec.structs.fields(CatalogueRecord)} - unseen
    assert {path.partition(".")[0] for path in fields} == public


def _struct_of(hint: Any) -> Any:
    """Return the Struct that a field holds, whether alone, optional or in a tuple; else the hint."""
    for inner in typing.get_args(hint) if typing.get_origin(hint) in {tuple, typing.Union, types.UnionType} else ():
        if isinstance(inner, type) and issubclass(inner, Struct):
            return inner
    return hint


def _concepts() -> set[tuple[str, str]]:
    found = set()
    for value in vars(vocabulary).values():
        candidates = value.values() if isinstance(value, dict) else (value,)
        found |= {(each.iri, each.label) for each in candidates if isinstance(each, Concept)}
    return found


def test_every_shared_concept_has_its_label_in_english_and_one_in_french() -> None:
    english = {
        (str(subject), str(label))
        for subject in SHARED_TERMS.subjects(RDF.type, SKOS.Concept)
        for label in SHARED_TERMS.objects(subject, SKOS.prefLabel)
        if isinstance(label, rdflib.Literal) and label.language == "en"
    }
    assert english == _concepts()
    for subject in SHARED_TERMS.subjects(RDF.type, SKOS.Concept):
        languages = [getattr(label, "language", None) for label in SHARED_TERMS.objects(subject, SKOS.prefLabel)]
        assert sorted(filter(None, languages)) == ["en", "fr"], subject


def test_every_shared_concept_is_a_member_of_a_collection() -> None:
    members = {str(member) for member in SHARED_TERMS.objects(None, SKOS.member)}
    assert members == {str(subject) for subject in SHARED_TERMS.subjects(RDF.type, SKOS.Concept)}
