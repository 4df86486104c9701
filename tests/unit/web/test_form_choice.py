"""Negotiation in two dimensions: which form is answered for which headers, query and suffix."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.publication.output_format import output_formats
from app.publication.profiles import CONCORDANCE, LINKED_ART
from app.web.data.choice import Asked, choose
from app.web.data.forms import PAGE, forms, suffixes, without_suffix
from app.web.data.graph_forms import graph_forms
from app.web.data.ranges import media_ranges, profile_ranges
from app.web.errors import NotAcceptable

BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8"
CASES = [
    (Asked(), "linked-art", "application/ld+json"),
    (Asked(accept="*/*"), "linked-art", "application/ld+json"),
    (Asked(accept=BROWSER), "page", "text/html"),
    (Asked(accept="application/json"), "linked-art", "application/json"),
    (Asked(accept="text/turtle"), "turtle", "text/turtle"),
    (Asked(accept="TEXT/Turtle; q=0.5, application/n-triples;q=0.4"), "turtle", "text/turtle"),
    (Asked(accept="text/*"), "page", "text/html"),
    (Asked(accept="text/*, text/html;q=0"), "turtle", "text/turtle"),
    (Asked(accept="application/ld+json;q=0, application/*"), "nquads", "application/n-quads"),
    (Asked(accept=f'application/ld+json;profile="{CONCORDANCE.iri}"'), "jsonld", "application/ld+json"),
    (Asked(accept='application/ld+json;profile="http://www.w3.org/ns/json-ld#compacted"'), "linked-art", None),
    (Asked(accept_profile=f"<{CONCORDANCE.iri}>"), "jsonld", None),
    (Asked(accept_profile=f"<https://unknown.example.org/>, <{CONCORDANCE.iri}>;q=0.1"), "jsonld", None),
    (Asked(accept_profile="<https://unknown.example.org/>, *;q=0.1"), "linked-art", None),
    (Asked(accept=BROWSER, accept_profile=f"<{LINKED_ART.iri}>"), "linked-art", None),
    (Asked(accept=BROWSER, profile="concordance"), "jsonld", None),
    (Asked(profile=CONCORDANCE.iri), "jsonld", None),
    (Asked(accept="text/html", media_type="application/ld json", profile="concordance"), "jsonld", None),
    (Asked(accept="text/html", media_type="text/turtle"), "turtle", None),
]


@pytest.mark.parametrize(("asked", "key", "media_type"), CASES, ids=[str(case[0])[:60] for case in CASES])
def test_the_form_that_is_wanted_most_is_answered(asked: Asked, key: str, media_type: str | None) -> None:
    chosen = choose(asked, forms())
    assert chosen.form.key == key
    assert media_type in {None, chosen.media_type}


@pytest.mark.parametrize(
    "asked",
    [
        Asked(accept="image/png"),
        Asked(accept="*/*;q=0"),
        Asked(accept_profile="<https://unknown.example.org/>"),
        Asked(profile="nonesuch"),
        Asked(media_type="a/b/c"),
        Asked(accept="text/turtle", profile="page"),
    ],
)
def test_what_is_not_on_offer_is_refused_with_all_that_is(asked: Asked) -> None:
    with pytest.raises(NotAcceptable) as refused:
        choose(asked, forms())
    for form in forms():
        assert f"{form.media_type} ({form.profile.token})" in refused.value.detail.fr
        assert f"{form.media_type} ({form.profile.token})" in refused.value.detail.en


def test_a_suffix_chooses_its_form_whatever_the_headers_say() -> None:
    for suffix, form in suffixes():
        assert without_suffix(f"1984.7{suffix}") == ("1984.7", form)
        assert choose(Asked(accept="text/html", suffix=form), forms()).form is form
    assert without_suffix(".ttl") is None
    assert without_suffix("1984.7.1") is None


def test_the_query_says_more_than_the_suffix() -> None:
    asked = Asked(suffix=PAGE, profile="concordance", media_type="application/ld+json")
    assert choose(asked, forms()).form.key == "jsonld"


def test_the_list_of_forms_is_asked_for_by_its_token_or_its_iri() -> None:
    assert Asked(profile="alternates").alternates
    assert Asked(accept_profile="<http://www.w3.org/ns/dx/connegp/altr>").alternates
    assert not Asked(profile="linked-art").alternates
    assert not Asked().alternates


def test_every_output_format_is_a_form_and_each_is_reached_by_its_query() -> None:
    assert {form.key for form in forms()} == {"page", *(one.key for one in output_formats())}
    pairs = [(form.profile.token, form.media_type) for form in forms()]
    assert len(set(pairs)) == len(pairs), "two forms cannot be told apart by profile and media type"
    for form in forms():
        assert choose(Asked(profile=form.profile.token, media_type=form.media_type), forms()).form is form


def test_every_form_of_a_graph_can_write_a_graph_that_is_no_record_s() -> None:
    of_graph = {one.key for one in output_formats() if one.profile in {LINKED_ART, CONCORDANCE}}
    assert {form.key for form in graph_forms()} == {"page", *of_graph}


@given(st.text(max_size=200), st.text(max_size=200))
def test_no_header_breaks_the_choice(accept: str, profile: str) -> None:
    for one in (*media_ranges(accept), *profile_ranges(profile)):
        assert 0 <= one.quality <= 1
    try:
        chosen = choose(Asked(accept=accept, accept_profile=profile), forms())
    except NotAcceptable:
        return
    assert chosen.form in forms()
