"""Identifiers, storable text, recognised refusals, and the rules' two languages."""

from __future__ import annotations

import sqlite3
import uuid
from pathlib import Path

import psycopg
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.exc import OperationalError

from app.core.errors import StorageFull
from app.core.finding import Cell, Finding, explain
from app.storage.refusal import refusals_told, refused
from app.storage.rules import RULES
from app.storage.storable import quoted, storable
from app.storage.uuid7 import uuid7


def test_identifiers_are_of_version_7_and_sort_by_time() -> None:
    made = [uuid7() for _ in range(200)]
    assert len(set(made)) == 200
    for text in made:
        read = uuid.UUID(text)
        assert (read.version, read.variant, str(read)) == (7, uuid.RFC_4122, text)
    stamps = [uuid.UUID(text).int >> 80 for text in made]
    assert stamps == sorted(stamps)


@given(st.text(st.characters(), max_size=30))
def test_storable_text_is_utf_8_without_nul_and_otherwise_the_same(text: str) -> None:
    stored = storable(text)
    assert "\0" not in stored
    stored.encode("utf-8")
    assert storable(stored) == stored
    if "\0" not in text and not any(0xD800 <= ord(character) <= 0xDFFF for character in text):
        assert stored == text


def test_a_quoted_value_may_be_missing() -> None:
    assert quoted(None) is None
    assert quoted("") == ""


def test_a_full_database_is_recognised_and_other_errors_pass(tmp_path: Path) -> None:
    connection = sqlite3.connect(tmp_path / "small.sqlite", isolation_level=None)
    connection.execute("PRAGMA max_page_count = 2")
    connection.execute("CREATE TABLE t (x)")
    with pytest.raises(sqlite3.OperationalError) as full:
        connection.execute("INSERT INTO t VALUES (zeroblob(100000))")
    with pytest.raises(sqlite3.OperationalError) as mistaken:
        connection.execute("INSERT INTO nothing VALUES (1)")
    connection.close()
    assert refused(full.value)
    assert refused(OperationalError("INSERT", {}, full.value))
    assert not refused(mistaken.value)
    assert not refused(ValueError())
    assert not refused(sqlite3.ProgrammingError("the driver's own"))
    with pytest.raises(StorageFull) as told, refusals_told():
        raise full.value
    assert "full" in told.value.detail.fr
    with pytest.raises(sqlite3.OperationalError), refusals_told():
        raise mistaken.value


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (psycopg.errors.DiskFull("could not extend file: No space left on device"), True),
        (psycopg.errors.IoError("could not write"), True),
        (psycopg.errors.ReadOnlySqlTransaction("cannot execute INSERT"), True),
        (psycopg.errors.UniqueViolation("duplicate key"), False),
        (psycopg.errors.OutOfMemory("out of memory"), False),
    ],
)
def test_postgresql_refusals_are_recognised_by_their_state(error: psycopg.Error, expected: bool) -> None:  # noqa: FBT001  # a case of the table
    assert refused(error) is expected


def test_a_file_that_became_read_only_is_a_refusal(tmp_path: Path) -> None:
    path = tmp_path / "kept.sqlite"
    sqlite3.connect(path).execute("CREATE TABLE t (x)").connection.close()
    connection = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    with pytest.raises(sqlite3.OperationalError) as readonly:
        connection.execute("INSERT INTO t VALUES (1)")
    connection.close()
    assert refused(readonly.value)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_a_rule_speaks_both_languages_and_all_its_places_are_filled(rule: object) -> None:
    from app.core.finding import Rule  # noqa: PLC0415  # for the type of the case

    assert isinstance(rule, Rule)
    arguments = {"identifier": "A", "first": "2", "rejected": "1", "records": "9", "absent": "4"}
    for text in explain(Finding(rule.id, rule.severity, Cell(), arguments), rule):
        for language in ("fr", "en"):
            assert "{" not in text.in_language(language)
            assert len(text.in_language(language)) > 20
        assert text.fr != text.en
