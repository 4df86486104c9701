"""Dublin Core terms: Turtle and JSON-LD say the same graph, of terms that DCMI has."""

from __future__ import annotations

import re

import pyoxigraph
from hypothesis import HealthCheck, given, settings
from pyoxigraph import RdfFormat

from app.core.record import CatalogueRecord
from app.publication.output_format import output_formats
from tests.golden.output import renew
from tests.shared import SHARED, needs_shared
from tests.unit.mapping.linked_art_records import records

FORMATS = output_formats()
_slow = [HealthCheck.too_slow, HealthCheck.data_too_large]
_many = settings(max_examples=25, deadline=None, suppress_health_check=_slow)


def _graph(key: str, form: RdfFormat, record: CatalogueRecord) -> set[str]:
    written = FORMATS.get(key).write(renew.published(record))
    # Lenient: the records of these tests have languages that no real one has (`x`).
    return {str(quad.triple).casefold() for quad in pyoxigraph.parse(written, format=form, lenient=True)}


@_many
@given(records)
def test_both_serialisations_say_the_same_graph(record: CatalogueRecord) -> None:
    turtle = _graph("dc", RdfFormat.TURTLE, record)
    assert turtle == _graph("dc-jsonld", RdfFormat.JSON_LD, record)
    assert not any(triple.startswith("_:") for triple in turtle)


@needs_shared
@_many
@given(records)
def test_every_term_is_one_of_dcmi(record: CatalogueRecord) -> None:
    assert SHARED is not None
    known = set(re.findall(r"<http://purl.org/dc/terms/(\w+)>", (SHARED / "data/vocab/dcterms.nq").read_text("utf-8")))
    written = FORMATS.get("dc").write(renew.published(record)).decode()
    assert set(re.findall(r"^(?:<[^>]*>|   ) dcterms:(\w+) ", written, re.MULTILINE)) <= known
