"""A ZIP archive of tables: a relational export in one file, its tables laid out beside each other for the readers."""

from __future__ import annotations

import re
import secrets
import shutil
import stat
import struct
import zipfile
import zlib
from collections.abc import Sequence
from pathlib import Path, PurePosixPath
from typing import Final

from app.core.config import Bounds
from app.core.errors import BoundPassed, InputError, UnreadableFile
from app.core.text import Text
from app.intake.push import FOLDER, disk_refusals_told

_SIGNATURE: Final = b"PK\x03\x04"  # of a first member (APPNOTE 4.3.7)
_TABLES: Final = (".csv", ".tsv", ".txt", ".json", ".jsonl", ".ndjson", ".geojson", ".xlsx")
_REMARKS: Final = ("readme", "lisezmoi", "lisez-moi", "license", "licence", "copying")
_WORKBOOK: Final = "[Content_Types].xml"  # of an Office Open XML file, which is a ZIP archive too
_LOOKED_AT: Final = 3  # tables whose beginning is looked at
_HEAD: Final = 64 * 1024
# JSON-LD and manifests of IIIF: each file is a description by itself, not a table that others join.
_DOCUMENT: Final = re.compile(
    rb"\"@context\"\s{0,20}:|\"@?type\"\s{0,20}:\s{0,20}\"(?:sc:)?(?:Manifest|Canvas)\""
    rb"|\"(?:https?://schema\.org/|schema:)[A-Za-z]{1,60}\"\s{0,20}:"
)
_MOST_TABLES: Final = 64  # the widest relational export met has seven tables
_BLOCK: Final = 1024 * 1024
_RATIO_FROM: Final = 4 * 1024 * 1024  # below, an expansion harms nobody, whatever its ratio
_BROKEN: Final = (zipfile.BadZipFile, zlib.error, EOFError, struct.error, NotImplementedError, ValueError, OSError)


def is_bundle(path: Path) -> bool:
    """Say whether a file is a ZIP archive of tables; a workbook, or an archive of anything else, is none."""
    with path.open("rb") as opened:
        if opened.read(len(_SIGNATURE)) != _SIGNATURE:
            return False
    try:
        with zipfile.ZipFile(path) as archive:
            names = archive.namelist()
            shown = [name for name in names if _is_shown(name)]
            tables = [name for name in shown if _is_table(name)]
            if not tables or _WORKBOOK in names or any(_is_xml(name) for name in shown):
                return False
            return not any(_is_document(archive, name) for name in tables[:_LOOKED_AT])
    except _BROKEN:
        return False  # the format that recognises it says what is wrong with it


def unpack(path: Path, data_dir: Path, bounds: Bounds, *, most_bytes: int | None = None) -> tuple[Path, ...]:
    """Lay the tables of an archive out in a new folder of the data folder; return them in the archive's order.

    Their names are those of the archive without its folders. `most_bytes` is what they may become together (otherwise
    `max_expanded_bytes`). Raises InputError for a name that leads elsewhere, for two tables of one name, and for an
    encrypted archive; BoundPassed; UnreadableFile for a damaged one; StorageFull.
    """
    most = bounds.max_expanded_bytes if most_bytes is None else min(most_bytes, bounds.max_expanded_bytes)
    folder = data_dir.absolute() / FOLDER / secrets.token_hex(16)
    try:
        with disk_refusals_told(), zipfile.ZipFile(path) as archive:
            folder.mkdir(parents=True)
            return _extracted(archive, folder, most, bounds.max_expansion_ratio)
    except _BROKEN as error:
        shutil.rmtree(folder, ignore_errors=True)
        raise UnreadableFile(
            Text(
                fr="L'archive ZIP est endommagée ou tronquée. Refaites-la, puis renvoyez-la.",
                en="The ZIP archive is damaged or cut short. Make it again, then send it again.",
            )
        ) from error
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise


def _is_document(archive: zipfile.ZipFile, name: str) -> bool:
    if not name.lower().endswith((".json", ".jsonl", ".ndjson")) or archive.getinfo(name).flag_bits & 1:
        return False  # an encrypted one is refused when it is laid out
    with archive.open(name) as opened:
        return _DOCUMENT.search(opened.read(_HEAD)) is not None


def likely_main(tables: Sequence[Path], companions: Sequence[str]) -> tuple[Path, ...]:
    """Return the tables that may be the main one: those that are no companion, by their name in whatever case."""
    beside = {name.casefold() for name in companions}
    return tuple(table for table in tables if table.name.casefold() not in beside)


def _extracted(archive: zipfile.ZipFile, folder: Path, most: int, ratio: int) -> tuple[Path, ...]:
    members = [info for info in archive.infolist() if _is_shown(info.filename)]
    for info in members:
        _check_name(info)
    tables = [info for info in members if _is_table(info.filename)]
    if len(tables) > _MOST_TABLES:
        raise _refused(
            f"L'archive contient {len(tables)} tables; {_MOST_TABLES} au plus sont lues ensemble.",
            f"The archive holds {len(tables)} tables; at most {_MOST_TABLES} are read together.",
        )
    paths: list[Path] = []
    room = most
    for info in tables:
        target = folder / PurePosixPath(info.filename).name
        if any(target.name.casefold() == other.name.casefold() for other in paths):
            raise _refused(
                f"L'archive contient deux tables du nom de « {target.name[:80]} ».",
                f"The archive holds two tables of the name “{target.name[:80]}”.",
            )
        room -= _extract(archive, info, target, room, most, ratio)
        paths.append(target)
    return tuple(paths)


def _extract(  # noqa: PLR0913, PLR0917  # one member, its place, and the bounds it must keep
    archive: zipfile.ZipFile, info: zipfile.ZipInfo, target: Path, room: int, most: int, ratio: int
) -> int:
    """Write one member and return its size; what its header announces is not believed."""
    written = 0
    with archive.open(info) as opened, target.open("xb") as file:
        while block := opened.read(_BLOCK):
            written += len(block)
            if written > room:
                raise _too_large("max_expanded_bytes", most)
            if written > _RATIO_FROM and written > ratio * max(info.compress_size, 1):
                raise _too_large("max_expansion_ratio", ratio)
            file.write(block)
    return written


def _check_name(info: zipfile.ZipInfo) -> None:
    name = info.filename.replace("\\", "/")
    parts = PurePosixPath(name).parts
    is_link = stat.S_ISLNK(info.external_attr >> 16)
    if ".." in parts or name.startswith("/") or ":" in name or "\0" in info.orig_filename or is_link:
        raise _refused(
            f"L'archive contient un nom de fichier qui mène ailleurs: « {info.filename[:80]} ».",
            f"The archive holds a file name that leads elsewhere: “{info.filename[:80]}”.",
        )
    if info.flag_bits & 1:
        raise _refused(
            "L'archive est protégée par un mot de passe.",
            "The archive is protected by a password.",
        )


def _is_shown(name: str) -> bool:
    """Say whether a member is a file of the museum's own: no folder, and nothing that a system puts in by itself."""
    path = PurePosixPath(name.replace("\\", "/"))
    return not name.endswith(("/", "\\")) and path.parts[:1] != ("__MACOSX",) and not path.name.startswith(".")


def _is_table(name: str) -> bool:
    plain = PurePosixPath(name.replace("\\", "/")).name.casefold()
    return plain.removesuffix(".gz").endswith(_TABLES) and not plain.startswith(_REMARKS)


def _is_xml(name: str) -> bool:
    return name.casefold().removesuffix(".gz").endswith((".xml", ".rdf", ".lido"))


def _refused(fr: str, en: str) -> InputError:
    return InputError(Text(fr=fr, en=en))


def _too_large(bound: str, limit: int) -> BoundPassed:
    return BoundPassed(
        Text(
            fr=f"L'archive devient trop grande une fois décompressée ({bound}: {limit}).",
            en=f"The archive becomes too large when it is unpacked ({bound}: {limit}).",
        ),
        bound=bound,
    )
