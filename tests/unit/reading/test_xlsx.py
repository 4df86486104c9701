"""Workbooks: what their cells show, which row is the heading, and archives that are not what they seem."""

from __future__ import annotations

import datetime as dt
import io
import tempfile
import zipfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl.styles import Font

from app.core.errors import BoundPassed, UnreadableFile
from app.core.finding import Severity
from app.reading.formats.xlsx import FORMAT
from app.reading.formats.xlsx.display import general, number_format
from app.reading.source_format import ReadOutcome
from tests.unit.reading.delivery import (
    bounded,
    delivered,
    fields,
    outcomes,
    records,
    rules_of,
    unreadable,
    until_error,
)
from tests.unit.reading.workbooks import inline, parts, saved, workbook, zipped

HEADING = ("id", "titre", "date")


def read(folder: Path, content: bytes, **options: str) -> list[ReadOutcome]:
    return outcomes(FORMAT, delivered(folder, content, "input.xlsx", **options))


def test_rows_become_records(tmp_path: Path) -> None:
    found = read(tmp_path, saved(workbook(HEADING, ("a1", "Œuvre « naïve »", 1856), ("a2", None, "vers 1900"))))
    assert fields(found) == [
        {"id": "a1", "titre": "Œuvre « naïve »", "date": "1856"},
        {"id": "a2", "titre": "", "date": "vers 1900"},
    ]
    assert [(record.row, record.path, record.file) for record in records(found)] == [
        (2, None, "input.xlsx"),
        (3, None, "input.xlsx"),
    ]
    assert rules_of(found) == []


def test_the_rows_number_is_the_sheets_own(tmp_path: Path) -> None:
    found = read(tmp_path, saved(workbook((), HEADING, (), ("a1", "x", 1), (), ("a2", "y", 2))))
    assert [record.row for record in records(found)] == [4, 6]


@pytest.mark.parametrize(
    ("value", "code", "shown"),
    [
        (1856.0, "General", "1856"),
        (45.299999999999997, "General", "45.3"),
        (0.1 + 0.2, "General", "0.3"),
        (1e-7, "General", "0.0000001"),
        (1e20, "General", "100000000000000000000"),
        (-12.5, "General", "-12.5"),
        (0, "General", "0"),
        (42, "00000", "00042"),
        (12.5, "0.00", "12.50"),
        (12.345, "0.00", "12.345"),
        (1234.5, "#,##0.00", "1234.50"),
        (0.45, "0%", "45%"),
        (12, '0 "cm"', "12"),
        (True, "General", "TRUE"),
        (dt.date(1956, 5, 1), "yyyy-mm-dd", "1956-05-01"),
        (dt.date(1956, 5, 1), "[$-40C]d mmmm yyyy;@", "1956-05-01"),
        (dt.date(1956, 5, 1), "yyyy", "1956"),
        (dt.date(1956, 5, 1), "mmm-yy", "1956-05"),
        (dt.date(1956, 5, 1), "mm/yyyy", "1956-05"),
        (dt.date(1956, 5, 1), "d-mmm", "--05-01"),
        (dt.datetime(1956, 5, 1, 14, 30), "yyyy-mm-dd h:mm", "1956-05-01T14:30:00"),  # noqa: DTZ001  # a sheet has no zone
        (dt.datetime(1956, 5, 1, 0, 0), "yyyy-mm-dd h:mm", "1956-05-01"),  # noqa: DTZ001  # the same
        (dt.time(14, 30), "h:mm", "14:30:00"),
        (dt.timedelta(hours=26, minutes=5), "[h]:mm", "26:05:00"),
        (-5000000.0, "yyyy-mm-dd", "-5000000"),
    ],
)
def test_numbers_are_read_as_they_are_shown(tmp_path: Path, value: object, code: str, shown: str) -> None:
    book = workbook(HEADING, ("a1", "x", value))
    book.worksheets[0]["C2"].number_format = code
    assert fields(read(tmp_path, saved(book)))[0]["date"] == shown


def test_days_counted_from_1904(tmp_path: Path) -> None:
    book = workbook(HEADING, ("a1", "x", dt.date(1956, 5, 1)))
    book.epoch = dt.datetime(1904, 1, 1)  # noqa: DTZ001  # a sheet has no zone
    assert fields(read(tmp_path, saved(book)))[0]["date"] == "1956-05-01"


@given(st.floats(-1e300, 1e300))
def test_a_number_keeps_its_fifteen_digits(value: float) -> None:
    assert float(general(value)) == pytest.approx(value, rel=1e-14, abs=5e-324)


@given(st.text(max_size=12), st.floats(-1e7, 1e7))
def test_any_format_shows_something(code: str, value: float) -> None:
    assert number_format("164", code, since_1904=False).text(repr(value))


@pytest.mark.parametrize(
    ("above", "heading_row"),
    [
        ([], 1),
        ([("Inventaire 2024",)], 2),
        ([(), ("Inventaire 2024",), ("Musée de Trois-Pistoles",), ()], 5),
    ],
)
def test_title_rows_above_the_heading(tmp_path: Path, above: list[tuple[str, ...]], heading_row: int) -> None:
    found = read(tmp_path, saved(workbook(*above, HEADING, ("a1", "x", 1))))
    assert fields(found) == [{"id": "a1", "titre": "x", "date": "1"}]
    assert records(found)[0].row == heading_row + 1
    assert rules_of(found) == ["title-rows"] * sum(map(bool, above))


def test_a_table_of_one_column_has_no_title(tmp_path: Path) -> None:
    found = read(tmp_path, saved(workbook(("id",), ("a1",), ("a2",))))
    assert fields(found) == [{"id": "a1"}, {"id": "a2"}]


def test_hidden_rows_are_read(tmp_path: Path) -> None:
    book = workbook(HEADING, ("a1", "x", 1), ("a2", "y", 2))
    book.worksheets[0].row_dimensions[2].hidden = True
    assert len(records(read(tmp_path, saved(book)))) == 2


def test_which_sheet_is_read(tmp_path: Path) -> None:
    book = workbook(("lisez-moi", "x"), ("a", "b"), title="Caché")
    book.worksheets[0].sheet_state = "hidden"
    for name in ("Objets", "Prêts"):
        sheet = book.create_sheet(name)
        sheet.append(["id", "feuille"])
        sheet.append(["1", name])
    content = saved(book)
    found = read(tmp_path, content)
    assert fields(found) == [{"id": "1", "feuille": "Objets"}]
    (other,) = records(found)[0].findings
    assert (other.rule, other.severity, other.cell.value) == ("reading.other-sheets", Severity.INFO, "Caché, Prêts")
    assert fields(read(tmp_path, content, sheet="prêts"))[0]["feuille"] == "Prêts"
    assert fields(read(tmp_path, content, sheet="3"))[0]["feuille"] == "Prêts"
    with pytest.raises(UnreadableFile, match="Objets"):
        read(tmp_path, content, sheet="Absente")


def test_cells_merged_downwards(tmp_path: Path) -> None:
    book = workbook(HEADING, ("a1", "Service à thé", 1), ("a2", None, 2), ("a3", None, None), ("a4", "Seul", 4))
    book.worksheets[0].merge_cells("B2:B4")
    book.worksheets[0].merge_cells("C3:C4")
    found = read(tmp_path, saved(book))
    assert [(one["titre"], one["date"]) for one in fields(found)] == [
        ("Service à thé", "1"), ("Service à thé", "2"), ("Service à thé", "2"), ("Seul", "4"),
    ]  # fmt: skip
    assert [(f.cell.row, f.cell.column, f.rule) for record in records(found) for f in record.findings] == [
        (3, "titre", "reading.merged-cell"), (4, "titre", "reading.merged-cell"), (4, "date", "reading.merged-cell"),
    ]  # fmt: skip


def test_rich_text_escapes_and_phonetics(tmp_path: Path) -> None:
    strings = (
        "<si><t>id</t></si><si><t>titre</t></si>"
        "<si><r><t>Deux </t></r><r><rPr><b/></rPr><t xml:space='preserve'>parts</t></r><rPh><t>ドゥ</t></rPh></si>"
        "<si><t>ligne_x000D_\nautre _x005F_x0041_ a_x0000_b</t></si>"
    )
    rows = "".join(
        f'<row r="{row}"><c r="A{row}" t="s"><v>{first}</v></c><c r="B{row}" t="s"><v>{second}</v></c></row>'
        for row, first, second in ((1, 0, 1), (2, 2, 3))
    )
    found = read(tmp_path, parts(rows, strings=strings))
    assert fields(found) == [{"id": "Deux parts", "titre": "ligne\nautre _x0041_ ab"}]
    assert rules_of(found) == ["control-characters"]


def test_bold_text_of_openpyxl(tmp_path: Path) -> None:
    book = workbook(HEADING, ("a1", "x_y", 1))
    book.worksheets[0]["B2"].font = Font(bold=True)
    assert fields(read(tmp_path, saved(book)))[0]["titre"] == "x_y"


@pytest.mark.parametrize(
    ("cell", "rule", "value"),
    [
        ('<c t="e"><v>#N/A</v></c>', "spreadsheet-error", "#N/A"),
        ('<c t="e"><f>1/0</f><v>#DIV/0!</v></c>', "spreadsheet-error", "#DIV/0!"),
        ("<c><f>A1&amp;A2</f></c>", "formula-without-result", "=A1&A2"),
        ("<c><f>A1</f><v></v></c>", "formula-without-result", "=A1"),
        ('<c t="s"><v>99</v></c>', "malformed-cell", "99"),
        ('<c t="s"><v>-1</v></c>', "malformed-cell", "-1"),
        ('<c t="s"><v>x</v></c>', "malformed-cell", "x"),
        ("<c><v>abc</v></c>", "malformed-cell", "abc"),
    ],
)
def test_a_cell_without_a_value_is_named(tmp_path: Path, cell: str, rule: str, value: str) -> None:
    rows = f'<row r="1">{inline(*HEADING)}</row><row r="2">{inline("a1")}{cell}{inline("1900")}</row>'
    found = read(tmp_path, parts(rows))
    assert fields(found) == [{"id": "a1", "titre": "", "date": "1900"}]
    (finding,) = records(found)[0].findings
    assert (finding.rule, finding.cell.row, finding.cell.column) == (f"reading.{rule}", 2, "titre")
    assert finding.cell.value == value


def test_a_formulas_stored_result_is_read(tmp_path: Path) -> None:
    cells = '<c><f>1+1</f><v>2</v></c><c t="str"><f>"a"</f><v>a</v></c><c t="str"><f>""</f><v></v></c>'
    found = read(tmp_path, parts(f"<row>{inline(*HEADING)}</row><row>{cells}</row>"))
    assert fields(found) == [{"id": "2", "titre": "a", "date": ""}]
    assert rules_of(found) == []


def test_other_names_of_the_same_elements(tmp_path: Path) -> None:
    content = parts(f"<row>{inline(*HEADING)}</row><row>{inline('a1', 'x', '1')}</row>")
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        members: dict[str, str | bytes] = {name: archive.read(name) for name in archive.namelist()}
    sheet = bytes(members["xl/worksheets/sheet1.xml"]).decode()  # type: ignore[arg-type]  # bytes, as read
    prefixed = sheet.replace("</", "</x:").replace("<", "<x:").replace("<x:/x:", "</x:").replace("xmlns=", "xmlns:x=")
    members["xl/worksheets/sheet1.xml"] = prefixed.encode("utf-16")
    assert fields(read(tmp_path, zipped(members))) == [{"id": "a1", "titre": "x", "date": "1"}]


def test_a_row_longer_than_the_heading(tmp_path: Path) -> None:
    found = read(tmp_path, saved(workbook(HEADING, ("a1", "x", 1, "note"))))
    assert fields(found)[0]["(column 4)"] == "note"
    assert rules_of(found) == ["row-longer"]


def test_bounds_on_cells_and_columns(tmp_path: Path) -> None:
    content = saved(workbook(HEADING, ("a1", "é" * 600, 1), ("a2", "y", 2), ("a3", *"x" * 30), ("a4", "z", 3)))
    file = bounded(delivered(tmp_path, content), max_cell_bytes=1000, max_columns=20)
    found = outcomes(FORMAT, file)
    assert [one["id"] for one in fields(found)] == ["a2", "a4"]
    assert rules_of(found) == ["cell-too-large", "too-many-columns"]
    assert [bad.finding.cell.row for bad in unreadable(found)] == [2, 4]


def test_ten_megabytes_in_one_cell(tmp_path: Path) -> None:
    rows = f"<row>{inline(*HEADING)}</row><row>{inline('a1', 'x' * 10_000_000)}</row><row>{inline('a2', 'y')}</row>"
    found = outcomes(FORMAT, bounded(delivered(tmp_path, parts(rows)), max_expansion_ratio=2000))
    assert [one["id"] for one in fields(found)] == ["a2"]
    assert rules_of(found) == ["cell-too-large"]


def test_more_records_than_the_bound(tmp_path: Path) -> None:
    content = saved(workbook(HEADING, *((f"a{n}", "x", n) for n in range(11))))
    found, error = until_error(FORMAT, bounded(delivered(tmp_path, content), max_records=10))
    assert len(found) == 10
    assert isinstance(error, BoundPassed)
    assert error.bound == "max_records"


def test_a_bomb_is_refused_before_it_expands(tmp_path: Path) -> None:
    rows = f"<row>{inline(*HEADING)}</row>" + "<row/>" * 5_000_000
    found, error = until_error(FORMAT, delivered(tmp_path, parts(rows)))
    assert not found
    assert isinstance(error, BoundPassed)
    assert error.bound == "max_expansion_ratio"
    _, error = until_error(FORMAT, bounded(delivered(tmp_path, parts(rows)), max_expanded_bytes=1_000_000))
    assert isinstance(error, BoundPassed)
    assert error.bound == "max_expanded_bytes"


def test_a_bomb_whose_directory_lies(tmp_path: Path) -> None:
    content = bytearray(parts(f"<row>{inline(*HEADING)}</row>" + f"<row>{inline('a', 'b', 'c')}</row>" * 200_000))
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        size = archive.getinfo("xl/worksheets/sheet1.xml").file_size
    lied = bytes(content).replace(size.to_bytes(4, "little"), (10_000).to_bytes(4, "little"))
    # No more than the directory says comes out of the archive, and its checksum is then wrong.
    with pytest.raises(UnreadableFile, match="damaged"):
        read(tmp_path, lied)


def test_shared_strings_that_are_a_bomb(tmp_path: Path) -> None:
    content = parts(f"<row>{inline(*HEADING)}</row>", strings="<si><t>x</t></si>" * 2_000_000)
    _, error = until_error(FORMAT, delivered(tmp_path, content))
    assert isinstance(error, BoundPassed)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
@pytest.mark.parametrize("name", ["xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/workbook.xml"])
def test_a_document_type_is_refused(tmp_path: Path, name: str, encoding: str) -> None:
    entities = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10 if n else "x"}">' for n in range(9))
    root = {"worksheet": "worksheet", "sharedStrings": "sst", "workbook.": "workbook"}
    element = next(tag for part, tag in root.items() if part.rstrip(".") in name.lower() or part in name)
    bomb = f"<!--{'x' * 5000}--><!DOCTYPE {element} [{entities}]><{element}><t>&e8;</t></{element}>"
    content = parts(f"<row>{inline(*HEADING)}</row>", strings="<si><t>x</t></si>")
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        members: dict[str, str | bytes] = {one: archive.read(one) for one in archive.namelist()}
    members[name] = bomb.encode(encoding)
    with pytest.raises(UnreadableFile, match="document type"):
        read(tmp_path, zipped(members))


@pytest.mark.parametrize(
    ("content", "advice"),
    [
        (b"", "no record"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(3000), "xlsx"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(3000) + "EncryptedPackage".encode("utf-16-le"), "password"),
        (zipped({"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": "<x/>"}), "xlsx"),
        (zipped({"a.txt": "bonjour"}), "xlsx"),
        (b"PK\x03\x04 not really", "damaged"),
        (b"bonjour", "damaged"),
        (saved(workbook(HEADING, ("a1", "x", 1)))[:-200], "damaged"),
        (saved(workbook()), "no record"),
        (saved(workbook(HEADING)), "no record"),
        (parts("<row><c>"), "damaged"),
    ],
)
def test_what_is_no_workbook_is_refused_with_advice(tmp_path: Path, content: bytes, advice: str) -> None:
    with pytest.raises(UnreadableFile, match=advice):
        read(tmp_path, content)


def test_a_sheet_damaged_in_the_middle(tmp_path: Path) -> None:
    rows = "".join(f"<row>{inline(f'a{n}', 'x', 'y')}</row>" for n in range(500))
    found = read(tmp_path, parts(f"<row>{inline(*HEADING)}</row>{rows}<row><c></row>{rows}"))
    assert [one["id"] for one in fields(found)] == [f"a{n}" for n in range(500)]
    (bad,) = unreadable(found)
    assert (bad.finding.rule, bad.finding.cell.row) == ("reading.damaged", 502)


def test_nothing_is_left_in_the_temporary_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    strings = "".join(f"<si><t>{name}</t></si>" for name in HEADING)
    cells = "".join(f'<c t="s"><v>{index}</v></c>' for index in range(3))
    file = delivered(tmp_path, parts(f"<row>{cells}</row>" * 5, strings=strings))
    reading = iter(FORMAT.read(file))
    next(reading)
    reading.close()  # type: ignore[attr-defined]  # a generator
    assert [path.name for path in tmp_path.iterdir()] == [file.path.name]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=100)
@given(
    rows=st.lists(
        st.lists(st.text(st.characters(exclude_categories=["Cc", "Cs", "Cn"], exclude_characters="ÃÂÅâ\ufeff\ufffd"),
                         min_size=1, max_size=20).filter(lambda text: "_x" not in text and not text.startswith("=")),
                 min_size=3, max_size=3), min_size=1, max_size=5),
)  # fmt: skip
def test_any_texts_come_back(tmp_path: Path, rows: list[list[str]]) -> None:
    found, _ = until_error(FORMAT, delivered(tmp_path, saved(workbook(HEADING, *rows))))
    expected = [dict(zip(HEADING, row, strict=True)) for row in rows]
    assert fields(found) == [one for one in expected if any(map(str.strip, one.values()))]


WHOLE = saved(workbook(HEADING, ("a1", "x", 1), ("a2", "y", 2)))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=300)
@given(
    content=st.one_of(
        st.binary(max_size=200),
        st.tuples(st.integers(0, len(WHOLE)), st.integers(0, 20), st.binary(max_size=4)).map(
            lambda change: WHOLE[: change[0]] + change[2] + WHOLE[change[0] + change[1] :]
        ),
        st.text('<>crvf/ t="se1A&;', max_size=60).map(lambda text: parts(f"<row>{inline('a', 'b')}</row>{text}")),
    )
)
def test_no_bytes_raise_anything_else(tmp_path: Path, content: bytes) -> None:
    found, error = until_error(FORMAT, delivered(tmp_path, content))
    assert error is None or isinstance(error, BoundPassed | UnreadableFile)
    assert [outcome.ordinal for outcome in found] == list(range(len(found)))
