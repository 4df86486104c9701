"""A ZIP or a tar of many files is one delivery: each file is read, none of them can harm the others or the machine."""

import io
import tarfile
import zipfile
from pathlib import Path

import pytest

from app.core.config import Bounds
from app.core.errors import BoundPassed, ConcordanceError, UnreadableFile
from app.core.source import SourceRecord, UnreadableRecord
from app.reading.recognition import recognise
from app.reading.source_format import DeliveredFile, ReadOutcome, source_formats

FORMATS = source_formats()
RECORD = '<lido xmlns="http://www.lido-schema.org"><lidoRecID>{}</lidoRecID></lido>'
FILES = {
    "a/1.xml": RECORD.format(1),
    "a/readme.txt": "Bonjour",
    "__MACOSX/a/._1.xml": "x",
    "a/.DS_Store": "x",
    "schema.xsd": '<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema"/>',
    "b/2.xml": "<lidoWrap>" + RECORD.format(2) + RECORD.format(3) + "</lidoWrap>",
    "empty.xml": "",
    "../../etc/4.xml": RECORD.format(4),
}


def zipped(path: Path, files: dict[str, str] = FILES) -> DeliveredFile:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return DeliveredFile(path, path.name, Bounds())


def tarred(path: Path, files: dict[str, str] = FILES) -> DeliveredFile:
    with tarfile.open(path, "w:gz" if path.suffix == ".tgz" else "w") as archive:
        for name, text in files.items():
            info = tarfile.TarInfo(name)
            info.size = len(text.encode())
            archive.addfile(info, io.BytesIO(text.encode()))
        link = tarfile.TarInfo("link.xml")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
        archive.addfile(link)
    return DeliveredFile(path, path.name, Bounds())


def read(file: DeliveredFile) -> list[ReadOutcome]:
    return list(FORMATS.get(recognise(file, FORMATS).format).read(file))


@pytest.mark.parametrize("name", ["a.zip", "a.tar", "a.tgz"])
def test_each_file_is_read_and_named(tmp_path: Path, name: str) -> None:
    make = zipped if name.endswith("zip") else tarred
    outcomes = read(make(tmp_path / name))
    records = [one for one in outcomes if isinstance(one, SourceRecord)]
    assert [(one.fields["lidoRecID"], one.member) for one in records] == [
        ("1", "a/1.xml"),
        ("2", "b/2.xml"),
        ("3", "b/2.xml"),
        ("4", "../../etc/4.xml"),
    ]
    assert [one.ordinal for one in outcomes] == list(range(5))
    (bad,) = [one for one in outcomes if isinstance(one, UnreadableRecord)]
    assert (bad.finding.rule, bad.finding.cell.file) == ("reading.member-unreadable", "empty.xml")
    passed = [one.cell.file for record in records for one in record.findings]
    assert passed == ["a/readme.txt", "schema.xsd"]
    assert not (tmp_path.parent / "etc").exists()


def test_a_workbook_is_no_archive(tmp_path: Path) -> None:
    file = zipped(tmp_path / "a.xlsx", {"[Content_Types].xml": "<Types/>", "xl/workbook.xml": RECORD.format(1)})
    assert recognise(file, FORMATS).format == "xlsx"


def test_other_formats_have_archives_too(tmp_path: Path) -> None:
    file = zipped(tmp_path / "a.zip", {"1.json": '[{"id": "1"}]', "2.json": '[{"id": "2"}]'})
    assert [one.member for one in read(file) if isinstance(one, SourceRecord)] == ["1.json", "2.json"]


def test_a_text_that_explains_the_others_does_not_tell_the_format(tmp_path: Path) -> None:
    manifest = (
        '{"@context": "http://iiif.io/api/presentation/3/context.json", "id": "https://m.example/1", "items": []}'
    )
    file = zipped(tmp_path / "a.zip", {"LISEZMOI.txt": "Voici les manifestes,\nun par objet.\n", "1.json": manifest})
    assert recognise(file, source_formats()).format == "iiif"
    assert len([one for one in source_formats().get("iiif").read(file) if isinstance(one, SourceRecord)]) == 1


@pytest.mark.parametrize(
    ("bound", "limit", "text"),
    [("max_members", 2, "x"), ("max_expanded_bytes", 1000, "y" * 2000), ("max_expansion_ratio", 20, " " * 6_000_000)],
)
def test_bounds_are_named(tmp_path: Path, bound: str, limit: int, text: str) -> None:
    many = {f"{at}.xml": RECORD.format(at) + (text if at else "") for at in range(4)}
    file = zipped(tmp_path / "a.zip", many)
    file = DeliveredFile(file.path, file.name, Bounds(**{bound: limit}))
    with pytest.raises(BoundPassed) as raised:
        list(FORMATS.get("lido").read(file))
    assert raised.value.bound == bound


def test_a_damaged_archive_gives_what_comes_before(tmp_path: Path) -> None:
    whole = tarred(tmp_path / "a.tgz", {f"{at}.xml": RECORD.format(at) + " " * 3000 for at in range(40)})
    cut = tmp_path / "cut.tgz"
    cut.write_bytes(whole.path.read_bytes()[:-300])
    outcomes = list(FORMATS.get("lido").read(DeliveredFile(cut, cut.name, Bounds())))
    assert isinstance(outcomes[0], SourceRecord)
    assert isinstance(outcomes[-1], UnreadableRecord)


def test_an_archive_of_nothing_known(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile):
        recognise(zipped(tmp_path / "a.zip", {"a.bin": "\0\1\2"}), FORMATS)
    with pytest.raises(ConcordanceError):
        list(FORMATS.get("lido").read(zipped(tmp_path / "b.zip", {"a.bin": "\0\1\2"})))
