"""A push: bytes that arrive become a new file below the data folder, unpacked, counted and hashed on the way."""

from __future__ import annotations

import errno
import hashlib
import os
import secrets
import shutil
import zlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Protocol

from app.core.config import Bounds
from app.core.errors import BoundPassed, InputError, StorageFull
from app.core.text import Text

FOLDER = "deliveries"
_FILE = "delivery"
_GZIP = 16 + zlib.MAX_WBITS
_UNPACKED_PIECE = 1024 * 1024  # bytes unpacked at a time: what a bomb can take of memory
_RATIO_FROM = 10 * 1024 * 1024  # a ratio says nothing about a small file


class UnsupportedCoding(InputError):
    """The Content-Encoding of a delivery is not one that is understood (RFC 9110, section 15.5.16)."""

    kind = "unsupported-coding"
    status = 415
    title = Text(fr="Codage non pris en charge", en="Unsupported coding")
    advice = Text(
        fr="Envoyez le fichier tel quel, ou compressé avec gzip.", en="Send the file as it is, or compressed with gzip."
    )


class ByteSink(Protocol):
    """Anything that takes the bytes of a body in order."""

    def write(self, data: bytes) -> None:
        """Take the next bytes."""

    def close(self) -> None:
        """Say that there are no more; raise InputError when they end too early."""


class DeliverySink:
    """A file being received. Its name is chance, never the museum's: `path` cannot lead anywhere else.

    `size` is in bytes as written; `sha256` is of the same, in hexadecimal.
    """

    def __init__(self, data_dir: Path) -> None:
        """Open a new file below `data_dir`; raise StorageFull when there is no room for it."""
        folder = data_dir.absolute() / FOLDER / secrets.token_hex(16)
        self.path = folder / _FILE
        self.size = 0
        self._digest = hashlib.sha256()
        with disk_refusals_told():
            folder.mkdir(parents=True)
            self._file = self.path.open("xb")

    @property
    def sha256(self) -> str:
        """The digest of what was written so far."""
        return self._digest.hexdigest()

    def write(self, data: bytes) -> None:
        """Write the next bytes; raise StorageFull when the disk refuses them."""
        with disk_refusals_told():
            self._file.write(data)
        self._digest.update(data)
        self.size += len(data)

    def close(self) -> None:
        """Write what is still in memory; raise StorageFull."""
        with disk_refusals_told():
            self._file.close()

    def discard(self) -> None:
        """Remove the file: the delivery was refused, or all of it is in the database."""
        with suppress(OSError):  # what could not be written has been told already
            self._file.close()
        discard(self.path)


class GzipSink:
    """Unpacks `Content-Encoding: gzip` into another sink, within the bounds of expansion (RFC 1952)."""

    def __init__(self, sink: ByteSink, bounds: Bounds) -> None:
        """Unpack into `sink`."""
        self._sink = sink
        self._bounds = bounds
        self._unpacker = zlib.decompressobj(_GZIP)
        self._packed = 0
        self._unpacked = 0

    def write(self, data: bytes) -> None:
        """Unpack the next bytes; raise InputError for what is not gzip, BoundPassed for what expands too much."""
        self._packed += len(data)
        while data:
            if self._unpacker.eof:
                self._unpacker = zlib.decompressobj(_GZIP)  # a file may have several members (section 2.2)
            try:
                piece = self._unpacker.decompress(data, _UNPACKED_PIECE)
            except zlib.error:
                raise InputError(
                    Text(
                        fr="Le corps est annoncé compressé avec gzip et ne l'est pas, ou il est endommagé.",
                        en="The body is announced as compressed with gzip and is not, or it is damaged.",
                    )
                ) from None
            self._count(len(piece))
            self._sink.write(piece)
            data = self._unpacker.unconsumed_tail or self._unpacker.unused_data

    def close(self) -> None:
        """Raise InputError when the compressed body was cut off."""
        if not self._unpacker.eof:
            raise InputError(
                Text(fr="Le corps compressé est tronqué.", en="The compressed body is cut off before its end.")
            )
        self._sink.close()

    def _count(self, unpacked: int) -> None:
        self._unpacked += unpacked
        if self._unpacked > self._bounds.max_expanded_bytes:
            raise _expands_too_much("max_expanded_bytes", self._bounds.max_expanded_bytes)
        ratio = self._bounds.max_expansion_ratio
        if self._unpacked > _RATIO_FROM and self._unpacked > ratio * self._packed:
            raise _expands_too_much("max_expansion_ratio", ratio)


def sink_for(coding: str, sink: ByteSink, bounds: Bounds) -> ByteSink:
    """Return the sink that takes a body in this Content-Encoding; raise UnsupportedCoding for one not understood."""
    name = coding.strip().lower()
    if name in {"", "identity"}:
        return sink
    if name in {"gzip", "x-gzip"}:
        return GzipSink(sink, bounds)
    raise UnsupportedCoding(
        Text(
            fr=f"Le codage « {name[:40]} » n'est pas pris en charge; « gzip » l'est.",
            en=f"The coding “{name[:40]}” is not supported; “gzip” is.",
        )
    )


def make_lasting(path: Path) -> None:
    """Put the file, and the tables beside it, on the disk: what is answered for outlives a power cut.

    Raises StorageFull.
    """
    with disk_refusals_told():
        for one in path.parent.iterdir():
            with one.open("rb") as file:
                os.fsync(file.fileno())


def discard(path: Path) -> None:
    """Remove a file that is kept as a delivery, with its folder; one that is gone already is no error."""
    path.unlink(missing_ok=True)
    if path.parent.parent.name == FOLDER:
        shutil.rmtree(path.parent, ignore_errors=True)


@contextmanager
def disk_refusals_told() -> Iterator[None]:
    """Raise StorageFull where the file system has no room; every other error passes through as it is."""
    try:
        yield
    except OSError as error:
        if error.errno not in {errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EFBIG}:
            raise
        raise StorageFull(
            Text(
                fr="Le disque du service refuse d'écrire le fichier reçu.",
                en="The service's disk refuses to write the file received.",
            )
        ) from error


def _expands_too_much(bound: str, limit: int) -> BoundPassed:
    return BoundPassed(
        Text(
            fr=f"Le fichier compressé devient trop grand une fois décompressé ({bound}: {limit}).",
            en=f"The compressed file becomes too large when it is unpacked ({bound}: {limit}).",
        ),
        bound=bound,
    )
