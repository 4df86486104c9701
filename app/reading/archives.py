"""A ZIP or a tar (also compressed) of many files as one delivery, whatever the format of the files in it.

Members are read one after another, a large one from a temporary file; their names are labels and never paths.
"""

from __future__ import annotations

import tarfile
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from io import RawIOBase
from pathlib import Path
from typing import IO

from msgspec import structs

from app.core.errors import BoundPassed, ConcordanceError, UnreadableFile
from app.core.finding import Cell, Finding
from app.core.source import UnreadableRecord
from app.core.text import Text
from app.reading.bytes_in import HEAD, RATIO_FLOOR, DeliveredBytes, bound_passed, nothing_to_read
from app.reading.rules import DAMAGED, MEMBER_PASSED_OVER, MEMBER_UNREADABLE, finding, shown
from app.reading.source_format import DeliveredFile, ReadOutcome, SourceFormat

_BLOCK = 256 * 1024
_IN_MEMORY = 1024 * 1024
_ZIP, _TAR_MAGIC, _TAR_AT = b"PK\x03\x04", b"ustar", 257
_OFFICE = frozenset({"[Content_Types].xml", "mimetype"})  # a workbook or a document is a file, not an archive of files
_ZIP_TAIL = 66 * 1024  # a comment of 64 KiB at most, and the records before it
_SURE = 0.3  # below this, a member is of another format
_TRIED = 20  # members looked at to tell an archive's format


@dataclass(frozen=True, slots=True)
class Member:
    """One file of an archive, in memory or spooled to disk; `position` is how much of the archive was read by then."""

    name: str
    path: Path
    position: int
    content: bytes | None = None

    def delivered(self, archive: DeliveredFile) -> DeliveredFile:
        """Return it as a file of its own."""
        return DeliveredFile(self.path, self.name, archive.bounds, archive.options, content=self.content)


def archive_kind(file: DeliveredFile) -> str | None:
    """Return `zip` or `tar` for an archive of files, None for anything else (a workbook among them)."""
    head = next(DeliveredBytes(file).blocks(512), b"")
    if head.startswith(_ZIP):
        if _entries(file.path) > file.bounds.max_members:
            raise bound_passed("max_members", file.bounds.max_members)
        return "zip" if zipfile.is_zipfile(file.path) and not _is_office(file.path) else None
    return "tar" if head[_TAR_AT : _TAR_AT + len(_TAR_MAGIC)] == _TAR_MAGIC else None


def _entries(path: Path) -> int:
    """Return how many files a ZIP says it holds, before its directory is read into memory; 0 when it does not say.

    From the end of central directory records (APPNOTE.TXT, sections 4.3.14 and 4.3.16).
    """
    with path.open("rb") as opened_file:
        opened_file.seek(max(0, path.stat().st_size - _ZIP_TAIL))
        tail = opened_file.read()
    end = tail.rfind(b"PK\x05\x06")
    large = tail.rfind(b"PK\x06\x06")
    counts = [int.from_bytes(tail[end + 10 : end + 12], "little")] if end >= 0 else [0]
    if large >= 0:
        counts.append(int.from_bytes(tail[large + 32 : large + 40], "little"))
    return max(counts)


def _is_office(path: Path) -> bool:
    try:
        with zipfile.ZipFile(path) as archive:
            return bool(_OFFICE & set(archive.namelist()[:50]))
    except (zipfile.BadZipFile, OSError):
        return False


@contextmanager
def opened(file: DeliveredFile, kind: str) -> Iterator[Iterator[Member]]:
    """Give the files of an archive, one at a time; each is gone when the next one comes."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="concordance-")))
        yield _zip_members(file, folder, stack) if kind == "zip" else _tar_members(file, folder, stack)


def _zip_members(file: DeliveredFile, folder: Path, stack: ExitStack) -> Iterator[Member]:
    archive = stack.enter_context(zipfile.ZipFile(file.path))
    infos = archive.infolist()
    if len(infos) > file.bounds.max_members:
        raise bound_passed("max_members", file.bounds.max_members)
    spool = _Spool(file, folder)
    consumed = 0
    for info in infos:
        consumed += info.compress_size
        if info.is_dir() or _is_clutter(info.filename):
            continue
        if info.flag_bits & 1:
            raise UnreadableFile(
                Text(
                    fr=f"L'archive « {file.name[:80]} » est protégée par un mot de passe.",
                    en=f"The archive “{file.name[:80]}” is protected by a password.",
                )
            )
        with archive.open(info) as member:
            yield spool.keep(shown(info.filename), member, consumed)


def _tar_members(file: DeliveredFile, folder: Path, stack: ExitStack) -> Iterator[Member]:
    stream = _Stream(DeliveredBytes(file))
    archive = stack.enter_context(tarfile.open(fileobj=stream, mode="r|"))  # noqa: SIM115  # the stack closes it
    spool = _Spool(file, folder)
    for count, info in enumerate(archive, start=1):
        if count > file.bounds.max_members:
            raise bound_passed("max_members", file.bounds.max_members)
        member = archive.extractfile(info) if info.isfile() and not _is_clutter(info.name) else None
        if member is not None:
            yield spool.keep(shown(info.name), member, file.position.bytes_read)


def _is_clutter(name: str) -> bool:
    last = name.rsplit("/", 1)[-1]
    return name.startswith("__MACOSX/") or last.startswith(".") or last in {"Thumbs.db", "desktop.ini"}


class _Spool:
    """Where members are written, one over the other, and counted against the bounds."""

    def __init__(self, file: DeliveredFile, folder: Path) -> None:
        self._file = file
        self._path = folder / "member"
        self._expanded = 0
        self._size = max(file.path.stat().st_size, 1)

    def keep(self, name: str, member: IO[bytes], consumed: int) -> Member:
        # Most members are a record or two: a file on disk for each would cost more than reading it.
        start = self._counted(member.read(_IN_MEMORY))
        if len(start) < _IN_MEMORY:
            return Member(name, self._path, consumed, start)
        with self._path.open("wb") as kept:
            kept.write(start)
            while block := self._counted(member.read(_BLOCK)):
                kept.write(block)
        return Member(name, self._path, consumed)

    def _counted(self, block: bytes) -> bytes:
        bounds = self._file.bounds
        self._expanded += len(block)
        if self._expanded > bounds.max_expanded_bytes:
            raise bound_passed("max_expanded_bytes", bounds.max_expanded_bytes)
        if self._expanded > RATIO_FLOOR and self._expanded > bounds.max_expansion_ratio * self._size:
            raise bound_passed("max_expansion_ratio", bounds.max_expansion_ratio)
        return block


class _Stream(RawIOBase):
    """The decompressed bytes of a delivery as a file that tarfile can read from beginning to end."""

    def __init__(self, source: DeliveredBytes) -> None:
        self._blocks = source.blocks(_BLOCK)
        self._rest = b""

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        pieces = [self._rest]
        length = len(self._rest)
        while size < 0 or length < size:
            block = next(self._blocks, b"")
            if not block:
                break
            pieces.append(block)
            length += len(block)
        whole = b"".join(pieces)
        self._rest = whole[size:] if size >= 0 else b""
        return whole[:size] if size >= 0 else whole


class ArchivedFormat:
    """A format that also reads archives of its files; all else is that of the format it stands for."""

    def __init__(self, inner: SourceFormat) -> None:
        """Stand for this format."""
        self.inner = inner
        self.key = inner.key
        self.label = inner.label
        self.suffixes = inner.suffixes
        self.media_types = inner.media_types

    def recognise(self, head: bytes, name: str) -> float:
        """Return how sure the format is of a file that is no archive."""
        return self.inner.recognise(head, name)

    def read(self, file: DeliveredFile) -> Iterator[ReadOutcome]:
        """Yield the records of the file, or of each file in it; see `SourceFormat.read`."""
        kind = archive_kind(file)
        if kind is None:
            return self.inner.read(file)
        return _records(file, kind, self.inner)


def in_archives(inner: SourceFormat) -> SourceFormat:
    """Return the format with archives of its files read too; one whose files are archives themselves stays as it is."""
    return inner if ".xlsx" in inner.suffixes else ArchivedFormat(inner)


def _records(file: DeliveredFile, kind: str, inner: SourceFormat) -> Iterator[ReadOutcome]:
    ordinal = 0
    notes: list[Finding] = []
    with opened(file, kind) as members:
        try:
            for member in members:
                file.position.bytes_read = member.position
                for outcome in _of_member(member, file, inner, notes):
                    if ordinal >= file.bounds.max_records:
                        raise bound_passed("max_records", file.bounds.max_records)
                    yield _placed(outcome, ordinal, member.name, notes)
                    ordinal += 1
        except (zipfile.BadZipFile, tarfile.TarError, EOFError, OSError) as error:
            damage = finding(DAMAGED, Cell(value=str(error), file=None))
            yield UnreadableRecord(ordinal, damage)
            ordinal += 1
    if not ordinal:
        raise nothing_to_read(file.name)


def _of_member(member: Member, file: DeliveredFile, inner: SourceFormat, notes: list[Finding]) -> Iterator[ReadOutcome]:
    """Yield what a member holds; what is wrong with all of it is an outcome of its own, and the others still come."""
    one = member.delivered(file)
    try:
        head = DeliveredBytes(one).head()
        if inner.recognise(head, member.name.lower()) < _SURE and not _looks_like(member.name, head, inner):
            notes.append(finding(MEMBER_PASSED_OVER, Cell(value=member.name, file=member.name), format=inner.key))
            return
        yield from inner.read(one)
    except BoundPassed:
        raise
    except ConcordanceError as problem:
        told = finding(MEMBER_UNREADABLE, Cell(value=member.name, file=member.name), problem=problem.detail.en)
        yield UnreadableRecord(0, told)


def _looks_like(name: str, head: bytes, inner: SourceFormat) -> bool:
    # A damaged or empty file of the right name is reported as such, not passed over; a schema or a style sheet is.
    if b"/XMLSchema" in head or b"/XSL/Transform" in head:
        return False
    return name.lower().endswith(tuple(suffix for suffix in inner.suffixes if suffix != ".txt"))


def _placed(outcome: ReadOutcome, ordinal: int, member: str, notes: list[Finding]) -> ReadOutcome:
    """Return an outcome with its place in the delivery: its ordinal, its member, the notes on what was passed over."""
    if isinstance(outcome, UnreadableRecord):
        return UnreadableRecord(ordinal, _in_member(outcome.finding, member))
    findings = tuple(_in_member(one, member) for one in outcome.findings)
    if notes:
        findings = (*notes, *findings)
        notes.clear()
    return structs.replace(outcome, ordinal=ordinal, member=member, findings=findings)


def _in_member(one: Finding, member: str) -> Finding:
    return one if one.cell.file else structs.replace(one, cell=structs.replace(one.cell, file=member))


def first_heads(file: DeliveredFile, kind: str) -> Iterator[tuple[bytes, str]]:
    """Yield the beginnings and names of the first files of an archive, by which its format is recognised."""
    with opened(file, kind) as members:
        try:
            for count, member in enumerate(members):
                if count >= _TRIED:
                    return
                head = DeliveredBytes(member.delivered(file)).head()
                if head.strip(b"\0\t\r\n "):
                    yield head[:HEAD], member.name
        except (zipfile.BadZipFile, tarfile.TarError, EOFError, OSError):
            return
