"""An archive of tables is laid out within its bounds, and no name in it leads elsewhere."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.config import Bounds
from app.core.errors import BoundPassed, InputError, UnreadableFile
from app.intake.bundle import is_bundle, likely_main, unpack
from app.intake.push import discard

TABLE = b"No,Titre\n1,Rouet\n"


def zipped(folder: Path, *members: tuple[str, bytes], name: str = "export.zip") -> Path:
    path = folder / name
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for member, content in members:
            archive.writestr(member, content)
    return path


def kept_files(folder: Path) -> list[str]:
    return sorted(path.name for path in (folder / "deliveries").rglob("*") if path.is_file())


@pytest.mark.parametrize(
    ("members", "expected"),
    [
        (["objets.csv", "auteurs.csv"], True),
        (["Export 2024/Objets.CSV", "Export 2024/.DS_Store", "__MACOSX/._Objets.csv"], True),
        (["objets.jsonl.gz"], True),
        (["lido/1.xml", "lido/2.xml"], False),
        (["lido/1.xml", "liste.csv"], False),
        (["[Content_Types].xml", "xl/workbook.xml"], False),
        (["image.jpg"], False),
        (["README.txt"], False),
        ([], False),
    ],
)
def test_what_is_an_archive_of_tables(tmp_path: Path, members: list[str], *, expected: bool) -> None:
    assert is_bundle(zipped(tmp_path, *((name, TABLE) for name in members))) == expected


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b'[{"No": "1", "Titre": "Rouet"}]', True),
        (b'{"@context": "https://schema.org", "@type": "Painting"}', False),
        (b'{"schema:name": "Rouet"}', False),
        (b'{"items": [], "type": "Manifest"}', False),
        (b'{"label": "' + b"x" * 90_000 + b'", "@context": ""}', True),
    ],
)
def test_documents_that_each_say_what_they_are_are_no_tables(tmp_path: Path, content: bytes, *, expected: bool) -> None:
    assert is_bundle(zipped(tmp_path, ("1.json", content), ("2.json", content))) == expected
    assert is_bundle(zipped(tmp_path, ("LISEZMOI.txt", b"bonjour"), ("1.json", content))) == expected


def test_a_table_is_no_archive(tmp_path: Path) -> None:
    path = tmp_path / "PK.csv"
    path.write_bytes(TABLE)
    assert not is_bundle(path)
    path.write_bytes(b"PK\x03\x04 and nothing of the kind")
    assert not is_bundle(path)


def test_the_tables_are_laid_out_beside_each_other(tmp_path: Path) -> None:
    archive = zipped(tmp_path, ("a/Objets.csv", TABLE), ("b/Auteurs.csv", TABLE), ("LISEZMOI.txt", b"bonjour"))
    tables = unpack(archive, tmp_path, Bounds())
    assert [table.name for table in tables] == ["Objets.csv", "Auteurs.csv"]
    assert tables[0].parent == tables[1].parent
    assert tables[0].read_bytes() == TABLE
    assert kept_files(tmp_path) == ["Auteurs.csv", "Objets.csv"]
    discard(tables[0])
    assert kept_files(tmp_path) == []


@pytest.mark.parametrize(
    "name", ["../objets.csv", "a/../../objets.csv", "/etc/objets.csv", "..\\objets.csv", "C:\\objets.csv", "a:b.csv"]
)
def test_a_name_that_leads_elsewhere_is_refused_and_nothing_is_left(tmp_path: Path, name: str) -> None:
    with pytest.raises(InputError, match="leads elsewhere"):
        unpack(zipped(tmp_path, ("bon.csv", TABLE), (name, TABLE)), tmp_path, Bounds())
    assert kept_files(tmp_path) == []


def test_a_symbolic_link_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "lien.zip"
    with zipfile.ZipFile(path, "w") as archive:
        link = zipfile.ZipInfo("objets.csv")
        link.external_attr = 0o120777 << 16
        archive.writestr(link, "/etc/passwd")
    with pytest.raises(InputError, match="leads elsewhere"):
        unpack(path, tmp_path, Bounds())


def test_two_tables_of_one_name_are_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="two tables"):
        unpack(zipped(tmp_path, ("a/Objets.csv", TABLE), ("b/objets.csv", TABLE)), tmp_path, Bounds())


def test_too_many_tables_are_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="65 tables"):
        unpack(zipped(tmp_path, *((f"{n}.csv", TABLE) for n in range(65))), tmp_path, Bounds())


def test_an_archive_that_becomes_too_large_is_refused_by_the_name_of_its_bound(tmp_path: Path) -> None:
    archive = zipped(tmp_path, ("a.csv", b"x" * 600_000), ("b.csv", b"x" * 600_000))
    with pytest.raises(BoundPassed) as passed:
        unpack(archive, tmp_path, Bounds(max_expanded_bytes=1_000_000))
    assert passed.value.bound == "max_expanded_bytes"
    with pytest.raises(BoundPassed):
        unpack(archive, tmp_path, Bounds(), most_bytes=1_000_000)
    with pytest.raises(BoundPassed) as passed:
        unpack(zipped(tmp_path, ("a.csv", bytes(16 * 1024 * 1024))), tmp_path, Bounds(max_expansion_ratio=100))
    assert passed.value.bound == "max_expansion_ratio"
    assert kept_files(tmp_path) == []


def test_an_encrypted_archive_is_refused(tmp_path: Path) -> None:
    path = zipped(tmp_path, ("a.csv", TABLE))
    content = bytearray(path.read_bytes())
    directory = content.index(b"PK\x01\x02")
    content[6] |= 1
    content[directory + 8] |= 1
    path.write_bytes(content)
    with pytest.raises(InputError, match="password"):
        unpack(path, tmp_path, Bounds())


@given(st.data())
def test_a_damaged_archive_is_an_answer(tmp_path_factory: pytest.TempPathFactory, data: st.DataObject) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.csv", TABLE * 50)
        archive.writestr("b.csv", TABLE)
    content = bytearray(buffer.getvalue())
    place = data.draw(st.integers(0, len(content) - 1))
    content[place] = data.draw(st.integers(0, 255))
    cut = data.draw(st.integers(place, len(content)))
    folder = tmp_path_factory.mktemp("damaged")
    path = folder / "export.zip"
    path.write_bytes(content[:cut])
    if is_bundle(path):
        try:
            unpack(path, folder, Bounds())
        except (InputError, UnreadableFile):
            assert kept_files(folder) == []


def test_companions_are_not_the_main_table_in_whatever_case() -> None:
    tables = [Path("Objets.csv"), Path("AUTEURS.CSV"), Path("lieux.csv")]
    assert likely_main(tables, ["auteurs.csv", "Lieux.csv"]) == (Path("Objets.csv"),)
    assert likely_main(tables, []) == tuple(tables)
