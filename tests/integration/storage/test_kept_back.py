"""A museum's column says what may be shown: what it keeps back is stored, and leaves every public place."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.bootstrap import tools_from
from app.core.config import Settings
from app.core.text import Text
from app.mapping.crosswalk import Crosswalk
from app.mapping.crosswalk_files import parse_crosswalk
from app.pipeline import Tools, ingest
from app.storage.changes import changes_after
from app.storage.crosswalks import save_crosswalk
from app.storage.institutions import add_institution
from app.storage.publications import get_publication
from app.storage.submissions import NewSubmission, SubmissionState, create_submission

CROSSWALK = """
name: ours
format: csv
rules:
  - {source: No, target: id}
  - {source: No, target: "identifier[accession number]"}
  - {source: Titre, target: title}
  - {source: Tiroir, target: "private[tiroir]"}
  - {source: Web, target: withheld, how: published}
  - {constant: oui, target: withheld, when: not Web}
"""
HEADING = "No,Titre,Tiroir,Web\n"


@pytest.fixture
def tools(tmp_path: Path, database_url: str) -> Iterator[Tools]:
    made = tools_from(Settings(data_dir=tmp_path / "var", database_url=database_url, workers=1))
    add_institution(made.database, "ici", Text("Musée d'ici", "Museum"))
    yield made
    made.database.dispose()


def delivered(tools: Tools, tmp_path: Path, rows: str, crosswalk: str = CROSSWALK) -> SubmissionState:
    parsed: Crosswalk = parse_crosswalk(crosswalk.encode(), "ours.yaml")
    save_crosswalk(tools.database, "ici", "ours", parsed.to_json().decode())
    path = tmp_path / "livraison.csv"
    path.write_text(HEADING + rows, encoding="utf-8")
    new = NewSubmission(institution="ici", file_name=path.name, stored_path=str(path), format="csv", crosswalk="ours")
    return ingest(create_submission(tools.database, new).id, tools)


def log(tools: Tools) -> list[tuple[str, str]]:
    return [(change.kind, change.local_id) for change in changes_after(tools.database)]


def test_the_museum_s_own_column_decides(tools: Tools, tmp_path: Path) -> None:
    first = delivered(tools, tmp_path, "1,Rouet,A,oui\n2,Lettre,B,non\n3,Journal,C,\n4,Carte,D,à voir\n")
    assert (first.counts.created, first.counts.kept_back, first.counts.withheld) == (4, 3, 0)
    assert log(tools) == [("created", "1")]
    assert get_publication(tools.database, "ici", "4") is None
    second = delivered(tools, tmp_path, "1,Rouet,A,non\n2,Lettre,B,oui\n3,Journal,C,\n4,Carte,D,à voir\n")
    assert (second.counts.updated, second.counts.unchanged) == (2, 2)
    assert log(tools)[1:] == [("withdrawn", "1"), ("created", "2")]
    gone = get_publication(tools.database, "ici", "1")
    assert gone is not None
    assert (gone.state, gone.label) == ("withdrawn", "1")


def test_a_crosswalk_that_moves_only_what_is_private_makes_versions_and_no_changes(
    tools: Tools, tmp_path: Path
) -> None:
    rows = "1,Rouet,A,oui\n2,Lettre,B,oui\n"
    delivered(tools, tmp_path, rows)
    moved = CROSSWALK.replace("private[tiroir]", "private[rangement]")
    again = delivered(tools, tmp_path, rows, moved)
    assert (again.counts.updated, again.counts.unchanged) == (2, 0)
    assert log(tools) == [("created", "1"), ("created", "2")]
    shifted = "3,Ruban,,oui\n" + rows
    after = delivered(tools, tmp_path, shifted, moved)
    assert (after.counts.created, after.counts.updated, after.counts.unchanged) == (1, 0, 2)


def test_a_crosswalk_that_begins_to_keep_records_back_takes_them_away(tools: Tools, tmp_path: Path) -> None:
    rows = "1,Rouet,A,oui\n2,Lettre,B,non\n"
    open_to_all = CROSSWALK.replace("target: withheld, how: published", "target: declined").replace(
        "  - {constant: oui, target: withheld, when: not Web}\n", ""
    )
    delivered(tools, tmp_path, rows, open_to_all)
    after = delivered(tools, tmp_path, rows)
    assert (after.counts.updated, after.counts.unchanged, after.counts.kept_back) == (1, 1, 1)
    assert log(tools) == [("created", "1"), ("created", "2"), ("withdrawn", "2")]
