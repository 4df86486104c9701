"""The parts of a workbook's ZIP archive, none of them read beyond the bounds."""

from __future__ import annotations

import struct
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from app.core.config import MEGABYTE
from app.core.errors import UnreadableFile
from app.core.text import Text
from app.reading.bytes_in import RATIO_FLOOR, bound_passed, nothing_to_read
from app.reading.source_format import DeliveredFile

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # the container of .xls, and of workbooks with a password (MS-CFB, 2.2)
ENCRYPTED = "EncryptedPackage".encode("utf-16-le")  # the stream that holds the latter (MS-OFFCRYPTO, 2.3.4.4)
BLOCK = 64 * 1024
_LARGEST_DIRECTORY = 4 * MEGABYTE  # about 40,000 parts; a workbook with a picture for each record has fewer
_LARGEST_PART_IN_MEMORY = 32 * MEGABYTE  # the parts that are read whole say how the workbook is made; they are small
_END_OF_DIRECTORY = struct.Struct("<4s4H2LH")
_LONGEST_COMMENT = 0xFFFF


class DamagedPart(Exception):
    """A part of the archive that cannot be decompressed to its end."""


class Archive:
    """An open workbook; its parts come as decompressed blocks."""

    def __init__(self, archive: zipfile.ZipFile, file: DeliveredFile) -> None:
        """Take an open archive whose directory is of a sane size."""
        self._archive = archive
        self._file = file
        self.names = frozenset(archive.namelist())

    def check(self, names: Iterable[str]) -> None:
        """Raise BoundPassed when these parts together would pass `max_expanded_bytes`, or one `max_expansion_ratio`.

        This is what the archive's directory says. More than it says of a part never comes out of it.
        """
        bounds = self._file.bounds
        parts = [self._archive.getinfo(name) for name in set(names) & self.names]
        if sum(part.file_size for part in parts) > bounds.max_expanded_bytes:
            raise bound_passed("max_expanded_bytes", bounds.max_expanded_bytes)
        for part in parts:
            self._check_ratio(part.file_size, part.compress_size)

    def blocks(self, name: str, *, followed: bool = False) -> Iterator[bytes]:
        """Yield a part's content; the file's position moves with it when it is `followed`.

        Raises DamagedPart after what could be decompressed; BoundPassed; UnreadableFile when a password is needed.
        """
        self.check((name,))
        info = self._archive.getinfo(name)
        if info.flag_bits & 1:
            raise protected()
        size, expanded = self._file.path.stat().st_size, 0
        try:
            with self._archive.open(info) as opened:
                while block := opened.read(BLOCK):
                    expanded += len(block)
                    self._check_ratio(expanded, info.compress_size)
                    if followed:
                        self._file.position.bytes_read = size * expanded // max(info.file_size, 1)
                    yield block
        except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError) as error:
            raise DamagedPart from error

    def whole(self, name: str) -> bytes:
        """Return the content of a small part; raise UnreadableFile when it is damaged, BoundPassed when it is large."""
        content = bytearray()
        try:
            for block in self.blocks(name):
                content += block
                if len(content) > _LARGEST_PART_IN_MEMORY:
                    raise bound_passed("max_expanded_bytes", _LARGEST_PART_IN_MEMORY)
        except DamagedPart as error:
            raise damaged() from error
        return bytes(content)

    def _check_ratio(self, expanded: int, compressed: int) -> None:
        ratio = self._file.bounds.max_expansion_ratio
        if expanded > RATIO_FLOOR and expanded > ratio * max(compressed, 1):
            raise bound_passed("max_expansion_ratio", ratio)


@contextmanager
def opened(file: DeliveredFile) -> Iterator[Archive]:
    """Open a workbook; raise UnreadableFile, with advice, for what is none; BoundPassed for one that is too large."""
    size = file.path.stat().st_size
    if size > file.bounds.max_upload_bytes:
        raise bound_passed("max_upload_bytes", file.bounds.max_upload_bytes)
    if not size:
        raise nothing_to_read(file.name)
    with file.path.open("rb") as beginning:
        if beginning.read(len(OLE)) == OLE:
            raise protected() if _holds(file.path, ENCRYPTED) else old_workbook()
    if _directory_bytes(file.path, size) > _LARGEST_DIRECTORY:
        raise bound_passed("max_expanded_bytes", _LARGEST_DIRECTORY)
    try:
        archive = zipfile.ZipFile(file.path)
    except (zipfile.BadZipFile, ValueError, struct.error, NotImplementedError) as error:
        raise damaged() from error
    with archive:
        yield Archive(archive, file)


def _directory_bytes(path: Path, size: int) -> int:
    """Return the size that the archive says its directory has (APPNOTE 4.3.16): the library reads all of it at once."""
    with path.open("rb") as archive:
        archive.seek(max(0, size - _LONGEST_COMMENT - _END_OF_DIRECTORY.size))
        tail = archive.read()
    start = tail.rfind(b"PK\x05\x06")
    if start < 0 or len(tail) - start < _END_OF_DIRECTORY.size:
        return 0  # the library will say that this is no archive
    return int(_END_OF_DIRECTORY.unpack_from(tail, start)[5])


def _holds(path: Path, wanted: bytes) -> bool:
    before = b""
    with path.open("rb") as content:
        while block := content.read(MEGABYTE):
            if wanted in before + block:
                return True
            before = block[-len(wanted) :]
    return False


def damaged() -> UnreadableFile:
    """Return the error for an archive that cannot be opened or read."""
    return UnreadableFile(
        Text(
            fr="Le classeur est endommagé ou tronqué. Enregistrez-le à nouveau, puis renvoyez-le.",
            en="The workbook is damaged or cut short. Save it again, then send it again.",
        )
    )


def protected() -> UnreadableFile:
    """Return the error for a workbook with a password."""
    return UnreadableFile(
        Text(
            fr="Le classeur est protégé par un mot de passe. Enregistrez-en une copie sans mot de passe.",
            en="The workbook is protected by a password. Save a copy without it.",
        )
    )


def old_workbook() -> UnreadableFile:
    """Return the error for a workbook of a form that is not read: .xls, .xlsb, .ods."""
    return UnreadableFile(
        Text(
            fr="Ce classeur est d'un format qui n'est pas lu (.xls, .xlsb ou .ods). Enregistrez-le en .xlsx ou en CSV.",
            en="This workbook is of a format that is not read (.xls, .xlsb or .ods). Save it as .xlsx or CSV.",
        )
    )
