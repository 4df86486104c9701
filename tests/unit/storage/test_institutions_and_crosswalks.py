"""Institutions, and the crosswalks that they keep."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine

from app.core.errors import Conflict, InputError, UnknownName
from app.core.text import Text
from app.storage.crosswalks import find_crosswalk, list_crosswalks, save_crosswalk
from app.storage.institutions import add_institution, change_institution, get_institution, list_institutions
from tests.databases import MUSEUM


def test_an_institution_is_added_changed_and_listed(engine: Engine) -> None:
    added = add_institution(engine, "mnbaq", Text("Musée d'art", "Art museum"), language="en", website="https://m.org")
    assert get_institution(engine, "mnbaq") == added
    changed = change_institution(engine, "mnbaq", name=Text("Musée", "Museum"), language="fr", website="https://n.org")
    assert (changed.name.en, changed.language, changed.website) == ("Museum", "fr", "https://n.org")
    assert change_institution(engine, "mnbaq") == changed
    assert [one.slug for one in list_institutions(engine)] == ["mnbaq", MUSEUM]


def test_a_slug_is_taken_once(engine: Engine) -> None:
    with pytest.raises(Conflict):
        add_institution(engine, MUSEUM, Text("x", "x"))


@pytest.mark.parametrize("slug", ["", "Musee", "musée", "-a", "a-", "a b", "a/b", "..", "a" * 64, "a\n"])
def test_what_is_no_slug_is_refused(engine: Engine, slug: str) -> None:
    with pytest.raises(InputError):
        add_institution(engine, slug, Text("x", "x"))


def test_an_unknown_institution_is_answered_with_the_nearest(engine: Engine) -> None:
    with pytest.raises(UnknownName) as unknown:
        get_institution(engine, "muse")
    assert MUSEUM in unknown.value.detail.fr
    with pytest.raises(UnknownName):
        change_institution(engine, "xyz", language="en")


def test_a_crosswalk_is_versioned_and_the_same_text_is_no_new_version(engine: Engine) -> None:
    first = save_crosswalk(engine, MUSEUM, "fiches", "rules: [a]")
    assert save_crosswalk(engine, MUSEUM, "fiches", "rules: [a]") == first
    second = save_crosswalk(engine, MUSEUM, "fiches", "rules: [b]")
    back = save_crosswalk(engine, MUSEUM, "fiches", "rules: [a]")
    assert [one.version for one in (first, second, back)] == [1, 2, 3]
    assert back.digest == first.digest
    assert find_crosswalk(engine, MUSEUM, "fiches") == back
    assert find_crosswalk(engine, MUSEUM, "fiches", 2) == second
    assert find_crosswalk(engine, MUSEUM, "fiches", 9) is None
    assert find_crosswalk(engine, None, "fiches") is None


def test_the_institutions_own_crosswalk_comes_before_the_shared_one(engine: Engine) -> None:
    add_institution(engine, "autre", Text("Autre", "Other"))
    shared = save_crosswalk(engine, None, "fiches", "shared")
    save_crosswalk(engine, None, "commun", "v1")
    newest = save_crosswalk(engine, None, "commun", "v2")
    own = save_crosswalk(engine, MUSEUM, "fiches", "own")
    assert shared.institution is None
    assert find_crosswalk(engine, MUSEUM, "fiches") == own
    assert find_crosswalk(engine, "autre", "fiches") == shared
    assert list_crosswalks(engine) == (newest, shared)
    assert list_crosswalks(engine, MUSEUM) == (newest, shared, own)
    assert list_crosswalks(engine, "autre") == (newest, shared)
    with pytest.raises(UnknownName):
        save_crosswalk(engine, "nobody", "fiches", "x")
