"""Values that no text may hold, accents encoded twice, and the rules that say so."""

from __future__ import annotations

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.finding import Cell, Severity
from app.reading.rules import RULES, finding, shown
from app.reading.text_repair import decoded_once, repaired

FRENCH = "àâäçéèêëîïôöùûüÿœæÀÂÇÉÈÊËÎÏÔÙÛŒ«»’“”–—…°½"


@given(st.text(st.sampled_from(FRENCH), min_size=1))
def test_accents_encoded_twice_are_read_back(text: str) -> None:
    for codec in ("cp1252", "latin-1"):
        twice = text.encode("utf-8").decode(codec, "replace")
        if "\ufffd" not in twice:
            assert decoded_once(twice) == text


@given(st.text(st.sampled_from(string.ascii_letters + FRENCH + " \u00a0,;.!®"), max_size=40))
def test_french_text_is_never_suspected(text: str) -> None:
    # An accented capital A with a tilde is in no French or English word.
    assert repaired(text, "UTF-8") == (text, ()) or any(
        one in text for one in ("Â\u00a0", "Â«", "Â»", "Â°", "Â½", "Â®")
    )


@given(st.text(st.characters(), max_size=60))
def test_what_is_returned_can_be_stored(text: str) -> None:
    value, flaws = repaired(text, "UTF-8")
    value.encode("utf-8")
    assert "\0" not in value
    assert repaired(value, "UTF-8")[0] == value
    for flaw in flaws:
        found = finding(flaw.rule, Cell("colonne", flaw.value, 2), **flaw.arguments)
        for said in (found.cell.value or "", *found.arguments.values()):
            said.encode("utf-8")
            assert "\0" not in said


@given(st.text(st.characters(), max_size=1000))
def test_what_is_shown_is_short_and_printable(text: str) -> None:
    assert len(shown(text)) <= 301
    shown(text).encode("utf-8")


def test_rules_are_whole() -> None:
    assert len({rule.id for rule in RULES}) == len(RULES) > 25
    for rule in RULES:
        assert rule.id.startswith("reading.")
        for text in (rule.message, rule.remedy):
            assert text.fr.strip()
            assert text.en.strip()
            assert _places(text.fr) == _places(text.en)


def _places(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_only_what_cannot_be_read_is_a_violation(rule: object) -> None:
    unreadable = {
        "unclosed-quote", "broken-row", "record-too-large", "cell-too-large", "too-deep", "too-many-columns",
        "malformed-json", "not-a-record", "cut-short", "damaged", "trailing-text", "given-up",
        "malformed-xml", "member-unreadable", "marc-unreadable", "notice-without-tags",
    }  # fmt: skip
    key = rule.id.removeprefix("reading.")  # type: ignore[attr-defined]  # parametrised from the typed tuple
    assert (rule.severity is Severity.VIOLATION) == (key in unreadable)  # type: ignore[attr-defined]  # the same
