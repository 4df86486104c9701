from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.web.negotiation import (
    best_media_type,
    entity_tags,
    language_of,
    media_type_of,
    parameter_of,
    preferences,
)

REPORTS = ("application/json", "text/turtle", "text/csv", "text/html")


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("", "fr"),
        ("*", "fr"),
        ("fr-CA,fr;q=0.9,en;q=0.8", "fr"),
        ("en-CA,en;q=0.9,fr;q=0.8", "en"),
        ("en;q=0.5, fr", "fr"),
        ("de, en;q=0.1", "en"),
        ("de", "fr"),
        ("fr;q=0, en;q=0.2", "en"),
        ("EN", "en"),
        ("en;q=oops", "fr"),
        (";;,,;q=", "fr"),
    ],
)
def test_language(header: str, language: str) -> None:
    assert language_of({"accept-language": header}) == language


def test_the_address_decides_the_language_before_the_header() -> None:
    assert language_of({"accept-language": "fr"}, {"language": "en"}) == "en"
    assert language_of({"accept-language": "en"}, {"language": "de"}) == "en"
    assert language_of({}) == "fr"


@pytest.mark.parametrize(
    ("accept", "media_type"),
    [
        (None, "application/json"),
        ("", "application/json"),
        ("*/*", "application/json"),
        ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "text/html"),
        ("text/*", "text/turtle"),
        ("text/*;q=0.4, text/csv", "text/csv"),
        ("application/json;q=0.1, text/csv;q=0.2", "text/csv"),
        ("text/turtle;q=0, text/*", "text/csv"),
        ("*/*, application/json;q=0", "text/turtle"),
        ("image/png", None),
        ("Text/CSV; header=present", "text/csv"),
    ],
)
def test_media_type(accept: str | None, media_type: str | None) -> None:
    assert best_media_type(accept, REPORTS) == media_type


def test_content_type_and_its_parameters() -> None:
    header = 'Text/CSV; charset="utf-8" ; name="a \\"b\\"; c.csv"'
    assert media_type_of(header) == "text/csv"
    assert parameter_of(header, "charset") == "utf-8"
    assert parameter_of(header, "name") == 'a "b"; c.csv'
    assert parameter_of(header, "delimiter") is None
    assert parameter_of(None, "charset") is None
    assert media_type_of(None) == ""


def test_preferences_and_tags() -> None:
    assert preferences("Respond-Async, wait=10") == {"respond-async", "wait=10"}
    assert preferences(None) == frozenset()
    assert entity_tags(None) is None
    assert entity_tags('"3", W/"4"') == ("3", "4")
    assert entity_tags("*") == ("*",)


@given(st.text(max_size=60))
def test_no_header_breaks_the_reading(header: str) -> None:
    assert language_of({"accept-language": header}) in {"fr", "en"}
    assert best_media_type(header, REPORTS) in {*REPORTS, None}
    parameter_of(header, "charset")
    preferences(header)
    entity_tags(header)
