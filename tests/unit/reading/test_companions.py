"""Tables joined to the records they belong to."""

from __future__ import annotations

import sqlite3
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.core.config import Bounds
from app.core.errors import BoundPassed, StorageFull, UnreadableFile
from app.core.finding import Cell, Severity
from app.core.source import SourceRecord, UnreadableRecord
from app.reading.companions import Companion, CompanionTable, join, with_companions
from app.reading.formats.csv import FORMAT as CSV
from app.reading.formats.jsonl import FORMAT as JSON_LINES
from app.reading.source_format import DeliveredFile, ReadOutcome
from tests.shared import SHARED, needs_shared
from tests.unit.reading.delivery import delivered, records, rules_of

OBJECTS = "id,titre\n1,A\n2,B\n 3 ,C\n"
MAKERS = "objet,nom\n2,Une\n1,Deux\n2,Trois\n9,Personne\n3,Quatre\n"


def table(folder: Path, content: str, key: str, bounds: Bounds | None = None) -> CompanionTable:
    return CompanionTable(CSV.read(delivered(folder, content, "makers.csv")), "makers.csv", key, bounds or Bounds())


def test_rows_come_in_the_order_of_their_file(tmp_path: Path) -> None:
    with table(tmp_path, MAKERS, "objet") as makers:
        assert makers.rows("2") == [
            {"objet": "2", "nom": "Une", "@file": "makers.csv", "@row": 2},
            {"objet": "2", "nom": "Trois", "@file": "makers.csv", "@row": 4},
        ]
        assert makers.rows(" 3 ")[0]["nom"] == "Quatre"
        assert makers.rows("x") == []


def test_records_are_joined(tmp_path: Path) -> None:
    main = CSV.read(delivered(tmp_path, OBJECTS, "objects.csv"))
    with table(tmp_path, MAKERS, "objet") as makers:
        found = list(join(iter(main), [Companion("makers", makers, "id")]))
    joined = [[row["nom"] for row in record.fields["makers"]] for record in records(found)]  # type: ignore[index, union-attr, call-overload]  # rows
    assert joined == [["Deux"], ["Une", "Trois"], ["Quatre"]]
    assert [record.row for record in records(found)] == [2, 3, 4]


def test_a_record_without_a_key_has_no_rows(tmp_path: Path) -> None:
    with table(tmp_path, MAKERS, "objet") as makers:
        main: Iterator[ReadOutcome] = iter([SourceRecord(0, {"id": ""}, "f"), SourceRecord(1, {"x": "1"}, "f")])
        found = list(join(main, [Companion("makers", makers, "id")]))
    assert [record.fields["makers"] for record in records(found)] == [[], []]


def test_numbers_are_keys_too(tmp_path: Path) -> None:
    rows = delivered(tmp_path, '{"objet": 1, "nom": {"fr": "Une"}}\n', "makers.jsonl")
    with CompanionTable(JSON_LINES.read(rows), rows.name, "objet", Bounds()) as makers:
        main: Iterator[ReadOutcome] = iter([SourceRecord(0, {"id": 1}, "f")])
        (found,) = records(list(join(main, [Companion("makers", makers, "id")])))
    assert found.fields["makers"] == [{"objet": 1, "nom": {"fr": "Une"}, "@file": "makers.jsonl", "@row": 1}]


def test_rows_of_no_record_are_counted(tmp_path: Path) -> None:
    main = CSV.read(delivered(tmp_path, OBJECTS, "objects.csv"))
    with table(tmp_path, MAKERS + "8,Nul\n", "objet") as makers:
        found = list(join(iter(main), [Companion("makers", makers, "id")]))
    (left_out,) = records(found)[-1].findings
    assert (left_out.rule, left_out.severity) == ("reading.companion-rows-left-out", Severity.INFO)
    assert left_out.cell == Cell("objet", "9", 5, None, "makers.csv")
    assert left_out.arguments == {"count": "2"}


def test_what_is_wrong_in_a_companion(tmp_path: Path) -> None:
    file = delivered(tmp_path, OBJECTS, "objects.csv")
    delivered(tmp_path, 'id,nom\n1,a\0b\n1,"ouvert\n2,Une\n,Sans clé\n', "makers.csv")
    with with_companions(CSV.read(file), file, [("makers", "makers.csv", "id")], CSV.read) as joined:
        found = list(joined)
    assert rules_of(found) == ["control-characters", "unclosed-quote", "companion-row-without-key"]
    (repaired,) = records(found)[0].findings
    assert (repaired.cell.file, repaired.cell.row, repaired.cell.column) == ("makers.csv", 2, "nom")
    lost = [outcome for outcome in found if isinstance(outcome, UnreadableRecord)]
    assert [(one.ordinal, one.finding.cell.file, one.finding.cell.row) for one in lost] == [
        (3, "makers.csv", 3),
        (4, "makers.csv", 5),
    ]


def test_a_companion_that_is_not_there(tmp_path: Path) -> None:
    file = delivered(tmp_path, OBJECTS, "objects.csv")
    with with_companions(CSV.read(file), file, [("makers", "makers.csv", "id")], CSV.read) as joined:
        found = list(joined)
    assert rules_of(found) == ["companion-absent"]
    assert "makers" not in records(found)[0].fields


def test_a_companion_is_beside_the_file_and_nowhere_else(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "here").mkdir()
    delivered(tmp_path / "elsewhere", "id,nom\n1,Une\n", "makers.csv")
    file = delivered(tmp_path / "here", OBJECTS, "objects.csv")
    with with_companions(CSV.read(file), file, [("m", "../elsewhere/makers.csv", "id")], CSV.read) as joined:
        assert rules_of(list(joined)) == ["companion-absent"]


def test_the_bound_on_its_size(tmp_path: Path) -> None:
    with pytest.raises(BoundPassed) as passed:
        table(tmp_path, MAKERS, "objet", Bounds(max_companion_bytes=100))
    assert passed.value.bound == "max_companion_bytes"


def test_a_table_without_the_key(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match="“id”"):
        table(tmp_path, MAKERS, "id")


def test_nothing_is_left_on_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "temporary").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temporary"))
    with table(tmp_path, MAKERS, "objet"):
        assert list((tmp_path / "temporary").iterdir())
    with pytest.raises(UnreadableFile):
        table(tmp_path, MAKERS, "id")
    assert list((tmp_path / "temporary").iterdir()) == []


def test_a_full_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    connect = sqlite3.connect

    def small(*arguments: object, **named: object) -> sqlite3.Connection:
        database = connect(*arguments, **named)  # type: ignore[call-overload]  # passed on as they came
        database.execute("PRAGMA max_page_count = 4")  # the engine says that its disk is full
        return database  # type: ignore[no-any-return]  # of the call above

    monkeypatch.setattr(sqlite3, "connect", small)
    rows = "objet,nom\n" + "".join(f"{number},{'x' * 100}\n" for number in range(2000))
    with pytest.raises(StorageFull):
        table(tmp_path, rows, "objet")


@needs_shared
def test_a_relational_export() -> None:
    assert SHARED is not None
    folder = SHARED / "data" / "aac" / "autry"
    file = DeliveredFile(folder / "AutryObjects.csv", "AutryObjects.csv", Bounds())
    wanted = [
        (name, f"Autry{name}.csv", "ObjectID") for name in ("Makers", "Dated", "Media", "PubDesc", "Publications")
    ]
    with with_companions(CSV.read(file), file, wanted, CSV.read) as joined:
        found = records(list(joined))
    assert len(found) == 193
    counts = {
        name: sum(len(rows) for one in found if isinstance(rows := one.fields[name], list)) for name, _, _ in wanted
    }
    # One publication is of an object that is not in the table of objects; the report says so.
    assert counts == {"Makers": 182, "Dated": 191, "Media": 276, "PubDesc": 193, "Publications": 201}
    (left_out,) = [finding for record in found for finding in record.findings]
    assert (left_out.rule, left_out.cell.file) == ("reading.companion-rows-left-out", "AutryPublications.csv")
