"""What a workbook says of itself: its sheets, its number formats, from when it counts days (ECMA-376, part 1, 18.2)."""

from __future__ import annotations

import posixpath
from dataclasses import dataclass
from xml.etree.ElementTree import Element, ParseError, fromstring
from xml.parsers import expat

from app.core.errors import UnreadableFile
from app.core.text import Text
from app.reading.formats.xlsx.archive import Archive, damaged, old_workbook
from app.reading.formats.xlsx.display import NumberFormat, number_format

_RELATIONS = "_rels/{}.rels"


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet: its name, the part it is in, whether the workbook shows it."""

    name: str
    part: str
    visible: bool


@dataclass(frozen=True, slots=True)
class Workbook:
    """The sheets of a workbook in its order, the format of each cell style, the part of its shared strings."""

    sheets: tuple[Sheet, ...]
    formats: tuple[NumberFormat, ...]
    strings: str | None

    def sheet(self, wanted: str | None) -> Sheet:
        """Return the sheet of a name or a number (from 1), else the first visible one; raise UnreadableFile."""
        if wanted is None:
            return next((sheet for sheet in self.sheets if sheet.visible), self.sheets[0])
        named = [sheet for sheet in self.sheets if sheet.name.strip().casefold() == wanted.strip().casefold()]
        if not named and wanted.strip().isdecimal() and 0 < int(wanted) <= len(self.sheets):
            named = [self.sheets[int(wanted) - 1]]
        if not named:
            names = ", ".join(sheet.name for sheet in self.sheets[:20])
            raise UnreadableFile(
                Text(
                    fr=f"Le classeur n'a pas de feuille « {wanted[:60]} ». Il a: {names}.",
                    en=f"The workbook has no sheet “{wanted[:60]}”. It has: {names}.",
                )
            )
        return named[0]


def workbook(archive: Archive) -> Workbook:
    """Return what the workbook says of itself; raise UnreadableFile when it is none, or has no sheet."""
    part = next((target for kind, target in _relations(archive, "").values() if kind == "officeDocument"), None)
    if part is None or part not in archive.names or part.endswith(".bin"):
        raise old_workbook()
    root = xml(archive.whole(part))
    relations = _relations(archive, part)
    sheets = tuple(
        Sheet(str(entry.get("name")), target, entry.get("state", "visible") == "visible")
        for entry in _children(root, "sheets", "sheet")
        for kind, target in [relations.get(_relation_id(entry), ("", ""))]
        if kind == "worksheet" and target in archive.names
    )
    if not sheets:
        raise damaged()
    settings = next((child for child in root if _local(child) == "workbookPr"), None)
    since_1904 = settings is not None and settings.get("date1904") in {"1", "true"}
    by_kind = {kind: target for kind, target in relations.values() if target in archive.names}
    styles = by_kind.get("styles")
    formats = _formats(xml(archive.whole(styles)), since_1904=since_1904) if styles else ()
    return Workbook(sheets, formats, by_kind.get("sharedStrings"))


def xml(content: bytes) -> Element:
    """Return the root of a small XML part; raise UnreadableFile when it is malformed or has a document type."""
    try:
        refuse_document_type(content)
        return fromstring(content)  # noqa: S314  # the line above refused what could expand
    except (ParseError, expat.ExpatError) as error:
        raise damaged() from error


def refuse_document_type(content: bytes) -> None:
    """Raise UnreadableFile for XML with a document type, which no part may have (ECMA-376, part 2, 9.1.4)."""
    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = refuse
    parser.Parse(content, True)  # noqa: FBT003  # the argument has no name


def refuse(*_: object) -> None:
    """Raise UnreadableFile: the handler of a document type."""
    raise UnreadableFile(
        Text(
            fr="Le classeur contient une déclaration de type de document, ce que son format interdit.",
            en="The workbook holds a document type declaration, which its format forbids.",
        )
    )


def _relations(archive: Archive, part: str) -> dict[str, tuple[str, str]]:
    """Return, for each relation of a part, its kind and the part it leads to (ECMA-376, part 2, 9.3)."""
    folder, name = posixpath.split(part)
    where = posixpath.join(folder, _RELATIONS.format(name))
    if where not in archive.names:
        return {}
    return {
        entry.get("Id", ""): (
            entry.get("Type", "").rpartition("/")[2],
            posixpath.normpath(posixpath.join("/", folder, entry.get("Target", ""))).lstrip("/"),
        )
        for entry in xml(archive.whole(where))
    }


def _relation_id(entry: Element) -> str:
    return next((value for name, value in entry.attrib.items() if name.endswith("}id")), "")


def _formats(styles: Element, *, since_1904: bool) -> tuple[NumberFormat, ...]:
    custom = {entry.get("numFmtId"): entry.get("formatCode", "") for entry in _children(styles, "numFmts", "numFmt")}
    known: dict[str, NumberFormat] = {}
    formats: list[NumberFormat] = []
    for entry in _children(styles, "cellXfs", "xf"):
        number = entry.get("numFmtId", "0")
        if number not in known:
            known[number] = number_format(number, custom.get(number), since_1904=since_1904)
        formats.append(known[number])
    return tuple(formats)


def _children(root: Element, group: str, name: str) -> list[Element]:
    return [child for parent in root if _local(parent) == group for child in parent if _local(child) == name]


def _local(element: Element) -> str:
    return element.tag.rpartition("}")[2]
