"""Text out of HTML: elements go, what merely looks like one stays."""

from __future__ import annotations

from html import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.markup import plain_text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("<em>Portrait</em> of a man", "Portrait of a man"),
        ("&eacute;t&eacute; &amp; cie", "été & cie"),
        ("<p>One</p><p>Two<br/>three</p>", "One\nTwo\nthree"),
        ('<a href="https://example.org/?a=1&amp;b=2">link</a>', "link"),
        ("<!-- remark -->a<script>evil()</script>b<STYLE>x</Style>c", "abc"),
        ("<nobr>Open Content</nobr> <nobrain>", "Open Content <nobrain>"),
        ("<Sans titre>", "<Sans titre>"),
        ("a < b & c > d", "a < b & c > d"),
        ("x <3 mm> y", "x <3 mm> y"),
        ("<![foo", "<![foo"),
        ("a <b", "a <b"),
        ("<!-- never closed", "<!-- never closed"),
        ("  plain  ", "plain"),
        ("Numéro&nbsp;3", "Numéro 3"),
    ],
)
def test_markup(text: str, expected: str) -> None:
    assert plain_text(text) == expected


@given(st.text(max_size=200))
def test_escaped_text_comes_back(text: str) -> None:
    shown = " ".join(text.split())
    assert " ".join(plain_text(escape(shown)).split()) == shown


@given(st.text(alphabet="<>/=\"' abp!-\n", max_size=200))
def test_nothing_is_invented_and_the_order_is_kept(text: str) -> None:
    remaining = iter(text)
    assert all(character in remaining for character in plain_text(text) if not character.isspace())


def test_many_opened_elements_cost_no_more_than_their_length() -> None:
    opened = '<a href="' * 50_000
    assert plain_text(opened) == opened
