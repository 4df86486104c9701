"""Which of the addresses that sources give are IRIs, and what becomes of those that nearly are."""

from __future__ import annotations

import pyoxigraph
import pytest
from hypothesis import given

from app.core.absolute_iri import absolute_iri
from app.mapping.linked_art.ntriples import double, quote, without_lone_surrogates
from tests.unit.mapping.linked_art_records import texts


@pytest.mark.parametrize(
    ("given_text", "expected"),
    [
        ("http://vocab.getty.edu/aat/300033618", "http://vocab.getty.edu/aat/300033618"),
        ("https://example.org", "https://example.org"),
        ("https://example.org:8080/a?b=c#d", "https://example.org:8080/a?b=c#d"),
        ("urn:isbn:9782000000000", "urn:isbn:9782000000000"),
        ("https://fr.wikipedia.org/wiki/Québec", "https://fr.wikipedia.org/wiki/Québec"),
        ("https://example.org/%C3%A9", "https://example.org/%C3%A9"),
        # repaired as a browser would
        ("https://example.org/a b.jpg", "https://example.org/a%20b.jpg"),
        ("  https://example.org/x\n", "https://example.org/x"),
        ("https://example.org/100%", "https://example.org/100%25"),
        ("https://example.org/<x>|{y}", "https://example.org/%3Cx%3E%7C%7By%7D"),
        ("https://example.org/a[1]#b#c", "https://example.org/a%5B1%5D#b%23c"),
        ("https://example.org/\u2028.", "https://example.org/%E2%80%A8."),
        ("https://example.org/\ud800", "https://example.org/%3F"),
        # none at all
        ("", None),
        ("CC BY 4.0", None),
        ("example.org/x", None),
        ("//example.org/x", None),
        ("ftp://example.org/x", None),
        ("javascript:alert(1)", None),
        ("http://", None),
        ("http:///x", None),
        ("http://exa mple.org/", None),
        ("http://[::1]/", None),
        ("http://a:b:c/", None),
        ("https://user:secret@example.org/", None),
        ("urn:x", None),
        ("Q42", None),
    ],
)
def test_table(given_text: str, expected: str | None) -> None:
    assert absolute_iri(given_text) == expected


@given(texts)
def test_whatever_is_taken_for_an_iri_is_one_to_a_parser(text: str) -> None:
    for address in (
        text,
        f"http://{text}",
        f"https://example.org/{text}",
        f"https://example.org/?{text}",
        f"urn:isbn:{text}",
    ):
        iri = absolute_iri(address)
        if iri is not None:
            quad = f"<{iri}> <http://example.org/p> <{iri}> .\n".encode()
            assert len(list(pyoxigraph.parse(quad, format=pyoxigraph.RdfFormat.N_TRIPLES))) == 1
            assert absolute_iri(iri) == iri


@given(texts)
def test_a_literal_is_read_back_as_it_was(text: str) -> None:
    text = without_lone_surrogates(text)
    line = f"<http://example.org/s> <http://example.org/p> {quote(text)} .\n".encode()
    (quad,) = pyoxigraph.parse(line, format=pyoxigraph.RdfFormat.N_TRIPLES)
    assert quad.object.value == text


@pytest.mark.parametrize(
    ("value", "expected"),
    [(453.5, "4.535E2"), (0.5, "5.0E-1"), (-2.25, "-2.25E0"), (1e21, "1.0E21"), (1e-7, "1.0E-7"), (0.1, "1.0E-1")],
)
def test_a_double_has_its_canonical_form(value: float, expected: str) -> None:
    assert double(value) == expected
