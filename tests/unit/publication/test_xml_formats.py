"""The XML formats: whatever the record, well formed; and valid against the schemas of those who guard each format."""

from __future__ import annotations

import functools
import re
from pathlib import Path
from typing import Any

import pytest
import xmlschema
from hypothesis import HealthCheck, given, settings
from lxml import etree

from app.core.record import CatalogueRecord
from app.publication.edm import absent
from app.publication.output_format import output_formats
from tests.golden.output import renew
from tests.shared import SHARED, needs_shared
from tests.unit.mapping.linked_art_records import records

FORMATS = output_formats()
_XML = ("oai_dc", "edm", "lido", "mods", "rdfxml")
_SCHEMAS = {
    "oai_dc": "suites/oai-xsd/oai_dc.xsd",
    "edm": "data/vocab/edm-xsd/EDM.xsd",
    "lido": "suites/lido-xsd/lido-v1.1.xsd",
}
_many = settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)
_few = settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)


@functools.cache
def _libxml_schema(key: str) -> etree.XMLSchema:
    assert SHARED is not None
    return etree.XMLSchema(etree.parse(SHARED / _SCHEMAS[key]))


@functools.cache
def _edm_schema() -> xmlschema.XMLSchema:
    assert SHARED is not None
    return xmlschema.XMLSchema(str(SHARED / _SCHEMAS["edm"]), allow="local")


def _faults(key: str, written: bytes) -> list[str]:
    if key == "edm":  # libxml does not accept Europeana's schema
        return [f"{error.path}: {error.reason}" for error in _edm_schema().iter_errors(written.decode())]
    schema = _libxml_schema(key)
    return [] if schema.validate(etree.fromstring(written)) else [str(schema.error_log)]


@_many
@given(records)
def test_any_record_is_well_formed_xml(record: CatalogueRecord) -> None:
    published = renew.published(record)
    for key in _XML:
        etree.fromstring(FORMATS.get(key).write(published))


@needs_shared
@pytest.mark.parametrize("key", _SCHEMAS)
@pytest.mark.parametrize("case", renew.cases(), ids=lambda case: case.name)
def test_a_case_is_valid(case: Path, key: str) -> None:
    assert _faults(key, FORMATS.get(key).write(renew.published_case(case))) == []


@needs_shared
@pytest.mark.parametrize("key", _SCHEMAS)
@_few
@given(records)
def test_any_record_is_valid(key: str, record: CatalogueRecord) -> None:
    assert _faults(key, FORMATS.get(key).write(renew.published(record))) == []


_NAMES = {
    "edm": "http://www.europeana.eu/schemas/edm/",
    "ore": "http://www.openarchives.org/ore/terms/",
    "dc": "http://purl.org/dc/elements/1.1/",
    "dcterms": "http://purl.org/dc/terms/",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
}


def _found(tree: Any, path: str) -> list[Any]:
    found = tree.xpath(path, namespaces=_NAMES)
    assert isinstance(found, list)
    return found


@pytest.mark.parametrize("case", renew.cases(), ids=lambda case: case.name)
def test_what_europeana_requires_is_there_or_is_said_to_be_absent(case: Path) -> None:
    published = renew.published_case(case)
    tree = etree.fromstring(FORMATS.get("edm").write(published))
    said = " ".join(text.fr for text in absent(published))
    for path in ("edm:dataProvider", "edm:provider", "edm:rights/@rdf:resource", "edm:aggregatedCHO/@rdf:resource"):
        assert len(_found(tree, f"/rdf:RDF/ore:Aggregation/{path}")) == 1
    assert _found(tree, "//edm:isShownAt/@rdf:resource") or _found(tree, "//edm:isShownBy/@rdf:resource")
    assert len(_found(tree, "/rdf:RDF/edm:ProvidedCHO/edm:type")) == 1
    assert bool(_found(tree, "//edm:ProvidedCHO/*[self::dc:title or self::dc:description]")) is ("dc:title" not in said)
    topics = "//edm:ProvidedCHO/*[self::dc:subject or self::dc:type or self::dcterms:spatial or self::dcterms:temporal]"
    assert bool(_found(tree, topics)) is ("dc:subject" not in said)
    assert bool(_found(tree, "//edm:isShownBy")) is ("edm:isShownBy" not in said)


def test_every_resource_that_edm_points_at_below_the_record_is_described() -> None:
    for case in renew.cases():
        published = renew.published_case(case)
        tree = etree.fromstring(FORMATS.get("edm").write(published))
        described = set(_found(tree, "//@rdf:about"))
        pointed = {str(iri) for iri in _found(tree, "//@rdf:resource") if str(iri).startswith(f"{published.iri}#")}
        assert pointed <= described


def test_years_before_the_common_era_stay_astronomical() -> None:
    published = renew.published_case(renew.FOLDER / "antiquity")
    for key in ("edm", "lido", "mods"):
        assert re.search(r">-0043-01-01<", FORMATS.get(key).write(published).decode())


def test_a_maker_in_doubt_is_never_said_to_be_the_maker() -> None:
    written = FORMATS.get("oai_dc").write(renew.published_case(renew.FOLDER / "several-makers")).decode()
    assert "<dc:contributor>d'après Auguste Rodin</dc:contributor>" in written
    assert "<dc:creator>attribué à Jean Roy</dc:creator>" in written
    assert "<dc:creator>Paul Roy (?)</dc:creator>" in written
