"""Languages by code, tag and name."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.mapping.values.languages import read_language
from app.mapping.values.languages.tables import codes, names

BCP_47 = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")  # the Language of the record


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("fr", "fr"),
        ("FR", "fr"),
        ("fre", "fr"),
        ("fra", "fr"),
        ("fr-ca", "fr-CA"),
        ("fr_CA", "fr-CA"),
        ("français", "fr"),
        ("Francais", "fr"),
        ("French", "fr"),
        ("Français (Canada)", "fr-CA"),
        ("en français", "fr"),
        ("FR/fra", "fr"),
        ("English", "en"),
        ("anglais", "en"),
        ("eng", "en"),
        ("German", "de"),
        ("ger", "de"),
        ("Deutsch", "de"),
        ("espagnol; castillan", "es"),
        ("Old French", "fro"),
        ("ancien français", "fro"),
        ("zh-Hant-TW", "zh-Hant-TW"),
        ("iu-Cans", "iu-Cans"),
        ("iku", "iu"),
        ("Inuktitut", "iu"),
        ("innu", "moe"),
        ("moe", "moe"),
        ("atikamekw", "atj"),
        ("cri", "cr"),
        ("Mohawk", "moh"),
        ("wendat", "wdt"),
        ("langue des signes québécoise", "fcs"),
        ("latin", "la"),
        ("mul", "mul"),
        ("tlh", "tlh"),
    ],
)
def test_languages(text: str, expected: str) -> None:
    assert read_language(text) == expected


@pytest.mark.parametrize(
    "text", ["", "xx", "qqq", "français / anglais", "Non renseigné", "1234", "bilingue", "x" * 5000]
)
def test_what_is_no_one_language_is_none(text: str) -> None:
    assert read_language(text) is None


def test_the_tables_are_whole() -> None:
    assert len(codes()) > 7500
    assert len(names()) > 900
    assert {codes()[code] for code in ("fre", "fra", "fr")} == {"fr"}


@given(st.sampled_from(sorted(codes())))
def test_every_code_comes_back_as_its_shortest(code: str) -> None:
    read = read_language(code)
    assert read is not None
    assert BCP_47.fullmatch(read)
    assert len(read) <= len(code)


@given(st.sampled_from(sorted(names())))
def test_every_name_is_read(name: str) -> None:
    read = read_language(name)
    assert read is not None
    assert BCP_47.fullmatch(read)


@given(st.text(max_size=60))
def test_any_text_gives_a_tag_or_none(text: str) -> None:
    read = read_language(text)
    assert read is None or BCP_47.fullmatch(read)
