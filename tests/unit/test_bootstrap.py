"""Crosswalks are found by name, the institution's own first, and parsed once as long as their text stays the same."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from app import bootstrap
from app.bootstrap import tools_from
from app.core.config import Settings
from app.core.errors import UnknownName
from app.core.text import Text
from app.mapping.crosswalk import Crosswalk
from app.mapping.crosswalk_files import parse_crosswalk
from app.pipeline import Tools
from app.storage.crosswalks import save_crosswalk
from app.storage.institutions import add_institution

OURS = "name: ours\nrules:\n  - {source: No, target: id}\n"


@pytest.fixture
def tools(tmp_path: Path) -> Iterator[Tools]:
    made = tools_from(Settings(data_dir=tmp_path))
    add_institution(made.database, "ici", Text("Ici", "Here"))
    yield made
    made.database.dispose()


@pytest.fixture
def parsed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return the names of the files that are parsed from here on."""
    names: list[str] = []

    def parse(content: bytes, name: str) -> Crosswalk:
        names.append(name)
        return parse_crosswalk(content, name)

    monkeypatch.setattr(bootstrap, "parse_crosswalk", parse)
    return names


def test_a_stored_crosswalk_is_parsed_once_until_it_changes(tools: Tools, parsed: list[str]) -> None:
    save_crosswalk(tools.database, "ici", "ours", OURS)
    found = [tools.find_crosswalk("ours", "ici") for _ in range(3)]
    assert parsed == ["ours.yaml"]
    assert found[0] is found[2]
    save_crosswalk(tools.database, "ici", "ours", OURS + "  - {source: Titre, target: title}\n")
    changed = tools.find_crosswalk("ours", "ici")
    assert (changed.version, len(changed.rules)) == (2, 2)
    assert len(tools.find_crosswalk("ours", "ici", 1).rules) == 1
    assert parsed == ["ours.yaml"] * 2


def test_an_institution_s_own_comes_before_the_shared_and_the_shipped(tools: Tools) -> None:
    shipped = tools.find_crosswalk("moma", "ici")
    save_crosswalk(tools.database, None, "moma", OURS.replace("ours", "moma"))
    assert len(tools.find_crosswalk("moma", "ici").rules) == 1 < len(shipped.rules)
    save_crosswalk(tools.database, "ici", "moma", shipped.to_json().decode())
    assert len(tools.find_crosswalk("moma", "ici").rules) == len(shipped.rules)
    assert len(tools.find_crosswalk("moma", None).rules) == 1


def test_nobody_in_particular_has_the_shared_and_the_shipped(tools: Tools) -> None:
    save_crosswalk(tools.database, "ici", "ours", OURS)
    assert tools.find_crosswalk("tate", "nobody-here").name == "tate"
    with pytest.raises(UnknownName):
        tools.find_crosswalk("ours", "nobody-here")
