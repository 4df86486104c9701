"""Tables of text as museums really deliver them: dialects, encodings, and every way in which they are broken."""

from __future__ import annotations

import csv
import io
import string
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.core.errors import BoundPassed, UnreadableFile
from app.core.finding import Severity
from app.reading.formats.csv import FORMAT
from app.reading.source_format import ReadOutcome
from tests.unit.reading.delivery import (
    bounded,
    delivered,
    fields,
    gzipped,
    outcomes,
    records,
    rules_of,
    unreadable,
    until_error,
)

HEADING = "id,titre,date\n"


def read(folder: Path, content: bytes | str, **options: str) -> list[ReadOutcome]:
    return outcomes(FORMAT, delivered(folder, content, **options))


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("id,titre\n1,A\n", {"id": "1", "titre": "A"}),
        ("id;titre\n1;A, b\n", {"id": "1", "titre": "A, b"}),
        ("id\ttitre\n1\tA, b; c\n", {"id": "1", "titre": "A, b; c"}),
        ("id|titre\n1|A, b\n", {"id": "1", "titre": "A, b"}),
        ('"id","titre"\r\n"1","dit ""le vieux"""\r\n', {"id": "1", "titre": 'dit "le vieux"'}),
        ('id,titre\n1,"dit \\"le vieux\\", 1900"\n', {"id": "1", "titre": 'dit "le vieux", 1900'}),
        ("id,titre\n'1','A, b'\n'2','C, d'\n", {"id": "1", "titre": "A, b"}),
        ('id, titre\n1, "A, b"\n2, "C, d"\n', {"id": "1", "titre": "A, b"}),
        ("sep=;\nid;titre\n1;A\n", {"id": "1", "titre": "A"}),
        ("\ufeffid,titre\n1,A\n", {"id": "1", "titre": "A"}),
        ("id,titre\r1,A\r2,B\r", {"id": "1", "titre": "A"}),
        ('id,titre\n1,"deux\nlignes"\n', {"id": "1", "titre": "deux\nlignes"}),
        ('id,titre\r\n1,"deux\r\nlignes"\r\n', {"id": "1", "titre": "deux\r\nlignes"}),
        ("id,titre\n1,  A  \n", {"id": "1", "titre": "  A  "}),
        ("id,titre\n1,\n", {"id": "1", "titre": ""}),
        ("id,titre\n1,A", {"id": "1", "titre": "A"}),
        ('id\ttitre\n1\t"Sans titre" (étude)\n2\t"Autre" (esquisse)\n', {"id": "1", "titre": '"Sans titre" (étude)'}),
        (" id , titre \n1,A\n", {"id": "1", "titre": "A"}),
        ('id,"Titre\nprincipal"\n1,A\n', {"id": "1", "Titre principal": "A"}),
    ],
)
def test_dialects(tmp_path: Path, content: str, expected: dict[str, str]) -> None:
    found = read(tmp_path, content)
    assert fields(found)[0] == expected
    assert rules_of(found) == []


@pytest.mark.parametrize(
    ("option", "expected"), [("semicolon", "a,b"), (";", "a,b"), ("tab", None), ("point-virgule", "a,b")]
)
def test_the_delimiter_may_be_said(tmp_path: Path, option: str, expected: str | None) -> None:
    first = fields(read(tmp_path, "id;x,y,z\n1;a,b\n", delimiter=option))[0]
    assert first.get("x,y,z") == expected


def test_a_delimiter_is_one_character(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile):
        read(tmp_path, "a,b\n1,2\n", delimiter="::")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252"])
def test_encodings_are_detected(tmp_path: Path, encoding: str) -> None:
    text = HEADING + "1,L’été à Trois-Rivières,1925\n2,Œuvre «naïve»,1930\n" * 3
    found = read(tmp_path, text.encode(encoding))
    assert [one["titre"] for one in fields(found)[:2]] == ["L’été à Trois-Rivières", "Œuvre «naïve»"]


@pytest.mark.parametrize("encoding", ["mac_roman", "cp850"])
def test_older_programs_encodings_are_detected(tmp_path: Path, encoding: str) -> None:
    text = HEADING + "1,Hôtel-Dieu de Québec: goélette à l'ancre,1925\n"
    found = read(tmp_path, text.encode(encoding))
    assert fields(found)[0]["titre"] == "Hôtel-Dieu de Québec: goélette à l'ancre"
    assert rules_of(found) == ["encoding-guessed"]


def test_the_first_accent_may_come_late(tmp_path: Path) -> None:
    plain = HEADING + "".join(f"{number},plain title,1900\n" for number in range(30_000))
    found = fields(read(tmp_path, (plain + "x,Café,1900\n").encode("cp1252")))
    assert found[-1]["titre"] == "Café"


def test_the_encoding_may_be_said(tmp_path: Path) -> None:
    found = read(tmp_path, (HEADING + "1,Łódź,1900\n").encode("cp1250"), encoding="cp1250")
    assert fields(found)[0]["titre"] == "Łódź"


@pytest.mark.parametrize("name", ["no-such", "hex", "utf\0"])
def test_an_encoding_that_does_not_exist_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(UnreadableFile):
        read(tmp_path, HEADING + "1,a,b\n", encoding=name)


def test_gzip_is_read(tmp_path: Path) -> None:
    half = gzipped(HEADING + "1,A,1900\n"), gzipped("2,B,1901\n")
    assert [one["id"] for one in fields(read(tmp_path, b"".join(half)))] == ["1", "2"]


def test_rows_are_numbered_as_a_spreadsheet_numbers_them(tmp_path: Path) -> None:
    found = read(tmp_path, '\nid,titre\n1,"a\nb\nc"\n\n,\n2,d\n')
    assert [(record.row, record.ordinal) for record in records(found)] == [(3, 0), (6, 1)]


def test_headings_are_made_unique(tmp_path: Path) -> None:
    found = read(tmp_path, "Titre,Titre,,Titre (2),Titre\n1,2,3,4,5\n")
    assert list(fields(found)[0]) == ["Titre", "Titre (3)", "(column 3)", "Titre (2)", "Titre (4)"]
    cells = [finding.cell for finding in records(found)[0].findings]
    assert [(cell.column, cell.row) for cell in cells] == [("Titre (3)", 1), ("(column 3)", 1), ("Titre (4)", 1)]


def test_a_longer_row_keeps_its_values(tmp_path: Path) -> None:
    found = read(tmp_path, HEADING + "1,Une table, deux chaises,1900\n")
    assert fields(found)[0] == {"id": "1", "titre": "Une table", "date": " deux chaises", "(column 4)": "1900"}
    (finding,) = records(found)[0].findings
    assert (finding.rule, finding.cell.row, finding.cell.column) == ("reading.row-longer", 2, "(column 4)")
    assert finding.severity is Severity.WARNING


def test_blank_cells_beyond_the_heading_say_nothing(tmp_path: Path) -> None:
    found = read(tmp_path, HEADING + "1,A,1900,,\n")
    assert rules_of(found) == []
    assert fields(found)[0] == {"id": "1", "titre": "A", "date": "1900"}


def test_a_shorter_row_has_blank_cells(tmp_path: Path) -> None:
    found = read(tmp_path, HEADING + "1,A\n")
    assert fields(found)[0] == {"id": "1", "titre": "A", "date": ""}
    (finding,) = records(found)[0].findings
    assert (finding.rule, finding.cell.row, finding.cell.column) == ("reading.row-shorter", 2, "date")


@pytest.mark.parametrize(
    ("value", "read_as", "rule", "fix"),
    [
        ("a\0b", "ab", "control-characters", None),
        ("a\x04", "a", "control-characters", None),
        ("a\ufeffb", "ab", "control-characters", None),
        ("bois\x1dmétal", "bois; métal", "separator-characters", None),
        ("une ligne\x0bune autre", "une ligne\nune autre", "separator-characters", None),
        ("MusÃ©e", "MusÃ©e", "double-encoding", "Musée"),
        ("lâ€™Ã®le", "lâ€™Ã®le", "double-encoding", "l’île"),
        ("L\x92expédition", "L\x92expédition", "c1-characters", "L’expédition"),
        ("Mus\ufffde", "Mus\ufffde", "lost-characters", None),
    ],
)
def test_values_are_repaired_or_a_repair_is_proposed(
    tmp_path: Path, value: str, read_as: str, rule: str, fix: str | None
) -> None:
    found = read(tmp_path, f'{HEADING}1,"{value}",1900\n2,Intacte,1901\n')
    assert [one["titre"] for one in fields(found)] == [read_as, "Intacte"]
    (finding,) = records(found)[0].findings
    assert finding.rule == f"reading.{rule}"
    assert (finding.cell.row, finding.cell.column) == (2, "titre")
    assert finding.arguments.get("fix") == fix
    assert records(found)[1].findings == ()


@pytest.mark.parametrize("value", ["Âge d'or", "SÃO PAULO", "CAFÉ®", "« CAFÉ\u00a0»", "Île d’Orléans", "Ånge", "â la"])
def test_sound_values_are_left_alone(tmp_path: Path, value: str) -> None:
    # The second row makes its block suspect, so that the first is looked at closely too.
    found = read(tmp_path, f"{HEADING}1,{value},1900\n2,a\0,1900\n")
    assert fields(found)[0]["titre"] == value
    assert records(found)[0].findings == ()


def test_undecodable_bytes_harm_their_cell_alone(tmp_path: Path) -> None:
    good = "".join(f"{number},Œuvre,1900\n" for number in range(3)).encode()
    found = read(tmp_path, HEADING.encode() + good + b"9,Mus\xe9e d'\xe9t\xe9,1900\n" + good)
    assert [one["titre"] for one in fields(found)] == ["Œuvre"] * 3 + ["Mus\ufffde d'\ufffdt\ufffd"] + ["Œuvre"] * 3
    (finding,) = records(found)[3].findings
    assert (finding.rule, finding.cell.row, finding.cell.column) == ("reading.undecodable-bytes", 5, "titre")
    assert finding.arguments == {"bytes": "E9 E9 E9", "encoding": "UTF-8", "fix": "Musée d'été"}


@pytest.mark.parametrize(
    ("row", "value"),
    [
        ('1,"Sans titre" (étude),1900', '"Sans titre" (étude)'),
        ('1,"Il dit "bonjour" à tous",1900', 'Il dit "bonjour" à tous'),
        ('1,"Il dit "bonjour, toi" à tous",1900', 'Il dit "bonjour, toi" à tous'),
        ('1,"deux lignes "ici"\net là",1900', 'deux lignes "ici"\net là'),
        ('1,"A" ,1900', '"A" '),
    ],
)
def test_stray_quotes_are_mended(tmp_path: Path, row: str, value: str) -> None:
    found = read(tmp_path, f'{HEADING}0,"a, b",1899\n{row}\n2,"c, d",1901\n')
    assert [one["id"] for one in fields(found)] == ["0", "1", "2"]
    assert fields(found)[1]["titre"] == value
    (finding,) = records(found)[1].findings
    assert (finding.rule, finding.cell.row, finding.cell.column) == ("reading.stray-quote", 3, "titre")


@pytest.mark.parametrize(
    "broken",
    [
        '2,"Guillemet ouvert,1900',
        '2,"Guillemet, ouvert,1900',
        '2,"Guillemet ouvert\nsuite,1900',
        '"2,Guillemet ouvert,1900',
    ],
)
@pytest.mark.parametrize("following", [1, 3, 2000])
def test_an_unclosed_quote_costs_its_own_row(tmp_path: Path, broken: str, following: int) -> None:
    rows = "".join(f'{10 + number},"Titre, {number}",19{number % 90 + 10}\n' for number in range(following))
    found = read(tmp_path, f"{HEADING}1,A,1899\n{broken}\n{rows}")
    (bad,) = unreadable(found)
    assert bad.finding.rule == "reading.unclosed-quote"
    assert bad.finding.severity is Severity.VIOLATION
    assert bad.finding.cell.row == 3
    assert bad.finding.cell.column in {"id", "titre"}
    assert [one["id"] for one in fields(found)] == ["1", *(str(10 + number) for number in range(following))]
    assert [outcome.ordinal for outcome in found] == list(range(following + 2))
    assert [record.row for record in records(found)[1:]] == list(range(4, following + 4))


def test_an_unclosed_quote_that_nothing_closes(tmp_path: Path) -> None:
    rows = "".join(f"{number},Titre,1900\n" for number in range(60_000))
    found = read(tmp_path, f'{HEADING}1,"ouvert,1900\n{rows}')
    assert rules_of(found) == ["unclosed-quote"]
    assert len(records(found)) == 60_000


def test_ten_megabytes_in_one_cell(tmp_path: Path) -> None:
    found = read(tmp_path, f'{HEADING}1,A,1900\n2,"{"x" * 10_000_000}",1900\n3,B,1900\n')
    assert [one["id"] for one in fields(found)] == ["1", "3"]
    (bad,) = unreadable(found)
    assert (bad.finding.rule, bad.finding.cell.row) == ("reading.record-too-large", 3)
    assert bad.finding.arguments["bound"] == "max_record_bytes"


@pytest.mark.parametrize("text", ["x" * 3000, "ligne\n" * 500, "é" * 1500])
def test_a_cell_over_the_bound(tmp_path: Path, text: str) -> None:
    file = bounded(delivered(tmp_path, f'{HEADING}1,A,1900\n2,"{text}",1900\n3,B,1900\n'), max_cell_bytes=2000)
    found = outcomes(FORMAT, file)
    assert [one["id"] for one in fields(found)] == ["1", "3"]
    (bad,) = unreadable(found)
    assert (bad.finding.rule, bad.finding.cell.row, bad.finding.cell.column) == ("reading.cell-too-large", 3, "titre")
    assert bad.finding.arguments["bound"] == "max_cell_bytes"


def test_a_cell_at_the_bound_is_read(tmp_path: Path) -> None:
    file = bounded(delivered(tmp_path, f'{HEADING}2,"{"é" * 1000}",1900\n'), max_cell_bytes=2000)
    assert rules_of(outcomes(FORMAT, file)) == []


def test_a_row_over_the_bound_of_columns(tmp_path: Path) -> None:
    file = bounded(delivered(tmp_path, f"{HEADING}1,A,1900\n{',' * 50}\n2{',x' * 50}\n3,B,1900\n"), max_columns=10)
    found = outcomes(FORMAT, file)
    assert [one["id"] for one in fields(found)] == ["1", "3"]
    assert rules_of(found) == ["too-many-columns"]


def test_a_heading_over_the_bound_of_columns(tmp_path: Path) -> None:
    file = bounded(
        delivered(tmp_path, ",".join(f"c{n}" for n in range(20)) + "\n" + ",".join("x" * 20)), max_columns=10
    )
    with pytest.raises(BoundPassed) as passed:
        outcomes(FORMAT, file)
    assert passed.value.bound == "max_columns"


def test_more_records_than_the_bound(tmp_path: Path) -> None:
    file = bounded(delivered(tmp_path, HEADING + "1,A,1900\n" * 12), max_records=10)
    found, error = until_error(FORMAT, file)
    assert len(found) == 10
    assert isinstance(error, BoundPassed)
    assert error.bound == "max_records"
    assert len(outcomes(FORMAT, bounded(file, max_records=12))) == 12


@pytest.mark.parametrize("cut", ['4,"Tronqu', '4,"Tronqué,1900', '4,"Tronqué\n1900'])
def test_a_truncated_file(tmp_path: Path, cut: str) -> None:
    found = read(tmp_path, f'{HEADING}1,"A, b",1900\n2,B,1901\n{cut}')
    assert [one["id"] for one in fields(found)] == ["1", "2"]
    (bad,) = unreadable(found)
    assert (bad.finding.rule, bad.finding.cell.row, bad.finding.cell.column) == ("reading.cut-short", 4, "titre")
    assert bad.ordinal == 2


def test_a_truncated_gzip(tmp_path: Path) -> None:
    rows = "".join(f"{number},Titre {number * 7919 % 1000},19{number % 90 + 10}\n" for number in range(5000))
    whole = gzipped(HEADING + rows)
    found = read(tmp_path, whole[: len(whole) // 2])
    good = records(found)
    assert 1000 < len(good) < 5000
    assert all(record.fields["id"] == str(record.ordinal) for record in good)
    (bad,) = unreadable(found)
    assert (bad.finding.rule, bad.finding.cell.row) == ("reading.damaged", len(good) + 2)


def test_a_corrupt_gzip(tmp_path: Path) -> None:
    whole = bytearray(gzipped(HEADING + "".join(f"{n},Titre {n * 7919 % 1000},1900\n" for n in range(5000))))
    whole[-6] ^= 0xFF
    found = read(tmp_path, bytes(whole))
    assert rules_of(found) == ["damaged"]
    assert len(records(found)) >= 4990


def test_a_gzip_bomb(tmp_path: Path) -> None:
    rows = "".join(f"{number},Titre {number * 7919 % 1000},1900\n" for number in range(1000))
    bomb = gzipped(HEADING + rows + "0,A,1900\n" * 2_000_000)
    found, error = until_error(FORMAT, delivered(tmp_path, bomb, "bomb.csv.gz"))
    assert isinstance(error, BoundPassed)
    assert error.bound == "max_expansion_ratio"
    assert len(records(found)) > 1000
    _, error = until_error(
        FORMAT, bounded(delivered(tmp_path, bomb), max_expanded_bytes=1000, max_expansion_ratio=2000)
    )
    assert isinstance(error, BoundPassed)
    assert error.bound == "max_expanded_bytes"


def test_a_file_larger_than_may_be_uploaded(tmp_path: Path) -> None:
    with pytest.raises(BoundPassed) as passed:
        outcomes(FORMAT, bounded(delivered(tmp_path, HEADING * 100), max_upload_bytes=100))
    assert passed.value.bound == "max_upload_bytes"


@pytest.mark.parametrize("content", ["", "\n\n", " \t\r\n", "\ufeff", HEADING, "\0\0\0", "sep=;\n", b"\x1f\x8b"])
def test_nothing_to_read(tmp_path: Path, content: str | bytes) -> None:
    found, error = until_error(FORMAT, delivered(tmp_path, content))
    assert isinstance(error, UnreadableFile) or [one.finding.rule for one in unreadable(found)] == ["reading.damaged"]
    assert not records(found)


def test_a_broken_heading_is_read_as_it_may_be(tmp_path: Path) -> None:
    found = read(tmp_path, 'id,"titre,date\n1,A,1900\n2,B,1901\n')
    assert [list(one.values()) for one in fields(found)] == [["1", "A", "1900"], ["2", "B", "1901"]]


def test_rows_that_end_in_a_carriage_return_alone_among_others(tmp_path: Path) -> None:
    found = read(tmp_path, HEADING + "1,A,1900\r2,B,1901\n3,C\rsuite,1902\n")
    assert [one["id"] for one in fields(found)] == ["1", "2", "3"]
    assert fields(found)[2]["titre"] == "C\rsuite"


def test_progress_is_the_position_in_the_file(tmp_path: Path) -> None:
    file = delivered(tmp_path, gzipped(HEADING + "1,A,1900\n" * 100))
    outcomes(FORMAT, file)
    assert file.position.bytes_read == file.path.stat().st_size


def test_reading_again_at_every_line_does_not_take_for_ever(tmp_path: Path) -> None:
    # Each odd line opens a cell which no later line closes, and each even one is where reading may begin again.
    found = read(tmp_path, HEADING + 'a,b,c\nx",y,"z\n' * 5_000)
    assert len(records(found)) == 5_000


TEXT = st.text(
    st.characters(codec="cp1252", exclude_categories=["Cc", "Cs"], exclude_characters="ÃÂÅâ\ufeff\ufffd"), max_size=12
)
CELL = st.one_of(TEXT, st.sampled_from(['"', '""', "a\nb", "a\r\nb", ",;\t|", "l'été", "0012"]))
TABLE = st.integers(2, 5).flatmap(
    lambda width: st.lists(st.lists(CELL, min_size=width, max_size=width), min_size=1, max_size=8)
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=150)
@given(
    table=TABLE,
    delimiter=st.sampled_from(",;\t|"),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "cp1252"]),
    ending=st.sampled_from(["\n", "\r\n"]),
    every=st.booleans(),
    zipped=st.booleans(),
)
def test_any_table_comes_back_as_it_was_written(
    tmp_path: Path, table: list[list[str]], delimiter: str, encoding: str, ending: str, *, every: bool, zipped: bool
) -> None:
    names = [f"colonne {letter}" for letter in string.ascii_lowercase[: len(table[0])]]
    text = io.StringIO()
    csv.writer(
        text, delimiter=delimiter, lineterminator=ending, quoting=csv.QUOTE_ALL if every else csv.QUOTE_MINIMAL
    ).writerows([names, *table])
    content = text.getvalue().encode(encoding)
    said = {"delimiter": delimiter, "encoding": encoding}
    file = delivered(tmp_path, gzipped(content) if zipped else content, **said)
    found, error = until_error(FORMAT, file)
    expected = [dict(zip(names, row, strict=True)) for row in table if any(row)]
    assert fields(found) == expected
    assert (error is None) == bool(expected)
    assert rules_of(found) == []


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=300)
@given(
    content=st.one_of(
        st.binary(max_size=400),
        st.text("ab1é,;\"\n\r\t|\\' \0", max_size=200).map(str.encode),
        st.lists(st.sampled_from(["a,b,c\n", 'x",y,"z\n', '"', '1,"a""b",2\n', "\r", 'a,"b\nc",d\n']), max_size=30).map(
            lambda parts: "".join(parts).encode()
        ),
    ),
    cell=st.sampled_from([16, 200, 1_000_000]),
)
def test_no_bytes_raise_anything_else(tmp_path: Path, content: bytes, cell: int) -> None:
    file = bounded(delivered(tmp_path, content), max_cell_bytes=cell, max_record_bytes=cell * 4)
    found, error = until_error(FORMAT, file)
    assert error is None or isinstance(error, BoundPassed | UnreadableFile)
    assert [outcome.ordinal for outcome in found] == list(range(len(found)))
